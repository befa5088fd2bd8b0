//! The vendor's error document.

use std::{error, fmt, time::Duration};

use http::StatusCode;

use super::{
    Redact, redacted,
    signature_difference::SignatureDifference,
    signed_text::{signed_text, without_signed_text},
};
use serde_json::Value;

/// The server's own account of why it refused a call.
///
/// Codes are data, not variants: [`Error::known`](crate::Error::known) gives the typed view of
/// those that an operation documents.
#[derive(Clone)]
pub struct ApiError {
    status: StatusCode,
    document: ErrorDocument,
    pub(crate) retry_after: Option<Duration>,
    /// Whether the answer is throttling whatever its code.
    pub(crate) throttles: bool,
    pub(crate) signature_difference: Option<SignatureDifference>,
}

impl ApiError {
    /// The error that `document` tells of, which came with `status`.
    pub(crate) fn new(status: StatusCode, document: ErrorDocument) -> Self {
        Self {
            status,
            document,
            retry_after: None,
            throttles: false,
            signature_difference: None,
        }
    }

    /// The text that the server signed, if the document has it.
    pub(crate) fn signed_text(&self) -> Option<&str> {
        signed_text(self.message())
    }

    /// Replaces texts of the document for which `redact` has another.
    pub(super) fn redact(&mut self, redact: &Redact) {
        let ErrorDocument {
            code,
            message,
            request_id,
            host_id,
            recommend,
            access_denied_detail,
        } = &mut self.document;
        let texts = [code, message, request_id, host_id, recommend];
        for text in texts.into_iter().flatten() {
            redacted(text, redact);
        }
        if let Some(value) = access_denied_detail {
            redact_value(value, redact);
        }
    }

    /// The HTTP status. It misleads: 403 can be a state, 400 a rate limit; go by the code.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The error code, such as `InvalidInstanceId.NotFound`.
    #[must_use]
    pub fn code(&self) -> &str {
        self.document.code.as_deref().unwrap_or_default()
    }

    /// The server's message, in English; empty if there is none.
    ///
    /// That of `SignatureDoesNotMatch` repeats what was signed, security token included; `Display`
    /// and `Debug` cut it off, and [`signature_difference`](Self::signature_difference) is what it
    /// is good for.
    #[must_use]
    pub fn message(&self) -> &str {
        self.document.message.as_deref().unwrap_or_default()
    }

    /// The id under which the vendor's support finds the call.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.document.request_id.as_deref()
    }

    /// The host that answered.
    #[must_use]
    pub fn host_id(&self) -> Option<&str> {
        self.document.host_id.as_deref()
    }

    /// The URL of the vendor's page on this error.
    #[must_use]
    pub fn recommend(&self) -> Option<&str> {
        self.document.recommend.as_deref()
    }

    /// Which policy denied access, where the vendor says so.
    #[must_use]
    pub fn access_denied_detail(&self) -> Option<&Value> {
        self.document.access_denied_detail.as_ref()
    }

    /// How what the server signed differs from what was signed here, if it refused the signature
    /// and said what it had signed. It is the error's [`source`](error::Error::source), too.
    #[must_use]
    pub fn signature_difference(&self) -> Option<&SignatureDifference> {
        self.signature_difference.as_ref()
    }

    fn public_message(&self) -> &str {
        without_signed_text(self.message())
    }
}

/// Replaces texts in `value`, names of members included.
fn redact_value(value: &mut Value, redact: &Redact) {
    match value {
        Value::String(text) => redacted(text, redact),
        Value::Array(values) => values
            .iter_mut()
            .for_each(|value| redact_value(value, redact)),
        Value::Object(members) => {
            *members = std::mem::take(members)
                .into_iter()
                .map(|(mut name, mut value)| {
                    redacted(&mut name, redact);
                    redact_value(&mut value, redact);
                    (name, value)
                })
                .collect();
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (code, status) = (self.code(), self.status.as_u16());
        write!(f, "{code}: {} (HTTP {status}", self.public_message())?;
        match self.request_id() {
            Some(id) => write!(f, ", request id {id})"),
            None => f.write_str(")"),
        }
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("status", &self.status)
            .field("code", &self.code())
            .field("message", &self.public_message())
            .field("request_id", &self.request_id())
            .field("host_id", &self.host_id())
            .field("signature_difference", &self.signature_difference)
            .finish_non_exhaustive()
    }
}

impl error::Error for ApiError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        Some(self.signature_difference()?)
    }
}

/// What an error document says.
#[derive(Clone, Debug, Default)]
pub(crate) struct ErrorDocument {
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) request_id: Option<String>,
    pub(crate) host_id: Option<String>,
    pub(crate) recommend: Option<String>,
    pub(crate) access_denied_detail: Option<Value>,
}
