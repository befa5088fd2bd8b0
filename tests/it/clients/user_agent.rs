//! Tests the header `User-Agent`.

use std::env::consts::{ARCH, OS};

use alicloud::{Endpoint, Session, blocking, http::Method};
use alicloud_config::{CredentialsUri, RefreshingSigner};
use alicloud_reqwest::{ProxySource, Reqwest};
use alicloud_sign::{Acs3, HmacSha1};
use alicloud_ureq::{Ureq, ureq::Agent};

use super::{
    CONNECT_TIMEOUT, Transport, call, over_both_transports, runtime,
    server::{Server, ok, response},
    session,
};

over_both_transports![
    a_call_sends_crate_system_and_transport,
    appends_the_user_agent_of_the_session,
    requests_for_credentials_send_the_same_user_agent,
    requests_to_a_proxy_send_the_user_agent,
];

/// The default user agent of the transport.
fn own(transport: Transport) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let name = match transport {
        Transport::Ureq => "alicloud-ureq",
        Transport::Reqwest => "alicloud-reqwest",
    };
    format!("alicloud/{version} ({OS}; {ARCH}) {name}/{version}")
}

/// The user agent of the last request to `server`.
fn said(server: &Server) -> String {
    let requests = server.requests();
    let said = requests.last().unwrap().header("user-agent");
    said.unwrap_or_default().to_owned()
}

fn a_call_sends_crate_system_and_transport(transport: Transport) {
    let server = Server::answering(ok());
    for method in [Method::GET, Method::POST] {
        let session = session(&server.url()).method(method);
        transport.client(session.clone()).send(&call()).unwrap();
        assert_eq!(said(&server), own(transport));
        transport.with_defaults(session).send(&call()).unwrap();
        assert_eq!(said(&server), own(transport));
    }
}

fn appends_the_user_agent_of_the_session(transport: Transport) {
    let server = Server::answering(ok());
    let plain = session(&server.url());
    let app = plain.clone().user_agent("my-app/1.0").unwrap();
    let both = app.clone().user_agent(" terraform/1.2 (ci)\n").unwrap();
    let client = transport.client(plain.clone());
    for (session, added) in [
        (&app, " my-app/1.0"),
        (&both, " my-app/1.0 terraform/1.2 (ci)"),
        (&plain, ""),
        (&app, " my-app/1.0"),
    ] {
        client.with(session.clone()).send(&call()).unwrap();
        assert_eq!(said(&server), own(transport) + added);
    }
}

fn requests_for_credentials_send_the_same_user_agent(transport: Transport) {
    let server = Server::replying(|request| match request.line() {
        "GET /credentials" => response(
            "200 OK",
            "",
            r#"{"Code":"Success","AccessKeyId":"STS.id","AccessKeySecret":"s",
                "SecurityToken":"t","Expiration":"2100-01-01T00:00:00Z"}"#,
        ),
        _ => ok(),
    });
    let source = || CredentialsUri::new(format!("{}/credentials", server.url()));
    let endpoint = Endpoint::plain_http(&server.url()).unwrap();
    let simple = RefreshingSigner::new(source(), HmacSha1::new);
    let acs3 = RefreshingSigner::new(source(), Acs3::new);
    for session in [
        Session::new(simple).endpoint(endpoint.clone()).unwrap(),
        Session::new(acs3).endpoint(endpoint).unwrap(),
    ] {
        let session = session.user_agent("my-app/1.0").unwrap();
        transport.client(session).send(&call()).unwrap();
    }
    let requests = server.requests();
    assert_eq!(requests.len(), 4);
    for request in requests {
        let expected = own(transport) + " my-app/1.0";
        assert_eq!(request.header("user-agent"), Some(&*expected));
    }
}

fn requests_to_a_proxy_send_the_user_agent(transport: Transport) {
    let proxy = Server::answering(response("403 Forbidden", "", ""));
    let session = session("https://ecs.invalid")
        .user_agent("my-app/1.0")
        .unwrap();
    let client = transport.client_with_proxy(&proxy.url(), CONNECT_TIMEOUT, session);
    client.send(&call()).unwrap_err();
    assert_eq!(said(&proxy), own(transport));
}

#[test]
fn a_clients_own_user_agent_is_kept_unless_the_session_adds_to_it() {
    let server = Server::answering(ok());
    let plain = session(&server.url());
    let app = plain.clone().user_agent("my-app/1.0").unwrap();

    for config in [
        Ureq::agent_config().user_agent("own/2"),
        Agent::config_builder().user_agent("own/2"),
    ] {
        let transport = Ureq::from(Agent::from(config.build()));
        let client = blocking::Client::with_transport(plain.clone(), transport.clone());
        client.send(&call()).unwrap();
        assert_eq!(said(&server), "own/2");
        let client = blocking::Client::with_transport(app.clone(), transport);
        client.send(&call()).unwrap();
        assert_eq!(said(&server), own(Transport::Ureq) + " my-app/1.0");
    }
    let transport = Ureq::from(Agent::new_with_defaults());
    let client = blocking::Client::with_transport(plain.clone(), transport);
    client.send(&call()).unwrap();
    assert_eq!(said(&server), own(Transport::Ureq));

    let builder = || Reqwest::client_builder().user_agent("own/2");
    let transport = Reqwest::from_builder(builder, ProxySource::Builder, CONNECT_TIMEOUT).unwrap();
    let client = alicloud::Client::with_transport(plain, transport.clone());
    runtime().block_on(client.send(&call())).unwrap();
    assert_eq!(said(&server), "own/2");
    let client = alicloud::Client::with_transport(app, transport);
    runtime().block_on(client.send(&call())).unwrap();
    assert_eq!(said(&server), own(Transport::Reqwest) + " my-app/1.0");
}
