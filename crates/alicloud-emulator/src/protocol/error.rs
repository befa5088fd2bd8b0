//! API errors.

use std::{borrow::Cow, fmt};

use http::StatusCode;

use crate::specification::DeclaredError;

/// An API error: the code, the message and the HTTP status.
///
/// The errors that all operations share are defined here. The errors of a single operation are
/// defined in the module of the operation.
#[derive(Debug)]
pub(crate) struct ApiError {
    pub(crate) status: StatusCode,
    pub(crate) code: Cow<'static, str>,
    pub(crate) message: Cow<'static, str>,
}

/// The error with a message of the emulator if the specification contains only the code.
impl From<&DeclaredError> for ApiError {
    fn from(error: &DeclaredError) -> Self {
        let message = if error.message.is_empty() {
            format!("The request failed with {}.", error.code)
        } else {
            error.message.clone()
        };
        Self {
            // Reading the specification has checked the range of the status.
            status: StatusCode::from_u16(error.status).unwrap_or(StatusCode::BAD_REQUEST),
            code: error.code.clone().into(),
            message: message.into(),
        }
    }
}

impl ApiError {
    pub(crate) const API_NOT_FOUND: Self = Self::new(
        StatusCode::NOT_FOUND,
        "InvalidAction.NotFound",
        "Specified api is not found, please check your url and method.",
    );
    pub(crate) const DRY_RUN_OPERATION: Self = Self::bad_request(
        "DryRunOperation",
        "Request validation has been passed with DryRun flag set.",
    );
    pub(crate) const FORBIDDEN: Self = Self::new(
        StatusCode::FORBIDDEN,
        "Forbidden.RAM",
        "User not authorized to operate on the specified resource, or this API doesn't support RAM.",
    );
    pub(crate) const IDEMPOTENT_PARAMETER_MISMATCH: Self = Self::new(
        StatusCode::FORBIDDEN,
        "IdempotentParameterMismatch",
        "The specified ClientToken was used in a call with other parameters.",
    );
    pub(crate) const INVALID_ACCESS_KEY_ID: Self = Self::new(
        StatusCode::NOT_FOUND,
        "InvalidAccessKeyId.NotFound",
        "Specified access key is not found.",
    );
    pub(crate) const INVALID_FORMAT: Self = Self::bad_request(
        "InvalidParameter.Format",
        "Specified parameter Format is not valid.",
    );
    pub(crate) const INVALID_SIGNATURE_METHOD: Self = Self::bad_request(
        "InvalidSignatureMethod",
        "Specified signature method is not valid.",
    );
    pub(crate) const INVALID_SIGNATURE_TYPE: Self = Self::bad_request(
        "InvalidSignatureType",
        "Specified parameter SignatureType is not valid.",
    );
    pub(crate) const INVALID_SIGNATURE_VERSION: Self = Self::bad_request(
        "InvalidSignatureVersion",
        "Specified parameter SignatureVersion is not valid.",
    );
    pub(crate) const INVALID_VERSION: Self = Self::bad_request(
        "InvalidVersion",
        "Specified parameter Version is not valid.",
    );
    pub(crate) const MALFORMED_PARAMETERS: Self = Self::bad_request(
        "InvalidParameter",
        "The parameters of the request are not percent-encoded UTF-8: every % must begin an escape.",
    );
    pub(crate) const NONCE_USED: Self = Self::bad_request(
        "SignatureNonceUsed",
        "Specified signature nonce was used already.",
    );
    pub(crate) const REPLY_TOO_LARGE: Self = Self::bad_request(
        "ReplyTooLarge",
        "The reply of the emulator would have more than 16 MiB. Request fewer items, or shorten the \
         arguments that the reply repeats.",
    );
    pub(crate) const REQUEST_TOO_LARGE: Self = Self::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "RequestTooLarge",
        "The body of the request is larger than 1048576 bytes.",
    );
    pub(crate) const TIMESTAMP_EXPIRED: Self = Self::bad_request(
        "InvalidTimeStamp.Expired",
        "Specified time stamp or date value is expired.",
    );
    pub(crate) const TIMESTAMP_FORMAT: Self = Self::bad_request(
        "InvalidTimeStamp.Format",
        "Specified time stamp or date value is not well formatted.",
    );
    pub(crate) const TOKEN_EXPIRED: Self = Self::bad_request(
        "InvalidSecurityToken.Expired",
        "Specified SecurityToken is expired.",
    );
    pub(crate) const TOKEN_MALFORMED: Self = Self::bad_request(
        "InvalidSecurityToken.Malformed",
        "Specified SecurityToken is malformed.",
    );
    pub(crate) const TOKEN_MISMATCH: Self = Self::bad_request(
        "InvalidSecurityToken.MismatchWithAccessKey",
        "Specified SecurityToken mismatch with the AccessKey.",
    );
    pub(crate) const UNSUPPORTED_CONTENT_TYPE: Self = Self::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "UnsupportedContentType",
        "The body of the request must be application/x-www-form-urlencoded.",
    );
    pub(crate) const UNSUPPORTED_HTTP_METHOD: Self = Self::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "UnsupportedHTTPMethod",
        "This http method is not supported.",
    );

    pub(crate) const fn new(status: StatusCode, code: &'static str, message: &'static str) -> Self {
        Self {
            status,
            code: Cow::Borrowed(code),
            message: Cow::Borrowed(message),
        }
    }

    const fn bad_request(code: &'static str, message: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    fn formatted(code: &'static str, message: String) -> Self {
        Self {
            message: message.into(),
            ..Self::bad_request(code, "")
        }
    }

    /// The error for an operation that no specification contains.
    pub(crate) fn unknown_action(suggestion: Option<&str>) -> Self {
        match suggestion {
            None => Self::API_NOT_FOUND,
            Some(suggestion) => Self {
                message: format!("{} Did you mean {suggestion}?", Self::API_NOT_FOUND.message)
                    .into(),
                ..Self::API_NOT_FOUND
            },
        }
    }

    /// The error for an absent common parameter.
    pub(crate) fn missing_common(name: &str) -> Self {
        Self {
            code: format!("Missing{name}").into(),
            ..Self::formatted("", format!("{name} is mandatory for this action."))
        }
    }

    /// The error for an absent common header, which the message names.
    pub(crate) fn missing_header(name: &str, header: &str) -> Self {
        Self {
            message: format!("The header {header} is mandatory for this action.").into(),
            ..Self::missing_common(name)
        }
    }

    /// The error for a required parameter of the operation that is absent or empty.
    pub(crate) fn missing_parameter(name: &str) -> Self {
        let message = format!(
            "The input parameter \"{name}\" that is mandatory for processing this request is not supplied."
        );
        Self::formatted("MissingParameter", message)
    }

    /// The error for an invalid value of a parameter of the operation.
    pub(crate) fn invalid_parameter(name: &str) -> Self {
        let message = format!("The specified parameter \"{name}\" is not valid.");
        Self::formatted("InvalidParameter", message)
    }

    /// The error for a parameter of the operation that the specification refuses. `problem`
    /// continues the message.
    pub(crate) fn invalid_value(name: &str, problem: impl fmt::Display) -> Self {
        let message = format!("The specified parameter \"{name}\" is not valid: {problem}.");
        Self::formatted("InvalidParameter", message)
    }

    /// The error for a parameter that the operation doesn't have. `name` must be percent-encoded,
    /// because it is text from the client.
    pub(crate) fn unknown_parameter(action: &str, name: &str, suggestion: Option<&str>) -> Self {
        let hint = match suggestion {
            Some(suggestion) => format!(" (did you mean \"{suggestion}\"?)"),
            None => String::new(),
        };
        let message = format!("{action} has no parameter \"{name}\"{hint}.");
        Self::formatted("InvalidParameter", message)
    }

    /// The error for a repeated parameter. `name` must be percent-encoded, because it is text from
    /// the client.
    pub(crate) fn repeated_parameter(name: impl fmt::Display) -> Self {
        let message = format!("The specified parameter \"{name}\" is given more than once.");
        Self::formatted("InvalidParameter", message)
    }

    pub(crate) fn signature_does_not_match(string_to_sign: &str) -> Self {
        let message = format!(
            "Specified signature is not matched with our calculation. server string to sign is:{string_to_sign}"
        );
        Self::formatted("SignatureDoesNotMatch", message)
    }

    pub(crate) fn acs3_signature_does_not_match(
        string_to_sign: &str,
        canonical_request: &str,
    ) -> Self {
        let message = format!(
            "Specified signature does not match our calculation. server StringToSign is [{string_to_sign}] server CanonicalRequest is [{canonical_request}]"
        );
        Self::formatted("SignatureDoesNotMatch", message)
    }
}
