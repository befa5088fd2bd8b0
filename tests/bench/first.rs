//! The first HTTPS call of a process, to a local server whose certificate is trusted besides
//! Mozilla's roots. Its TLS is otherwise that of the transport: ring, and roots that are compiled in.

use std::{fs, sync::Arc};

use alicloud::Session;
use alicloud_reqwest::{ProxySource, Reqwest};
use alicloud_sign::{Credentials, HmacSha1};
use alicloud_ureq::{
    Ureq,
    ureq::{
        Agent,
        tls::{Certificate, RootCerts, TlsConfig},
    },
};
use rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::CertificateDer};

use crate::{SECRET, operation, runtime, server::REQUEST_ID};

fn session(port: u16) -> Session {
    let signer = HmacSha1::new(Credentials::new("testid", SECRET));
    Session::new(signer)
        .endpoint(format!("https://localhost:{port}"))
        .expect("an endpoint")
}

fn certificate(file: &str) -> CertificateDer<'static> {
    fs::read(file).expect("the server's certificate").into()
}

pub(crate) fn reqwest(port: u16, file: &str) {
    let mut roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    roots.add(certificate(file)).expect("a certificate");
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring's suites")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let builder = move || Reqwest::client_builder().tls_backend_preconfigured(config.clone());
    let limit = Reqwest::CONNECT_TIMEOUT;
    let transport = Reqwest::from_builder(builder, ProxySource::Builder, limit).expect("a client");
    let client = alicloud_reqwest::Client::with_transport(session(port), transport);
    let reply = runtime()
        .block_on(client.send(&operation()))
        .expect("a reply");
    assert_eq!(reply.request_id.as_deref(), Some(REQUEST_ID));
}

/// ureq trusts either Mozilla's roots or others, so this one is without Mozilla's.
pub(crate) fn ureq(port: u16, file: &str) {
    let certificate = Certificate::from_der(&certificate(file)).to_owned();
    let roots = RootCerts::new_with_certs(&[certificate]);
    let tls = TlsConfig::builder().root_certs(roots).build();
    let agent = Agent::from(Ureq::agent_config().proxy(None).tls_config(tls).build());
    let client = alicloud_ureq::Client::with_transport(session(port), Ureq::from(agent));
    let reply = client.send(&operation()).expect("a reply");
    assert_eq!(reply.request_id.as_deref(), Some(REQUEST_ID));
}
