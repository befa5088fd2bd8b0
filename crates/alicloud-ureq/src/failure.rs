//! Conversion of ureq's errors to transport errors.
//!
//! ureq doesn't report whether the request was sent, so this module derives it from the error. An
//! error that can occur both before and after sending, such as a reset connection, counts as sent.

use std::io;

use alicloud::error::{TransportError, TransportErrorKind as Kind};
use ureq::{Error, Timeout};

/// Converts the error of a failed exchange.
pub(crate) fn exchange(error: Error) -> TransportError {
    match error {
        Error::Timeout(Timeout::Resolve | Timeout::Connect) => {
            TransportError::new(Kind::Timeout, error).not_sent()
        }
        Error::Timeout(_) => TransportError::new(Kind::Timeout, error),
        Error::Io(error) if is_before_sending(&error) => TransportError::new(Kind::Connect, error),
        Error::Io(error) => TransportError::new(Kind::Other, error),
        Error::HostNotFound
        | Error::ConnectionFailed
        | Error::InvalidProxyUrl
        | Error::ConnectProxyFailed(_)
        | Error::Tls(_)
        | Error::TlsRequired => TransportError::new(Kind::Connect, error),
        #[cfg(feature = "rustls")]
        Error::Rustls(_) => TransportError::new(Kind::Connect, error),
        #[cfg(feature = "native-tls")]
        Error::NativeTls(_) => TransportError::new(Kind::Connect, error),
        // These errors are dropped, because they contain the URL. The URL of a GET contains the
        // signature.
        Error::BadUri(_) => {
            TransportError::new(Kind::Other, "ureq refuses the endpoint's URL").not_sent()
        }
        Error::RequireHttpsOnly(_) => {
            let why = "the agent allows only https: use an https endpoint";
            TransportError::new(Kind::Other, why).not_sent()
        }
        other => TransportError::new(Kind::Other, other),
    }
}

/// Returns the error for an `https` request if no TLS feature is enabled.
pub(crate) fn no_tls() -> TransportError {
    TransportError::new(
        Kind::Connect,
        "https needs TLS: enable the feature `rustls` or `native-tls` of alicloud-ureq",
    )
}

/// Returns the error for an agent with a SOCKS proxy if the feature `socks` is not enabled.
pub(crate) fn no_socks() -> TransportError {
    TransportError::new(
        Kind::Connect,
        "the agent's proxy is a SOCKS proxy: enable the feature `socks` of alicloud-ureq",
    )
}

/// Returns the error for work whose thread can't be started. The work has not begun.
pub(crate) fn no_thread(error: io::Error) -> TransportError {
    TransportError::new(Kind::Other, error).not_sent()
}

/// Makes the error of reading a reply count as sent.
pub(crate) fn after_sending(error: TransportError) -> TransportError {
    if error.may_have_been_sent() {
        error
    } else {
        TransportError::new(error.kind(), error)
    }
}

/// Returns the error for work that ended without a result.
pub(crate) fn panicked() -> TransportError {
    TransportError::new(Kind::Other, "the thread of the request panicked")
}

/// Returns whether `error` occurs only while a connection is being made.
fn is_before_sending(error: &io::Error) -> bool {
    use io::ErrorKind::{AddrNotAvailable, ConnectionRefused};

    matches!(error.kind(), ConnectionRefused | AddrNotAvailable)
        || is_lookup(error)
        || is_handshake(error)
}

/// Returns whether `error` is an error of a name lookup, which has no [`io::ErrorKind`] of its own.
fn is_lookup(error: &io::Error) -> bool {
    const WINSOCK_LOOKUP_ERRORS: std::ops::RangeInclusive<i32> = 11001..=11004;
    match error.raw_os_error() {
        Some(code) => cfg!(windows) && WINSOCK_LOOKUP_ERRORS.contains(&code),
        None => error
            .to_string()
            .starts_with("failed to lookup address information"),
    }
}

/// Returns whether `error` is an error that rustls returns only during the handshake, such as an
/// invalid certificate or a server without TLS.
#[cfg(feature = "rustls")]
fn is_handshake(error: &io::Error) -> bool {
    use rustls::{
        Error::{
            InvalidCertificate, InvalidMessage, NoCertificatesPresented, PeerIncompatible,
            UnsupportedNameType,
        },
        InvalidMessage::InvalidContentType,
    };

    let source = error.get_ref().and_then(|source| source.downcast_ref());
    matches!(
        source,
        Some(
            InvalidCertificate(_)
                | InvalidMessage(InvalidContentType)
                | NoCertificatesPresented
                | PeerIncompatible(_)
                | UnsupportedNameType
        )
    )
}

/// Returns `false`, because the operating system's TLS reports handshake errors as
/// [`Error::NativeTls`].
#[cfg(not(feature = "rustls"))]
fn is_handshake(_error: &io::Error) -> bool {
    false
}
