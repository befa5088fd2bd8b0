//! Which TLS a transport uses unless told otherwise.

use ureq::{config::ConfigBuilder, typestate::AgentScope};

/// Whether there is any.
pub(crate) const AVAILABLE: bool = cfg!(any(feature = "rustls", feature = "native-tls"));

/// Sets the TLS of `config`: rustls where it is compiled in, which is ureq's own default, else that
/// of the operating system.
pub(crate) fn configure(config: ConfigBuilder<AgentScope>) -> ConfigBuilder<AgentScope> {
    #[cfg(all(feature = "native-tls", not(feature = "rustls")))]
    let config = config.tls_config(
        ureq::tls::TlsConfig::builder()
            .provider(ureq::tls::TlsProvider::NativeTls)
            .build(),
    );
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
        let error = crate::Client::new(session).send(&call).unwrap_err();
        assert!(!error.may_have_been_sent());
        let Error::Transport(error) = error else {
            panic!("{error:?}")
        };
        let source = error.source().unwrap().to_string();
        assert!(source.contains("enable the feature `rustls`"), "{source}");
    }
}
