//! `--open`: shows the console in the default browser.
//!
//! A browser gets the URL to open as an argument, and every user of the machine can read arguments.
//! So the browser gets the path of a page that only this user can read. That page redirects to the
//! console URL.

use std::{
    error::Error,
    io::{self, Write},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use alicloud_console::Console;
use signal_hook::{consts::signal, flag};
use tempfile::TempPath;

use crate::{
    emulator::LocalEmulator,
    failure::Failure,
    system::{Ending, System},
};

/// Opens the URL of `console` through a temporary page, and removes the page when the URL expires.
/// With an emulator, opens the page of the emulator instead, returns soon after the URL was used,
/// and says whether the URL was used.
pub(crate) fn open(
    console: &Console,
    emulator: Option<&LocalEmulator>,
    system: &mut System<'_>,
) -> Result<(), Failure> {
    let remaining = console.remaining((system.now)());
    if remaining == Duration::ZERO {
        return Err(unopened("the URL has expired; run the command again"));
    }
    let seconds = remaining.as_secs();
    let Some(emulator) = emulator else {
        system.streams.note([format!(
            "Opening the browser. The temporary page that redirects to the URL is removed in \
             {seconds} s, or on Ctrl-C."
        )]);
        return (system.browse)(&html(console.url()), remaining, &|| false).map(drop);
    };
    system.streams.note([format!(
        "Opening the page of the emulator in the browser. The command ends when the URL has been \
         used or has expired ({seconds} s), or on Ctrl-C."
    )]);
    let page = html(&emulator.page_url(console));
    match (system.browse)(&page, remaining, &|| emulator.url_was_used())? {
        Ending::Done => system.streams.note(["The URL was used."]),
        Ending::TimedOut => system.streams.warn("The URL has expired and was not used."),
        Ending::Interrupted => system.streams.warn("The URL was not used."),
    }
    Ok(())
}

fn unopened(error: impl Into<Box<dyn Error>>) -> Failure {
    Failure::Local("the browser can't be opened", error.into())
}

/// Shows a page with this HTML in the default browser. Removes the page after `duration`, on
/// Ctrl-C, on another signal that asks the process to end, or soon after `is_done` returns true. A
/// signal other than Ctrl-C is returned as an error.
pub(crate) fn browse(
    html: &str,
    duration: Duration,
    is_done: &dyn Fn() -> bool,
) -> Result<Ending, Failure> {
    // The signal handlers are installed before the page is created, so that no signal can leave the
    // page behind.
    let signals = Signals::listen().map_err(unopened)?;
    let page = page(html).map_err(unopened)?;
    opener::open_browser(&page).map_err(unopened)?;
    let ending = signals.wait(duration, is_done);
    remove(page)?;
    ending.map_err(Failure::Signal)
}

/// Removes the temporary page.
pub(crate) fn remove(page: TempPath) -> Result<(), Failure> {
    page.close().map_err(|error| {
        Failure::Local(
            "the temporary page with the URL can't be removed",
            error.into(),
        )
    })
}

/// The number of the last received signal that asks the process to end, or 0.
struct Signals(Arc<AtomicUsize>);

impl Signals {
    /// Ctrl-C.
    const INTERRUPT: u8 = signal::SIGINT as u8;

    #[cfg(unix)]
    const ENDING: &[i32] = &[
        signal::SIGINT,
        signal::SIGHUP,
        signal::SIGQUIT,
        signal::SIGTERM,
    ];
    #[cfg(not(unix))]
    const ENDING: &[i32] = &[signal::SIGINT];

    /// The time for which the result is shown.
    const SHOWN: Duration = Duration::from_secs(1);

    /// The time between two looks at the number.
    const PAUSE: Duration = Duration::from_millis(50);

    /// Installs handlers for the signals, which replace their default action of ending the process.
    fn listen() -> io::Result<Self> {
        let received = Arc::new(AtomicUsize::new(0));
        for number in Self::ENDING {
            flag::register_usize(*number, Arc::clone(&received), *number as usize)?;
        }
        Ok(Self(received))
    }

    /// Waits for Ctrl-C, until `duration` is over, or until soon after `is_done` returns true.
    /// Another signal is an error with the number of the signal.
    fn wait(&self, mut duration: Duration, is_done: &dyn Fn() -> bool) -> Result<Ending, u8> {
        let begin = Instant::now();
        let mut was_done = false;
        loop {
            if !was_done && is_done() {
                was_done = true;
                // The browser needs a moment to show the result.
                duration = begin.elapsed() + Self::SHOWN;
            }
            let remaining = duration.saturating_sub(begin.elapsed());
            match u8::try_from(self.0.load(Ordering::Relaxed)).unwrap_or_default() {
                0 if !remaining.is_zero() => {}
                0 if !was_done => return Ok(Ending::TimedOut),
                Self::INTERRUPT if !was_done => return Ok(Ending::Interrupted),
                0 | Self::INTERRUPT => return Ok(Ending::Done),
                other => return Err(other),
            }
            thread::sleep(remaining.min(Self::PAUSE));
        }
    }
}

/// Creates a temporary file that only this user can read. Dropping the returned path removes the
/// file.
pub(crate) fn page(html: &str) -> io::Result<TempPath> {
    let mut file = tempfile::Builder::new()
        .prefix("ecs-console-")
        .suffix(".html")
        .tempfile()?;
    file.write_all(html.as_bytes())?;
    // This closes the file. On Windows, a browser may be unable to open a file that is still open
    // for writing.
    Ok(file.into_temp_path())
}

/// The HTML of a page that redirects a browser to `url`.
fn html(url: &str) -> String {
    let url = url
        .replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;");
    format!(
        r#"<!doctype html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url={url}">
<title>ECS console</title>
<a href="{url}">Open the console</a>
"#
    )
}

#[cfg(test)]
pub(crate) mod tests {
    use std::{cell::RefCell, time::SystemTime};

    use alicloud::{Anonymous, Response, Session, blocking::Client};
    use alicloud_console::OpenConsole;
    use indicatif::ProgressDrawTarget;

    use super::*;
    use crate::{streams::Streams, system::Browse};

    const SECOND: Duration = Duration::from_secs(1);

    pub(crate) fn console() -> Console {
        let session = Session::new(Anonymous)
            .endpoint("https://ecs.example")
            .unwrap();
        let client = Client::with_transport(session, |_| {
            let body = r#"{"RequestId":"1","VncUrl":"ws%3A%2F%2Fvnc.example%2F%3Fs%3D1"}"#;
            Ok(Response::new(body.into()))
        });
        client.send(&OpenConsole::new("cn-qingdao", "i-1")).unwrap()
    }

    /// Opens `console` at `age` after it was fetched, with `browse` as the browser, and returns the
    /// text on stderr.
    pub(crate) fn open_after(
        age: Duration,
        console: &Console,
        browse: &Browse<'_>,
    ) -> Result<String, Vec<String>> {
        let now = console.fetched_at() + age;
        let (mut stdout, mut stderr) = (io::empty(), Vec::new());
        let mut system = System {
            variable: &|_| None,
            stdin: &mut io::empty(),
            streams: Streams::new(&mut stdout, &mut stderr),
            now: &|| -> SystemTime { now },
            browse,
            progress: &ProgressDrawTarget::hidden,
            trace: &|_| {},
        };
        open(console, None, &mut system).map_err(|failure| failure.report())?;
        Ok(String::from_utf8(stderr).unwrap())
    }

    #[test]
    fn shows_the_page_until_the_url_expires() {
        let console = console();
        let seen = RefCell::new(String::new());
        let stderr = open_after(SECOND * 3, &console, &|html, duration, _| {
            assert_eq!(duration, SECOND * 12);
            html.clone_into(&mut seen.borrow_mut());
            Ok(Ending::TimedOut)
        })
        .unwrap();

        let html = seen.into_inner();
        let url = "https://g.alicdn.com/aliyun/ecs-console-vnc/0.0.7/index.html?vncUrl=\
                   ws%3A%2F%2Fvnc.example%2F%3Fs%3D1&amp;instanceId=i-1&amp;isWindows=false";
        assert!(
            html.contains(&format!(r#"content="0; url={url}""#)),
            "{html}"
        );
        assert!(html.contains(&format!(r#"href="{url}""#)), "{html}");
        assert!(stderr.contains("removed in 12 s"), "{stderr}");
        assert!(!stderr.contains("vncUrl"), "{stderr}");
    }

    /// The lines on stderr if the page of the emulator is shown until `ending`.
    #[cfg(feature = "emulator")]
    pub(crate) fn said_after(ending: Ending, is_json: bool) -> Vec<String> {
        let console = console();
        let now = console.fetched_at();
        let (mut stdout, mut stderr) = (io::empty(), Vec::new());
        let mut system = System {
            variable: &|_| None,
            stdin: &mut io::empty(),
            streams: Streams::new(&mut stdout, &mut stderr),
            now: &|| -> SystemTime { now },
            browse: &|html, _, is_done| {
                assert!(html.contains("/_emulator/console?vncUrl="), "{html}");
                assert!(!is_done());
                Ok(ending)
            },
            progress: &ProgressDrawTarget::hidden,
            trace: &|_| {},
        };
        if is_json {
            system.streams.use_json();
        }
        let emulator = LocalEmulator::start(&mut system).ok().unwrap();
        open(&console, Some(&emulator), &mut system).ok().unwrap();
        let stderr = String::from_utf8(stderr).unwrap();
        let lines = stderr.lines().map(str::to_owned);
        lines.filter(|line| !line.starts_with("Using")).collect()
    }

    #[test]
    #[cfg(feature = "emulator")]
    fn says_whether_the_url_of_the_emulator_was_used() {
        for (ending, last) in [
            (Ending::Done, "The URL was used."),
            (Ending::TimedOut, "The URL has expired and was not used."),
            (Ending::Interrupted, "The URL was not used."),
        ] {
            let lines = said_after(ending, false);
            assert_eq!((lines.len(), &*lines[1]), (2, last));
            let json = match ending {
                Ending::Done => vec![],
                _ => vec![format!(r#"{{"Warning":"{last}"}}"#)],
            };
            assert_eq!(said_after(ending, true), json);
        }
    }

    #[test]
    fn waits_for_the_first_event() {
        let signals = || Signals(Arc::default());
        let short = Duration::from_millis(1);
        assert_eq!(signals().wait(short, &|| false), Ok(Ending::TimedOut));
        for (number, expected) in [
            (signal::SIGINT, Ok(Ending::Interrupted)),
            (signal::SIGTERM, Err(15)),
        ] {
            let received = signals();
            received.0.store(number as usize, Ordering::Relaxed);
            assert_eq!(received.wait(SECOND, &|| false), expected);
        }
        // Ctrl-C while the result is shown doesn't change the result.
        let received = signals();
        received.0.store(signal::SIGINT as usize, Ordering::Relaxed);
        assert_eq!(received.wait(SECOND, &|| true), Ok(Ending::Done));
    }

    #[test]
    fn does_not_open_an_expired_url() {
        let report = open_after(SECOND * 15, &console(), &|_, _, _| panic!("opened"));
        let expected =
            "error: the browser can't be opened: the URL has expired; run the command again";
        assert_eq!(report, Err(vec![expected.to_owned()]));
    }

    #[test]
    fn escapes_the_url_in_html_attributes() {
        let html = html(r#"https://a/?b"><script>&"#);
        assert!(
            html.contains(r#"href="https://a/?b&quot;>&lt;script>&amp;""#),
            "{html}"
        );
    }
}
