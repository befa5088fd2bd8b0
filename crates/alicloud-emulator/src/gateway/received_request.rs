//! The requests that arrived, without secrets.

use std::{borrow::Cow, collections::BTreeMap};

use http::{HeaderMap, Method, Request, StatusCode};

use crate::protocol::{Common, Envelope, Parameters};

/// Parameters that are secrets, or as good as one.
const WITHHELD: [&str; 3] = ["Signature", "SecurityToken", "VncPassword"];

/// The header of the same kind.
const WITHHELD_HEADER: &str = "x-acs-security-token";

/// A request that arrived, and how it was answered; without secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReceivedRequest {
    /// The connection it came over, counted from 1 in the order of arrival. `None` when the
    /// [`Gateway`](crate::Gateway) was called without a socket.
    pub connection: Option<u64>,
    /// The HTTP method.
    pub method: Method,
    /// The path, as it was sent.
    pub path: String,
    /// The decoded parameters of query and form, without `Signature`, `SecurityToken` and
    /// `VncPassword`. If they could not all be read, those of the query; none for an opened
    /// `VncUrl`.
    pub parameters: BTreeMap<String, String>,
    /// The `x-acs-*` headers, names in lower case, without `x-acs-security-token`.
    pub headers: BTreeMap<String, String>,
    /// The HTTP status of the answer.
    pub status: StatusCode,
    /// The error code of the answer, unless the call succeeded.
    pub code: Option<String>,
    /// Whether the answer was made to go wrong by a [`Fault`](crate::Fault).
    pub faulty: bool,
    action: Option<String>,
    nonce: Option<String>,
    signature_method: Option<String>,
}

impl ReceivedRequest {
    pub(crate) fn new<B>(
        request: &Request<B>,
        parameters: &Parameters,
        status: StatusCode,
        code: Option<Cow<'static, str>>,
        faulty: bool,
    ) -> Self {
        let envelope = Envelope::of(request, parameters);
        let common = |common| envelope.given(common).map(str::to_owned);
        let shown = parameters
            .iter()
            .filter(|(name, _)| !WITHHELD.contains(name));
        Self {
            connection: request
                .extensions()
                .get::<ConnectionNumber>()
                .map(|number| number.0),
            method: request.method().clone(),
            path: request.uri().path().to_owned(),
            parameters: shown
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            headers: shown_headers(request.headers()),
            status,
            code: code.map(Cow::into_owned),
            faulty,
            action: common(Common::ACTION),
            nonce: common(Common::NONCE),
            signature_method: envelope.signature_method().map(str::to_owned),
        }
    }

    /// A parameter's decoded value.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str)
    }

    /// The operation called.
    #[must_use]
    pub fn action(&self) -> Option<&str> {
        self.action.as_deref()
    }

    /// The nonce of the signature.
    #[must_use]
    pub fn nonce(&self) -> Option<&str> {
        self.nonce.as_deref()
    }

    /// The algorithm of the signature: `HMAC-SHA1` or `ACS3-HMAC-SHA256`.
    #[must_use]
    pub fn signature_method(&self) -> Option<&str> {
        self.signature_method.as_deref()
    }
}

/// Tells, as an extension of a request, which connection it came over.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ConnectionNumber(pub(crate) u64);

fn shown_headers(headers: &HeaderMap) -> BTreeMap<String, String> {
    headers
        .iter()
        .filter(|(name, _)| name.as_str().starts_with("x-acs-") && *name != WITHHELD_HEADER)
        .map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            (name.to_string(), value)
        })
        .collect()
}
