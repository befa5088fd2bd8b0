//! The default TLS configuration of a transport.

use reqwest::ClientBuilder;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
use rustls_pki_types::CertificateDer;

/// Whether a TLS feature is enabled.
pub(crate) const AVAILABLE: bool = cfg!(any(feature = "rustls", feature = "native-tls"));

/// Sets the TLS of `builder` to rustls if it is enabled, otherwise to the operating system's TLS.
pub(crate) fn configure(builder: ClientBuilder) -> ClientBuilder {
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    let builder = configure_with(builder, &[]);
    builder
}

/// Sets the TLS of `builder` and trusts `roots` in addition to the default root certificates.
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
        // A certificate that the operating system refuses is skipped.
        .filter_map(|root| reqwest::Certificate::from_der(root).ok());
    builder.tls_backend_native().tls_certs_merge(certificates)
}

/// Uses ring, because the alternative provider gathers entropy for 24 ms when a process starts.
#[cfg(feature = "rustls")]
fn rustls_config(roots: &[CertificateDer<'static>]) -> rustls::ClientConfig {
    use std::sync::Arc;

    use rustls::{ClientConfig, crypto::ring};

    // An explicit provider makes the result independent of the provider that the process has
    // installed.
    let provider = Arc::new(ring::default_provider());
    #[expect(
        clippy::expect_used,
        reason = "fails only if the provider has no cipher suite for a TLS version"
    )]
    let versions = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .expect("ring has cipher suites for all TLS versions");
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

/// Returns Mozilla's root certificates and `roots`.
///
/// Mozilla's certificates are compiled in, because loading the operating system's certificates
/// takes longer than the handshake.
#[cfg(all(feature = "rustls", not(feature = "platform-verifier")))]
fn root_store(roots: &[CertificateDer<'static>]) -> rustls::RootCertStore {
    let mut store = rustls::RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    // All certificates in `roots` have already been parsed, so none is skipped.
    store.add_parsable_certificates(roots.iter().cloned());
    store
}

#[cfg(all(test, not(any(feature = "rustls", feature = "native-tls"))))]
mod tests {
    use std::error::Error as _;

    use alicloud::{Anonymous, Call, Error, Session};

    #[test]
    fn names_the_missing_tls_feature_for_https() {
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
