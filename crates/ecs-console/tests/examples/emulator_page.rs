//! The console page of the emulator in Chromium.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant, SystemTime},
};

use alicloud_console::{ConsoleSettings, OpenConsole};
use alicloud_emulator::{Emulator, Scenario};

use crate::{
    running::{self, parameter},
    webdriver::Browser,
};

/// Opens the page with this query, saves a screenshot, and returns the shown state.
fn state(browser: &Browser, emulator: &Emulator, query: &str, screenshot: &str) -> String {
    state_at(browser, &emulator.console_page_url(), query, screenshot)
}

/// Like [`state`], for the page at this URL.
fn state_at(browser: &Browser, page: &str, query: &str, screenshot: &str) -> String {
    browser.open(&format!("{page}?{query}"));
    let begin = Instant::now();
    let state = loop {
        let state = browser.text("#state");
        if state != "Connecting" || begin.elapsed() > Duration::from_secs(10) {
            break state;
        }
        thread::sleep(Duration::from_millis(50));
    };
    let target = env!("CARGO_TARGET_TMPDIR");
    browser.save_screenshot(&Path::new(target).join("../browser").join(screenshot));
    state
}

#[test]
#[ignore = "needs chromium and chromium-driver"]
fn the_emulator_page_shows_the_state_of_a_url() {
    let ahead = Arc::new(AtomicU64::new(0));
    let clock = Arc::clone(&ahead);
    let emulator = Emulator::builder()
        .clock(move || SystemTime::now() + Duration::from_secs(clock.load(Ordering::Relaxed)))
        .start()
        .unwrap();
    let password = "aB3456".parse().unwrap();
    let open = OpenConsole::new(Scenario::REGION_ID, Scenario::RUNNING_INSTANCE_ID)
        .settings(ConsoleSettings::default().password(password));
    let console = running::blocking(&emulator).send(&open).unwrap();
    let (_, query) = console.url().split_once('?').unwrap();
    let vnc_url = parameter(console.url(), "vncUrl");
    let browser = Browser::start();

    let connected = state(&browser, &emulator, query, "emulator-connected.png");
    assert_eq!(connected, "Connected");
    let seconds: u64 = browser.text("#seconds").parse().unwrap();
    assert!((1..=15).contains(&seconds), "{seconds}");
    assert_eq!(browser.text("#instanceId"), Scenario::RUNNING_INSTANCE_ID);
    assert_eq!(browser.text("#isWindows"), "false");
    assert_eq!(browser.text("#vncUrl"), decoded(vnc_url));
    assert_eq!(browser.text("#password"), "received, 6 characters");
    assert!(!browser.text("html").contains("aB3456"));
    assert_eq!(browser.url(), emulator.console_page_url());

    let twice = query.replace(vnc_url, &vnc_url.replace('%', "%25"));
    let wrong = state(&browser, &emulator, &twice, "emulator-encoded-wrongly.png");
    assert_eq!(wrong, "Encoded wrongly");

    let token = vnc_url.rsplit_once("%3D").unwrap().1;
    let unknown = query.replace(token, "bm90LWlzc3VlZA");
    let unknown = state(&browser, &emulator, &unknown, "emulator-unknown.png");
    assert!(unknown.starts_with("Unknown: "), "{unknown}");

    // The page can be reached by another name of this machine.
    let page = emulator
        .console_page_url()
        .replace("127.0.0.1", "localhost");
    let by_name = state_at(&browser, &page, query, "emulator-by-name.png");
    assert_eq!(by_name, "Connected");

    let foreign = "vncUrl=wss%3A%2F%2Fvnc.example%2Fwebsockify%2F%3Fs%3Da&instanceId=i-1";
    let foreign = state(&browser, &emulator, foreign, "emulator-foreign.png");
    assert_eq!(foreign, "Not opened: the vncUrl is of another service.");
    let detail = browser.text("#detail");
    assert!(detail.ends_with("This URL is of vnc.example."), "{detail}");
    assert_eq!(browser.text("#password"), "not received");

    // A URL expires after 15 s.
    ahead.store(15, Ordering::Relaxed);
    let expired = state(&browser, &emulator, query, "emulator-expired.png");
    assert!(expired.starts_with("Expired: "), "{expired}");
    assert_eq!(browser.text("#seconds"), "0");
}

/// The `VncUrl` as the page shows it: decoded once.
fn decoded(vnc_url: &str) -> String {
    let once = ["%3A", "%2F", "%3F", "%3D", "%25"];
    let plain = [":", "/", "?", "=", "%"];
    let pairs = once.into_iter().zip(plain);
    pairs.fold(vnc_url.to_owned(), |url, (encoded, plain)| {
        url.replace(encoded, plain)
    })
}
