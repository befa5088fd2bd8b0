//! Tests proxies that refuse connections, are unreachable or answer slowly.

use std::{io::Write, thread, time::Duration};

use alicloud::{
    Anonymous, Session,
    error::TransportErrorKind::{Connect, Timeout},
    http::Method,
    retry::NoRetry,
};

use super::{CONNECTING, Failures, REPLYING, assert_kind, measured, operation, session, signed_by};
use crate::{
    clients::{
        Transport, over_both_transports,
        server::{Refusing, Server, response},
    },
    planted,
};

over_both_transports![
    a_refusing_proxy_is_a_connect_error,
    an_unreachable_proxy_is_a_connect_error,
    a_slow_proxy_times_out,
];

/// Checks that calls through the proxy at `url` fail to connect.
fn assert_no_connection(transport: Transport, url: &str) {
    let failures = Failures::default();
    let session: Session = session("https://ecs.invalid", &failures);
    let client = transport.client_with_proxy(url, CONNECTING, session);
    let error = measured(|| client.send(&operation())).failed();
    assert_kind(&error, Connect);
    assert!(!error.may_have_been_sent());
    assert_eq!(failures.count(), 3);
}

fn a_refusing_proxy_is_a_connect_error(transport: Transport) {
    for status in [
        "403 Forbidden",
        "407 Proxy Authentication Required",
        "502 Bad Gateway",
    ] {
        let proxy = Server::answering(response(status, "", ""));
        assert_no_connection(transport, &proxy.url());
        let requests = proxy.requests();
        assert_eq!(requests.len(), 3);
        for request in requests {
            assert_eq!(request.line(), "CONNECT ecs.invalid:443");
            for secret in [planted::MARK, planted::ACCESS_KEY_ID, "Signature"] {
                assert!(!request.head.contains(secret), "{}", request.head);
            }
            assert_eq!(request.body, "");
        }
    }
}

fn an_unreachable_proxy_is_a_connect_error(transport: Transport) {
    assert_no_connection(transport, &Refusing::new().url());
}

fn a_slow_proxy_times_out(transport: Transport) {
    let proxy = Server::start(|stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nA: ")?;
        loop {
            thread::sleep(Duration::from_millis(20));
            stream.write_all(b"b")?;
        }
    });
    for method in [Method::GET, Method::POST] {
        // The call is unsigned because ureq logs the URL of a GET.
        let session = signed_by(Anonymous, "https://ecs.invalid", &Failures::default());
        let session = session.timeout(REPLYING).method(method).retry(NoRetry);
        let client = transport.client_with_proxy(&proxy.url(), CONNECTING, session);
        let error = measured(|| client.send(&operation())).failed();
        assert_kind(&error, Timeout);
    }
}
