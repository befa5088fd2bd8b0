//! Where a call carries what every call carries.

use http::{HeaderMap, Request, header::AUTHORIZATION};

use super::{ApiError, Parameters};

/// Signature 1.0 has parameters for what is common to all calls, ACS3 has headers.
#[derive(Clone, Copy)]
pub(crate) enum Envelope<'a> {
    Parameters(&'a Parameters),
    Headers(&'a HeaderMap),
}

/// One of the things common to all calls, under its two names.
#[derive(Clone, Copy)]
pub(crate) struct Common {
    parameter: &'static str,
    header: &'static str,
}

impl Common {
    pub(crate) const ACTION: Self = Self::new("Action", "x-acs-action");
    pub(crate) const NONCE: Self = Self::new("SignatureNonce", "x-acs-signature-nonce");
    pub(crate) const SECURITY_TOKEN: Self = Self::new("SecurityToken", "x-acs-security-token");
    pub(crate) const TIMESTAMP: Self = Self::new("Timestamp", "x-acs-date");
    pub(crate) const VERSION: Self = Self::new("Version", "x-acs-version");

    const fn new(parameter: &'static str, header: &'static str) -> Self {
        Self { parameter, header }
    }
}

impl<'a> Envelope<'a> {
    /// Official SDKs send some of the headers with signature 1.0 too.
    pub(crate) fn of<B>(request: &'a Request<B>, parameters: &'a Parameters) -> Self {
        let headers = request.headers();
        let is_unsigned = parameters.get(Common::ACTION.parameter).is_none()
            && headers.contains_key(Common::ACTION.header);
        if headers.contains_key(AUTHORIZATION) || is_unsigned {
            Self::Headers(headers)
        } else {
            Self::Parameters(parameters)
        }
    }

    /// A value that is not empty: an empty one counts as absent.
    pub(crate) fn given(self, common: Common) -> Option<&'a str> {
        let value = match self {
            Self::Parameters(parameters) => parameters.get(common.parameter),
            Self::Headers(headers) => headers.get(common.header)?.to_str().ok(),
        };
        value.filter(|value| !value.is_empty())
    }

    /// The code of the error is the same for both signatures.
    pub(crate) fn required(self, common: Common) -> Result<&'a str, ApiError> {
        self.given(common).ok_or_else(|| match self {
            Self::Parameters(_) => ApiError::missing_common(common.parameter),
            Self::Headers(_) => ApiError::missing_header(common.parameter, common.header),
        })
    }

    /// The algorithm by which the call says to be signed.
    pub(crate) fn signature_method(self) -> Option<&'a str> {
        match self {
            Self::Parameters(parameters) => parameters.get("SignatureMethod"),
            Self::Headers(headers) => {
                let authorization = headers.get(AUTHORIZATION)?.to_str().ok()?;
                authorization.split_whitespace().next()
            }
        }
    }
}
