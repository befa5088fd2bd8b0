//! What can go wrong with an answer.

use std::{fmt, time::Duration};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Response, StatusCode,
    header::{CONTENT_TYPE, LOCATION},
};

/// Something that goes wrong with the answer to one call, for [`Emulator::inject`] or
/// [`Gateway::inject`].
///
/// The call itself is processed as ever: its signature is checked, its nonce is used up, it is
/// listed among the requests. Then the answer is replaced, spoilt, or doesn't travel well. So a
/// client that repeats a call with the nonce it had is found out.
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
/// [`Emulator::inject`]: crate::Emulator::inject
/// [`Gateway::inject`]: crate::Gateway::inject
#[derive(Clone)]
pub struct Fault {
    pub(crate) substance: Substance,
    pub(crate) headers: HeaderMap,
    pub(crate) delay: Duration,
    /// `None` leaves it to the HTTP server.
    pub(crate) travel: Option<Travel>,
}

/// What is answered.
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

/// How an answer gets to the client, if not as usual.
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
    /// Spaces follow the body, up to a length in all or for ever.
    Padded {
        length: Option<u64>,
        announced: bool,
    },
}

/// How the answer travels. These need a socket: a [`Gateway`](crate::Gateway) that is called
/// directly answers as if nothing were wrong. The connection ends with the answer.
impl Fault {
    /// The connection is reset before a byte of the answer.
    #[must_use]
    pub fn reset_before_answer() -> Self {
        Self::travelling(Travel::ResetBeforeAnswer)
    }

    /// The connection is reset after half of status line and headers.
    #[must_use]
    pub fn reset_in_headers() -> Self {
        Self::travelling(Travel::ResetInHeaders)
    }

    /// The connection is reset after half of the body.
    #[must_use]
    pub fn reset_in_body() -> Self {
        Self::travelling(Travel::ResetInBody)
    }

    /// The connection is closed in good order after half of the body that `Content-Length`
    /// announced.
    #[must_use]
    pub fn cut_off() -> Self {
        Self::travelling(Travel::CutOff)
    }

    /// Nothing is answered, and the connection stays open until the client leaves.
    #[must_use]
    pub fn no_answer() -> Self {
        Self::travelling(Travel::NoAnswer)
    }

    /// The answer comes byte by byte, with a pause after each, from the first of the status line to
    /// the last of the body.
    #[must_use]
    pub fn drip(interval: Duration) -> Self {
        Self::travelling(Travel::Drip { interval })
    }

    /// The whole body comes under a `Content-Length` of so many bytes more. If they are less than
    /// zero the connection is closed after the body; otherwise it stays open until the client
    /// leaves, which waits for bytes that never come.
    #[must_use]
    pub fn content_length_off_by(difference: i64) -> Self {
        Self::travelling(Travel::ContentLengthOffBy(difference))
    }

    /// Spaces follow the document, so that the body has this many bytes in all. It is a good
    /// document still.
    #[must_use]
    pub fn body_of(bytes: u64) -> Self {
        Self::travelling(Travel::Padded {
            length: Some(bytes),
            announced: true,
        })
    }

    /// As [`body_of`](Self::body_of), but without a `Content-Length`: the body ends with the
    /// connection.
    #[must_use]
    pub fn unannounced_body_of(bytes: u64) -> Self {
        Self::travelling(Travel::Padded {
            length: Some(bytes),
            announced: false,
        })
    }

    /// Spaces follow the document until the client leaves.
    #[must_use]
    pub fn endless_body() -> Self {
        Self::travelling(Travel::Padded {
            length: None,
            announced: false,
        })
    }

    /// Nothing is wrong with the answer, except that it is late.
    #[must_use]
    pub fn delay(by: Duration) -> Self {
        Self::answering(Substance::Genuine).delayed_by(by)
    }
}

/// Another answer.
impl Fault {
    /// One of the vendor's errors, in the format the client asked for.
    #[must_use]
    pub fn error(status: StatusCode, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self::answering(Substance::Error {
            status,
            code: code.into(),
            message: message.into(),
        })
    }

    /// The error `Throttling`, 400.
    #[must_use]
    pub fn throttling() -> Self {
        Self::error(
            StatusCode::BAD_REQUEST,
            "Throttling",
            "Request was denied due to request throttling.",
        )
    }

    /// The error `ServiceUnavailable`, 503.
    #[must_use]
    pub fn service_unavailable() -> Self {
        Self::error(
            StatusCode::SERVICE_UNAVAILABLE,
            "ServiceUnavailable",
            "The request has failed due to a temporary failure of the server.",
        )
    }

    /// A page, such as a proxy has for a service that it can't reach.
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

    /// A redirect to this location, with an empty body.
    #[must_use]
    pub fn redirect(status: StatusCode, location: HeaderValue) -> Self {
        let mut response = response(status, "");
        response.headers_mut().insert(LOCATION, location);
        Self::response(response)
    }

    /// This response, whatever it is. `Date` and `Content-Length` are added.
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

/// The right answer, spoilt.
impl Fault {
    /// The body is compressed, as `Content-Encoding` says, though nobody asked for it.
    #[must_use]
    pub fn gzip() -> Self {
        Self::answering(Substance::Gzip)
    }

    /// A byte that is not UTF-8 stands in the middle of the body.
    #[must_use]
    pub fn invalid_utf8() -> Self {
        Self::answering(Substance::InvalidUtf8)
    }

    /// The body is declared to be something else.
    #[must_use]
    pub fn content_type(value: HeaderValue) -> Self {
        Self::answering(Substance::ContentType(value))
    }

    /// The body is XML if the client asked for JSON, and the other way round; `Content-Type` is that
    /// of the format asked for.
    #[must_use]
    pub fn other_format() -> Self {
        Self::answering(Substance::OtherFormat)
    }
}

/// What goes with any of them.
impl Fault {
    /// Adds a header to the answer, in place of one that it has.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// Waits before the first byte.
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
