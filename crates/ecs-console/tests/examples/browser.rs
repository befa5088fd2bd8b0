//! The example of a web service in Chromium.

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    sync::mpsc::{self, Receiver, Sender},
    thread,
    time::{Duration, Instant},
};

use alicloud::http::{StatusCode, header::COOKIE};
use alicloud_console::{ConsolePage, VncUrl};
use alicloud_emulator::Emulator;
use alicloud_ureq::ureq;
use axum::response::IntoResponse;

use crate::{
    console_service::{Service, password},
    running::{self, calls, parameter, serve},
    webdriver::Browser,
};

/// A request for the console page.
struct Opened {
    /// The request line and the headers.
    head: String,
    /// The emulator's HTTP status for the `VncUrl`.
    status: u16,
}

/// Serves a console page. Returns the URL of the page, and the requests for it.
fn serve_page() -> (String, Receiver<Opened>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let page = format!("http://{}/vnc.html", listener.local_addr().unwrap());
    let (sender, requests) = mpsc::channel();
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let sender = sender.clone();
            // Browsers also open connections that they may not use.
            thread::spawn(move || answer(&stream, &sender));
        }
    });
    (page, requests)
}

/// Answers one request. This server sends a GET to the `vncUrl`, which the emulator accepts in
/// place of a WebSocket handshake.
fn answer(stream: &TcpStream, sender: &Sender<Opened>) {
    let lines = BufReader::new(stream).lines().map_while(Result::ok);
    let head: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
    let url = head.first().and_then(|line| line.split(' ').nth(1));
    // The browser also asks for an icon.
    let Some(url) = url.filter(|url| url.starts_with("/vnc.html?")) else {
        return;
    };
    let vnc_url: VncUrl = parameter(url, "vncUrl").parse().unwrap();
    let handshake = vnc_url.as_str().replacen("ws://", "http://", 1);
    let config = ureq::get(handshake).config().proxy(None);
    let request = config.http_status_as_error(false).build();
    let mut answer = request.call().unwrap();
    let status = answer.status().as_u16();
    let html = format!(
        "<!doctype html><title>Terminal</title><h1>Terminal of {}</h1>\
         <p>The emulator answers {status}: {}</p>",
        parameter(url, "instanceId"),
        answer.body_mut().read_to_string().unwrap()
    );
    let head = head.join("\n");
    sender.send(Opened { head, status }).unwrap();
    respond(stream, &html);
}

fn respond(mut stream: &TcpStream, html: &str) {
    let length = html.len();
    let written = write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n{html}"
    );
    written.unwrap();
}

/// Serves a page of another origin, whose button sends a POST to `url`. Returns the URL of the
/// page.
fn serve_foreign_button(url: &str) -> String {
    let html = format!(
        "<!doctype html><title>Prizes</title><form method=\"post\" action=\"{url}\">\
         <button>Win a prize</button></form>"
    );
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let page = format!("http://{}/", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let html = html.clone();
            thread::spawn(move || {
                let lines = BufReader::new(&stream).lines().map_while(Result::ok);
                if lines.take_while(|line| !line.is_empty()).count() > 0 {
                    respond(&stream, &html);
                }
            });
        }
    });
    page
}

/// Waits until the browser shows the page at `url`. Before that, an element of the previous page
/// could be found, and would be gone when its text is read.
fn wait_for_url(browser: &Browser, url: &str) {
    let begin = Instant::now();
    while browser.url() != url && begin.elapsed() < Duration::from_secs(10) {
        thread::sleep(Duration::from_millis(50));
    }
}

/// Saves a screenshot, and waits for the request for the console page.
fn wait_for_console(browser: &Browser, requests: &Receiver<Opened>, screenshot: &str) -> Opened {
    let opened = requests.recv_timeout(Duration::from_secs(10));
    let target = env!("CARGO_TARGET_TMPDIR");
    browser.save_screenshot(&Path::new(target).join("../browser").join(screenshot));
    // The error shows the page that the browser shows instead.
    opened.map_err(|_| browser.text("html")).unwrap()
}

#[test]
#[ignore = "needs chromium and chromium-driver"]
fn opens_a_valid_url_20_seconds_after_loading_the_page() {
    let emulator = Emulator::start().unwrap();
    let (page, requests) = serve_page();
    let client = running::asynchronous(&emulator);
    let origin = serve(|origin| Service {
        authorize: Box::new(|headers, _instance_id| {
            let cookie = headers.get(COOKIE);
            if cookie.is_some_and(|cookie| cookie == "session=1450F2D7") {
                Ok(())
            } else {
                Err(StatusCode::UNAUTHORIZED.into_response())
            }
        }),
        client,
        origin,
        page: ConsolePage::custom(&*page, Duration::from_secs(60)).unwrap(),
    });

    let browser = Browser::start();
    browser.open(&format!("{origin}/console/i-emulator-running"));
    browser.set_cookie("session", "1450F2D7");
    let button = browser.text("button");
    assert_eq!(button, "Open the console of i-emulator-running");

    // A URL expires after 15 s.
    thread::sleep(Duration::from_secs(20));
    assert_eq!(emulator.request_count(), 0, "loading the page made a call");
    browser.click("button");

    let opened = wait_for_console(&browser, &requests, "console-service.png");
    assert_eq!(opened.status, 200);
    let head = opened.head.to_ascii_lowercase();
    assert!(!head.contains("\nreferer:"), "{head}");
    assert_eq!(calls(&emulator), [1, 1]);

    let url = browser.url();
    assert!(url.starts_with(&format!("{page}?vncUrl=")), "{url}");
    assert_eq!(parameter(&url, "instanceId"), "i-emulator-running");
    let answer = "The emulator answers 200: This VncUrl can be opened.";
    assert_eq!(browser.text("p"), answer);
}

#[test]
#[ignore = "needs chromium and chromium-driver"]
fn accepts_basic_authentication_and_refuses_buttons_of_other_origins() {
    let emulator = Emulator::start().unwrap();
    let (page, requests) = serve_page();
    let client = running::asynchronous(&emulator);
    let origin = serve(|origin| Service {
        authorize: password("open-sesame"),
        client,
        origin,
        page: ConsolePage::custom(&*page, Duration::from_secs(60)).unwrap(),
    });
    let link = format!("{origin}/console/i-emulator-windows");
    // The browser answers the challenge with the password in this URL.
    let with_password = link.replace("http://", "http://console:open-sesame@");

    let browser = Browser::start();
    browser.open(&with_password);
    browser.click("button");
    let opened = wait_for_console(&browser, &requests, "console-service-password.png");
    assert_eq!(opened.status, 200);
    let head = opened.head.to_ascii_lowercase();
    assert!(!head.contains("\nauthorization:"), "{head}");
    assert_eq!(parameter(&browser.url(), "isWindows"), "true");
    assert_eq!(calls(&emulator), [1, 1]);

    // The browser knows the password now, so only the origin can refuse this POST.
    browser.open(&serve_foreign_button(&link));
    browser.click("button");
    wait_for_url(&browser, &link);
    assert_eq!(browser.text("body"), format!("Open this page at {origin}"));
    assert_eq!(calls(&emulator), [1, 1]);
}
