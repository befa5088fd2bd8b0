//! Proxies that refuse, and that are not there.

use std::net::TcpListener;

use alicloud::{Client, Session, TransportErrorKind::Connect, blocking};
use alicloud_reqwest::Reqwest;
use alicloud_ureq::{Ureq, ureq::Agent};

use super::{CONNECTING, Failures, assert_kind, measured, operation, session};
use crate::{
    clients::{
        Transport, over_both_transports, runtime,
        server::{Server, response},
    },
    planted,
};

over_both_transports![a_proxy_that_refuses, a_proxy_that_is_not_there];

/// Calls through the proxy at `url`, which has to come to nothing.
fn assert_no_connection(transport: Transport, url: &str) {
    let failures = Failures::default();
    let session: Session = session("https://ecs.invalid", &failures);
    let outcome = match transport {
        Transport::Ureq => {
            let config = Ureq::agent_config()
                .timeout_connect(Some(CONNECTING))
                .proxy(Some(alicloud_ureq::ureq::Proxy::new(url).unwrap()));
            let transport = Ureq::from(Agent::from(config.build()));
            let client = blocking::Client::with_transport(session, transport);
            measured(|| client.send(&operation()))
        }
        Transport::Reqwest => {
            let proxy = alicloud_reqwest::reqwest::Proxy::all(url).unwrap();
            let builder = Reqwest::client_builder().proxy(proxy);
            let transport = Reqwest::from_builder(builder, CONNECTING).unwrap();
            let client = Client::with_transport(session, transport);
            let runtime = runtime();
            measured(|| runtime.block_on(client.send(&operation())))
        }
    };
    let error = outcome.failed();
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
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr();
    assert_no_connection(transport, &format!("http://{}", free.unwrap()));
}
