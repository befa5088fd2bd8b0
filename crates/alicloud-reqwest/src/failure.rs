//! Conversion of reqwest's errors to transport errors.

use std::sync::Arc;

use alicloud::error::{
    TransportError,
    TransportErrorKind::{Connect, Other, Timeout},
};

/// Converts the error of a failed exchange. The URL is removed, because the URL of a GET contains
/// the signature.
pub(crate) fn exchange(error: reqwest::Error) -> TransportError {
    // A timeout means that the request was not sent only if the timeout happened while connecting.
    let kind = if error.is_timeout() {
        Timeout
    } else if error.is_connect() {
        Connect
    } else {
        Other
    };
    let unsent = error.is_connect() || error.is_builder();
    let failure = TransportError::new(kind, error.without_url());
    if unsent { failure.not_sent() } else { failure }
}

/// Returns the error for a client that could not be built.
pub(crate) fn client(error: &Arc<reqwest::Error>) -> TransportError {
    TransportError::new(Connect, Arc::clone(error))
}

/// Returns the error for an endpoint that reqwest's URL parser refuses.
pub(crate) fn endpoint() -> TransportError {
    TransportError::new(Connect, "the endpoint's host is not valid in a URL")
}

/// Returns the error for a caller's client that followed a redirect.
pub(crate) fn redirected() -> TransportError {
    TransportError::new(
        Other,
        "the client followed a redirect: build it with redirect::Policy::none()",
    )
}

/// Returns the error for an `https` request if no TLS feature is enabled.
pub(crate) fn no_tls() -> TransportError {
    TransportError::new(
        Connect,
        "https needs TLS: enable the feature `rustls` or `native-tls` of alicloud-reqwest",
    )
}
