//! Messages of `alicloud-reqwest` and `alicloud-ureq`.

use std::{io, time::Duration};

use alicloud::{
    Anonymous, Call, Endpoint, Error, Request, Session, Transport as _, blocking,
    error::TransportError,
    http::{Method, uri::PathAndQuery},
    retry::NoRetry,
};
use alicloud_reqwest::{Reqwest, reqwest::redirect::Policy};
use alicloud_ureq::{
    Ureq,
    ureq::{Agent, Proxy},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};

use super::table::tables;
use crate::{
    clients::{
        Transport, runtime,
        server::{Refusing, Server, ok, response},
    },
    faults::tls::untrusted,
};

/// The report of a failed transport. The name of the server in the report is `server.example`.
fn report(error: impl Into<Error>, url: &str) -> String {
    let address = url.trim_start_matches("http://");
    error
        .into()
        .report()
        .to_string()
        .replace(address, "server.example")
}

fn request(url: &str) -> Request {
    let endpoint = Endpoint::plain_http(url).unwrap();
    Request::plain(Method::GET, endpoint, PathAndQuery::from_static("/"))
}

fn by_agent(agent: Agent, url: &str) -> TransportError {
    blocking::Transport::send(&Ureq::with_agent(agent), request(url)).unwrap_err()
}

fn by_client(client: Reqwest, url: &str) -> TransportError {
    runtime().block_on(client.send(request(url))).unwrap_err()
}

pub(super) fn tables() -> Vec<String> {
    let roots = |pem: &str| {
        let error = Ureq::with_roots(pem.as_bytes()).unwrap_err().to_string();
        let same = Reqwest::with_roots(pem.as_bytes()).unwrap_err().to_string();
        assert_eq!(error, same);
        error
    };
    let begin = "-----BEGIN CERTIFICATE-----\n";
    let end = "-----END CERTIFICATE-----\n";
    let content = BASE64_STANDARD.encode("no certificate");
    let refusing = Refusing::new();
    let (closing, elsewhere) = (
        Server::start(|_| Err(io::ErrorKind::Other.into())),
        Server::answering(ok()),
    );
    let failed = |transport: Transport, url: &str| {
        let session = Session::new(Anonymous)
            .endpoint(url)
            .unwrap()
            .retry(NoRetry);
        let client = transport.client_that_connects_within(Duration::from_secs(5), session);
        report(
            client
                .send(&Call::new("Ecs", "2014-05-26", "DescribeRegions"))
                .unwrap_err(),
            url,
        )
    };
    let location = format!("Location: {}/\r\n", elsewhere.url());
    let redirecting = Server::answering(response("302 Found", &location, "https://localhost"));
    let following = Reqwest::client_builder().redirect(Policy::limited(2));
    let following = Reqwest::with_client(following.build().unwrap());
    let https_only = Ureq::agent_config().https_only(true).proxy(None).build();
    let socks = Proxy::new("socks5://proxy.example:1080").unwrap();
    let socks = Ureq::agent_config().proxy(Some(socks)).build();
    tables! {
        "RootsError" {
            "when a text has no certificate" => roots("no certificate"),
            "when a certificate is cut off" => roots(&format!("{begin}{content}\n")),
            "when a certificate begins incorrectly" => roots(&format!("-----BEGIN CERTIFICATE---\n{content}\n{end}")),
            "when a certificate is not Base64" => roots(&format!("{begin}?\n{end}")),
            "when the content is not a certificate" => roots(&format!("{begin}{content}\n{end}")),
        }
        "Reports of TransportError" {
            "when `alicloud-reqwest` can't connect" => failed(Transport::Reqwest, &refusing.url()),
            "when `alicloud-ureq` can't connect" => failed(Transport::Ureq, &refusing.url()),
            "when the server closes the connection of `alicloud-reqwest`" => failed(Transport::Reqwest, &closing.url()),
            "when the server closes the connection of `alicloud-ureq`" => failed(Transport::Ureq, &closing.url()),
            "when `alicloud-reqwest` doesn't trust the server's certificate" => report(untrusted(Transport::Reqwest), "https://localhost"),
            "when `alicloud-ureq` doesn't trust the server's certificate" => report(untrusted(Transport::Ureq), "https://localhost"),
            "when reqwest refuses a host" => failed(Transport::Reqwest, "https://192.0.2.256"),
            "when a reqwest client of the program follows a redirect" => report(by_client(following, &redirecting.url().replace("127.0.0.1", "0.0.0.0")), &redirecting.url()),
            "when a ureq agent of the program allows only https" => report(by_agent(https_only.into(), "http://192.0.2.1"), "http://192.0.2.1"),
            "when a ureq agent of the program has a SOCKS proxy" => report(by_agent(socks.into(), "http://192.0.2.1"), "http://192.0.2.1"),
        }
    }
}
