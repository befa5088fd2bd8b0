//! Which TLS a transport uses unless told otherwise.

use reqwest::ClientBuilder;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
use rustls_pki_types::CertificateDer;

/// Whether there is any.
pub(crate) const AVAILABLE: bool = cfg!(any(feature = "rustls", feature = "native-tls"));

/// Sets the TLS of `builder`: rustls where it is compiled in, else that of the operating system.
pub(crate) fn configure(builder: ClientBuilder) -> ClientBuilder {
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    let builder = configure_with(builder, &[]);
    builder
}

/// The same, trusting `roots` besides the default root certificates.
#[cfg(feature = "rustls")]
pub(crate) fn configure_with(
    builder: ClientBuilder,
    roots: &[CertificateDer<'static>],
) -> ClientBuilder {
    builder.tls_backend_preconfigured(rustls_config(roots))
}

#[cfg(all(feature = "native-tls", not(feature = "rustls")))]
pub(crate) fn configure_with(
    builder: ClientBuilder,
    roots: &[CertificateDer<'static>],
) -> ClientBuilder {
    let certificates = roots
        .iter()
        // One that the operating system refuses is not trusted.
        .filter_map(|root| reqwest::Certificate::from_der(root).ok());
    builder.tls_backend_native().tls_certs_merge(certificates)
}

/// ring because the alternative gathers entropy for 24 ms when a process starts.
#[cfg(feature = "rustls")]
fn rustls_config(roots: &[CertificateDer<'static>]) -> rustls::ClientConfig {
    use std::sync::Arc;

    use rustls::{ClientConfig, crypto::ring};

    // Named, so that it makes no difference which provider the process has installed.
    let provider = Arc::new(ring::default_provider());
    #[expect(
        clippy::expect_used,
        reason = "fails only for a provider without a suite for either version; ring has both"
    )]
    let versions = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .expect("ring's suites");
    #[cfg(feature = "platform-verifier")]
    let verified = versions
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(crate::platform::Platform::new(
            provider, roots,
        )));
    #[cfg(not(feature = "platform-verifier"))]
    let verified = versions.with_root_certificates(root_store(roots));
    let mut config = verified.with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    config
}

/// Mozilla's root certificates, which are compiled in because loading the operating system's takes
/// longer than the handshake, and `roots`.
#[cfg(all(feature = "rustls", not(feature = "platform-verifier")))]
fn root_store(roots: &[CertificateDer<'static>]) -> rustls::RootCertStore {
    let mut store = rustls::RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    // All were read before.
    store.add_parsable_certificates(roots.iter().cloned());
    store
}

#[cfg(all(test, not(any(feature = "rustls", feature = "native-tls"))))]
mod tests {
    use std::error::Error as _;

    use alicloud::{Anonymous, Call, Error, Session};

    #[test]
    fn without_tls_https_says_what_is_missing() {
        let session = Session::new(Anonymous)
            .endpoint("https://localhost")
            .unwrap();
        let call = Call::new("Ecs", "2014-05-26", "DescribeRegions");
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let sent = runtime.block_on(async { crate::Client::new(session).send(&call).await });
        let error = sent.unwrap_err();
        assert!(!error.may_have_been_sent());
        let Error::Transport(error) = error else {
            panic!("{error:?}")
        };
        let source = error.source().unwrap().to_string();
        assert!(source.contains("enable the feature `rustls`"), "{source}");
    }
}
