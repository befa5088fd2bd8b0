//! What the failures of reqwest mean for a call.

use std::sync::Arc;

use alicloud::error::{
    TransportError,
    TransportErrorKind::{Connect, Other, Timeout},
};

/// A failed exchange. The URL is taken out: that of a GET holds the signature.
pub(crate) fn exchange(error: reqwest::Error) -> TransportError {
    // A limit on connecting is a timeout too, and the only one that leaves the request unsent.
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

/// The client could not be built.
pub(crate) fn client(error: &Arc<reqwest::Error>) -> TransportError {
    TransportError::new(Connect, Arc::clone(error))
}

/// The endpoint is a URI that reqwest's parser of URLs refuses.
pub(crate) fn endpoint() -> TransportError {
    TransportError::new(Connect, "the endpoint's host is not valid in a URL")
}

/// The client that the caller handed in went elsewhere than to the endpoint.
pub(crate) fn redirected() -> TransportError {
    TransportError::new(
        Other,
        "the client followed a redirect: build it with redirect::Policy::none()",
    )
}

/// An `https` request, but no TLS feature is enabled.
pub(crate) fn no_tls() -> TransportError {
    TransportError::new(
        Connect,
        "https needs TLS: enable the feature `rustls` or `native-tls` of alicloud-reqwest",
    )
}
