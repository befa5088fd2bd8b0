//! The vendor's error document.

use std::{borrow::Cow, error, fmt, time::Duration};

use http::StatusCode;

use super::{
    Redact, redacted,
    signature_difference::SignatureDifference,
    signed_text::{signed_text, without_signed_text},
};
use serde_json::Value;

/// The error document with which the server refused a call.
///
/// The error code is text, because the vendor adds codes without notice.
/// [`Error::known`](crate::Error::known) returns a documented code as a typed value.
#[derive(Clone)]
pub struct ApiError {
    status: StatusCode,
    document: ErrorDocument,
    pub(crate) retry_after: Option<Duration>,
    /// Whether the header `x-acs-retry-after` marks the response as throttling.
    pub(crate) throttles: bool,
    pub(crate) signature_difference: Option<SignatureDifference>,
}

impl ApiError {
    /// Creates an error from the `document` of a response with `status`.
    pub(crate) fn new(status: StatusCode, document: ErrorDocument) -> Self {
        Self {
            status,
            document,
            retry_after: None,
            throttles: false,
            signature_difference: None,
        }
    }

    /// The text that the server signed, if the message contains that text.
    pub(crate) fn signed_text(&self) -> Option<&str> {
        signed_text(self.message())
    }

    /// Applies `redact` to all texts of the document.
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

    /// The HTTP status. Don't rely on the status, because 403 can report a resource state and 400 a
    /// rate limit. Use [`code`](Self::code) instead.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The error code, such as `InvalidInstanceId.NotFound`.
    #[must_use]
    pub fn code(&self) -> &str {
        self.document.code.as_deref().unwrap_or_default()
    }

    /// The server's message, usually in English, or an empty text.
    ///
    /// The message of `SignatureDoesNotMatch` may contain the signed text, which includes the
    /// security token. [`redacted_message`](Self::redacted_message), `Display` and `Debug` omit the
    /// signed text. [`signature_difference`](Self::signature_difference) returns the first
    /// difference between the signed texts.
    #[must_use]
    pub fn message(&self) -> &str {
        self.document.message.as_deref().unwrap_or_default()
    }

    /// The server's message, with `[redacted]` in place of a signed text. `Display` shows the same
    /// text.
    #[must_use]
    pub fn redacted_message(&self) -> Cow<'_, str> {
        let message = without_signed_text(self.message());
        if message.len() < self.message().len() {
            format!("{message} [redacted]").into()
        } else {
            message.into()
        }
    }

    /// The request id, by which the vendor's support finds the call.
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

    /// Details about the policy that denied access, if the document has these details.
    #[must_use]
    pub fn access_denied_detail(&self) -> Option<&Value> {
        self.document.access_denied_detail.as_ref()
    }

    /// The first difference between the text that the client signed and the text that the server
    /// signed. `None` if the texts were not compared. The difference is also the error's
    /// [`source`](error::Error::source).
    #[must_use]
    pub fn signature_difference(&self) -> Option<&SignatureDifference> {
        self.signature_difference.as_ref()
    }
}

/// Applies `redact` to all texts in `value`, including the keys of objects.
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
        let message = self.redacted_message();
        write!(f, "{code}: {message} (HTTP {status}")?;
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
            .field("message", &self.redacted_message())
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

/// The fields of an error document.
#[derive(Clone, Debug, Default)]
pub(crate) struct ErrorDocument {
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) request_id: Option<String>,
    pub(crate) host_id: Option<String>,
    pub(crate) recommend: Option<String>,
    pub(crate) access_denied_detail: Option<Value>,
}
