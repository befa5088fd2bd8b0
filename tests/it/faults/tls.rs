//! Tests TLS servers with trusted, untrusted and wrong certificates, and slow handshakes.

mod roots;

use std::{
    io::{self, Read, Write},
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use alicloud::{
    Anonymous, Client, Error, Session, blocking,
    error::TransportErrorKind::{Connect, Timeout},
    http::Method,
    retry::NoRetry,
};
use alicloud_ecs::describe_instance_vnc_url::Response as DescribeInstanceVncUrlResponse;
use alicloud_reqwest::{ProxySource, Reqwest};
use alicloud_ureq::{
    Ureq,
    ureq::{
        Agent,
        tls::{Certificate, RootCerts, TlsConfig},
    },
};
use rcgen::generate_simple_self_signed;
use rustls::{
    ClientConfig, RootCertStore, ServerConfig, ServerConnection, StreamOwned,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer},
};

use super::{AMPLE, Failures, Outcome, assert_kind, measured, operation, session, signed_by};
use crate::{
    clients::{Transport, over_both_transports, runtime, server::response},
    planted::VNC_URL,
};

over_both_transports![
    accepts_a_trusted_certificate,
    refuses_an_untrusted_certificate,
    refuses_a_certificate_for_another_host,
    the_handshake_does_not_count_towards_the_reply_timeout,
    a_failed_handshake_sends_nothing,
];

/// A TLS server that counts the connections with a request.
struct Server {
    port: u16,
    certificate: CertificateDer<'static>,
    requests: Arc<AtomicUsize>,
}

impl Server {
    fn certified_for(name: &str) -> Self {
        Self::slow(name, Duration::ZERO, answer)
    }

    /// Starts a server that waits before the handshake and then calls `answer`.
    fn slow(
        name: &str,
        wait: Duration,
        answer: impl Fn(&mut dyn Stream, &AtomicUsize) -> io::Result<()> + Send + 'static,
    ) -> Self {
        let made = generate_simple_self_signed([name.to_owned()]).unwrap();
        Self::certified_by(&made.cert, &made.signing_key, wait, answer)
    }

    fn certified_by(
        certificate: &rcgen::Certificate,
        key: &rcgen::KeyPair,
        wait: Duration,
        answer: impl Fn(&mut dyn Stream, &AtomicUsize) -> io::Result<()> + Send + 'static,
    ) -> Self {
        let certificate = certificate.der().clone();
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], key)
            .unwrap();
        let config = Arc::new(config);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::<AtomicUsize>::default();
        let seen = Arc::clone(&requests);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
                thread::sleep(wait);
                // Errors are ignored because a client closes the connection if it refuses the
                // certificate.
                drop(answer(&mut StreamOwned::new(connection, stream), &seen));
            }
        });
        Self {
            port,
            certificate,
            requests,
        }
    }

    fn url(&self) -> String {
        format!("https://localhost:{}", self.port)
    }
}

trait Stream: Read + Write {}
impl<T: Read + Write> Stream for T {}

fn answer(stream: &mut dyn Stream, seen: &AtomicUsize) -> io::Result<()> {
    // Read the whole request, because closing a connection with unread data resets it.
    let mut request = Vec::new();
    let mut part = [0; 4096];
    while !is_whole(&request) {
        match stream.read(&mut part)? {
            0 => break,
            count => request.extend_from_slice(&part[..count]),
        }
    }
    if !request.is_empty() {
        seen.fetch_add(1, Ordering::Relaxed);
    }
    let body = format!(r#"{{"RequestId":"1450F2D7","VncUrl":"{VNC_URL}"}}"#);
    stream.write_all(response("200 OK", "Connection: close\r\n", &body).as_bytes())?;
    stream.flush()
}

/// Whether `request` holds a complete head and body.
fn is_whole(request: &[u8]) -> bool {
    let request = String::from_utf8_lossy(request).to_lowercase();
    let Some((head, body)) = request.split_once("\r\n\r\n") else {
        return false;
    };
    let mut lines = head.lines();
    let length = lines.find_map(|line| line.strip_prefix("content-length:"));
    body.len() >= length.map_or(0, |length| length.trim().parse().unwrap())
}

/// Makes a call to `server` that trusts the certificate `trusted`.
fn call(
    transport: Transport,
    server: &Server,
    trusted: Option<&CertificateDer<'static>>,
    failures: &Failures,
) -> Outcome<DescribeInstanceVncUrlResponse> {
    call_within(transport, trusted, session(&server.url(), failures))
}

/// Makes a call with `session` that trusts the certificate `trusted`.
fn call_within(
    transport: Transport,
    trusted: Option<&CertificateDer<'static>>,
    session: Session,
) -> Outcome<DescribeInstanceVncUrlResponse> {
    match transport {
        Transport::Ureq => {
            let mut config = Ureq::agent_config().proxy(None);
            if let Some(trusted) = trusted {
                let certificate = Certificate::from_der(trusted).to_owned();
                let roots = RootCerts::new_with_certs(&[certificate]);
                config = config.tls_config(TlsConfig::builder().root_certs(roots).build());
            }
            let config = config.timeout_connect(Some(AMPLE)).build();
            let client = blocking::Client::with_transport(session, Ureq::from(Agent::from(config)));
            measured(|| client.send(&operation()))
        }
        Transport::Reqwest => {
            let config = trusted.map(|trusted| {
                let mut roots = RootCertStore::empty();
                roots.add(trusted.clone()).unwrap();
                ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
                    .with_safe_default_protocol_versions()
                    .unwrap()
                    .with_root_certificates(roots)
                    .with_no_client_auth()
            });
            let builder = move || {
                let builder = Reqwest::client_builder();
                match &config {
                    Some(config) => builder.tls_backend_preconfigured(config.clone()),
                    None => builder,
                }
            };
            let transport = Reqwest::from_builder(builder, ProxySource::Builder, AMPLE).unwrap();
            let client = Client::with_transport(session, transport);
            let runtime = runtime();
            measured(|| runtime.block_on(client.send(&operation())))
        }
    }
}

fn accepts_a_trusted_certificate(transport: Transport) {
    let server = Server::certified_for("localhost");
    let failures = Failures::default();
    let outcome = call(transport, &server, Some(&server.certificate), &failures);
    assert_eq!(outcome.result.unwrap().vnc_url, VNC_URL);
    assert_eq!(server.requests.load(Ordering::Relaxed), 1);
    assert_eq!(failures.count(), 0);
}

fn assert_nothing_is_sent(
    transport: Transport,
    server: &Server,
    trusted: Option<&CertificateDer<'static>>,
) {
    let failures = Failures::default();
    let error = call(transport, server, trusted, &failures).failed();
    assert_kind(&error, Connect);
    assert!(!error.may_have_been_sent());
    assert_eq!(failures.count(), 3);
    assert_eq!(server.requests.load(Ordering::Relaxed), 0);
}

/// The error of a call to a server whose certificate the client doesn't trust.
pub(crate) fn untrusted(transport: Transport) -> Error {
    let server = Server::certified_for("localhost");
    call(transport, &server, None, &Failures::default()).failed()
}

fn refuses_an_untrusted_certificate(transport: Transport) {
    let server = Server::certified_for("localhost");
    assert_nothing_is_sent(transport, &server, None);
}

fn refuses_a_certificate_for_another_host(transport: Transport) {
    let server = Server::certified_for("elsewhere.invalid");
    assert_nothing_is_sent(transport, &server, Some(&server.certificate));
}

fn a_failed_handshake_sends_nothing(transport: Transport) {
    // The server closes the connection without data, or with the alert `handshake_failure`.
    for answer in [&b""[..], b"\x15\x03\x03\x00\x02\x02\x28"] {
        let server = crate::clients::server::Server::deaf(answer);
        let url = server.url().replace("http:", "https:");
        let failures = Failures::default();
        let session = session(&url, &failures);
        let outcome = call_within(transport, None, session);
        assert!(!outcome.failed().may_have_been_sent());
    }
}

fn the_handshake_does_not_count_towards_the_reply_timeout(transport: Transport) {
    /// The duration of the handshake.
    const HANDSHAKE: Duration = Duration::from_millis(900);
    /// The timeout for the reply.
    const REPLYING: Duration = Duration::from_millis(1000);
    /// The duration of the reply.
    const REPLY: Duration = Duration::from_millis(500);

    for method in [Method::GET, Method::POST] {
        let limited = |server: &Server| {
            // The call is unsigned because ureq logs the URL of a GET.
            let session = signed_by(Anonymous, &server.url(), &Failures::default());
            session
                .timeout(REPLYING)
                .method(method.clone())
                .retry(NoRetry)
        };
        let server = Server::slow("localhost", HANDSHAKE, |stream, seen| {
            // The handshake happens while the first byte is read.
            stream.read_exact(&mut [0])?;
            thread::sleep(REPLY);
            answer(stream, seen)
        });
        let session = limited(&server);
        let outcome = call_within(transport, Some(&server.certificate), session);
        assert!(outcome.took >= HANDSHAKE + REPLY);
        assert_eq!(outcome.result.unwrap().vnc_url, VNC_URL);

        let server = Server::slow("localhost", HANDSHAKE, |stream, _seen| {
            stream.read_exact(&mut [0])?;
            thread::sleep(AMPLE);
            Ok(())
        });
        let session = limited(&server);
        let outcome = call_within(transport, Some(&server.certificate), session);
        assert!(outcome.took >= HANDSHAKE + REPLYING);
        assert!(outcome.took < AMPLE);
        assert_kind(&outcome.failed(), Timeout);
    }
}
