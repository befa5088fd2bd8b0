//! What goes over the wire, seen from the server.

use std::time::Duration;

use alicloud::{Api, Draft, Methods, Operation, Reply, Value, error::DecodeError, http::Method};

use super::{
    Transport, call, over_both_transports,
    server::{Server, ok, response},
    session,
};

over_both_transports![
    without_a_choice_of_the_signer_a_call_is_a_post,
    nothing_is_said_that_was_not_asked_for,
    calls_share_a_connection_whatever_their_limits,
    each_endpoint_gets_its_own_requests,
];

fn without_a_choice_of_the_signer_a_call_is_a_post(transport: Transport) {
    let server = Server::answering(ok());
    transport
        .client(session(&server.url()))
        .send(&call())
        .unwrap();
    assert_eq!(server.requests()[0].line(), "POST /");
}

fn nothing_is_said_that_was_not_asked_for(transport: Transport) {
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

/// An operation with a time limit of its own.
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

fn calls_share_a_connection_whatever_their_limits(transport: Transport) {
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

fn each_endpoint_gets_its_own_requests(transport: Transport) {
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
fn the_waits_between_attempts_take_their_time() {
    let pause = Duration::from_millis(20);
    let start = std::time::Instant::now();
    alicloud::blocking::Transport::wait(&alicloud_ureq::Ureq::default(), pause);
    let runtime = super::runtime();
    let transport = alicloud_reqwest::Reqwest::default();
    runtime.block_on(alicloud::Transport::wait(&transport, pause));
    assert!(start.elapsed() >= 2 * pause);
}
