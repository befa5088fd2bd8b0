//! Answers that are not the vendor's.

use std::{error, fmt, time::Duration};

use bytes::Bytes;
use http::{HeaderValue, StatusCode};

use super::{Redact, redacted};

/// An answer that is not an API reply: what a gateway, a proxy or a wrong endpoint sends.
///
/// `Display` and `Debug` leave the body out, since such a page may repeat the signed URL.
#[derive(Clone)]
pub struct UnexpectedReply {
    status: StatusCode,
    content_type: Option<String>,
    body: Bytes,
    length: usize,
    pub(crate) retry_after: Option<Duration>,
    /// Whether the answer is throttling whatever its status.
    pub(crate) throttles: bool,
}

impl UnexpectedReply {
    /// How many bytes of the body are kept.
    pub const KEPT: usize = 1024;

    pub(crate) fn new(status: StatusCode, content_type: Option<&HeaderValue>, body: &[u8]) -> Self {
        Self {
            status,
            content_type: content_type.and_then(|value| Some(value.to_str().ok()?.to_owned())),
            // Copied, so that the rest of a large page is let go.
            body: Bytes::copy_from_slice(&body[..body.len().min(Self::KEPT)]),
            length: body.len(),
            retry_after: None,
            throttles: false,
        }
    }

    /// Replaces content type and body if `redact` has others.
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

    /// The `Content-Type`, if there is one in ASCII.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// The first bytes of the body, at most [`KEPT`](Self::KEPT). They may hold what was sent,
    /// signature included: not for logs.
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
