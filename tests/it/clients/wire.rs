//! What goes over the wire, seen from the server.

use std::{io::Write, net::Shutdown, time::Duration};

use alicloud::{
    Api, DecodeError, Draft, Methods, Operation, Reply, Value,
    http::{Method, StatusCode},
};

use super::{
    Transport, call, over_both_transports, parameters,
    server::{Server, ok, response},
    session,
};

over_both_transports![
    a_get_has_the_parameters_in_the_url,
    a_post_has_the_parameters_in_the_body,
    without_a_choice_of_the_signer_a_call_is_a_post,
    nothing_is_said_that_was_not_asked_for,
    calls_share_a_connection_whatever_their_limits,
    a_connection_that_the_server_closed_is_not_used_again,
    leftovers_of_a_reply_do_not_become_the_next_one,
    a_redirect_is_not_followed,
    each_endpoint_gets_its_own_requests,
];

fn a_get_has_the_parameters_in_the_url(transport: Transport) {
    let server = Server::answering(ok());
    let session = session(&server.url()).method(Method::GET);
    let signed = parameters(&session, Method::GET);
    assert!(signed.contains("AcceptLanguage=zh%20CN&"));
    transport.client(session).send(&call()).unwrap();

    let request = &server.requests()[0];
    assert_eq!(request.line(), format!("GET /?{signed}"));
    assert_eq!(request.header("content-type"), None);
    assert_eq!(request.header("content-length"), None);
    assert_eq!(request.header("transfer-encoding"), None);
    let host = server.url().replace("http://", "");
    assert_eq!(request.header("host"), Some(&*host));
}

fn a_post_has_the_parameters_in_the_body(transport: Transport) {
    let server = Server::answering(ok());
    let session = session(&server.url()).method(Method::POST);
    let signed = parameters(&session, Method::POST);
    transport.client(session).send(&call()).unwrap();

    let request = &server.requests()[0];
    assert_eq!(request.line(), "POST /");
    assert_eq!(request.body, signed);
    assert_eq!(
        request.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    let length = signed.len().to_string();
    assert_eq!(request.header("content-length"), Some(&*length));
}

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
        static API: Api =
            Api::new("Ecs", "2014-05-26", "Wait", Methods::GetOrPost).read_timeout_secs(36);
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

fn a_connection_that_the_server_closed_is_not_used_again(transport: Transport) {
    let server = Server::start(|stream| {
        let answer = response("200 OK", "Connection: close\r\n", "{}");
        stream.write_all(answer.as_bytes())?;
        stream.shutdown(Shutdown::Both)
    });
    let client = transport.client(session(&server.url()));
    for _ in 0..3 {
        client.send(&call()).unwrap();
    }
    assert_eq!((server.requests().len(), server.connections()), (3, 3));
}

fn leftovers_of_a_reply_do_not_become_the_next_one(transport: Transport) {
    let server = Server::start(|stream| {
        let forged = response("200 OK", "", r#"{"RequestId":"forged"}"#);
        stream.write_all((ok() + &forged).as_bytes())
    });
    let client = transport.client(session(&server.url()));
    for _ in 0..3 {
        let reply = client.send(&call()).unwrap();
        assert_eq!(reply["RequestId"], "1450F2D7");
    }
    assert_eq!(server.connections(), 3);
}

fn a_redirect_is_not_followed(transport: Transport) {
    let elsewhere = Server::answering(ok());
    for status in ["301", "302", "303", "307", "308"] {
        for method in [Method::GET, Method::POST] {
            let location = format!("Location: {}/\r\n", elsewhere.url());
            let server = Server::answering(response(status, &location, ""));
            let client = transport.client(session(&server.url()).method(method));
            let error = client.send(&call()).unwrap_err();
            let expected: StatusCode = status.parse().unwrap();
            assert_eq!(error.status(), Some(expected));
            assert_eq!(server.requests().len(), 1);
        }
    }
    assert_eq!(elsewhere.connections(), 0);
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
