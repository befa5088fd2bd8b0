//! Faults in answers.

use std::{fmt, time::Duration};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Response, StatusCode,
    header::{CONTENT_TYPE, LOCATION},
};

use crate::gateway::FAULT_KINDS;

/// A fault in the answer to one call, for [`Emulator::inject`] or [`Gateway::inject`].
///
/// The call itself is processed normally: the signature is checked, the nonce is used up, and the
/// call is listed among the requests. Then the fault replaces the answer, damages the answer, or
/// disturbs its delivery. The gateway refuses a retry with the same nonce, because the nonce is
/// used up.
///
/// ```
/// use std::time::Duration;
///
/// use alicloud_emulator::{Emulator, Fault};
/// use http::{HeaderValue, header::RETRY_AFTER};
///
/// # fn main() -> std::io::Result<()> {
/// let emulator = Emulator::start()?;
/// let busy = Fault::service_unavailable().with_header(RETRY_AFTER, HeaderValue::from_static("2"));
/// emulator.inject(busy, 1);
/// emulator.inject(Fault::drip(Duration::from_secs(1)), 2);
/// assert_eq!(emulator.pending_faults(), 3);
/// # Ok(())
/// # }
/// ```
///
/// Tests in another process inject faults over HTTP, as the [control endpoints] document.
///
/// [control endpoints]: crate::guide::control_endpoints
/// [`Emulator::inject`]: crate::Emulator::inject
/// [`Gateway::inject`]: crate::Gateway::inject
#[derive(Clone)]
pub struct Fault {
    pub(crate) substance: Substance,
    pub(crate) headers: HeaderMap,
    pub(crate) delay: Duration,
    /// `None` leaves the delivery to the HTTP server.
    pub(crate) travel: Option<Travel>,
}

/// The content of the answer.
#[derive(Clone)]
pub(crate) enum Substance {
    Genuine,
    Error {
        status: StatusCode,
        code: String,
        message: String,
    },
    Response(Response<Bytes>),
    Gzip,
    InvalidUtf8,
    ContentType(HeaderValue),
    OtherFormat,
}

/// A fault in the delivery of the answer.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Travel {
    ResetBeforeAnswer,
    ResetInHeaders,
    ResetInBody,
    CutOff,
    NoAnswer,
    Drip {
        interval: Duration,
    },
    ContentLengthOffBy(i64),
    /// Spaces follow the body, up to a total length or without end.
    Padded {
        length: Option<u64>,
        announced: bool,
    },
}

impl Fault {
    /// The names of all kinds of faults, sorted. The [control endpoints] and the command
    /// `ecs-console emulator` use these names. Each is the name of a constructor, with hyphens in
    /// place of underscores.
    ///
    /// ```
    /// assert!(alicloud_emulator::Fault::KINDS.contains(&"service-unavailable"));
    /// ```
    ///
    /// [control endpoints]: crate::guide::control_endpoints
    pub const KINDS: &'static [&'static str] = &FAULT_KINDS;
}

/// Faults in the delivery of the answer. These faults need a socket: a [`Gateway`](crate::Gateway)
/// that is called directly answers without the fault. All of these faults except `delay` end the
/// connection.
impl Fault {
    /// Resets the connection before the first byte of the answer.
    #[must_use]
    pub fn reset_before_answer() -> Self {
        Self::travelling(Travel::ResetBeforeAnswer)
    }

    /// Resets the connection after half of the bytes of the status line and the headers.
    #[must_use]
    pub fn reset_in_headers() -> Self {
        Self::travelling(Travel::ResetInHeaders)
    }

    /// Resets the connection after half of the bytes of the body.
    #[must_use]
    pub fn reset_in_body() -> Self {
        Self::travelling(Travel::ResetInBody)
    }

    /// Closes the connection without a reset after half of the body that `Content-Length`
    /// announced.
    #[must_use]
    pub fn cut_off() -> Self {
        Self::travelling(Travel::CutOff)
    }

    /// Sends no answer, and keeps the connection open until the client disconnects.
    #[must_use]
    pub fn no_answer() -> Self {
        Self::travelling(Travel::NoAnswer)
    }

    /// Sends the status line, the headers and the body byte by byte, with a pause after each byte.
    #[must_use]
    pub fn drip(interval: Duration) -> Self {
        Self::travelling(Travel::Drip { interval })
    }

    /// Sends the whole body with a `Content-Length` that is too large by `difference`. If
    /// `difference` is positive, the connection stays open until the client disconnects, and the
    /// client waits for bytes that never come. Otherwise the connection is closed after the body.
    #[must_use]
    pub fn content_length_off_by(difference: i64) -> Self {
        Self::travelling(Travel::ContentLengthOffBy(difference))
    }

    /// Appends spaces to the document, so that the body has `bytes` bytes in total. The document
    /// remains valid. A longer document is not truncated.
    #[must_use]
    pub fn body_of(bytes: u64) -> Self {
        Self::travelling(Travel::Padded {
            length: Some(bytes),
            announced: true,
        })
    }

    /// Like [`body_of`](Self::body_of), but without `Content-Length`. The end of the connection
    /// marks the end of the body.
    #[must_use]
    pub fn unannounced_body_of(bytes: u64) -> Self {
        Self::travelling(Travel::Padded {
            length: Some(bytes),
            announced: false,
        })
    }

    /// Appends spaces to the document until the client disconnects.
    #[must_use]
    pub fn endless_body() -> Self {
        Self::travelling(Travel::Padded {
            length: None,
            announced: false,
        })
    }

    /// Sends the correct answer after a delay.
    #[must_use]
    pub fn delay(by: Duration) -> Self {
        Self::answering(Substance::Genuine).delayed_by(by)
    }
}

/// Faults that replace the answer.
impl Fault {
    /// Answers with an API error, in the format that the client requested.
    #[must_use]
    pub fn error(status: StatusCode, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self::answering(Substance::Error {
            status,
            code: code.into(),
            message: message.into(),
        })
    }

    /// Answers with the error `Throttling` and status 400.
    #[must_use]
    pub fn throttling() -> Self {
        Self::error(
            StatusCode::BAD_REQUEST,
            "Throttling",
            "Request was denied due to request throttling.",
        )
    }

    /// Answers with the error `ServiceUnavailable` and status 503.
    #[must_use]
    pub fn service_unavailable() -> Self {
        Self::error(
            StatusCode::SERVICE_UNAVAILABLE,
            "ServiceUnavailable",
            "The request has failed due to a temporary failure of the server.",
        )
    }

    /// Answers with an HTML error page, as a proxy does that can't reach the service.
    #[must_use]
    pub fn html(status: StatusCode) -> Self {
        let page =
            format!("<html><head><title>{status}</title></head><body>{status}</body></html>\r\n");
        let mut response = response(status, page);
        response
            .headers_mut()
            .insert(CONTENT_TYPE, HeaderValue::from_static("text/html"));
        Self::response(response)
    }

    /// Answers with a redirect to `location` and an empty body.
    #[must_use]
    pub fn redirect(status: StatusCode, location: HeaderValue) -> Self {
        let mut response = response(status, "");
        response.headers_mut().insert(LOCATION, location);
        Self::response(response)
    }

    /// Answers with `response`. The gateway adds a missing `Date`, and the HTTP server adds
    /// `Content-Length`.
    #[must_use]
    pub fn response(response: Response<impl Into<Bytes>>) -> Self {
        Self::answering(Substance::Response(response.map(Into::into)))
    }
}

fn response(status: StatusCode, body: impl Into<Bytes>) -> Response<Bytes> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response
}

/// Faults that damage the answer.
impl Fault {
    /// Sends the body in gzip format with `Content-Encoding: gzip`, even if the client doesn't
    /// accept gzip.
    #[must_use]
    pub fn gzip() -> Self {
        Self::answering(Substance::Gzip)
    }

    /// Inserts a byte that is not valid UTF-8 in the middle of the body.
    #[must_use]
    pub fn invalid_utf8() -> Self {
        Self::answering(Substance::InvalidUtf8)
    }

    /// Replaces `Content-Type` and leaves the body unchanged.
    #[must_use]
    pub fn content_type(value: HeaderValue) -> Self {
        Self::answering(Substance::ContentType(value))
    }

    /// Sends XML if the client requested JSON, and JSON if the client requested XML. `Content-Type`
    /// still names the requested format.
    #[must_use]
    pub fn other_format() -> Self {
        Self::answering(Substance::OtherFormat)
    }
}

/// Options of every fault.
impl Fault {
    /// Sets a header of the answer, replacing any existing value.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// Delays the first byte of the answer.
    #[must_use]
    pub fn delayed_by(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    fn answering(substance: Substance) -> Self {
        Self {
            substance,
            headers: HeaderMap::new(),
            delay: Duration::ZERO,
            travel: None,
        }
    }

    fn travelling(travel: Travel) -> Self {
        Self {
            travel: Some(travel),
            ..Self::answering(Substance::Genuine)
        }
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let substance: &dyn fmt::Debug = match &self.substance {
            Substance::Genuine => &"genuine",
            Substance::Error { code, .. } => code,
            Substance::Response(response) => &response.status(),
            Substance::Gzip => &"gzip",
            Substance::InvalidUtf8 => &"invalid UTF-8",
            Substance::ContentType(value) => value,
            Substance::OtherFormat => &"other format",
        };
        f.debug_struct("Fault")
            .field("answer", substance)
            .field("travel", &self.travel)
            .field("delay", &self.delay)
            .finish_non_exhaustive()
    }
}
