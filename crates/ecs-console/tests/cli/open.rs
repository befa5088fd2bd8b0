//! Tests of `--open`, with a shell script as the browser.

use std::{
    env, fs,
    io::{Read, Write},
    net::TcpStream,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use alicloud_console::VncUrl;
use tempfile::TempDir;

use crate::run::{Outcome, VNC_PASSWORD, closed, outcome, program, signal};

/// A script that stores its arguments, and the file that they name, in files beside the script.
const BROWSER: &str = r#"#!/bin/sh
cat "$1" > "$0.page"
echo "$@" > "$0.new"
mv "$0.new" "$0.args"
"#;

/// A directory with the browser script and a directory for temporary files.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        fs::create_dir(place.temporary()).unwrap();
        fs::write(place.browser(), BROWSER).unwrap();
        fs::set_permissions(place.browser(), fs::Permissions::from_mode(0o700)).unwrap();
        place
    }

    fn browser(&self) -> PathBuf {
        self.0.path().join("browser")
    }

    fn temporary(&self) -> PathBuf {
        self.0.path().join("tmp")
    }

    fn command(&self) -> Command {
        let mut command = program("url --emulator --open");
        command
            .env("BROWSER", self.browser())
            .env("PATH", env::var_os("PATH").unwrap())
            .env("TMPDIR", self.temporary())
            .env("ECS_CONSOLE_VNC_PASSWORD", VNC_PASSWORD);
        command
    }

    fn open(&self) -> Child {
        let mut command = self.command();
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().unwrap()
    }

    /// Waits until the browser has started, and returns its arguments.
    fn arguments(&self) -> String {
        let path = self.browser().with_extension("args");
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_secs(10) {
            if let Ok(text) = fs::read_to_string(&path) {
                return text;
            }
            thread::sleep(Duration::from_millis(10));
        }
        panic!("no {}", path.display())
    }

    fn pages(&self) -> usize {
        fs::read_dir(self.temporary()).unwrap().count()
    }
}

#[test]
fn the_browser_gets_the_url_through_a_private_page_and_not_as_an_argument() {
    let place = Place::new();
    let child = place.open();

    // The only argument is the path of a page that no other user can read.
    let arguments = place.arguments();
    let page = Path::new(arguments.trim_end());
    assert_eq!(page.parent(), Some(&*place.temporary()));
    let mode = fs::metadata(page).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    // An interrupt ends the program before the URL expires, and the page is still removed.
    signal(&child, "INT");
    let Outcome {
        status,
        stdout,
        stderr,
    } = child.wait_with_output().unwrap().into();
    assert_eq!(status, Some(0), "{stderr}");
    assert_eq!(place.pages(), 0);

    let html = fs::read_to_string(place.browser().with_extension("page")).unwrap();
    let url = stdout.trim_end().replace('&', "&amp;");
    assert!(url.ends_with("&amp;password=aB3456"), "{url}");
    // The page of the emulator gets the query of the printed URL.
    let (_, query) = url.split_once('?').unwrap();
    assert!(
        html.contains(r#"content="0; url=http://127.0.0.1:"#),
        "{html}"
    );
    let page = format!(r#"/_emulator/console?{query}""#);
    assert!(html.contains(&page), "{html}");
    assert!(!stderr.contains("vncUrl"), "{stderr}");
    assert!(stderr.ends_with("The URL was not used.\n"), "{stderr}");
}

#[test]
fn says_that_the_url_was_used_and_ends() {
    for (args, last) in [("", "The URL was used.\n"), ("--output json", "")] {
        let place = Place::new();
        let mut command = place.command();
        command.args(args.split_whitespace());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = command.spawn().unwrap();
        place.arguments();
        let html = fs::read_to_string(place.browser().with_extension("page")).unwrap();
        let (_, vnc_url) = html.split_once("vncUrl=").unwrap();
        let (vnc_url, _) = vnc_url.split_once("&amp;").unwrap();
        use_url(vnc_url.parse::<VncUrl>().unwrap().as_str());

        let outcome: Outcome = child.wait_with_output().unwrap().into();
        assert_eq!(outcome.status, Some(0), "{outcome:?}");
        assert!(outcome.stderr.ends_with(last), "{outcome:?}");
        assert_eq!(outcome.stderr.is_empty(), last.is_empty(), "{outcome:?}");
        assert_eq!(place.pages(), 0);
    }
}

/// Sends a WebSocket handshake, as a browser does.
fn use_url(vnc_url: &str) {
    let (host, path) = vnc_url
        .strip_prefix("ws://")
        .and_then(|url| url.split_once('/'))
        .unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    let head = format!(
        "GET /{path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut begin = [0; 12];
    stream.read_exact(&mut begin).unwrap();
    assert_eq!(&begin, b"HTTP/1.1 101");
}

#[test]
fn a_signal_that_ends_the_program_removes_the_page() {
    for (name, status) in [("TERM", 143), ("HUP", 129), ("QUIT", 131)] {
        let place = Place::new();
        let child = place.open();
        place.arguments();
        assert_eq!(place.pages(), 1);
        signal(&child, name);
        let outcome: Outcome = child.wait_with_output().unwrap().into();
        assert_eq!(outcome.status, Some(status), "{outcome:?}");
        assert!(!outcome.stderr.contains("error"), "{outcome:?}");
        assert_eq!(place.pages(), 0, "{name}");
    }
}

#[test]
fn prints_the_url_and_leaves_no_page_without_a_browser() {
    let place = Place::new();
    let mut command = place.command();
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
    assert_eq!(place.pages(), 0);
}

#[test]
fn opens_the_browser_even_if_nobody_reads_stdout() {
    let place = Place::new();
    let mut command = place.command();
    command.stdout(closed()).stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    place.arguments();
    signal(&child, "INT");
    let outcome: Outcome = child.wait_with_output().unwrap().into();
    assert_eq!(outcome.status, Some(0), "{outcome:?}");
}
