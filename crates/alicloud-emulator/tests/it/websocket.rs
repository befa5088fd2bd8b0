//! The WebSocket of a `VncUrl` and the console page, over real connections.

use std::{
    io::{ErrorKind, Read, Write},
    net::TcpStream,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use alicloud_emulator::{Credentials, Emulator};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::call::{Call, now};

/// An emulator whose clock is set by the returned number of seconds.
fn emulator() -> (Emulator, Arc<AtomicU64>) {
    let seconds = Arc::new(AtomicU64::new(0));
    let clock = seconds.clone();
    let emulator = Emulator::builder()
        .credentials(Credentials::new("testid", "testsecret"))
        .clock(move || now() + Duration::from_secs(clock.load(Ordering::Relaxed)))
        .start()
        .unwrap();
    (emulator, seconds)
}

fn connect(emulator: &Emulator) -> TcpStream {
    let stream = TcpStream::connect(emulator.local_addr()).unwrap();
    let limit = Some(Duration::from_secs(20));
    stream.set_read_timeout(limit).unwrap();
    stream
}

/// Sends a GET request and returns the whole response.
fn get(emulator: &Emulator, target: &str) -> String {
    let mut stream = connect(emulator);
    let head = format!("GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    response
}

/// Fetches a `VncUrl` and returns its path and query.
fn vnc_path(emulator: &Emulator) -> String {
    let request = Call::new().get();
    let response = get(emulator, &request.uri().to_string());
    let (_, body) = response.split_once("\r\n\r\n").unwrap();
    let reply: Value = serde_json::from_str(body).unwrap();
    let url = percent_decode_str(reply["VncUrl"].as_str().unwrap());
    let url = url.decode_utf8().unwrap().into_owned();
    url[url.find("/websockify/").unwrap()..].to_owned()
}

/// Sends the handshake of RFC 6455, section 1.3, and returns the head of the response.
fn open(emulator: &Emulator, path: &str) -> (TcpStream, String) {
    let mut stream = connect(emulator);
    let head = format!(
        "GET {path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: keep-alive, \
         Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        head.push(byte[0]);
    }
    (stream, String::from_utf8(head).unwrap())
}

/// Reads one frame: its first byte and its payload.
fn frame(stream: &mut TcpStream) -> (u8, Vec<u8>) {
    let mut head = [0; 2];
    stream.read_exact(&mut head).unwrap();
    assert!(head[1] <= 125, "{head:?}");
    let mut payload = vec![0; head[1].into()];
    stream.read_exact(&mut payload).unwrap();
    (head[0], payload)
}

/// Reads a close frame and the end of the connection. Returns the code.
fn closed(stream: &mut TcpStream) -> u16 {
    let (first, payload) = frame(stream);
    assert_eq!(first, 0x88);
    let mut rest = Vec::new();
    match stream.read_to_end(&mut rest) {
        Ok(_) => assert!(rest.is_empty(), "{rest:?}"),
        Err(error) => assert_eq!(error.kind(), ErrorKind::ConnectionReset),
    }
    u16::from_be_bytes([payload[0], payload[1]])
}

fn seconds_left(stream: &mut TcpStream) -> f64 {
    let (first, payload) = frame(stream);
    assert_eq!(first, 0x81);
    let greeting: Value = serde_json::from_slice(&payload).unwrap();
    greeting["secondsLeft"].as_f64().unwrap()
}

#[test]
fn opens_a_valid_url_more_than_once_and_says_how_long_it_is_valid() {
    let (emulator, clock) = emulator();
    let path = vnc_path(&emulator);
    for age in [0, 14] {
        clock.store(age, Ordering::Relaxed);
        let (mut stream, head) = open(&emulator, &path);
        assert!(head.starts_with("HTTP/1.1 101 "), "{head}");
        let accept = "sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n";
        assert!(head.contains(accept), "{head}");
        let expected = Duration::from_secs(15 - age).as_secs_f64();
        assert!((seconds_left(&mut stream) - expected).abs() < 0.001);
    }
    assert_eq!(emulator.requests().last().unwrap().status, 101);
    assert!(emulator.requests().last().unwrap().parameters.is_empty());
}

#[test]
fn closes_other_urls_with_a_code_that_says_why() {
    let (emulator, clock) = emulator();
    let path = vnc_path(&emulator);
    let encoded_twice = path.replace('%', "%25");
    let not_encoded = percent_decode_str(&path).decode_utf8().unwrap();
    for (path, code) in [
        ("/websockify/?s=other", 4404),
        ("/websockify/", 4404),
        (&encoded_twice, 4400),
        (&not_encoded, 4400),
    ] {
        let (mut stream, head) = open(&emulator, path);
        assert!(head.starts_with("HTTP/1.1 101 "), "{head}");
        assert_eq!(closed(&mut stream), code);
    }
    clock.store(15, Ordering::Relaxed);
    assert_eq!(closed(&mut open(&emulator, &path).0), 4410);
}

#[test]
fn answers_pings_and_close_frames() {
    let (emulator, _) = emulator();
    let (mut stream, _) = open(&emulator, &vnc_path(&emulator));
    seconds_left(&mut stream);
    // The masked "Hello" of RFC 6455, section 5.7, in two fragments with a ping between them.
    let mask = [0x37, 0xfa, 0x21, 0x3d];
    let masked = [0x7f, 0x9f, 0x4d, 0x51, 0x58];
    for first in [0x01, 0x89, 0x80] {
        let frame = [&[first, 0x85][..], &mask, &masked].concat();
        stream.write_all(&frame).unwrap();
    }
    assert_eq!(frame(&mut stream), (0x8A, b"Hello".to_vec()));
    stream
        .write_all(&[0x88, 0x82, 0, 0, 0, 0, 0x03, 0xE9])
        .unwrap();
    assert_eq!(closed(&mut stream), 1001);
}

#[test]
fn closes_a_session_after_a_wrong_frame() {
    let (emulator, _) = emulator();
    let path = vnc_path(&emulator);
    let long = [&[0x82, 0xFF][..], &u64::MAX.to_be_bytes(), &[0; 4]].concat();
    for (sent, code) in [
        (&b"\x81\x01a"[..], 1002),                 // not masked
        (&long, 1009),                             // 2^64 - 1 bytes
        (&[0x80, 0x80, 0, 0, 0, 0], 1002),         // continues nothing
        (&[0x09, 0x80, 0, 0, 0, 0], 1002),         // a fragmented ping
        (&[0x89, 0xFE, 0, 126, 0, 0, 0, 0], 1002), // a long ping
        (&[0x82, 0xFE, 0, 5, 0, 0, 0, 0], 1002),   // 5 as a long length
        (&[0x88, 0x81, 0, 0, 0, 0, 3], 1002),      // half a close code
        (&[0x88, 0x82, 0, 0, 0, 0, 0, 1], 1002),   // a reserved close code
        (&[0x83, 0x80, 0, 0, 0, 0], 1002),         // an unknown opcode
        (b"GET / HTTP/1.1\r\n\r\n", 1002),
        (&[0xFF; 4096], 1002),
    ] {
        let (mut stream, _) = open(&emulator, &path);
        seconds_left(&mut stream);
        stream.write_all(sent).unwrap();
        assert_eq!(closed(&mut stream), code, "{sent:?}");
    }
    // A frame that is cut off ends the session.
    let (mut stream, _) = open(&emulator, &path);
    stream.write_all(&[0x81]).unwrap();
    drop(stream);
    assert!(get(&emulator, &path).starts_with("HTTP/1.1 200 "));
}

#[test]
fn refuses_handshakes_that_violate_the_protocol() {
    let (emulator, _) = emulator();
    let path = vnc_path(&emulator);
    let before = emulator.request_count();
    let key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    let version = "Sec-WebSocket-Version: 13\r\n";
    let upgrade = "Connection: Upgrade\r\n";
    for (headers, status, problem) in [
        (format!("{key}{version}"), 400, "Connection must contain"),
        (format!("{upgrade}{version}"), 400, "Sec-WebSocket-Key must"),
        (
            format!("{upgrade}{version}Sec-WebSocket-Key: c2hvcnQ=\r\n"),
            400,
            "Sec-WebSocket-Key must",
        ),
        (format!("{upgrade}{key}"), 426, "Version must be 13"),
        (
            format!("{upgrade}{key}Sec-WebSocket-Version: 8\r\n"),
            426,
            "Version must be 13",
        ),
    ] {
        let mut stream = connect(&emulator);
        let head = format!(
            "GET {path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n{headers}\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        let mut response = vec![0; 1000];
        let mut length = 0;
        while !response[..length].ends_with(b"\n") || response[..length].ends_with(b"\r\n") {
            length += stream.read(&mut response[length..]).unwrap();
        }
        response.truncate(length);
        let response = String::from_utf8(response).unwrap();
        let begin = format!("HTTP/1.1 {status} ");
        assert!(response.starts_with(&begin), "{headers}: {response}");
        assert!(
            response.contains("sec-websocket-version: 13\r\n"),
            "{response}"
        );
        assert!(response.contains(problem), "{headers}: {response}");
    }
    assert_eq!(emulator.request_count(), before);
}

#[test]
fn closes_a_session_that_is_idle() {
    let emulator = Emulator::builder()
        .credentials(Credentials::new("testid", "testsecret"))
        .clock(now)
        .websocket_idle_timeout(Duration::from_millis(600))
        .start()
        .unwrap();
    let (mut stream, _) = open(&emulator, &vnc_path(&emulator));
    seconds_left(&mut stream);
    // Each frame starts the time again.
    for _ in 0..2 {
        thread::sleep(Duration::from_millis(350));
        stream.write_all(&[0x89, 0x80, 0, 0, 0, 0]).unwrap();
        assert_eq!(frame(&mut stream), (0x8A, Vec::new()));
    }
    let begin = Instant::now();
    assert_eq!(closed(&mut stream), 1000);
    assert!(begin.elapsed() >= Duration::from_millis(500));
}

#[test]
fn serves_a_page_that_may_connect_only_to_the_emulator() {
    let (emulator, _) = emulator();
    assert!(emulator.console_page_url().ends_with("/_emulator/console"));
    let page = get(&emulator, "/_emulator/console?vncUrl=secret");
    assert!(page.starts_with("HTTP/1.1 200 "), "{page}");
    let connect = format!("connect-src 'self' ws://{};", emulator.local_addr());
    for part in [
        &*connect,
        "no-store",
        "referrer-policy: no-referrer",
        "new WebSocket(",
        // The policy has the hash of this script, so the script must be unchanged.
        include_str!("../../src/gateway/console_page/page.js"),
        &format!("data-authority=\"{}\"", emulator.local_addr()),
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(!page.contains("secret"), "{page}");
    assert_eq!(emulator.request_count(), 0);
}
