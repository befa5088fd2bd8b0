//! The environment or a client names a proxy. A process can't change its own environment while others
//! read it, so the calls that go by it are made by a second one.

use std::{
    env,
    process::{Command, Output},
};

use alicloud::{
    Endpoint, Error, Request, TransportErrorKind, blocking, drive,
    http::{Method, uri::PathAndQuery},
};
use alicloud_credentials::{Fetch, InstanceRole};

use super::{
    ACCESS_KEY_ID, CONNECT_TIMEOUT, Client, Transport, call, over_both_transports,
    server::{Server, ok, response},
    session,
};
use crate::credentials::Machine;

over_both_transports![
    no_proxy_of_ones_own_sees_what_bypasses_it,
    the_metadata_service_is_asked_without_a_proxy_of_ones_own,
];

const PROXY_VARIABLES: [&str; 3] = ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY"];

/// Runs one of the tests that are left out, in a process of its own.
pub(super) fn run(test: &str, environment: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args([test, "--exact", "--ignored", "--nocapture"]);
    for name in PROXY_VARIABLES.iter().chain(&["NO_PROXY"]) {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    command.env_remove("REQUEST_METHOD");
    command.envs(environment.iter().copied());
    command.output().unwrap()
}

#[test]
fn calls_go_through_the_proxy_of_the_environment() {
    for variable in ["ALL_PROXY", "HTTPS_PROXY", "https_proxy"] {
        let proxy = Server::answering("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
        let output = run(
            "clients::proxy::refused_by_a_proxy",
            &[(variable, &proxy.url())],
        );
        assert!(output.status.success(), "{output:?}");
        let requests = proxy.requests();
        assert_eq!(requests.len(), 2, "{output:?}");
        for request in requests {
            assert_eq!(request.line(), "CONNECT ecs.invalid:443");
            assert!(!request.head.contains(ACCESS_KEY_ID));
        }
    }
}

#[test]
fn no_proxy_is_honoured() {
    let proxy = Server::answering("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
    let environment = [("HTTPS_PROXY", &*proxy.url()), ("NO_PROXY", "ecs.invalid")];
    let output = run("clients::proxy::refused_by_a_proxy", &environment);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(proxy.connections(), 0);
}

#[test]
fn no_proxy_leads_to_this_machine() {
    for variable in ["ALL_PROXY", "HTTP_PROXY", "http_proxy"] {
        let proxy = Server::answering("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
        let output = run(
            "clients::proxy::answered_by_this_machine",
            &[(variable, &proxy.url())],
        );
        assert!(output.status.success(), "{output:?}");
        assert_eq!(proxy.connections(), 0, "{output:?}");
    }
}

#[test]
fn a_request_may_keep_proxies_out() {
    for variable in ["ALL_PROXY", "HTTP_PROXY"] {
        for (test, through_the_proxy) in [("plain", true), ("plain_without_proxy", false)] {
            let proxy = Server::answering(ok());
            let test = format!("clients::proxy::{test}");
            let output = run(&test, &[(variable, &proxy.url())]);
            assert!(output.status.success(), "{output:?}");
            assert_eq!(proxy.connections() > 0, through_the_proxy, "{output:?}");
        }
    }
}

fn no_proxy_of_ones_own_sees_what_bypasses_it(transport: Transport) {
    let proxy = Server::answering(ok());
    let through_it = |session| transport.client_with_proxy(&proxy.url(), CONNECT_TIMEOUT, session);

    let server = Server::answering(ok());
    for url in [server.url(), server.url_with_name()] {
        through_it(session(&url)).send(&call()).unwrap();
    }
    assert_eq!(server.requests().len(), 2);

    let token = || {
        let endpoint = Endpoint::plain_http("http://metadata.invalid").unwrap();
        let path = PathAndQuery::from_static("/latest/api/token");
        Request::plain(Method::PUT, endpoint, path)
    };
    let client = through_it(session("http://localhost"));
    let error = client.carry(token().without_proxy()).unwrap_err();
    assert!(!error.may_have_been_sent(), "{error:?}");
    assert_eq!(proxy.connections(), 0);

    drop(client.carry(token()));
    assert!(proxy.connections() > 0, "what bypasses none goes to it");
}

fn the_metadata_service_is_asked_without_a_proxy_of_ones_own(transport: Transport) {
    let proxy = Server::answering(ok());
    let service = Server::replying(|request| match request.line() {
        "PUT /latest/api/token" => response("200 OK", "", "token"),
        _ => response(
            "200 OK",
            "",
            r#"{"Code":"Success","AccessKeyId":"STS.id","AccessKeySecret":"s",
                "SecurityToken":"t","Expiration":"2100-01-01T00:00:00Z"}"#,
        ),
    });
    let endpoint = Endpoint::plain_http(&service.url()).unwrap();
    let role = InstanceRole::default().endpoint(endpoint).role("deploy");
    let fetch = Fetch::new(&role, Machine::new());
    let session = session("http://localhost");
    match transport.client_with_proxy(&proxy.url(), CONNECT_TIMEOUT, session) {
        Client::Ureq(client) => blocking::drive(client.transport(), fetch).unwrap(),
        Client::Reqwest(runtime, client) => {
            runtime.block_on(drive(client.transport(), fetch)).unwrap()
        }
    };
    assert_eq!(service.requests().len(), 2, "token and credentials");
    assert_eq!(proxy.connections(), 0);
}

/// One request to a machine that is not there, over each transport.
fn carry(adjust: impl Fn(Request) -> Request) {
    for transport in [Transport::Ureq, Transport::Reqwest] {
        let endpoint = Endpoint::plain_http("http://metadata.invalid").unwrap();
        let path = PathAndQuery::from_static("/latest/api/token");
        let request = Request::plain(Method::PUT, endpoint, path);
        let client = transport.with_defaults(session("http://localhost"));
        drop(client.carry(adjust(request)));
    }
}

#[test]
#[ignore = "the test above runs it in an environment of its own"]
fn plain() {
    carry(|request| request);
}

#[test]
#[ignore = "the test above runs it in an environment of its own"]
fn plain_without_proxy() {
    carry(Request::without_proxy);
}

#[test]
#[ignore = "the test above runs it in an environment of its own"]
fn answered_by_this_machine() {
    let server = Server::answering(ok());
    for transport in [Transport::Ureq, Transport::Reqwest] {
        for url in [server.url(), server.url_with_name()] {
            let client = transport.with_defaults(session(&url));
            for _ in 0..2 {
                client.send(&call()).unwrap();
            }
        }
    }
    assert_eq!(server.requests().len(), 8);
    assert_eq!(server.connections(), 4, "one for each client");
}

#[test]
#[ignore = "the tests above run it in an environment of theirs"]
fn refused_by_a_proxy() {
    for transport in [Transport::Ureq, Transport::Reqwest] {
        let client = transport.with_defaults(session("https://ecs.invalid"));
        let error = client.send(&call()).unwrap_err();
        let Error::Transport(error) = error else {
            panic!("{error:?}")
        };
        assert_eq!(error.kind(), TransportErrorKind::Connect, "{error:?}");
        assert!(!error.may_have_been_sent());
    }
}
