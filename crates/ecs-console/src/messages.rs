//! Renders messages into the golden file. Tests that run the program can't provoke these messages.

#[allow(dead_code, reason = "only other tests read their rows from a fixture")]
#[path = "../../../tests/it/messages/table.rs"]
pub(crate) mod table;

use std::{
    fs,
    time::{Duration, SystemTime},
};

use alicloud::error::PagingError;

use self::table::{assert_section, tables};
use crate::{
    browser::{self, tests as browser_tests},
    console_output,
    failure::Failure,
    system::Ending,
};

fn report(failure: Failure) -> String {
    failure.report().join("\n")
}

/// The report about a temporary page in whose place a directory was created.
fn unremovable() -> String {
    let page = browser::page("").unwrap();
    let path = page.to_path_buf();
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    let text = report(browser::remove(page).err().unwrap());
    fs::remove_dir(&path).unwrap();
    text.replace(path.to_str().unwrap(), "/tmp/ecs-console-1a2b3c.html")
}

#[test]
#[cfg_attr(
    not(target_os = "linux"),
    ignore = "the file has error messages of Linux"
)]
fn messages_match_the_golden_file() {
    let expired = browser_tests::open_after(
        Duration::from_secs(15),
        &browser_tests::console(),
        &|_, _, _| Ok(Ending::TimedOut),
    );
    let year_30_000 = SystemTime::UNIX_EPOCH + Duration::from_secs(884_541_600_000);
    let clock = console_output::timestamp(year_30_000).err().unwrap();
    let pages = PagingError::Bound { pages: 1_000 };
    let after = |ending, is_json| browser_tests::said_after(ending, is_json).join("\n");
    let tables = tables! {
        "Rare failures" {
            "when the URL expired before the browser was opened" => expired.unwrap_err().join("\n"),
            "when the temporary page of `--open` can't be removed" => unremovable(),
            "when a list has more pages than a client fetches" => report(Failure::Call(pages.into())),
            "when the system clock is past the year 9999" => report(clock),
            "when the program was built without a feature" => report(Failure::without_feature("--emulator", "emulator")),
        }
        "Notes of `url --emulator --open`" {
            "when the page of the emulator used the URL" => after(Ending::Done, false),
            "when the URL expired" => after(Ending::TimedOut, false),
            "when the URL expired, as JSON" => after(Ending::TimedOut, true),
            "after Ctrl-C" => after(Ending::Interrupted, false),
        }
    };
    assert_section("The program ecs-console, rare messages", &tables);
}
