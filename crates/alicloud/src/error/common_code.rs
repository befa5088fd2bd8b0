//! The error codes that all products share.

use super::KnownCode;

/// Declares the variant, the code, the kind and the advice of each error code.
macro_rules! codes {
    ($($kind:ident { $($variant:ident = $code:literal: $description:literal)* })*) => {
        /// Error codes that any operation of any product may return.
        ///
        /// The gateway in front of the products returns most of these codes. The gateway checks the
        /// signature, the credentials, the permissions and the rate of calls. Most operations
        /// document only a few of these codes.
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
        /// assert!(code.description().unwrap().starts_with("There were too many calls"));
        /// ```
        ///
        /// Some variants stand for a family of codes. A code without its own variant maps to the
        /// variant of its family:
        ///
        /// | code | variant |
        /// |---|---|
        /// | `Throttling...` at the start of the code or after a dot, such as `Rejected.Throttling`; `FlowLimit...` | [`Self::Throttling`] |
        /// | `InvalidParameter....` | [`Self::InvalidParameter`] |
        /// | `Missing...` | [`Self::MissingParameter`] |
        ///
        /// [`ApiError::code`](crate::error::ApiError::code) returns the exact code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum CommonErrorCode {
            $($(
                #[doc = concat!("`", $code, "`: ", $description)]
                $variant,
            )*)*
        }

        impl CommonErrorCode {
            /// The kind of problem that the code reports.
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
            "There were too many calls in a short time. Retry later, and call less often."
        ThrottlingApi = "Throttling.Api":
            "All accounts together called this operation too often in a short time. Retry later."
        ThrottlingUser = "Throttling.User":
            "This account made too many calls in a short time. Retry later, and call less often."
    }
    Signature {
        IncompleteSignature = "IncompleteSignature":
            "The signature or one of its parameters is missing. Use a signer that adds every signature parameter."
        InvalidSignatureMethod = "InvalidSignatureMethod":
            "The server does not support the signature method. Use another signer."
        SignatureDoesNotMatch = "SignatureDoesNotMatch":
            "The server calculated a different signature. Check the access key secret, and whether a proxy changes the request."
        SignatureNonceUsed = "SignatureNonceUsed":
            "Another request already used this nonce. Sign every request with a new nonce."
        IllegalTimestamp = "IllegalTimestamp":
            "The timestamp of the request is missing or too far from the server's time. Set the clock, and use a signer that adds the timestamp."
        InvalidTimeStampExpired = "InvalidTimeStamp.Expired":
            "The timestamp of the request differs from the server's time by more than 15 minutes. Set the clock."
        InvalidTimeStampFormat = "InvalidTimeStamp.Format":
            "The timestamp of the request has the wrong format. Write the time in UTC, such as 2016-02-23T12:46:24Z."
    }
    Credentials {
        InvalidAccessKeyIdInactive = "InvalidAccessKeyId.Inactive":
            "The access key is disabled. Enable the access key, or use another access key."
        InvalidAccessKeyIdNotFound = "InvalidAccessKeyId.NotFound":
            "The access key does not exist. Check the access key id. A temporary access key also needs its security token and must not have expired."
        InvalidSecurityTokenExpired = "InvalidSecurityToken.Expired":
            "The security token has expired. Get new temporary credentials."
        InvalidSecurityTokenMalformed = "InvalidSecurityToken.Malformed":
            "The security token is malformed. Check that the whole token was copied."
        InvalidSecurityTokenMismatchWithAccessKey = "InvalidSecurityToken.MismatchWithAccessKey":
            "The security token belongs to another access key. Take the access key and the token from the same temporary credentials."
        MissingSecurityToken = "MissingSecurityToken":
            "The access key is temporary, but its security token is missing. Add the security token."
    }
    Permission {
        Forbidden = "Forbidden":
            "The caller has no permission for this operation on this resource. Ask for a policy that allows the call."
        ForbiddenRam = "Forbidden.RAM":
            "The RAM user or role has no policy that allows this call, or RAM users can't make this call. Ask for a policy that allows the call."
        ForbiddenRiskControl = "Forbidden.RiskControl":
            "The vendor's risk control blocks this operation for the account. Ask the vendor's support."
        NoPermission = "NoPermission":
            "The caller has no permission for this call. Ask for a policy that allows the call."
    }
    Request {
        InvalidAction = "InvalidAction":
            "The operation does not exist in this product. Check the operation and the product."
        InvalidActionNotFound = "InvalidAction.NotFound":
            "The operation does not exist at this endpoint in this API version. Check product, version and endpoint."
        InvalidApiNotFound = "InvalidApi.NotFound":
            "The operation does not exist. Check the case-sensitive name, the API version and the HTTP method."
        InvalidOperationNotSupportedEndpoint = "InvalidOperation.NotSupportedEndpoint":
            "The endpoint belongs to another region. Use the endpoint of the region in the request."
        InvalidParameter = "InvalidParameter":
            "A parameter has an invalid value. The message or the code names the parameter."
        InvalidVersion = "InvalidVersion":
            "The product does not have this API version at this endpoint. Check version and endpoint."
        MissingParameter = "MissingParameter":
            "A required parameter is missing. The message or the code names the parameter."
        NoSuchVersion = "NoSuchVersion":
            "The product does not have this API version. Check the version."
        UnsupportedHttpMethod = "UnsupportedHTTPMethod":
            "The operation does not support this HTTP method. Use the method that the vendor documents."
        UnsupportedOperation = "UnsupportedOperation":
            "The product or the resource does not support this operation."
        UnsupportedParameter = "UnsupportedParameter":
            "A parameter is not supported. Remove the parameter that the message names."
        IdempotenceParamNotMatch = "IdempotenceParamNotMatch":
            "The idempotency token was used for a call with other parameters. Use a new token."
        IdempotenceSignatureMismatch = "Idempotence.SignatureMismatch":
            "The idempotency token was used for a call with other parameters. Use a new token."
        IdempotentParameterMismatch = "IdempotentParameterMismatch":
            "The idempotency token was used for a call with other parameters. Use a new token."
    }
    Processing {
        IdempotenceProcessing = "Idempotence.Processing":
            "An earlier call with the same idempotency token is still running. Retry later with the same token."
        IdempotentProcessing = "IdempotentProcessing":
            "An earlier call with the same idempotency token is still running. Retry later with the same token."
        OperationFailedIdempotentTokenProcessing = "OperationFailed.IdempotentTokenProcessing":
            "An earlier call with the same idempotency token is still running. Retry later with the same token."
    }
    Server {
        InternalError = "InternalError":
            "The server failed and may have carried out the call. Query the current state before a retry."
        ServiceUnavailable = "ServiceUnavailable":
            "The server is temporarily unavailable. Retry later."
    }
}

impl CommonErrorCode {
    /// Whether a retry can't succeed, because another call already used the idempotency token with
    /// other parameters. This holds for every HTTP status.
    pub(crate) const fn is_final(self) -> bool {
        matches!(
            self,
            Self::IdempotenceParamNotMatch
                | Self::IdempotenceSignatureMismatch
                | Self::IdempotentParameterMismatch
        )
    }

    /// Returns the variant of the family that a code without its own variant belongs to.
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

/// Whether one dot-separated segment of a code is `Throttling` or begins with that word.
fn is_throttling(segment: &str) -> bool {
    segment == "Throttling" || continues(segment, "Throttling")
}

/// Whether `text` begins with `word`, followed by another capitalized word.
fn continues(text: &str, word: &str) -> bool {
    let rest = text.strip_prefix(word);
    rest.is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_uppercase()))
}

/// The kind of problem that a [`CommonErrorCode`] reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CommonErrorKind {
    /// There were too many calls. The call was not carried out, and a later retry may succeed.
    Throttling,
    /// The signature, the nonce or the timestamp is missing or invalid. The call was not carried
    /// out.
    Signature,
    /// The access key is invalid, or the security token is missing or invalid. The call was not
    /// carried out.
    Credentials,
    /// The caller lacks a permission. The call was not carried out. A retry fails until the
    /// permission is granted.
    Permission,
    /// The operation, the API version, the endpoint, the HTTP method or a parameter is invalid. A
    /// retry of the same call fails again.
    Request,
    /// An earlier attempt with the same idempotency token is still running. A later call with the
    /// same token gets the result of that attempt.
    Processing,
    /// The server failed. The call may have been carried out.
    Server,
}
