//! `--open`: the URL, shown in the default browser.
//!
//! What a browser is to open is one of its arguments, and arguments can be read by every user of
//! the machine. So it is given the path of a page that only this user can read, and the page leads
//! to the URL.

use std::{
    error::Error,
    io::{self, Write},
    path::Path,
    time::Duration,
};

use alicloud_console::Console;
use tempfile::TempPath;
use tokio::{runtime, select, signal::ctrl_c, time::sleep};

use crate::{failure::Failure, system::System};

/// Opens the URL of `console`, and removes what leads to it when the URL has expired.
pub(crate) fn open(console: &Console, system: &mut System<'_>) -> Result<(), Failure> {
    let failure = |error: Box<dyn Error>| Failure::Local("the browser can't be opened", error);
    let remaining = console.remaining((system.now)());
    if remaining == Duration::ZERO {
        return Err(failure("the URL has expired, fetch another".into()));
    }
    let page = page(console.url()).map_err(|error| failure(error.into()))?;
    let seconds = remaining.as_secs();
    system.note(&format!(
        "Opening the browser. The page that leads it to the URL is removed in {seconds} s, or on \
         Ctrl-C."
    ));
    (system.browse)(&page, remaining).map_err(failure)?;
    page.close()
        .map_err(|error| Failure::Local("the page with the URL can't be removed", error.into()))
}

/// Shows `page` in the default browser, and returns when `duration` has passed or on Ctrl-C.
pub(crate) fn browse(page: &Path, duration: Duration) -> Result<(), Box<dyn Error>> {
    let runtime = runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let shown = async {
        opener::open_browser(page)?;
        sleep(duration).await;
        Ok(())
    };
    runtime.block_on(async {
        select! {
            // Ctrl-C is listened to before the page is shown.
            biased;
            Ok(()) = ctrl_c() => Ok(()),
            outcome = shown => outcome,
        }
    })
}

/// A file that only this user can read and that leads a browser to `url`. Dropping removes it.
fn page(url: &str) -> io::Result<TempPath> {
    let mut file = tempfile::Builder::new()
        .prefix("ecs-console-")
        .suffix(".html")
        .tempfile()?;
    file.write_all(html(url).as_bytes())?;
    // Closed, since on Windows nobody else can open it before.
    Ok(file.into_temp_path())
}

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
mod tests {
    use std::{cell::RefCell, fs, path::PathBuf, time::SystemTime};

    use alicloud::{Anonymous, Response, Session, blocking::Client};
    use alicloud_console::OpenConsole;
    use indicatif::ProgressDrawTarget;

    use super::*;
    use crate::system::Browse;

    const SECOND: Duration = Duration::from_secs(1);

    fn console() -> Console {
        let session = Session::new("https://ecs.example", Anonymous).unwrap();
        let client = Client::with_transport(session, |_| {
            let body = r#"{"RequestId":"1","VncUrl":"ws%3A%2F%2Fvnc.example%2F%3Fs%3D1"}"#;
            Ok(Response::new(body.into()))
        });
        client.send(&OpenConsole::new("cn-qingdao", "i-1")).unwrap()
    }

    /// Opens `console` so long after it was fetched, with `browse` for a browser; what stderr got.
    fn open_after(age: Duration, console: &Console, browse: &Browse<'_>) -> Result<String, String> {
        let now = console.fetched_at() + age;
        let mut stderr = Vec::new();
        let mut system = System {
            variable: &|_| None,
            stdin: &mut io::empty(),
            stdout: &mut io::empty(),
            stderr: &mut stderr,
            now: &|| -> SystemTime { now },
            browse,
            progress: &ProgressDrawTarget::hidden,
            trace: &|_| {},
        };
        open(console, &mut system).map_err(|failure| failure.report())?;
        Ok(String::from_utf8(stderr).unwrap())
    }

    #[test]
    fn the_page_is_there_while_the_url_can_be_opened() {
        let console = console();
        let seen = RefCell::new(None);
        let stderr = open_after(SECOND * 3, &console, &|page, duration| {
            assert_eq!(duration, SECOND * 12);
            *seen.borrow_mut() = Some((PathBuf::from(page), fs::read_to_string(page)?));
            Ok(())
        })
        .unwrap();

        let (path, html) = seen.into_inner().unwrap();
        let url = "https://g.alicdn.com/aliyun/ecs-console-vnc/0.0.7/index.html?vncUrl=\
                   ws%3A%2F%2Fvnc.example%2F%3Fs%3D1&amp;instanceId=i-1&amp;isWindows=false";
        assert!(
            html.contains(&format!(r#"content="0; url={url}""#)),
            "{html}"
        );
        assert!(html.contains(&format!(r#"href="{url}""#)), "{html}");
        assert!(!path.exists());
        assert!(stderr.contains("removed in 12 s"), "{stderr}");
        assert!(!stderr.contains("vncUrl"), "{stderr}");
    }

    #[test]
    fn the_page_is_removed_when_there_is_no_browser() {
        let seen = RefCell::new(PathBuf::new());
        let report = open_after(SECOND, &console(), &|page, _| {
            *seen.borrow_mut() = page.into();
            Err("no browser".into())
        });
        let expected = "error: the browser can't be opened: no browser";
        assert_eq!(report, Err(expected.to_owned()));
        assert!(!seen.borrow().exists());
    }

    #[test]
    fn an_expired_url_is_not_opened() {
        let report = open_after(SECOND * 15, &console(), &|_, _| panic!("opened"));
        let expected =
            "error: the browser can't be opened: the URL has expired, fetch another".to_owned();
        assert_eq!(report, Err(expected));
    }

    #[test]
    fn a_url_can_not_leave_its_attribute() {
        let html = html(r#"https://a/?b"><script>&"#);
        assert!(
            html.contains(r#"href="https://a/?b&quot;>&lt;script>&amp;""#),
            "{html}"
        );
    }
}
