//! The common parameters of calls, which clients send in the query, in the form or in headers.

use http::{HeaderMap, Request, header::AUTHORIZATION};

use super::{ApiError, Parameters};

/// The place of the common parameters: signature 1.0 uses parameters, ACS3 uses headers.
#[derive(Clone, Copy)]
pub(crate) enum Envelope<'a> {
    Parameters(&'a Parameters),
    Headers(&'a HeaderMap),
}

/// A common parameter, with its parameter name and its header name.
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
    /// The headers, if the call has an `Authorization` header, or has its action only in a header.
    /// Otherwise the parameters, because official SDKs send some of the headers with signature 1.0
    /// too.
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

    /// The value of a common parameter. An empty value counts as absent.
    pub(crate) fn given(self, common: Common) -> Option<&'a str> {
        let value = match self {
            Self::Parameters(parameters) => parameters.get(common.parameter),
            Self::Headers(headers) => headers.get(common.header)?.to_str().ok(),
        };
        value.filter(|value| !value.is_empty())
    }

    /// The value of a common parameter, or an error whose code is the same for both signatures.
    pub(crate) fn required(self, common: Common) -> Result<&'a str, ApiError> {
        self.given(common).ok_or_else(|| match self {
            Self::Parameters(_) => ApiError::missing_common(common.parameter),
            Self::Headers(_) => ApiError::missing_header(common.parameter, common.header),
        })
    }

    /// The signature algorithm that the call names.
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
