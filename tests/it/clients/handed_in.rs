//! Tests `reqwest` clients and `ureq` agents that a program builds itself and passes to a
//! transport.

use std::error::Error as _;

use alicloud::{
    Endpoint, Error, Request,
    error::TransportErrorKind,
    http::{Method, StatusCode, header::ACCEPT_ENCODING, uri::PathAndQuery},
};
use alicloud_reqwest::{
    Reqwest,
    reqwest::{self, ClientBuilder, redirect},
};
use alicloud_ureq::{
    Ureq,
    ureq::{Agent, Proxy},
};

use super::{
    call, parameters, runtime,
    server::{Server, ok, response},
    session,
};

/// The server's URL with the address 0.0.0.0, which leads to this machine but is not a loopback
/// address. Requests to this address don't bypass proxies.
fn url(server: &Server) -> String {
    server.url().replace("127.0.0.1", "0.0.0.0")
}

/// A builder that follows redirects, like reqwest's default.
fn client_builder() -> ClientBuilder {
    Reqwest::client_builder().redirect(redirect::Policy::limited(10))
}

fn carry(
    client: reqwest::Client,
    request: Request,
) -> Result<StatusCode, alicloud::error::TransportError> {
    let transport = Reqwest::with_client(client);
    let sent = runtime().block_on(alicloud::Transport::send(&transport, request));
    sent.map(|response| response.status())
}

#[test]
fn following_a_redirect_is_an_error_and_sends_no_body() {
    let elsewhere = Server::answering(ok());
    for status in ["301", "302", "303", "307", "308"] {
        for method in [Method::GET, Method::POST] {
            let earlier = elsewhere.requests().len();
            let location = format!("Location: {}/\r\n", elsewhere.url());
            let server = Server::answering(response(status, &location, ""));
            let session = session(&url(&server)).method(method.clone());
            let transport = Reqwest::with_client(client_builder().build().unwrap());
            let client = alicloud::Client::with_transport(session.clone(), transport);
            match runtime().block_on(client.send(&call())).unwrap_err() {
                Error::Transport(error) => {
                    assert_eq!(error.kind(), TransportErrorKind::Other);
                    assert!(error.may_have_been_sent());
                    let source = error.source().unwrap().to_string();
                    assert!(source.contains("redirect::Policy::none()"), "{source}");
                }
                // reqwest returned the redirect because it couldn't send the form again.
                error => assert_eq!(error.status(), Some(status.parse().unwrap())),
            }
            let signed = parameters(&session, method.clone());
            let (_, signature) = signed.split_once("&Signature=").unwrap();
            for request in &elsewhere.requests()[earlier..] {
                // reqwest always sends the URL of a GET as `Referer`.
                if method != Method::GET {
                    assert!(!request.head.contains(signature), "{}", request.head);
                }
                assert_eq!(request.body, "");
            }
        }
    }
    assert!(
        elsewhere.connections() > 0,
        "the client should follow redirects"
    );
}

#[test]
fn ignores_the_redirect_setting_of_an_agent() {
    let elsewhere = Server::answering(ok());
    for status in ["301", "302", "303", "307", "308"] {
        let location = format!("Location: {}/\r\n", elsewhere.url());
        let server = Server::answering(response(status, &location, ""));
        let agent = Agent::config_builder().max_redirects(10).proxy(None);
        let transport = Ureq::with_agent(agent.build().into());
        let session = session(&server.url());
        let client = alicloud::blocking::Client::with_transport(session, transport);
        let error = client.send(&call()).unwrap_err();
        assert_eq!(error.status(), Some(status.parse().unwrap()));
    }
    assert_eq!(elsewhere.connections(), 0);
}

#[test]
fn requests_that_bypass_proxies_avoid_the_proxy_of_a_client() {
    let [proxy, server] = [Server::answering(ok()), Server::answering(ok())];
    let request = |url: &str| {
        let endpoint = Endpoint::plain_http(url).unwrap();
        Request::plain(Method::PUT, endpoint, PathAndQuery::from_static("/"))
    };
    let own = reqwest::Proxy::all(proxy.url()).unwrap();
    let client = client_builder().proxy(own).build().unwrap();
    carry(client.clone(), request(&server.url())).unwrap();
    carry(
        client.clone(),
        request("http://metadata.invalid").without_proxy(),
    )
    .unwrap_err();
    assert_eq!((server.connections(), proxy.connections()), (1, 0));
    carry(client, request("http://metadata.invalid")).unwrap();
    assert_eq!(proxy.connections(), 1);

    let own = Proxy::new(&proxy.url()).unwrap();
    let agent = Agent::config_builder().proxy(Some(own)).build();
    let transport = Ureq::with_agent(agent.into());
    let carry = |request| alicloud::blocking::Transport::send(&transport, request);
    carry(request(&server.url())).unwrap();
    carry(request("http://metadata.invalid").without_proxy()).unwrap_err();
    assert_eq!((server.connections(), proxy.connections()), (2, 1));
    drop(carry(request("http://metadata.invalid")));
    assert_eq!(proxy.connections(), 2);
}

#[test]
fn ignores_the_compression_setting_of_an_agent() {
    let server = Server::answering(ok());
    let agent = Agent::config_builder().accept_encoding("gzip").proxy(None);
    let transport = Ureq::with_agent(agent.build().into());
    let session = session(&url(&server));
    let client = alicloud::blocking::Client::with_transport(session, transport);
    client.send(&call()).unwrap();
    assert_eq!(server.requests()[0].header(ACCEPT_ENCODING.as_str()), None);
}
