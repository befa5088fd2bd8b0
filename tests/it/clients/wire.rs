//! Tests the requests that a server receives.

use std::time::Duration;

use alicloud::{Api, Draft, Methods, Operation, Reply, Value, error::DecodeError, http::Method};

use super::{
    Transport, call, over_both_transports,
    server::{Server, ok, response},
    session,
};

over_both_transports![
    sends_calls_by_post_by_default,
    sends_no_unrequested_headers,
    calls_with_different_timeouts_share_a_connection,
    sends_requests_to_the_endpoint_of_their_session,
];

fn sends_calls_by_post_by_default(transport: Transport) {
    let server = Server::answering(ok());
    transport
        .client(session(&server.url()))
        .send(&call())
        .unwrap();
    assert_eq!(server.requests()[0].line(), "POST /");
}

fn sends_no_unrequested_headers(transport: Transport) {
    let server = Server::answering(response(
        "200 OK",
        "Set-Cookie: a=b\r\nContent-Type: application/json\r\n",
        "{}",
    ));
    let client = transport.client(session(&server.url()));
    for _ in 0..2 {
        client.send(&call()).unwrap();
    }
    for request in server.requests() {
        for header in [
            "cookie",
            "referer",
            "accept-encoding",
            "authorization",
            "expect",
        ] {
            assert_eq!(request.header(header), None, "{header}");
        }
    }
}

/// An operation with its own timeout.
struct Patient;

impl Operation for Patient {
    type Output = Value;

    fn api(&self) -> &Api {
        static API: Api = Api::new(
            const { &alicloud::Product::new("Ecs", "2014-05-26") },
            "Wait",
            Methods::GetOrPost,
        )
        .read_timeout_secs(36);
        &API
    }

    fn write(&self, _draft: &mut Draft<'_>) {}

    fn read(&self, reply: Reply<'_>) -> Result<Value, DecodeError> {
        reply.value()
    }
}

fn calls_with_different_timeouts_share_a_connection(transport: Transport) {
    for method in [Method::GET, Method::POST] {
        let server = Server::answering(ok());
        let client = transport.client(session(&server.url()).method(method));
        for _ in 0..3 {
            client.send(&call()).unwrap();
            client.send(&Patient).unwrap();
        }
        assert_eq!(server.requests().len(), 6);
        assert_eq!(server.connections(), 1);
    }
}

fn sends_requests_to_the_endpoint_of_their_session(transport: Transport) {
    let [first, second] = [Server::answering(ok()), Server::answering(ok())];
    let client = transport.client(session(&first.url()));
    client.send(&call()).unwrap();
    for server in [&second, &first] {
        client.with(session(&server.url())).send(&call()).unwrap();
    }
    for (server, requests) in [(first, 2), (second, 1)] {
        let host = server.url().replace("http://", "");
        assert_eq!(server.requests().len(), requests);
        for request in server.requests() {
            assert_eq!(request.header("host"), Some(&*host));
        }
    }
}

#[test]
fn transports_wait_for_the_given_duration() {
    let pause = Duration::from_millis(20);
    let start = std::time::Instant::now();
    alicloud::blocking::Transport::wait(&alicloud_ureq::Ureq::default(), pause);
    let runtime = super::runtime();
    let transport = alicloud_reqwest::Reqwest::default();
    runtime.block_on(alicloud::Transport::wait(&transport, pause));
    assert!(start.elapsed() >= 2 * pause);
}
