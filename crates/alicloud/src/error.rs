//! What can go wrong with a call: every error of this crate, for those who make errors or examine
//! them closely.

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

/// Why a call has no result.
///
/// The variants but the last are ordered by how far the call came. No variant shows a secret, in `Display` or
/// `Debug`.
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
    /// The request can't be made from what was given. Nothing was sent; repeating the same call
    /// gives the same error.
    Request(RequestError),
    /// There are no credentials to sign with. Nothing was sent; repeating may help if
    /// [`CredentialsError::is_transient`] says so.
    Credentials(CredentialsError),
    /// No response came. Whether the server got the request is for
    /// [`TransportError::may_have_been_sent`] to say.
    Transport(TransportError),
    /// The server refused the call with the vendor's error document. With a status of 4xx it was
    /// not carried out; with another it may have been. Whether repeating helps depends on the code.
    Api(Box<ApiError>),
    /// Something answered, but not with the vendor's document: a gateway's HTML page, a redirect.
    /// The call may have been carried out.
    Unexpected(Box<UnexpectedReply>),
    /// The answer has a status of success, and can't be read. The call was most likely carried
    /// out.
    Decode(Box<DecodeError>),
    /// A list ended, and there may be more. Nothing was sent for what is missing, except where it is
    /// [`PagingError::WrongPage`].
    Paging(PagingError),
}

impl Error {
    /// Whether the server may have got the request, and may have acted on it. When it is `false`,
    /// repeating is safe whatever the operation does.
    ///
    /// It speaks of the call with all its attempts: a client gives the error of the last one, but of
    /// an earlier one if that may have been sent and the last was not.
    #[must_use]
    pub fn may_have_been_sent(&self) -> bool {
        match self {
            Self::Request(_) | Self::Credentials(_) => false,
            Self::Paging(error) => matches!(error, PagingError::WrongPage { .. }),
            Self::Transport(error) => error.may_have_been_sent(),
            Self::Api(_) | Self::Unexpected(_) | Self::Decode(_) => true,
        }
    }

    /// Whether time ran out.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Transport(error) if error.kind() == TransportErrorKind::Timeout)
    }

    /// Whether the same call may succeed later: there was no connection or no answer, the server is
    /// in trouble, or it is called too often. Whether repeating is safe is another question, see
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

    /// Whether the server refused the call because there are too many: a code of the kind
    /// [`Throttling`](CommonErrorKind::Throttling) or `ServiceUnavailable`, the status 429, or any
    /// answer whose header `x-acs-retry-after` is above 0.
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

    /// How long the server asks to be left alone, if it does: `x-acs-retry-after` or `Retry-After`. Of
    /// credentials, how long it is pointless to try again.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Api(error) => error.retry_after,
            Self::Unexpected(reply) => reply.retry_after,
            Self::Credentials(error) => error.retry_after(),
            _ => None,
        }
    }

    /// Replaces what is repeated of the server's answer where `redact` has another text.
    pub(crate) fn redacted(mut self, redact: &Redact) -> Self {
        match &mut self {
            Self::Api(error) => error.redact(redact),
            Self::Unexpected(reply) => reply.redact(redact),
            Self::Decode(error) => error.redact(redact),
            Self::Request(_) | Self::Credentials(_) | Self::Transport(_) | Self::Paging(_) => {}
        }
        self
    }

    /// Notes what the answer's headers say about calling again.
    pub(crate) fn with_retry_after(mut self, wanted: Option<Duration>, throttles: bool) -> Self {
        match &mut self {
            Self::Api(error) => (error.retry_after, error.throttles) = (wanted, throttles),
            Self::Unexpected(reply) => (reply.retry_after, reply.throttles) = (wanted, throttles),
            _ => {}
        }
        self
    }

    /// The server's error document, if that is what came.
    #[must_use]
    pub fn api(&self) -> Option<&ApiError> {
        match self {
            Self::Api(error) => Some(error),
            _ => None,
        }
    }

    /// The code of the error document as one that the operation documents, or as a
    /// [`CommonErrorCode`].
    #[must_use]
    pub fn known<C: KnownCode>(&self) -> Option<C> {
        C::from_code(self.api()?.code())
    }

    /// The HTTP status of the answer, if one came.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Api(error) => Some(error.status()),
            Self::Unexpected(reply) => Some(reply.status()),
            Self::Decode(error) => error.status(),
            Self::Request(_) | Self::Credentials(_) | Self::Transport(_) | Self::Paging(_) => None,
        }
    }

    /// The id under which the vendor's support finds the call, if the answer has one.
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

/// Too many requests, or a server or gateway in trouble.
fn is_passing_status(status: StatusCode) -> bool {
    matches!(status.as_u16(), 429 | 500 | 502 | 503 | 504)
}

/// What the variant says. Its causes follow in [`source`](error::Error::source).
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(error) => error.fmt(f),
            Self::Credentials(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::Api(error) => error.fmt(f),
            Self::Unexpected(reply) => write!(f, "the answer is not an API reply: {reply}"),
            Self::Decode(error) => write!(f, "the reply can't be read: {error}"),
            Self::Paging(error) => write!(f, "the list is incomplete: {error}"),
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
