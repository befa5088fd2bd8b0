//! Requests to servers that are not RPC APIs, and the limits and proxies that a request sets for itself.

use std::{
    io::{self, Write},
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

use alicloud::{
    Endpoint, Request, TransportErrorKind,
    http::{HeaderName, HeaderValue, Method, header::AUTHORIZATION, uri::PathAndQuery},
};

use super::{
    Transport, over_both_transports,
    server::{Server, ok, response},
    session,
};

over_both_transports![
    path_query_and_headers_go_out_as_they_are,
    a_put_says_that_it_has_no_body,
    sends_a_body_by_any_method,
    sends_an_empty_body_with_its_media_type,
    sends_a_body_that_is_longer_than_a_buffer,
    what_comes_back_is_not_read,
    a_body_over_the_limit_is_not_taken,
    the_time_that_remains_is_a_limit_for_everything,
    more_time_than_the_parts_have_changes_nothing,
];

fn request(server: &Server, method: Method, path: &'static str) -> Request {
    let endpoint = Endpoint::plain_http(&server.url()).unwrap();
    Request::plain(method, endpoint, PathAndQuery::from_static(path))
}

fn path_query_and_headers_go_out_as_they_are(transport: Transport) {
    let server = Server::answering(ok());
    let client = transport.client(session(&server.url()));
    let token = HeaderName::from_static("x-aliyun-ecs-metadata-token");
    for path in ["/", "/latest/meta-data/", "/role%20name?token=a%2Bb&x=1"] {
        let request = request(&server, Method::GET, path)
            .with_header(token.clone(), HeaderValue::from_static("AQAA=="));
        client.carry(request).unwrap();
    }
    let requests = server.requests();
    let lines: Vec<&str> = requests.iter().map(|request| request.line()).collect();
    let expected = [
        "GET /",
        "GET /latest/meta-data/",
        "GET /role%20name?token=a%2Bb&x=1",
    ];
    assert_eq!(lines, expected);
    for request in &requests {
        assert_eq!(request.header(token.as_str()), Some("AQAA=="));
        assert_eq!(request.header("content-type"), None);
        assert_eq!(request.header("content-length"), None);
    }
    assert_eq!(server.connections(), 1);
}

fn a_put_says_that_it_has_no_body(transport: Transport) {
    let server = Server::answering(ok());
    let client = transport.client(session(&server.url()));
    client
        .carry(request(&server, Method::PUT, "/latest/api/token"))
        .unwrap();
    let sent = &server.requests()[0];
    assert_eq!(sent.line(), "PUT /latest/api/token");
    assert_eq!(sent.header("content-length"), Some("0"));
    assert_eq!(sent.header("content-type"), None);
    assert_eq!(sent.header("transfer-encoding"), None);
}

fn sends_a_body_by_any_method(transport: Transport) {
    let server = Server::answering(ok());
    let client = transport.client(session(&server.url()));
    let body = r#"{"text":"a=b&c 测"}"#;
    let methods = [
        Method::POST,
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
        Method::GET,
    ];
    for method in &methods {
        let request = request(&server, method.clone(), "/session?minutes=15")
            .with_header(AUTHORIZATION, HeaderValue::from_static("Bearer WireToken"))
            .with_body(HeaderValue::from_static("application/json"), body);
        client.carry(request).unwrap();
    }
    let length = body.len().to_string();
    for (method, sent) in methods.iter().zip(server.requests()) {
        assert_eq!(sent.line(), format!("{method} /session?minutes=15"));
        assert_eq!(sent.header("authorization"), Some("Bearer WireToken"));
        assert_eq!(sent.header("content-type"), Some("application/json"));
        assert_eq!(sent.header("content-length"), Some(&*length));
        assert_eq!(sent.header("transfer-encoding"), None);
        assert_eq!(sent.body, body);
    }
    assert_eq!(server.connections(), 1);
}

fn sends_an_empty_body_with_its_media_type(transport: Transport) {
    let server = Server::answering(ok());
    let client = transport.client(session(&server.url()));
    let text = HeaderValue::from_static("text/plain");
    let request = request(&server, Method::POST, "/").with_body(text, "");
    client.carry(request).unwrap();
    let sent = &server.requests()[0];
    assert_eq!(sent.header("content-type"), Some("text/plain"));
    assert_eq!(sent.header("content-length"), Some("0"));
}

fn sends_a_body_that_is_longer_than_a_buffer(transport: Transport) {
    let server = Server::answering(ok());
    let client = transport.client(session(&server.url()));
    let body = "0123456789".repeat(100_000);
    let text = HeaderValue::from_static("text/plain");
    let request = request(&server, Method::PUT, "/").with_body(text, body.clone());
    client.carry(request).unwrap();
    assert!(server.requests()[0].body == body);
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

fn what_comes_back_is_not_read(transport: Transport) {
    let server = Server::answering(response("404 Not Found", "", "<html>"));
    let client = transport.client(session(&server.url()));
    let response = client.carry(request(&server, Method::GET, "/")).unwrap();
    assert_eq!(response.status(), 404);
    assert_eq!(&**response.body(), b"<html>");
}

fn a_body_over_the_limit_is_not_taken(transport: Transport) {
    let server = Server::answering(response("200 OK", "", &" ".repeat(64 * 1024 + 1)));
    let client = transport.client(session(&server.url()));
    let error = client
        .carry(request(&server, Method::GET, "/"))
        .unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::BodyTooLarge);
}

const REMAINING: Duration = Duration::from_millis(250);
/// How late the end of a call may come.
const LATE: Duration = Duration::from_millis(100);

/// The machine may be busy with other tests, so one of three times has to be in time.
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
        "{url} takes too long"
    );
}

fn the_time_that_remains_is_a_limit_for_everything(transport: Transport) {
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
    // A handshake that nobody answers is a connection that takes its time.
    assert_ends_in_time(&silent.url().replace("http:", "https:"), transport);
}

fn drip(stream: &mut TcpStream, start: &str, more: &str) -> io::Result<()> {
    stream.write_all(start.as_bytes())?;
    loop {
        thread::sleep(Duration::from_millis(20));
        stream.write_all(more.as_bytes())?;
    }
}

fn more_time_than_the_parts_have_changes_nothing(transport: Transport) {
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
