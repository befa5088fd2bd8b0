//! Failures between the client and the server.

use std::{error, fmt};

type Source = Box<dyn error::Error + Send + Sync>;

/// Why no response came.
///
/// Made by transports. The source must hold neither the URL nor the body: they hold the signature.
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

/// What kind of failure it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection came about: name, address, TLS or proxy. The request was not sent, so
    /// repeating is safe.
    Connect,
    /// Time ran out.
    Timeout,
    /// The response's body is larger than the session allows. The request was sent, and may have
    /// been carried out.
    BodyTooLarge,
    /// Anything else: a connection that broke, a response that isn't HTTP.
    Other,
}

impl TransportError {
    /// A failure of this kind. The request counts as sent unless the kind is
    /// [`Connect`](TransportErrorKind::Connect) or [`not_sent`](Self::not_sent) says so.
    #[must_use]
    pub fn new(kind: TransportErrorKind, source: impl Into<Source>) -> Self {
        Self {
            kind,
            sent: kind != TransportErrorKind::Connect,
            source: source.into(),
        }
    }

    /// A body of more than `limit` bytes.
    #[must_use]
    pub fn body_too_large(limit: u64) -> Self {
        let source = format!(
            "the body has more than {limit} bytes; Session::body_limit sets how many it may have"
        );
        Self::new(TransportErrorKind::BodyTooLarge, source)
    }

    /// The limit of the call as a whole is reached, and no request is out.
    pub(crate) fn out_of_time(why: &'static str) -> Self {
        Self::new(TransportErrorKind::Timeout, why).not_sent()
    }

    /// A driver asked for the next step and never said what came of the request.
    pub(crate) fn lost() -> Self {
        Self::new(
            TransportErrorKind::Other,
            "the transport's result was never received",
        )
    }

    /// Says that the request surely did not reach the server.
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

    /// Whether the server may have got the request. When it is `false`, repeating is safe whatever
    /// the operation does.
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
                "the connection broke; the request may have been sent"
            }
            (TransportErrorKind::Other, false) => {
                "the connection broke before the request was sent"
            }
        })
    }
}

impl error::Error for TransportError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        Some(&*self.source)
    }
}
