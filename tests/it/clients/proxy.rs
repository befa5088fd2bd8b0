//! Tests proxies of the environment and of a client. A process can't safely change its environment
//! while other threads read it. So the calls that use proxy variables run in a separate process.

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
    requests_that_bypass_proxies_avoid_the_configured_proxy,
    metadata_requests_avoid_the_configured_proxy,
];

const PROXY_VARIABLES: [&str; 3] = ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY"];

/// Runs an ignored test in a separate process.
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

/// Sends a request to each of `urls` over each transport, in a process with `environment`. Returns
/// the result line of each request.
fn sent_in(environment: &[(&str, &str)], urls: &[&str]) -> Vec<String> {
    let urls = urls.join(" ");
    let environment = [environment, &[("TEST_ENDPOINTS", &*urls)]].concat();
    let output = run(
        "clients::proxy::prints_the_results_of_requests",
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
    // Connections to this URL are refused.
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
        // `HTTP_PROXY` and `HTTPS_PROXY` are for one scheme. `ALL_PROXY` is for both schemes.
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
fn http_endpoints_use_the_http_proxy() {
    for environment in [
        vec!["HTTP_PROXY"],
        vec!["http_proxy"],
        vec!["all_proxy"],
        // A CGI program ignores `HTTP_PROXY`, because a request header can set this variable.
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
fn an_unusable_proxy_is_an_error() {
    // The address 0.0.0.0 leads to this machine but is not a loopback address.
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

    // Requests that bypass the proxy are sent directly.
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
#[ignore = "run by the tests above in separate processes"]
fn prints_the_results_of_requests() {
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
fn agents_with_a_proxy_from_the_environment_follow_the_same_rules() {
    for proxy in ["socks5://127.0.0.1:1", "http://[", ""] {
        let output = run("clients::proxy::agents", &[("ALL_PROXY", proxy)]);
        assert!(output.status.success(), "{output:?}");
    }
}

#[test]
#[ignore = "run by the test above in separate processes"]
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

/// ureq itself panics in each of these cases.
#[test]
fn a_socks_proxy_of_an_agent_is_an_error() {
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
fn the_proxy_source_selects_environment_or_builder() {
    let proxy = Server::answering("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
    let environment = [("ALL_PROXY", &*proxy.url())];
    let output = run("clients::proxy::builders", &environment);
    assert!(output.status.success(), "{output:?}");
    let requests = proxy.requests();
    assert_eq!(requests.len(), 1, "{output:?}");
    assert_eq!(requests[0].line(), "CONNECT environment.invalid:443");
}

#[test]
#[ignore = "run by the test above in a separate process"]
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
fn requests_to_this_machine_bypass_proxies() {
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
fn a_request_can_bypass_proxies() {
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

fn requests_that_bypass_proxies_avoid_the_configured_proxy(transport: Transport) {
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
    assert!(
        proxy.connections() > 0,
        "a request that doesn't bypass proxies should use the proxy"
    );
}

fn metadata_requests_avoid_the_configured_proxy(transport: Transport) {
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
    assert_eq!(
        service.requests().len(),
        2,
        "requests for token and credentials"
    );
    assert_eq!(proxy.connections(), 0);
}

/// Sends a request to an unknown host over each transport.
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
#[ignore = "run by the test above in a separate process"]
fn plain() {
    carry(|request| request);
}

#[test]
#[ignore = "run by the test above in a separate process"]
fn plain_without_proxy() {
    carry(Request::without_proxy);
}

#[test]
#[ignore = "run by the test above in a separate process"]
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
    assert_eq!(
        server.connections(),
        4,
        "one connection per client and host"
    );
}

#[test]
#[ignore = "run by the tests above in separate processes"]
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
