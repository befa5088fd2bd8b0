//! Responses that are not API replies.

use std::{error, fmt, time::Duration};

use bytes::Bytes;
use http::{HeaderValue, StatusCode};

use super::{Redact, redacted};

/// A response that is not an API reply, for example from a gateway, a proxy or a wrong endpoint.
///
/// `Display` and `Debug` omit the body, because the body may contain the signed URL.
#[derive(Clone)]
pub struct UnexpectedReply {
    status: StatusCode,
    content_type: Option<String>,
    body: Bytes,
    length: usize,
    pub(crate) retry_after: Option<Duration>,
    /// Whether the header `x-acs-retry-after` marks the response as throttling.
    pub(crate) throttles: bool,
}

impl UnexpectedReply {
    /// The maximum number of bytes of the body that the error keeps.
    pub const KEPT: usize = 1024;

    pub(crate) fn new(status: StatusCode, content_type: Option<&HeaderValue>, body: &[u8]) -> Self {
        Self {
            status,
            content_type: content_type.and_then(|value| Some(value.to_str().ok()?.to_owned())),
            // Copy the start of the body, so that the memory of a large page can be freed.
            body: Bytes::copy_from_slice(&body[..body.len().min(Self::KEPT)]),
            length: body.len(),
            retry_after: None,
            throttles: false,
        }
    }

    /// Applies `redact` to the content type and the body.
    pub(super) fn redact(&mut self, redact: &Redact) {
        if let Some(content_type) = &mut self.content_type {
            redacted(content_type, redact);
        }
        if let Some(other) = redact(&String::from_utf8_lossy(&self.body)) {
            self.body = other.into();
        }
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The header `Content-Type`, if it is present and is ASCII text.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// The first bytes of the body, at most [`KEPT`](Self::KEPT). Don't log these bytes, because
    /// they may contain the signed request.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }
}

impl fmt::Display for UnexpectedReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let content_type = self.content_type().unwrap_or("no content type");
        write!(
            f,
            "HTTP {}, {content_type}, {} bytes",
            self.status, self.length
        )?;
        if cfg!(not(feature = "xml")) && self.body.starts_with(b"<?xml") {
            f.write_str("; enable the feature `xml` of the crate `alicloud` to read XML")?;
        }
        Ok(())
    }
}

impl fmt::Debug for UnexpectedReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnexpectedReply")
            .field("status", &self.status)
            .field("content_type", &self.content_type)
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}

impl error::Error for UnexpectedReply {}
