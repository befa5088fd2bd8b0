//! Which TLS a transport uses unless told otherwise.

use reqwest::ClientBuilder;

/// Whether there is any.
pub(crate) const AVAILABLE: bool = cfg!(any(feature = "rustls", feature = "native-tls"));

/// Sets the TLS of `builder`: rustls where it is compiled in, else that of the operating system.
pub(crate) fn configure(builder: ClientBuilder) -> ClientBuilder {
    #[cfg(feature = "rustls")]
    let builder = builder.tls_backend_preconfigured(rustls_config());
    #[cfg(all(feature = "native-tls", not(feature = "rustls")))]
    let builder = builder.tls_backend_native();
    builder
}

/// ring because the alternative gathers entropy for 24 ms when a process starts, and compiled-in
/// roots because loading the system's takes longer than the handshake.
#[cfg(feature = "rustls")]
fn rustls_config() -> rustls::ClientConfig {
    use std::sync::Arc;

    use rustls::{ClientConfig, RootCertStore, crypto::ring};

    let roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    // Named, so that it makes no difference which provider the process has installed.
    let provider = Arc::new(ring::default_provider());
    #[expect(
        clippy::expect_used,
        reason = "fails only for a provider without a suite for either version; ring has both"
    )]
    let versions = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("ring's suites");
    let mut config = versions.with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    config
}

#[cfg(all(test, not(any(feature = "rustls", feature = "native-tls"))))]
mod tests {
    use std::error::Error as _;

    use alicloud::{Anonymous, Call, Error, Session};

    #[test]
    fn without_tls_https_says_what_is_missing() {
        let session = Session::new("https://localhost", Anonymous).unwrap();
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
