//! Errors of the transport between client and server.

use std::{error, fmt};

type Source = Box<dyn error::Error + Send + Sync>;

/// The reason why no complete response was received.
///
/// Transports create this error. The source must not contain the URL or the body, because both may
/// contain the signature.
///
/// ```
/// use alicloud::error::{TransportError, TransportErrorKind};
///
/// let error = TransportError::new(TransportErrorKind::Connect, "connection refused");
/// assert!(!error.may_have_been_sent());
/// assert!(TransportError::new(TransportErrorKind::Timeout, "36 s are over").may_have_been_sent());
/// ```
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    sent: bool,
    source: Source,
}

/// The kind of a transport failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The connection could not be established. Possible causes are name resolution, the network,
    /// TLS and the proxy. The request was not sent, so a retry is safe.
    Connect,
    /// A timeout expired.
    Timeout,
    /// The body of the response is larger than the session allows. The request was sent and may
    /// have been carried out.
    BodyTooLarge,
    /// Any other failure, such as a broken connection or a response that isn't HTTP.
    Other,
}

impl TransportError {
    /// Creates an error of the given kind. The request counts as possibly sent, unless the kind is
    /// [`Connect`](TransportErrorKind::Connect) or [`not_sent`](Self::not_sent) is called.
    #[must_use]
    pub fn new(kind: TransportErrorKind, source: impl Into<Source>) -> Self {
        Self {
            kind,
            sent: kind != TransportErrorKind::Connect,
            source: source.into(),
        }
    }

    /// Creates an error about a response body of more than `limit` bytes.
    #[must_use]
    pub fn body_too_large(limit: u64) -> Self {
        let source = format!(
            "the body is larger than the limit of {limit} bytes, which Session::body_limit sets"
        );
        Self::new(TransportErrorKind::BodyTooLarge, source)
    }

    /// Creates an error about the time limit of the whole call, while no request is in flight.
    pub(crate) fn out_of_time(why: &'static str) -> Self {
        Self::new(TransportErrorKind::Timeout, why).not_sent()
    }

    /// Creates an error about a driver that called `step` without passing the outcome of the
    /// request to `receive`.
    pub(crate) fn lost() -> Self {
        Self::new(
            TransportErrorKind::Other,
            "the driver never passed the result of the request to `receive`",
        )
    }

    /// Marks the request as not sent: the request certainly did not reach the server.
    #[must_use]
    pub fn not_sent(mut self) -> Self {
        self.sent = false;
        self
    }

    /// The kind of failure.
    #[must_use]
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Whether the server may have received the request. If this returns `false`, a retry is safe
    /// for every operation.
    #[must_use]
    pub fn may_have_been_sent(&self) -> bool {
        self.sent
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match (self.kind, self.sent) {
            (TransportErrorKind::Connect, _) => "no connection",
            (TransportErrorKind::Timeout, true) => "time ran out; the request may have been sent",
            (TransportErrorKind::Timeout, false) => "time ran out before the request was sent",
            (TransportErrorKind::BodyTooLarge, _) => "the response is too large",
            (TransportErrorKind::Other, true) => {
                "no complete response; the request may have been sent"
            }
            (TransportErrorKind::Other, false) => "the request was not sent",
        })
    }
}

impl error::Error for TransportError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        Some(&*self.source)
    }
}
