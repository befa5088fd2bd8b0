//! Verification of certificates by the operating system.

use std::sync::{Arc, OnceLock};

use rustls::{
    DigitallySignedStruct, Error, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature},
};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use rustls_platform_verifier::Verifier;

/// A verifier that loads the operating system's trust store at the first handshake.
///
/// So creating a client is cheap, and a store that can't be loaded is an error only of `https`
/// requests.
#[derive(Debug)]
pub(crate) struct Platform {
    provider: Arc<CryptoProvider>,
    roots: Vec<CertificateDer<'static>>,
    verifier: OnceLock<Result<Verifier, Error>>,
}

impl Platform {
    /// Creates a verifier that also trusts `roots`.
    pub(crate) fn new(provider: Arc<CryptoProvider>, roots: &[CertificateDer<'static>]) -> Self {
        Self {
            provider,
            roots: roots.to_vec(),
            verifier: OnceLock::new(),
        }
    }

    fn verifier(&self) -> Result<&Verifier, Error> {
        let loaded = self.verifier.get_or_init(|| {
            let provider = Arc::clone(&self.provider);
            if self.roots.is_empty() {
                return Verifier::new(provider);
            }
            #[cfg(not(target_os = "android"))]
            return Verifier::new_with_extra_roots(self.roots.iter().cloned(), provider);
            #[cfg(target_os = "android")]
            return Err(Error::General(
                "additional root certificates are not supported on Android".to_owned(),
            ));
        });
        loaded.as_ref().map_err(Error::clone)
    }
}

impl ServerCertVerifier for Platform {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.verifier()?.verify_server_cert(
            end_entity,
            intermediates,
            server_name,
            ocsp_response,
            now,
        )
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}
