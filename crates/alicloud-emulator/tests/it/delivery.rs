//! Faults in the delivery of answers, observed byte by byte.

use std::{
    io::{ErrorKind, Read, Write},
    net::{Shutdown, TcpStream},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use alicloud_emulator::{Emulator, Fault};
use http::{Method, StatusCode};
use serde_json::Value;

use crate::call::{Call, start};

/// Sends one call over its own connection.
fn connect(emulator: &Emulator, nonce: &str) -> TcpStream {
    let query = Call::new()
        .with("SignatureNonce", nonce)
        .signed(&Method::GET);
    let mut stream = TcpStream::connect(emulator.local_addr()).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    let request = format!("GET /?{query} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    stream
}

/// The end of a connection.
#[derive(Debug, PartialEq)]
enum End {
    Closed,
    Reset,
    Other(ErrorKind),
}

/// The head, the body and the end of the answer to a call with this fault.
fn receive(fault: Fault) -> (String, Vec<u8>, End) {
    let emulator = start();
    emulator.inject(fault, 1);
    read_to_end(connect(&emulator, "nonce-1"))
}

fn read_to_end(mut stream: TcpStream) -> (String, Vec<u8>, End) {
    let mut text = Vec::new();
    let end = match stream.read_to_end(&mut text).map_err(|error| error.kind()) {
        Ok(_) => End::Closed,
        Err(ErrorKind::ConnectionReset) => End::Reset,
        Err(other) => End::Other(other),
    };
    match text.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
        Some(at) => (utf8(&text[..at + 2]), text[at + 4..].to_vec(), end),
        None => (utf8(&text), Vec::new(), end),
    }
}

fn utf8(text: &[u8]) -> String {
    String::from_utf8(text.to_vec()).unwrap()
}

fn announced(head: &str) -> Option<u64> {
    let (_, rest) = head.split_once("\r\ncontent-length: ")?;
    rest.lines().next()?.parse().ok()
}

#[test]
fn resets_before_head_in_head_and_in_body() {
    let (head, body, end) = receive(Fault::reset_before_answer());
    assert_eq!((head.as_str(), body.len(), end), ("", 0, End::Reset));

    let (head, body, end) = receive(Fault::reset_in_headers());
    assert!(
        head.starts_with("HTTP/1.1 200 OK\r\ncontent-type: "),
        "{head}"
    );
    assert_eq!((body.len(), end), (0, End::Reset));

    let (head, body, end) = receive(Fault::reset_in_body());
    assert_eq!(body.len() as u64, announced(&head).unwrap() / 2);
    assert_eq!(end, End::Reset);
    assert!(body.starts_with(br#"{"RequestId":""#));
}

#[test]
fn closes_the_connection_in_the_middle_of_the_body() {
    let (head, body, end) = receive(Fault::cut_off());
    assert_eq!(body.len() as u64, announced(&head).unwrap() / 2);
    assert_eq!(end, End::Closed);
}

#[test]
fn sends_no_answer_until_the_client_or_the_emulator_disconnects() {
    let emulator = start();
    emulator.inject(Fault::no_answer(), 2);
    let first = connect(&emulator, "nonce-1");
    let waiting = Duration::from_millis(100);
    first.set_read_timeout(Some(waiting)).unwrap();
    let kind = (&first).read(&mut [0]).unwrap_err().kind();
    assert!(
        matches!(kind, ErrorKind::WouldBlock | ErrorKind::TimedOut),
        "{kind}"
    );
    // The emulator closes the connection after the client has closed its side.
    first.shutdown(Shutdown::Write).unwrap();
    first
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    assert_eq!(read_to_end(first).2, End::Closed);

    let second = connect(&emulator, "nonce-2");
    while emulator.request_count() < 2 {
        thread::sleep(Duration::from_millis(1));
    }
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || sender.send(read_to_end(second).1.len()));
    drop(emulator);
    assert_eq!(receiver.recv_timeout(Duration::from_secs(20)), Ok(0));
}

#[test]
fn sends_an_answer_byte_by_byte() {
    let interval = Duration::from_millis(1);
    let begin = Instant::now();
    let (head, body, end) = receive(Fault::drip(interval));
    let took = begin.elapsed();
    assert_eq!(
        (announced(&head), end),
        (Some(body.len() as u64), End::Closed)
    );
    let json: Value = serde_json::from_slice(&body).unwrap();
    assert!(json["VncUrl"].is_string());
    let bytes = u32::try_from(head.len() + 2 + body.len()).unwrap();
    assert!(took >= interval * bytes, "{bytes} bytes took {took:?}");
}

#[test]
fn announces_too_small_a_content_length() {
    let (head, body, end) = receive(Fault::content_length_off_by(-10));
    assert_eq!(announced(&head), Some(body.len() as u64 - 10));
    assert_eq!(end, End::Closed);
    let (head, body, _) = receive(Fault::content_length_off_by(i64::MIN));
    assert_eq!(announced(&head), Some(0));
    assert!(!body.is_empty());
}

#[test]
fn announces_too_large_a_content_length_and_keeps_the_connection_open() {
    let emulator = start();
    emulator.inject(Fault::content_length_off_by(10), 1);
    let stream = connect(&emulator, "nonce-1");
    let mut text = Vec::new();
    stream
        .set_read_timeout(Some(Duration::from_millis(200)))
        .unwrap();
    let kind = (&stream).read_to_end(&mut text).unwrap_err().kind();
    assert!(
        matches!(kind, ErrorKind::WouldBlock | ErrorKind::TimedOut),
        "{kind}"
    );
    let text = utf8(&text);
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    assert_eq!(
        announced(&format!("{head}\r\n")),
        Some(body.len() as u64 + 10)
    );
    assert!(body.ends_with('}'), "{body}");
}

#[test]
fn sends_a_valid_document_of_any_length() {
    const LENGTH: u64 = 100_001;
    for (fault, length) in [
        (Fault::body_of(LENGTH), Some(LENGTH)),
        (Fault::unannounced_body_of(LENGTH), None),
    ] {
        let (head, body, end) = receive(fault);
        assert_eq!((announced(&head), end), (length, End::Closed));
        assert_eq!(body.len() as u64, LENGTH);
        let json: Value = serde_json::from_slice(&body).unwrap();
        assert!(json["VncUrl"].is_string());
    }
    // The body is never shorter than the document.
    let (head, body, _) = receive(Fault::body_of(1));
    assert_eq!(announced(&head), Some(body.len() as u64));
    serde_json::from_slice::<Value>(&body).unwrap();
}

#[test]
fn sends_an_endless_body() {
    let emulator = start();
    emulator.inject(Fault::endless_body(), 1);
    let mut stream = connect(&emulator, "nonce-1");
    let mut bytes = vec![0; 4 * 1024 * 1024];
    stream.read_exact(&mut bytes).unwrap();
    assert!(bytes.ends_with(b"    "));
    assert_eq!(announced(&String::from_utf8_lossy(&bytes[..1024])), None);
}

#[test]
fn sends_an_answer_after_a_delay() {
    let emulator = start();
    let delay = Duration::from_millis(50);
    emulator.inject(Fault::delay(delay), 1);
    let begin = Instant::now();
    let mut stream = connect(&emulator, "nonce-1");
    stream.read_exact(&mut [0]).unwrap();
    assert!(begin.elapsed() >= delay, "{:?}", begin.elapsed());
}

#[test]
fn processes_a_call_whose_answer_is_lost() {
    let emulator = start();
    emulator.inject(Fault::reset_before_answer(), 1);
    assert_eq!(read_to_end(connect(&emulator, "nonce-1")).2, End::Reset);
    let requests = emulator.requests();
    assert_eq!(
        (requests[0].nonce(), requests[0].faulty),
        (Some("nonce-1"), true)
    );
    assert_eq!(
        (requests[0].status, &requests[0].code),
        (StatusCode::OK, &None)
    );
    // The call is listed before the first byte of its answer is sent.
    connect(&emulator, "nonce-1").read_exact(&mut [0]).unwrap();
    assert_eq!(
        emulator.requests()[1].code.as_deref(),
        Some("SignatureNonceUsed")
    );
}
