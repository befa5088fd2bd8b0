//! The environment or a client names a proxy. A process can't change its own environment while others
//! read it, so the calls that go by it are made by a second one.

use std::{
    env,
    error::Error as _,
    process::{Command, Output},
};

use alicloud::{
    Endpoint, Error, Request, blocking,
    error::TransportErrorKind,
    http::{Method, uri::PathAndQuery},
    transport::drive,
};
use alicloud_config::{Fetch, InstanceRole};
use alicloud_reqwest::{ProxySource, Reqwest};
use alicloud_ureq::{
    Ureq,
    ureq::{Agent, Proxy, ProxyProtocol},
};

use super::{
    ACCESS_KEY_ID, CONNECT_TIMEOUT, Client, Transport, call, over_both_transports, runtime,
    server::{Refusing, Server, ok, response},
    session,
};
use crate::credentials::Machine;

over_both_transports![
    no_proxy_of_ones_own_sees_what_bypasses_it,
    the_metadata_service_is_asked_without_a_proxy_of_ones_own,
];

const PROXY_VARIABLES: [&str; 3] = ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY"];

/// Runs one of the tests that are left out, in a process of its own.
pub(crate) fn run(test: &str, environment: &[(&str, &str)]) -> Output {
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

/// Sends a request to each of `urls` over each transport, in an environment of its own. Gives what the
/// test below prints, one line for each request.
fn sent_in(environment: &[(&str, &str)], urls: &[&str]) -> Vec<String> {
    let urls = urls.join(" ");
    let environment = [environment, &[("TEST_ENDPOINTS", &*urls)]].concat();
    let output = run(
        "clients::proxy::prints_what_comes_of_requests",
        &environment,
    );
    assert!(output.status.success(), "{output:?}");
    let printed = String::from_utf8(output.stdout).unwrap();
    let lines = printed.lines().filter_map(|line| line.strip_prefix("> "));
    lines.map(str::to_owned).collect()
}

#[test]
fn both_transports_use_the_same_proxies() {
    let proxy = Server::answering("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
    let url = &*proxy.url();
    // Nothing listens there.
    let other = &*Refusing::new().url();
    let no_proxy = |list: &'static str| vec![("HTTPS_PROXY", url), ("NO_PROXY", list)];
    for (environment, proxied, direct) in [
        (
            no_proxy("localhost, .example.invalid"),
            &["https://ecs.invalid", "https://notexample.invalid"][..],
            &["https://ecs.example.invalid", "https://EXAMPLE.invalid."][..],
        ),
        (
            no_proxy("\texample.invalid ,other.invalid"),
            &["https://ecs.invalid"],
            &["https://example.invalid", "https://a.b.example.invalid"],
        ),
        (
            no_proxy("*.example.invalid"),
            &["https://example.invalid"],
            &["https://ecs.example.invalid"],
        ),
        (
            no_proxy("*"),
            &[],
            &["https://ecs.invalid", "https://0.0.0.0:1"],
        ),
        (
            no_proxy("0.0.0.0"),
            &["https://ecs.invalid"],
            &["https://0.0.0.0:1"],
        ),
        (
            no_proxy("1.2.3.4,0.0.0.0/8"),
            &["https://ecs.invalid"],
            &["https://0.0.0.0:1"],
        ),
        (
            no_proxy("0.0.0.0:2,1.0.0.0/8,0.0"),
            &["https://0.0.0.0:1"],
            &[],
        ),
        // Each scheme has a variable of its own, and one is for both.
        (vec![("HTTP_PROXY", url)], &[], &["https://ecs.invalid"]),
        (
            vec![("ALL_PROXY", other), ("https_proxy", url)],
            &["https://ecs.invalid"],
            &[],
        ),
        (
            vec![
                ("HTTPS_PROXY", ""),
                ("ALL_PROXY", url),
                ("HTTP_PROXY", other),
            ],
            &["https://ecs.invalid"],
            &[],
        ),
        (
            vec![
                ("HTTPS_PROXY", url),
                ("https_proxy", other),
                ("REQUEST_METHOD", "GET"),
            ],
            &["https://ecs.invalid"],
            &[],
        ),
    ] {
        let earlier = proxy.requests().len();
        let outcomes = sent_in(&environment, &[proxied, direct].concat());
        assert_eq!(outcomes.len(), 2 * (proxied.len() + direct.len()));
        for outcome in &outcomes {
            assert!(outcome.starts_with("Connect, not sent"), "{outcome}");
        }
        let asked: Vec<String> = proxy.requests()[earlier..]
            .iter()
            .map(|request| request.line().to_owned())
            .collect();
        let expected: Vec<String> = proxied
            .iter()
            .map(|url| {
                let host = url.trim_start_matches("https://");
                let port = if host.contains(':') { "" } else { ":443" };
                format!("CONNECT {host}{port}")
            })
            .flat_map(|line| [line.clone(), line])
            .collect();
        assert_eq!(asked, expected, "{environment:?}");
    }
}

#[test]
fn an_http_endpoint_has_the_proxy_of_http() {
    for environment in [
        vec!["HTTP_PROXY"],
        vec!["http_proxy"],
        vec!["all_proxy"],
        // Whoever sends a request to a CGI program chooses the first.
        vec!["HTTP_PROXY", "REQUEST_METHOD"],
        vec!["HTTPS_PROXY"],
    ] {
        let is_used = environment[0] != "HTTPS_PROXY" && environment.len() == 1;
        let proxy = Server::answering("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
        let url = proxy.url();
        let variables: Vec<_> = environment.iter().map(|name| (*name, &*url)).collect();
        sent_in(&variables, &["http://ecs.invalid"]);
        let asked = proxy.requests().len();
        assert_eq!(asked, if is_used { 2 } else { 0 }, "{environment:?}");
    }
}

#[test]
fn a_proxy_that_can_not_be_used_is_never_passed_over() {
    // The same port by an address that is no loopback address and leads here all the same.
    let server = Server::answering(ok());
    let endpoint = server.url().replace("127.0.0.1", "0.0.0.0");
    for (variable, value, culprit) in [
        (
            "ALL_PROXY",
            "socks5://user:PASSWORD@127.0.0.1:1",
            "\"socks5\"",
        ),
        ("http_proxy", "socks4://127.0.0.1:1", "\"socks4\""),
        ("HTTP_PROXY", "socks://127.0.0.1:1", "\"socks\""),
        (
            "HTTP_PROXY",
            "http://user:PASSWORD@:x",
            "not the URL of a proxy",
        ),
        ("ALL_PROXY", "PASSWORD PASSWORD", "not the URL of a proxy"),
    ] {
        for outcome in sent_in(&[(variable, value)], &[&endpoint]) {
            assert!(outcome.starts_with("Connect, not sent: "), "{outcome}");
            assert!(outcome.contains(variable), "{outcome}");
            assert!(outcome.contains(culprit), "{outcome}");
            assert!(!outcome.contains("PASSWORD"), "{outcome}");
        }
        assert_eq!(server.connections(), 0, "{variable}={value}");
    }

    // What is spared goes out directly.
    let socks = ("ALL_PROXY", "socks5://127.0.0.1:1");
    for (environment, url) in [
        (vec![socks, ("NO_PROXY", "0.0.0.0")], &endpoint),
        (vec![socks], &server.url()),
        (vec![("HTTPS_PROXY", socks.1)], &endpoint),
    ] {
        assert_eq!(sent_in(&environment, &[url]), ["200 OK", "200 OK"]);
    }
}

#[test]
#[ignore = "the tests above run it in environments of theirs"]
fn prints_what_comes_of_requests() {
    for url in env::var("TEST_ENDPOINTS").unwrap().split(' ') {
        for transport in [Transport::Ureq, Transport::Reqwest] {
            let client = transport.with_defaults(session("http://localhost"));
            let endpoint = Endpoint::plain_http(url).unwrap();
            let path = PathAndQuery::from_static("/");
            match client.carry(Request::plain(Method::GET, endpoint, path)) {
                Ok(response) => println!("\n> {}", response.status()),
                Err(error) => {
                    let sent = if error.may_have_been_sent() {
                        ""
                    } else {
                        "not "
                    };
                    let source = error.source().unwrap();
                    println!("\n> {:?}, {sent}sent: {source}", error.kind());
                }
            }
        }
    }
}

#[test]
fn an_agent_that_has_its_proxy_from_the_environment_follows_the_same_rules() {
    for proxy in ["socks5://127.0.0.1:1", "http://[", ""] {
        let output = run("clients::proxy::agents", &[("ALL_PROXY", proxy)]);
        assert!(output.status.success(), "{output:?}");
    }
}

#[test]
#[ignore = "the test above runs it in environments of its own"]
fn agents() {
    let server = Server::answering(ok());
    let endpoint = server.url().replace("127.0.0.1", "0.0.0.0");
    let is_proxied = env::var("ALL_PROXY").unwrap() != "";
    for agent in [
        Agent::new_with_defaults(),
        Agent::from(Ureq::agent_config().build()),
    ] {
        let client = blocking::Client::with_transport(session(&endpoint), Ureq::from(agent));
        match client.send(&call()) {
            Ok(_) => assert!(!is_proxied),
            Err(Error::Transport(error)) => {
                assert!(is_proxied);
                assert_eq!(error.kind(), TransportErrorKind::Connect);
                assert!(error.source().unwrap().to_string().contains("ALL_PROXY"));
            }
            Err(error) => panic!("{error:?}"),
        }
    }
    assert_eq!(server.requests().len(), if is_proxied { 0 } else { 2 });
}

/// ureq panics in each of these cases.
#[test]
fn an_agents_own_socks_proxy_is_an_error() {
    let server = Server::answering(ok());
    let config = |proxy| Ureq::agent_config().proxy(Some(proxy)).build();
    let agent = |proxy| Agent::from(config(proxy));
    let socks = Proxy::new("socks5://user:PASSWORD@127.0.0.1:1").unwrap();
    let elsewhere = server.url().replace("127.0.0.1", "0.0.0.0");
    let client = |url: &str, proxy: &Proxy| {
        let transport = Ureq::from(agent(proxy.clone()));
        blocking::Client::with_transport(session(url), transport)
    };
    let error = client(&elsewhere, &socks).send(&call()).unwrap_err();
    assert!(!error.may_have_been_sent());
    let Error::Transport(error) = error else {
        panic!("{error:?}")
    };
    assert!(error.source().unwrap().to_string().contains("SOCKS"));
    assert_eq!(server.connections(), 0);

    client(&server.url(), &socks).send(&call()).unwrap();
    let sparing = Proxy::builder(ProxyProtocol::Socks5);
    let sparing = sparing.no_proxy("0.0.0.0").build().unwrap();
    client(&elsewhere, &sparing).send(&call()).unwrap();
}

#[test]
fn a_builder_says_who_names_its_proxies() {
    let proxy = Server::answering("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
    let environment = [("ALL_PROXY", &*proxy.url())];
    let output = run("clients::proxy::builders", &environment);
    assert!(output.status.success(), "{output:?}");
    let requests = proxy.requests();
    assert_eq!(requests.len(), 1, "{output:?}");
    assert_eq!(requests[0].line(), "CONNECT environment.invalid:443");
}

#[test]
#[ignore = "the test above runs it in an environment of its own"]
fn builders() {
    let own = Server::answering("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
    let proxy = alicloud_reqwest::reqwest::Proxy::https(own.url()).unwrap();
    let named = move || Reqwest::client_builder().proxy(proxy.clone());
    let send = |url: &str, transport| {
        let client = alicloud::Client::with_transport(session(url), transport);
        drop(runtime().block_on(client.send(&call())));
    };
    let built = |source| Reqwest::from_builder(named.clone(), source, CONNECT_TIMEOUT).unwrap();
    send(
        "https://environment.invalid",
        built(ProxySource::Environment),
    );
    assert_eq!(own.connections(), 0);

    send("https://own.invalid", built(ProxySource::Builder));
    assert_eq!(own.requests()[0].line(), "CONNECT own.invalid:443");

    let builder = Reqwest::client_builder;
    let none = Reqwest::from_builder(builder, ProxySource::Builder, CONNECT_TIMEOUT).unwrap();
    send("https://none.invalid", none);
    assert_eq!(own.requests().len(), 1);
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
