//! Proxies that refuse, and that are not there.

use alicloud::{Session, TransportErrorKind::Connect};

use super::{CONNECTING, Failures, assert_kind, measured, operation, session};
use crate::{
    clients::{
        Transport, over_both_transports,
        server::{Refusing, Server, response},
    },
    planted,
};

over_both_transports![a_proxy_that_refuses, a_proxy_that_is_not_there];

/// Calls through the proxy at `url`, which has to come to nothing.
fn assert_no_connection(transport: Transport, url: &str) {
    let failures = Failures::default();
    let session: Session = session("https://ecs.invalid", &failures);
    let client = transport.client_with_proxy(url, CONNECTING, session);
    let error = measured(|| client.send(&operation())).failed();
    assert_kind(&error, Connect);
    assert!(!error.may_have_been_sent());
    assert_eq!(failures.count(), 3);
}

fn a_proxy_that_refuses(transport: Transport) {
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

fn a_proxy_that_is_not_there(transport: Transport) {
    assert_no_connection(transport, &Refusing::new().url());
}
