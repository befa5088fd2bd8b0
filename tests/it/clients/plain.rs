//! Tests requests to servers that are not RPC APIs, and limits and proxies of single requests.

use std::{
    io::{self, Write},
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

use alicloud::{
    Endpoint, Request,
    error::TransportErrorKind,
    http::{HeaderValue, Method, header::AUTHORIZATION, uri::PathAndQuery},
};

use super::{
    Transport, over_both_transports,
    server::{Server, response},
    session,
};

over_both_transports![
    refuses_a_body_above_the_limit,
    the_remaining_time_limits_all_parts_of_a_request,
    a_longer_remaining_time_does_not_extend_the_timeout,
];

fn request(server: &Server, method: Method, path: &'static str) -> Request {
    let endpoint = Endpoint::plain_http(&server.url()).unwrap();
    Request::plain(method, endpoint, PathAndQuery::from_static(path))
}

#[test]
fn debug_shows_neither_body_nor_headers() {
    let endpoint: Endpoint = "https://example.com".parse().unwrap();
    let request = Request::plain(Method::POST, endpoint, PathAndQuery::from_static("/"))
        .with_header(AUTHORIZATION, HeaderValue::from_static("Bearer s3cret"))
        .with_body(HeaderValue::from_static("text/plain"), "s3cret");
    assert_eq!(request.body().map(|body| &**body), Some(&b"s3cret"[..]));
    assert!(!format!("{request:?}").contains("s3cret"), "{request:?}");
}

fn refuses_a_body_above_the_limit(transport: Transport) {
    let server = Server::answering(response("200 OK", "", &" ".repeat(64 * 1024 + 1)));
    let client = transport.client(session(&server.url()));
    let error = client
        .carry(request(&server, Method::GET, "/"))
        .unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::BodyTooLarge);
}

const REMAINING: Duration = Duration::from_millis(250);
/// The tolerance for the end of a request.
const LATE: Duration = Duration::from_millis(100);

/// Checks that one of three requests ends within the tolerance, because other tests may keep the
/// machine busy.
fn assert_ends_in_time(url: &str, transport: Transport) {
    let client = transport.client(session(url));
    let took = (0..3).map(|_| {
        let endpoint = Endpoint::plain_http(url).unwrap();
        let request = Request::plain(Method::GET, endpoint, PathAndQuery::from_static("/"))
            .with_remaining(REMAINING);
        let start = Instant::now();
        let error = client.carry(request).unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::Timeout, "{error:?}");
        assert!(start.elapsed() >= REMAINING);
        start.elapsed()
    });
    let mut took = took;
    assert!(
        took.any(|took| took < REMAINING + LATE),
        "the request to {url} takes too long"
    );
}

fn the_remaining_time_limits_all_parts_of_a_request(transport: Transport) {
    let silent = Server::answering("");
    let dripping_head = Server::start(|stream| drip(stream, "HTTP/1.1 200 OK\r\n", "A: b\r\n"));
    let dripping_body = Server::start(|stream| {
        drip(
            stream,
            "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n",
            " ",
        )
    });
    let stalled = Server::answering("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}");
    for server in [&silent, &dripping_head, &dripping_body, &stalled] {
        assert_ends_in_time(&server.url(), transport);
    }
    assert_ends_in_time(&stalled.url_with_name(), transport);
    // The server doesn't answer the TLS handshake, so connecting times out.
    assert_ends_in_time(&silent.url().replace("http:", "https:"), transport);
}

fn drip(stream: &mut TcpStream, start: &str, more: &str) -> io::Result<()> {
    stream.write_all(start.as_bytes())?;
    loop {
        thread::sleep(Duration::from_millis(20));
        stream.write_all(more.as_bytes())?;
    }
}

fn a_longer_remaining_time_does_not_extend_the_timeout(transport: Transport) {
    let silent = Server::answering("");
    let client = transport.client(session(&silent.url()));
    for remaining in [Duration::from_secs(60), Duration::MAX] {
        let request = request(&silent, Method::GET, "/")
            .with_timeout(Duration::from_millis(100))
            .with_remaining(remaining);
        let start = Instant::now();
        let error = client.carry(request).unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::Timeout);
        assert!(start.elapsed() < Duration::from_secs(30));
    }
}
