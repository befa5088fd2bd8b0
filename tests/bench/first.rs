//! Makes the first HTTPS call of a process, with a client of this workspace or with the bare HTTP
//! client. Both clients use ring for TLS and trust the certificate of the local server.

use std::{fs, sync::Arc};

use alicloud::Session;
use alicloud_reqwest::{ProxySource, Reqwest};
use alicloud_sign::HmacSha1;
use alicloud_ureq::{
    Ureq,
    ureq::{
        Agent,
        tls::{Certificate, RootCerts, TlsConfig},
    },
};
use rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::CertificateDer};

use crate::{
    decode::{REQUEST_ID, SHORT},
    loopback::runtime,
    sign::{credentials, operation, session, signed},
};

pub(crate) fn call(name: &str, port: u16, file: &str) {
    let url = format!("https://localhost:{port}");
    let session = session(HmacSha1::new(credentials()), &url);
    let certificate = fs::read(file)
        .expect("expected the server's certificate")
        .into();
    match name {
        "sign" => drop(signed(&session, operation())),
        "reqwest-call" => reqwest_call(session, certificate),
        "reqwest-get" => reqwest_get(&url, certificate),
        "ureq-call" => ureq_call(session, &certificate),
        "ureq-post" => ureq_post(&session, &url, &certificate),
        _ => panic!("unknown case {name:?}"),
    }
}

fn rustls_config(certificate: CertificateDer<'static>) -> ClientConfig {
    let mut roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    roots.add(certificate).expect("expected a certificate");
    ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring should support the default TLS versions")
        .with_root_certificates(roots)
        .with_no_client_auth()
}

fn reqwest_call(session: Session, certificate: CertificateDer<'static>) {
    let config = rustls_config(certificate);
    let builder = move || Reqwest::client_builder().tls_backend_preconfigured(config.clone());
    let limit = Reqwest::CONNECT_TIMEOUT;
    let transport =
        Reqwest::from_builder(builder, ProxySource::Builder, limit).expect("expected a client");
    let client = alicloud_reqwest::Client::with_transport(session, transport);
    let reply = runtime().block_on(client.send(&operation()));
    let request_id = reply.expect("expected a reply").request_id;
    assert_eq!(request_id.as_deref(), Some(REQUEST_ID));
}

fn reqwest_get(url: &str, certificate: CertificateDer<'static>) {
    let builder = Reqwest::client_builder().tls_backend_preconfigured(rustls_config(certificate));
    let client = builder.build().expect("expected a client");
    let body = runtime().block_on(async { client.get(url).send().await?.bytes().await });
    assert_eq!(body.expect("expected a body"), SHORT);
}

/// An agent that trusts only `certificate`. ureq can't trust Mozilla's root certificates and
/// another certificate at once.
fn agent(certificate: &CertificateDer<'_>) -> Agent {
    let certificate = Certificate::from_der(certificate).to_owned();
    let roots = RootCerts::new_with_certs(&[certificate]);
    let tls = TlsConfig::builder().root_certs(roots).build();
    Agent::from(Ureq::agent_config().proxy(None).tls_config(tls).build())
}

fn ureq_call(session: Session, certificate: &CertificateDer<'_>) {
    let transport = Ureq::from(agent(certificate));
    let client = alicloud_ureq::Client::with_transport(session, transport);
    let reply = client.send(&operation()).expect("expected a reply");
    assert_eq!(reply.request_id.as_deref(), Some(REQUEST_ID));
}

fn ureq_post(session: &Session, url: &str, certificate: &CertificateDer<'_>) {
    let form = signed(session, operation()).parameters().to_owned();
    let mut response = agent(certificate)
        .post(url)
        .send(&form)
        .expect("expected a response");
    let body = response.body_mut().read_to_vec().expect("expected a body");
    assert_eq!(body, SHORT.as_bytes());
}
