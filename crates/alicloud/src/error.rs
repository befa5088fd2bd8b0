//! The error types of calls.

mod advice;
mod api_error;
mod common_code;
mod credentials;
mod decode;
mod endpoint;
mod known_code;
mod paging;
mod redaction;
mod refusal;
mod report;
mod request;
mod signature_difference;
mod signed_text;
mod transport;
mod unexpected;

use std::{error, fmt, time::Duration};

use http::StatusCode;

pub use self::{
    api_error::ApiError,
    common_code::{CommonErrorCode, CommonErrorKind},
    credentials::CredentialsError,
    decode::{DecodeError, DecodeProblem},
    endpoint::EndpointError,
    known_code::KnownCode,
    paging::PagingError,
    report::{Chain, Report, chain},
    request::RequestError,
    signature_difference::{Change, SignatureDifference},
    transport::{TransportError, TransportErrorKind},
    unexpected::UnexpectedReply,
};
pub(crate) use self::{
    api_error::ErrorDocument,
    endpoint::{EndpointProblem, RegionFault},
    redaction::{Redact, redacted},
};

/// The error of a failed call.
///
/// The variants are ordered by how far the call got; [`Paging`](Self::Paging) is last.
///
/// `Display` and `Debug` show no secret, unless the server repeats a secret in its error document.
/// [`Session::redact`](crate::Session::redact) redacts the texts of error documents.
///
/// ```
/// use alicloud::{Error, KnownCode};
///
/// #[derive(Clone, Copy, Debug, PartialEq, Eq)]
/// enum MyCode { NotReady }
/// # impl KnownCode for MyCode {
/// #     const CODES: &'static [(&'static str, Self)] = &[("InstanceNotReady", Self::NotReady)];
/// # }
///
/// fn explain(error: &Error) -> String {
///     match error {
///         Error::Api(api) if error.known() == Some(MyCode::NotReady) => "try later".into(),
///         Error::Api(api) => format!("refused: {}", api.code()),
///         other if other.may_have_been_sent() => format!("unclear: {other}"),
///         other => format!("nothing happened: {other}"),
///     }
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The request can't be built from the arguments of the call. Nothing was sent. A retry of the
    /// same call fails with the same error.
    Request(RequestError),
    /// The signer could not get credentials. The call was not sent. A retry may help if
    /// [`CredentialsError::is_transient`] returns true.
    Credentials(CredentialsError),
    /// No complete response was received. [`TransportError::may_have_been_sent`] tells whether the
    /// server may have received the request.
    Transport(TransportError),
    /// The server refused the call with an error document. With a 4xx status, the call was not
    /// carried out. With any other status, the call may have been carried out. Whether a retry
    /// helps depends on the error code.
    Api(Box<ApiError>),
    /// The response is not an API reply, but for example a gateway's HTML page or a redirect. The
    /// call may have been carried out.
    Unexpected(Box<UnexpectedReply>),
    /// The response has a success status, but its body can't be read. The call was most likely
    /// carried out.
    Decode(Box<DecodeError>),
    /// The list of pages may be incomplete. No request was sent for the missing pages, except in
    /// the case of [`PagingError::WrongPage`].
    Paging(PagingError),
}

impl Error {
    /// Whether the server may have received the request and may have acted on it. If this returns
    /// `false`, a retry is safe for every operation.
    ///
    /// The result covers all attempts of a call. If the last attempt was not sent, but an earlier
    /// attempt may have been sent, clients return the error of the earlier attempt.
    #[must_use]
    pub fn may_have_been_sent(&self) -> bool {
        match self {
            Self::Request(_) | Self::Credentials(_) => false,
            Self::Paging(error) => matches!(error, PagingError::WrongPage { .. }),
            Self::Transport(error) => error.may_have_been_sent(),
            Self::Api(_) | Self::Unexpected(_) | Self::Decode(_) => true,
        }
    }

    /// Whether the error is a timeout.
    ///
    /// If the time limit of a call expires after a failed attempt, the call may return the error of
    /// that attempt instead of a timeout.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Transport(error) if error.kind() == TransportErrorKind::Timeout)
    }

    /// Whether the same call may succeed later. Examples are a failed connection, a missing
    /// response, a server failure and throttling.
    ///
    /// A retry may be unsafe, because the server may have acted: see
    /// [`may_have_been_sent`](Self::may_have_been_sent).
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Transport(error) => error.kind() != TransportErrorKind::BodyTooLarge,
            Self::Api(error) => {
                let code: Option<CommonErrorCode> = self.known();
                let kind = code.map(CommonErrorCode::kind);
                let is_final = code.is_some_and(CommonErrorCode::is_final);
                let passes = matches!(
                    kind,
                    Some(CommonErrorKind::Server | CommonErrorKind::Processing)
                );
                !is_final && (passes || self.is_throttling() || is_passing_status(error.status()))
            }
            Self::Unexpected(reply) => self.is_throttling() || is_passing_status(reply.status()),
            Self::Credentials(error) => error.is_transient(),
            Self::Request(_) | Self::Decode(_) | Self::Paging(_) => false,
        }
    }

    /// Whether the server throttled the call because the server gets too many calls.
    ///
    /// A response counts as throttling in each of these cases:
    ///
    /// - its error code is `ServiceUnavailable` or of the kind
    ///   [`Throttling`](CommonErrorKind::Throttling);
    /// - its status is 429;
    /// - it is an error response whose header `x-acs-retry-after` is above 0.
    #[must_use]
    pub fn is_throttling(&self) -> bool {
        let throttles = match self {
            Self::Api(error) => error.throttles,
            Self::Unexpected(reply) => reply.throttles,
            _ => return false,
        };
        let code: Option<CommonErrorCode> = self.known();
        throttles
            || self.status() == Some(StatusCode::TOO_MANY_REQUESTS)
            || code == Some(CommonErrorCode::ServiceUnavailable)
            || code.map(CommonErrorCode::kind) == Some(CommonErrorKind::Throttling)
    }

    /// How long to wait before a retry, if that is known. The server sends this time in the header
    /// `x-acs-retry-after` or `Retry-After`. If both headers are present, the longer time applies.
    /// For a credentials error, the time comes from [`CredentialsError::retry_after`].
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Api(error) => error.retry_after,
            Self::Unexpected(reply) => reply.retry_after,
            Self::Credentials(error) => error.retry_after(),
            _ => None,
        }
    }

    /// Applies `redact` to the texts that the error keeps from the response.
    pub(crate) fn redacted(mut self, redact: &Redact) -> Self {
        match &mut self {
            Self::Api(error) => error.redact(redact),
            Self::Unexpected(reply) => reply.redact(redact),
            Self::Decode(error) => error.redact(redact),
            Self::Request(_) | Self::Credentials(_) | Self::Transport(_) | Self::Paging(_) => {}
        }
        self
    }

    /// Sets the retry delay and the throttling flag from the headers of the response.
    pub(crate) fn with_retry_after(mut self, wanted: Option<Duration>, throttles: bool) -> Self {
        match &mut self {
            Self::Api(error) => (error.retry_after, error.throttles) = (wanted, throttles),
            Self::Unexpected(reply) => (reply.retry_after, reply.throttles) = (wanted, throttles),
            _ => {}
        }
        self
    }

    /// The server's error document, if the response has an error document.
    #[must_use]
    pub fn api(&self) -> Option<&ApiError> {
        match self {
            Self::Api(error) => Some(error),
            _ => None,
        }
    }

    /// The error code as a value of the type `C`, such as [`CommonErrorCode`] or the type of an
    /// operation's documented codes. `None` if the error has no code, or if `C` has no value for
    /// the code.
    #[must_use]
    pub fn known<C: KnownCode>(&self) -> Option<C> {
        C::from_code(self.api()?.code())
    }

    /// The HTTP status of the response, if the error is about a complete response.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Api(error) => Some(error.status()),
            Self::Unexpected(reply) => Some(reply.status()),
            Self::Decode(error) => error.status(),
            Self::Request(_) | Self::Credentials(_) | Self::Transport(_) | Self::Paging(_) => None,
        }
    }

    /// The request id, by which the vendor's support finds the call. Only [`Api`](Self::Api) and
    /// [`Decode`](Self::Decode) errors have a request id, if the response contains it.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Api(error) => error.request_id(),
            Self::Decode(error) => error.request_id(),
            Self::Request(_)
            | Self::Credentials(_)
            | Self::Transport(_)
            | Self::Unexpected(_)
            | Self::Paging(_) => None,
        }
    }
}

/// Whether `status` means too many requests, or a failing server or gateway.
fn is_passing_status(status: StatusCode) -> bool {
    matches!(status.as_u16(), 429 | 500 | 502 | 503 | 504)
}

/// Prints the message of the variant without its causes. [`source`](error::Error::source) returns
/// the causes.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(error) => error.fmt(f),
            Self::Credentials(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::Api(error) => error.fmt(f),
            Self::Unexpected(reply) => write!(f, "the response is not an API reply: {reply}"),
            Self::Decode(error) => write!(f, "the reply can't be read: {error}"),
            Self::Paging(error) => write!(f, "the list may be incomplete: {error}"),
        }
    }
}

impl error::Error for Error {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Request(error) => error.source(),
            Self::Credentials(error) => error.source(),
            Self::Transport(error) => error.source(),
            Self::Api(error) => error.source(),
            Self::Unexpected(reply) => reply.source(),
            Self::Decode(error) => error.source(),
            Self::Paging(error) => error.source(),
        }
    }
}

macro_rules! from {
    ($($source:ty => $variant:ident $(in $box:ident)?),* $(,)?) => {$(
        impl From<$source> for Error {
            fn from(error: $source) -> Self {
                Self::$variant($($box::new)?(error))
            }
        }
    )*};
}

from! {
    RequestError => Request,
    CredentialsError => Credentials,
    TransportError => Transport,
    ApiError => Api in Box,
    UnexpectedReply => Unexpected in Box,
    DecodeError => Decode in Box,
    PagingError => Paging,
}
