//! The error codes that every product has.

use super::KnownCode;

/// Declares the codes, each once: variant, code, kind and advice.
macro_rules! codes {
    ($($kind:ident { $($variant:ident = $code:literal: $description:literal)* })*) => {
        /// The error codes that come from in front of the products: from the gateway that checks who
        /// calls, how often and with what, and from any server in trouble. No operation documents them.
        ///
        /// ```
        /// use alicloud::{error::CommonErrorKind, CommonErrorCode, Error, KnownCode};
        ///
        /// fn is_throttling(error: &Error) -> bool {
        ///     error.known().map(CommonErrorCode::kind) == Some(CommonErrorKind::Throttling)
        /// }
        ///
        /// let code = CommonErrorCode::from_code("Throttling.Resource").unwrap();
        /// assert_eq!(code, CommonErrorCode::Throttling);
        /// assert_eq!(code.description().unwrap(), "Too many calls in a short time. Call again later, and less often.");
        /// ```
        ///
        /// Some codes are families. A code without a variant of its own has that of its family:
        ///
        /// | code | variant |
        /// |---|---|
        /// | `Throttling...` as the code or as a part of it between dots, such as `Rejected.Throttling`; `FlowLimit...` | [`Self::Throttling`] |
        /// | `InvalidParameter....` | [`Self::InvalidParameter`] |
        /// | `Missing...` | [`Self::MissingParameter`] |
        ///
        /// [`ApiError::code`](crate::error::ApiError::code) has the code itself.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum CommonErrorCode {
            $($(
                #[doc = concat!("`", $code, "`: ", $description)]
                $variant,
            )*)*
        }

        impl CommonErrorCode {
            /// What it is about.
            #[must_use]
            pub const fn kind(self) -> CommonErrorKind {
                match self {
                    $($(Self::$variant)|* => CommonErrorKind::$kind,)*
                }
            }
        }

        impl KnownCode for CommonErrorCode {
            const CODES: &'static [(&'static str, Self)] = &[$($(($code, Self::$variant)),*),*];

            fn description(self) -> Option<&'static str> {
                Some(match self {
                    $($(Self::$variant => $description,)*)*
                })
            }

            fn from_code(code: &str) -> Option<Self> {
                match code {
                    $($($code => Some(Self::$variant),)*)*
                    code => Self::family(code),
                }
            }
        }
    };
}

codes! {
    Throttling {
        Throttling = "Throttling":
            "Too many calls in a short time. Call again later, and less often."
        ThrottlingApi = "Throttling.Api":
            "Too many calls of this operation in a short time, by all accounts together. Call again later."
        ThrottlingUser = "Throttling.User":
            "Too many calls by this account in a short time. Call again later, and less often."
    }
    Signature {
        IncompleteSignature = "IncompleteSignature":
            "The signature, or what belongs to it, is incomplete. Sign with a signer that covers every parameter."
        InvalidSignatureMethod = "InvalidSignatureMethod":
            "The signature method is not one that the server takes."
        SignatureDoesNotMatch = "SignatureDoesNotMatch":
            "The server gets another signature for this request: the access key secret is wrong, or something on the way changed the request."
        SignatureNonceUsed = "SignatureNonceUsed":
            "A request with this nonce came before. Sign every request anew."
        IllegalTimestamp = "IllegalTimestamp":
            "The time in the request is missing, or too far from the server's. Set the clock right, and sign with a signer that adds the time."
        InvalidTimeStampExpired = "InvalidTimeStamp.Expired":
            "The time in the request is too far from the server's, by more than 15 minutes. Set the clock right."
        InvalidTimeStampFormat = "InvalidTimeStamp.Format":
            "The time in the request is not written as the server wants it: in UTC, such as 2016-02-23T12:46:24Z."
    }
    Credentials {
        InvalidAccessKeyIdInactive = "InvalidAccessKeyId.Inactive":
            "The access key is disabled. Enable it, or use another."
        InvalidAccessKeyIdNotFound = "InvalidAccessKeyId.NotFound":
            "There is no such access key. Check its id, and that a temporary one comes with its security token and has not expired."
        InvalidSecurityTokenExpired = "InvalidSecurityToken.Expired":
            "The security token has expired. Get new temporary credentials."
        InvalidSecurityTokenMalformed = "InvalidSecurityToken.Malformed":
            "The security token is not one. Check that it is whole."
        InvalidSecurityTokenMismatchWithAccessKey = "InvalidSecurityToken.MismatchWithAccessKey":
            "The security token belongs to another access key. Take both from the same temporary credentials."
        MissingSecurityToken = "MissingSecurityToken":
            "The access key is a temporary one, and its security token is missing."
    }
    Permission {
        Forbidden = "Forbidden":
            "The caller may not do this to this resource."
        ForbiddenRam = "Forbidden.RAM":
            "The RAM user or role has no policy that allows this, or the operation is not open to RAM users. Have the policy granted."
        ForbiddenRiskControl = "Forbidden.RiskControl":
            "The vendor's risk control refuses the account this operation. Ask the vendor's support."
        NoPermission = "NoPermission":
            "The caller may not do this. Have a policy granted that allows it."
    }
    Request {
        InvalidAction = "InvalidAction":
            "The product has no such operation."
        InvalidActionNotFound = "InvalidAction.NotFound":
            "The product has no such operation at this endpoint and in this version. Check product, version and endpoint."
        InvalidApiNotFound = "InvalidApi.NotFound":
            "There is no such operation. Check its name, letter case included, the version and the method."
        InvalidOperationNotSupportedEndpoint = "InvalidOperation.NotSupportedEndpoint":
            "The endpoint belongs to another region. Call the endpoint of the region that the request names."
        InvalidParameter = "InvalidParameter":
            "A parameter has a value that the server doesn't take; the message names it."
        InvalidVersion = "InvalidVersion":
            "The product has no such version of its API at this endpoint."
        MissingParameter = "MissingParameter":
            "A parameter is missing that has to be there; the message or the code names it."
        NoSuchVersion = "NoSuchVersion":
            "The product has no such version of its API."
        UnsupportedHttpMethod = "UnsupportedHTTPMethod":
            "The operation is not offered by this HTTP method."
        UnsupportedOperation = "UnsupportedOperation":
            "The operation is not supported: by the product, or for this resource."
        UnsupportedParameter = "UnsupportedParameter":
            "A parameter is not supported; the message names it."
        IdempotenceParamNotMatch = "IdempotenceParamNotMatch":
            "The token was used for a call with other parameters. Use a new token."
        IdempotenceSignatureMismatch = "Idempotence.SignatureMismatch":
            "The token was used for a call with other parameters. Use a new token."
        IdempotentParameterMismatch = "IdempotentParameterMismatch":
            "The token was used for a call with other parameters. Use a new token."
    }
    Processing {
        IdempotenceProcessing = "Idempotence.Processing":
            "A call with the same token is still being carried out. Call again later, with the same token."
        IdempotentProcessing = "IdempotentProcessing":
            "A call with the same token is still being carried out. Call again later, with the same token."
        OperationFailedIdempotentTokenProcessing = "OperationFailed.IdempotentTokenProcessing":
            "A call with the same token is still being carried out. Call again later, with the same token."
    }
    Server {
        InternalError = "InternalError":
            "The server failed. It may have acted: ask for the state before calling again."
        ServiceUnavailable = "ServiceUnavailable":
            "The server can't answer for the moment. Call again later."
    }
}

impl CommonErrorCode {
    /// Whether a repeat can't succeed, whatever the HTTP status: the token belongs to a call with other
    /// parameters.
    pub(crate) const fn is_final(self) -> bool {
        matches!(
            self,
            Self::IdempotenceParamNotMatch
                | Self::IdempotenceSignatureMismatch
                | Self::IdempotentParameterMismatch
        )
    }

    /// The family of a code that is not listed itself.
    fn family(code: &str) -> Option<Self> {
        if code.split('.').any(is_throttling) || code.starts_with("FlowLimit") {
            Some(Self::Throttling)
        } else if code.starts_with("InvalidParameter.") {
            Some(Self::InvalidParameter)
        } else if continues(code, "Missing") {
            Some(Self::MissingParameter)
        } else {
            None
        }
    }
}

/// Whether a part of a code between dots is `Throttling` or begins with that word.
fn is_throttling(segment: &str) -> bool {
    segment == "Throttling" || continues(segment, "Throttling")
}

/// Whether `text` begins with `word` and another word follows.
fn continues(text: &str, word: &str) -> bool {
    let rest = text.strip_prefix(word);
    rest.is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_uppercase()))
}

/// What a [`CommonErrorCode`] is about, and with it who can help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CommonErrorKind {
    /// The rate of calls. The call was not carried out, and a later one may be.
    Throttling,
    /// Signature, nonce or time. The call was not carried out.
    Signature,
    /// Access key or security token. The call was not carried out.
    Credentials,
    /// What the caller may do. The call was not carried out, and won't be until somebody grants
    /// it.
    Permission,
    /// Operation, version, method or parameters. The same call will be refused again.
    Request,
    /// An earlier attempt with the same token, which is still running. A later call with that token gets
    /// its result.
    Processing,
    /// The server. The call may have been carried out.
    Server,
}
