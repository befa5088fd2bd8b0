//! What was sent.

use std::{borrow::Cow, fmt};

use http::{HeaderMap, Method};
use percent_encoding::percent_decode_str;

use crate::{api::Endpoint, request::Request};

/// A request that a [`Script`](super::Script) was given.
///
/// `Debug` shows no value of a parameter or a header: they may be secret in tests, too.
#[derive(Clone)]
pub struct Recorded(Request);

impl Recorded {
    pub(super) fn new(request: Request) -> Self {
        Self(request)
    }

    /// The request to the letter.
    #[must_use]
    pub fn request(&self) -> &Request {
        &self.0
    }

    /// The method.
    #[must_use]
    pub fn method(&self) -> &Method {
        self.0.method()
    }

    /// Where it went.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        self.0.endpoint()
    }

    /// The headers, without the `Content-Type` of a form.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.0.headers()
    }

    /// The parameters, names and values percent-decoded, in the order in which they were sent.
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

    /// The value of the parameter of this name, percent-decoded.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<Cow<'_, str>> {
        self.parameters()
            .find(|parameter| parameter.0 == name)
            .map(|parameter| parameter.1)
    }

    /// The operation: the header `x-acs-action`, or else the parameter `Action`, which could be the
    /// operation's own beside that header.
    #[must_use]
    pub fn action(&self) -> Option<Cow<'_, str>> {
        match self.headers().get("x-acs-action") {
            Some(header) => Some(header.to_str().ok()?.into()),
            None => self.parameter("Action"),
        }
    }
}

/// Parameters are written as UTF-8.
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
