//! Requests that a script recorded.

use std::{borrow::Cow, fmt};

use http::{HeaderMap, Method};
use percent_encoding::percent_decode_str;

use crate::{api::Endpoint, request::Request};

/// A request that a [`Script`](super::Script) received.
///
/// `Debug` hides the values of parameters and headers, because they may be secret in tests, too.
#[derive(Clone)]
pub struct Recorded(Request);

impl Recorded {
    pub(super) fn new(request: Request) -> Self {
        Self(request)
    }

    /// Returns the unchanged request.
    #[must_use]
    pub fn request(&self) -> &Request {
        &self.0
    }

    /// Returns the method.
    #[must_use]
    pub fn method(&self) -> &Method {
        self.0.method()
    }

    /// Returns the endpoint that the request was sent to.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        self.0.endpoint()
    }

    /// Returns the headers; see [`Request::headers`].
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.0.headers()
    }

    /// Returns the percent-decoded names and values of the parameters, in the order they were sent.
    pub fn parameters(&self) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
        self.0
            .parameters()
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                (decode(name), decode(value))
            })
    }

    /// Returns the percent-decoded value of the parameter `name`.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<Cow<'_, str>> {
        self.parameters()
            .find(|parameter| parameter.0 == name)
            .map(|parameter| parameter.1)
    }

    /// Returns the name of the operation from the header `x-acs-action`. If the header is missing,
    /// the name comes from the parameter `Action`.
    ///
    /// If the header exists, a parameter `Action` can be the operation's own parameter.
    #[must_use]
    pub fn action(&self) -> Option<Cow<'_, str>> {
        match self.headers().get("x-acs-action") {
            Some(header) => Some(header.to_str().ok()?.into()),
            None => self.parameter("Action"),
        }
    }
}

/// Percent-decodes a text. Parameters are always UTF-8.
fn decode(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}

impl fmt::Debug for Recorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.parameters().map(|parameter| parameter.0).collect();
        f.debug_struct("Recorded")
            .field("method", self.method())
            .field("endpoint", self.endpoint())
            .field("path", &self.0.path().path())
            .field("action", &self.action())
            .field("parameters", &names)
            .finish_non_exhaustive()
    }
}
