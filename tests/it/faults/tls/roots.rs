//! Tests additional root certificates and the certificate store of the operating system.

use std::env;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};

use super::*;
use crate::clients::Client as AnyClient;

over_both_transports![
    trusts_the_given_certificate_authorities,
    refuses_text_without_usable_certificates,
];

/// A certificate authority of a test.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        Self(CertifiedIssuer::self_signed(params, key).unwrap())
    }

    fn pem(&self) -> String {
        pem("CERTIFICATE", self.0.der())
    }

    /// Starts a server with a certificate for `localhost` from this authority.
    fn server(&self) -> Server {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(["localhost".to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        Server::certified_by(&certificate, &key, Duration::ZERO, answer)
    }
}

fn pem(label: &str, content: &[u8]) -> String {
    let content = BASE64_STANDARD.encode(content);
    format!("-----BEGIN {label}-----\n{content}\n-----END {label}-----\n")
}

/// Creates a client with default settings that also trusts the certificates in `pem`.
fn transport_with(transport: Transport, pem: &str) -> Result<AnyClient, String> {
    let session = Session::new(Anonymous)
        .endpoint("https://localhost")
        .unwrap();
    let pem = pem.as_bytes();
    Ok(match transport {
        Transport::Ureq => {
            let transport = Ureq::with_roots(pem).map_err(|error| error.to_string())?;
            AnyClient::Ureq(blocking::Client::with_transport(session, transport))
        }
        Transport::Reqwest => {
            let transport = Reqwest::with_roots(pem).map_err(|error| error.to_string())?;
            let client = Client::with_transport(session, transport);
            AnyClient::Reqwest(Arc::new(runtime()), client)
        }
    })
}

fn assert_accepts(client: &AnyClient, server: &Server) {
    let client = client.with(session(&server.url(), &Failures::default()));
    let reply = measured(|| client.send(&operation())).result.unwrap();
    assert_eq!(reply.vnc_url, VNC_URL);
}

#[track_caller]
fn assert_refuses(client: &AnyClient, server: &Server) {
    let client = client.with(session(&server.url(), &Failures::default()));
    let error = measured(|| client.send(&operation())).failed();
    assert_kind(&error, Connect);
    assert!(!error.may_have_been_sent());
    assert_eq!(server.requests.load(Ordering::Relaxed), 0);
}

fn trusts_the_given_certificate_authorities(transport: Transport) {
    let [first, second, stranger] = [Authority::new(), Authority::new(), Authority::new()];
    let server = first.server();
    let outcome = call(transport, &server, None, &Failures::default());
    assert_kind(&outcome.failed(), Connect);

    let key = pem("PRIVATE KEY", b"not one of the certificates");
    let several = format!("# a comment\n{}{key}\n{}", second.pem(), first.pem());
    let client = transport_with(transport, &several).unwrap();
    for trusted in [server, second.server()] {
        assert_accepts(&client, &trusted);
    }
    assert_refuses(&client, &stranger.server());
}

fn refuses_text_without_usable_certificates(transport: Transport) {
    let valid = Authority::new().pem();
    let missing = "the text has no certificate: add a section that begins with \
                   -----BEGIN CERTIFICATE-----";
    for (text, message) in [
        (String::new(), missing),
        ("MIIB".to_owned(), missing),
        (pem("PRIVATE KEY", b"secret"), missing),
        (
            "-----BEGIN CERTIFICATE-----\nMIIB\n".to_owned(),
            "certificate 1 is not valid PEM: its END line is missing",
        ),
        (
            format!("{valid}-----BEGIN CERTIFICATE\nMIIB\n"),
            "certificate 2 is not valid PEM: its BEGIN line is malformed",
        ),
        (
            "-----BEGIN CERTIFICATE-----\nM!IB\n-----END CERTIFICATE-----\n".to_owned(),
            "certificate 1 is not valid PEM: its content is not valid Base64",
        ),
        (
            valid.clone() + &valid + &pem("CERTIFICATE", b"not DER"),
            "certificate 3 is not valid X.509: TrailingData(SignedData)",
        ),
    ] {
        let error = transport_with(transport, &text).err().unwrap();
        assert_eq!(error, message, "{text}");
    }
}

/// `SSL_CERT_FILE` only works on systems whose certificate store consists of files.
#[test]
#[cfg(all(unix, not(target_vendor = "apple")))]
fn trusts_the_certificate_store_of_the_operating_system() {
    use std::fs;

    use crate::clients::proxy;

    let [system, own] = [Authority::new(), Authority::new()];
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store.pem");
    fs::write(&path, system.pem()).unwrap();
    let (server, other) = (system.server(), own.server());
    let (port, other_port) = (server.port.to_string(), other.port.to_string());
    let output = proxy::run(
        "faults::tls::roots::trusts_only_the_certificates_in_its_store",
        &[
            ("SSL_CERT_FILE", path.to_str().unwrap()),
            ("SSL_CERT_DIR", ""),
            ("TEST_PORT", &port),
            ("TEST_OTHER_PORT", &other_port),
            ("TEST_ROOTS", &own.pem()),
        ],
    );
    assert!(output.status.success(), "{output:?}");

    fs::write(&path, "").unwrap();
    let output = proxy::run(
        "faults::tls::roots::refuses_all_certificates_with_an_empty_store",
        &[
            ("SSL_CERT_FILE", path.to_str().unwrap()),
            ("SSL_CERT_DIR", ""),
            ("TEST_PORT", &port),
        ],
    );
    assert!(output.status.success(), "{output:?}");
}

fn server_at(variable: &str) -> Session {
    let port = env::var(variable).unwrap();
    let url = format!("https://localhost:{port}");
    session(&url, &Failures::default()).retry(NoRetry)
}

#[test]
#[ignore = "run by the test above in a separate process"]
fn trusts_only_the_certificates_in_its_store() {
    for transport in [Transport::Ureq, Transport::Reqwest] {
        let client = transport.with_defaults(server_at("TEST_PORT"));
        client.send(&operation()).unwrap();
        let error = client.with(server_at("TEST_OTHER_PORT")).send(&operation());
        assert_kind(&error.unwrap_err(), Connect);

        let both = transport_with(transport, &env::var("TEST_ROOTS").unwrap()).unwrap();
        for variable in ["TEST_PORT", "TEST_OTHER_PORT"] {
            both.with(server_at(variable)).send(&operation()).unwrap();
        }
    }
}

#[test]
#[ignore = "run by the test above in a separate process"]
fn refuses_all_certificates_with_an_empty_store() {
    for transport in [Transport::Ureq, Transport::Reqwest] {
        let client = transport.with_defaults(server_at("TEST_PORT"));
        let error = client.send(&operation()).unwrap_err();
        assert!(!error.may_have_been_sent());
        assert_kind(&error, Connect);
        let told = format!("{error:?}");
        assert!(told.contains("No CA certificates"), "{told}");
    }
}
