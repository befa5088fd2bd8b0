//! Root certificates in PEM.

use std::{error, fmt};

use rustls_pki_types::{
    CertificateDer,
    pem::{Error as PemError, PemObject as _},
};

/// The text for `with_roots` has no certificate, or a certificate that can't be used.
///
/// The message names the first fault and the number of the certificate, counted from 1.
#[derive(Debug)]
pub struct RootsError(Fault);

#[derive(Debug)]
enum Fault {
    Missing,
    Pem(usize, &'static str),
    Certificate(usize, webpki::Error),
}

impl fmt::Display for RootsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Fault::Missing => f.write_str(
                "the text has no certificate: add a section that begins with \
                 -----BEGIN CERTIFICATE-----",
            ),
            Fault::Pem(number, fault) => {
                write!(f, "certificate {number} is not valid PEM: {fault}")
            }
            Fault::Certificate(number, error) => {
                write!(f, "certificate {number} is not valid X.509: {error}")
            }
        }
    }
}

impl error::Error for RootsError {}

/// Reads the certificates in `pem`. A text without certificates is an error.
pub(crate) fn read(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, RootsError> {
    let mut roots = Vec::new();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let number = roots.len() + 1;
        let certificate =
            certificate.map_err(|error| RootsError(Fault::Pem(number, describe(&error))))?;
        // Unusable certificates are refused here, because the TLS libraries would silently skip
        // them.
        webpki::anchor_from_trusted_cert(&certificate)
            .map_err(|error| RootsError(Fault::Certificate(number, error)))?;
        roots.push(certificate);
    }
    if roots.is_empty() {
        return Err(RootsError(Fault::Missing));
    }
    Ok(roots)
}

/// Describes a PEM fault. The message of `error` would show bytes of the text as numbers.
fn describe(error: &PemError) -> &'static str {
    match error {
        PemError::MissingSectionEnd { .. } => "its END line is missing",
        PemError::IllegalSectionStart { .. } => "its BEGIN line is malformed",
        PemError::Base64Decode(_) => "its content is not valid Base64",
        _ => "it can't be read",
    }
}
