//! `--open`, with a script for a browser.

use std::{
    env, fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::run::{Outcome, VNC_PASSWORD, outcome, program};

/// Notes its arguments, and what is in the file they name, beside itself.
const BROWSER: &str = r#"#!/bin/sh
cat "$1" > "$0.page"
echo "$@" > "$0.new"
mv "$0.new" "$0.args"
"#;

/// The text of a file that is to appear.
fn appearing(path: &Path) -> String {
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_secs(10) {
        if let Ok(text) = fs::read_to_string(path) {
            return text;
        }
        thread::sleep(Duration::from_millis(10));
    }
    panic!("no {}", path.display())
}

#[test]
fn the_browser_gets_the_url_and_its_arguments_do_not() {
    let directory = tempfile::tempdir().unwrap();
    let browser = directory.path().join("browser");
    let temporary = directory.path().join("tmp");
    fs::create_dir(&temporary).unwrap();
    fs::write(&browser, BROWSER).unwrap();
    fs::set_permissions(&browser, fs::Permissions::from_mode(0o700)).unwrap();

    let mut command = program("url --emulator --open");
    let child = command
        .env("BROWSER", &browser)
        .env("PATH", env::var_os("PATH").unwrap())
        .env("TMPDIR", &temporary)
        .env("ECS_CONSOLE_VNC_PASSWORD", VNC_PASSWORD)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();

    // Its whole command line is the path of a page, which nobody else can read.
    let args = appearing(&browser.with_extension("args"));
    let page = Path::new(args.trim_end());
    assert_eq!(page.parent(), Some(&*temporary));
    assert_eq!(
        fs::metadata(page).unwrap().permissions().mode() & 0o777,
        0o600
    );

    // An interrupt ends the wait for the URL's end, and removes the page all the same.
    let pid = child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &pid])
            .status()
            .unwrap()
            .success()
    );
    let Outcome {
        status,
        stdout,
        stderr,
    } = child.wait_with_output().unwrap().into();
    assert_eq!(status, Some(0), "{stderr}");
    assert_eq!(fs::read_dir(&temporary).unwrap().count(), 0);

    let html = fs::read_to_string(browser.with_extension("page")).unwrap();
    let url = stdout.trim_end().replace('&', "&amp;");
    assert!(url.ends_with("&amp;password=aB3456"), "{url}");
    assert!(
        html.contains(&format!(r#"content="0; url={url}""#)),
        "{html}"
    );
    assert!(!stderr.contains("vncUrl"), "{stderr}");
}

#[test]
fn without_a_browser_the_url_is_there_all_the_same() {
    let mut command = program("url --emulator --open");
    let Outcome {
        status,
        stdout,
        stderr,
    } = outcome(command.env("BROWSER", "/no/browser"));
    assert_eq!(status, Some(1), "{stderr}");
    assert!(stdout.starts_with("https://"), "{stdout}");
    assert!(
        stderr.contains("error: the browser can't be opened: "),
        "{stderr}"
    );
}
