//! What the failures of ureq mean for a call.
//!
//! ureq does not say how far a call came, so that has to be told from the failure itself. What can
//! happen on either side of sending, such as a connection that is reset, counts as sent.

use std::io;

use alicloud::error::{TransportError, TransportErrorKind as Kind};
use ureq::{Error, Timeout};

/// A failed exchange.
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
        // Not passed on: these hold the URL, and that of a GET the signature.
        Error::BadUri(_) | Error::RequireHttpsOnly(_) => {
            TransportError::new(Kind::Other, "the agent refuses the endpoint's URL").not_sent()
        }
        other => TransportError::new(Kind::Other, other),
    }
}

/// An `https` request, but no TLS feature is enabled.
pub(crate) fn no_tls() -> TransportError {
    TransportError::new(
        Kind::Connect,
        "https needs TLS: enable the feature `rustls` or `native-tls` of alicloud-ureq",
    )
}

/// An agent's SOCKS proxy, which ureq is compiled without.
pub(crate) fn no_socks() -> TransportError {
    TransportError::new(
        Kind::Connect,
        "the agent's proxy is a SOCKS proxy: enable the feature `socks` of alicloud-ureq",
    )
}

/// The system has no thread for work that is waited for with a limit. The work has not begun.
pub(crate) fn no_thread(error: io::Error) -> TransportError {
    TransportError::new(Kind::Other, error).not_sent()
}

/// The same for the rest of a reply, whose request was sent.
pub(crate) fn after_sending(error: TransportError) -> TransportError {
    if error.may_have_been_sent() {
        error
    } else {
        TransportError::new(error.kind(), error)
    }
}

/// Work ended without an outcome.
pub(crate) fn panicked() -> TransportError {
    TransportError::new(Kind::Other, "the thread that carried the request panicked")
}

/// Whether `error` happens only while a connection is being made.
fn is_before_sending(error: &io::Error) -> bool {
    use io::ErrorKind::{AddrNotAvailable, ConnectionRefused};

    matches!(error.kind(), ConnectionRefused | AddrNotAvailable)
        || is_lookup(error)
        || is_handshake(error)
}

/// Whether `error` comes from looking up a name, which has no [`io::ErrorKind`] of its own.
fn is_lookup(error: &io::Error) -> bool {
    const WINSOCK_LOOKUP_ERRORS: std::ops::RangeInclusive<i32> = 11001..=11004;
    match error.raw_os_error() {
        Some(code) => cfg!(windows) && WINSOCK_LOOKUP_ERRORS.contains(&code),
        None => error
            .to_string()
            .starts_with("failed to lookup address information"),
    }
}

/// Whether `error` is one that rustls gives while shaking hands and never after: the server's
/// certificate, or a server that does not speak TLS at all.
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

/// The TLS of the operating system reports its handshake as [`Error::NativeTls`].
#[cfg(not(feature = "rustls"))]
fn is_handshake(_error: &io::Error) -> bool {
    false
}
