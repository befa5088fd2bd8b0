//! The default TLS configuration of a transport.

use ureq::{config::ConfigBuilder, typestate::AgentScope};

/// Whether a TLS feature is enabled.
pub(crate) const AVAILABLE: bool = cfg!(any(feature = "rustls", feature = "native-tls"));

/// Sets the TLS of `config` to rustls if it is enabled, otherwise to the operating system's TLS.
pub(crate) fn configure(config: ConfigBuilder<AgentScope>) -> ConfigBuilder<AgentScope> {
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    let config = configure_with(config, Vec::new());
    config
}

/// Sets the TLS of `config` and trusts `roots` in addition to the default root certificates.
#[cfg(any(feature = "rustls", feature = "native-tls"))]
pub(crate) fn configure_with(
    config: ConfigBuilder<AgentScope>,
    roots: Vec<rustls_pki_types::CertificateDer<'static>>,
) -> ConfigBuilder<AgentScope> {
    use ureq::tls::{Certificate, RootCerts, TlsConfig, TlsProvider};

    let provider = if cfg!(feature = "rustls") {
        TlsProvider::Rustls
    } else {
        TlsProvider::NativeTls
    };
    let certificates = if !roots.is_empty() {
        // ureq can't add certificates to its stores, so this list has the default certificates and
        // `roots`.
        #[cfg(feature = "platform-verifier")]
        let default = rustls_native_certs::load_native_certs().certs;
        #[cfg(not(feature = "platform-verifier"))]
        let default = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().cloned();
        let all = default.into_iter().chain(roots);
        RootCerts::from(all.map(|root| Certificate::from_der(&root).to_owned()))
    } else if cfg!(feature = "platform-verifier") {
        RootCerts::PlatformVerifier
    } else {
        RootCerts::WebPki
    };
    let tls = TlsConfig::builder()
        .provider(provider)
        .root_certs(certificates);
    config.tls_config(tls.build())
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
        let error = crate::Client::new(session).send(&call).unwrap_err();
        assert!(!error.may_have_been_sent());
        let Error::Transport(error) = error else {
            panic!("{error:?}")
        };
        let source = error.source().unwrap().to_string();
        assert!(source.contains("enable the feature `rustls`"), "{source}");
    }
}
