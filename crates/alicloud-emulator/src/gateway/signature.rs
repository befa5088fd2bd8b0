//! Verification of signatures.

mod acs3;
mod hmac_sha1;

use http::Request;

use crate::protocol::{ApiError, Envelope, Parameters};

/// The signature of a call, with its AccessKey ID and the text that the client should have signed.
pub(crate) struct Signature<'a> {
    pub(crate) access_key_id: &'a str,
    signature: &'a str,
    signed: Signed,
}

/// The text that the client should have signed.
enum Signed {
    StringToSign(String),
    CanonicalRequest(acs3::CanonicalRequest),
}

impl<'a> Signature<'a> {
    pub(crate) fn read(
        request: &'a Request<impl AsRef<[u8]>>,
        parameters: &'a Parameters,
        envelope: Envelope<'a>,
    ) -> Result<Self, ApiError> {
        match envelope {
            Envelope::Parameters(_) => Self::hmac_sha1(request, parameters),
            Envelope::Headers(_) => Self::acs3(request),
        }
    }

    /// Reads a signature of version 1.0. Official SDKs send an empty `SignatureType`. Any other
    /// value is refused, because it selects a signature without an AccessKey secret.
    fn hmac_sha1<B>(request: &Request<B>, parameters: &'a Parameters) -> Result<Self, ApiError> {
        let access_key_id = parameters.common("AccessKeyId")?;
        let signature = parameters.common("Signature")?;
        if parameters.common("SignatureMethod")? != "HMAC-SHA1" {
            return Err(ApiError::INVALID_SIGNATURE_METHOD);
        }
        if parameters.common("SignatureVersion")? != "1.0" {
            return Err(ApiError::INVALID_SIGNATURE_VERSION);
        }
        if !matches!(parameters.get("SignatureType"), None | Some("")) {
            return Err(ApiError::INVALID_SIGNATURE_TYPE);
        }
        let string_to_sign = hmac_sha1::string_to_sign(request.method(), parameters);
        Ok(Self {
            access_key_id,
            signature,
            signed: Signed::StringToSign(string_to_sign),
        })
    }

    fn acs3(request: &'a Request<impl AsRef<[u8]>>) -> Result<Self, ApiError> {
        let authorization = acs3::Authorization::read(request.headers())?;
        let canonical_request = acs3::canonical_request(request, authorization.signed_headers)?;
        Ok(Self {
            access_key_id: authorization.access_key_id,
            signature: authorization.signature,
            signed: Signed::CanonicalRequest(canonical_request),
        })
    }

    /// Checks that the signature was made with this secret. The error contains the text that the
    /// client should have signed.
    pub(crate) fn verify(&self, access_key_secret: &str) -> Result<(), ApiError> {
        let (is_valid, error) = match &self.signed {
            Signed::StringToSign(text) => (
                hmac_sha1::is_valid(self.signature, text, access_key_secret),
                ApiError::signature_does_not_match(text),
            ),
            Signed::CanonicalRequest(canonical) => {
                let text = acs3::string_to_sign(&canonical.text);
                (
                    canonical.has_right_hash
                        && acs3::is_valid(self.signature, &text, access_key_secret),
                    ApiError::acs3_signature_does_not_match(&text, &canonical.text),
                )
            }
        };
        if is_valid { Ok(()) } else { Err(error) }
    }
}
