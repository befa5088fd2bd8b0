//! Received requests, without secrets.

use std::{borrow::Cow, collections::BTreeMap};

use http::{HeaderMap, Method, Request, StatusCode};

use crate::{
    protocol::{Common, Envelope, Parameters},
    secret_values::{shown, without_secrets},
};

/// A received request without its secrets, and the status and error code of its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReceivedRequest {
    /// The number of the connection, counted from 1 in the order of acceptance. `None` if the
    /// [`Gateway`](crate::Gateway) was called without a socket.
    pub connection: Option<u64>,
    /// The HTTP method.
    pub method: Method,
    /// The path, as the client sent it.
    pub path: String,
    /// The decoded parameters of the query and the form, without secrets. If the form can't be
    /// read, the map contains only the parameters of the query. Empty for a GET request for a
    /// `VncUrl`.
    ///
    /// A parameter is left out if its name is that of a secret, such as `Signature`,
    /// `SecurityToken` or `Login.1.Password`. These values are left out too:
    ///
    /// - a value beside the name of a secret, such as `Tag.1.Value` beside `Tag.1.Key=Password`
    /// - in JSON, the members with the name of a secret, and the texts that contain a secret
    /// - a text that contains the name of a secret with its value: `name=value`, `name: value`,
    ///   `<name>value` or `--name value`
    /// - a text that contains a URL with a password, or a private key in PEM
    /// - a JSON text within four other JSON texts, because it is not examined
    pub parameters: BTreeMap<String, String>,
    /// The `x-acs-*` headers with lower-case names, without secrets such as
    /// `x-acs-security-token`.
    pub headers: BTreeMap<String, String>,
    /// The HTTP status of the answer. For the WebSocket handshake of a `VncUrl`, the status is 101
    /// if the URL can be opened, else 410 (expired), 404 (unknown) or 400 (encoded wrongly).
    pub status: StatusCode,
    /// The error code of the answer, or `None` if the answer is not an API error.
    pub code: Option<String>,
    /// Whether a [`Fault`](crate::Fault) was applied to the answer.
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
        let recorded = |text| Some(shown(text?)?.into_owned());
        Self {
            connection: request
                .extensions()
                .get::<ConnectionNumber>()
                .map(|number| number.0),
            method: request.method().clone(),
            path: request.uri().path().to_owned(),
            parameters: without_secrets(parameters.iter()),
            headers: shown_headers(request.headers()),
            status,
            code: code.map(Cow::into_owned),
            faulty,
            action: recorded(envelope.given(Common::ACTION)),
            nonce: recorded(envelope.given(Common::NONCE)),
            signature_method: recorded(envelope.signature_method()),
        }
    }

    /// An estimate of the memory that the request needs, in bytes.
    pub(super) fn size(&self) -> usize {
        // The memory that a map needs for an entry, beside the texts.
        const ENTRY: usize = 100;
        let entries = self.parameters.iter().chain(&self.headers);
        let entries = entries.map(|(name, value)| ENTRY + name.len() + value.len());
        let texts = [
            Some(&self.path),
            self.code.as_ref(),
            self.action.as_ref(),
            self.nonce.as_ref(),
            self.signature_method.as_ref(),
        ];
        let texts = texts.into_iter().flatten().map(String::len);
        ENTRY + self.method.as_str().len() + texts.sum::<usize>() + entries.sum::<usize>()
    }

    /// The decoded value of a parameter.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str)
    }

    /// The name of the called operation.
    #[must_use]
    pub fn action(&self) -> Option<&str> {
        self.action.as_deref()
    }

    /// The nonce of the signature.
    #[must_use]
    pub fn nonce(&self) -> Option<&str> {
        self.nonce.as_deref()
    }

    /// The signature algorithm that the request names, such as `HMAC-SHA1` or `ACS3-HMAC-SHA256`.
    #[must_use]
    pub fn signature_method(&self) -> Option<&str> {
        self.signature_method.as_deref()
    }
}

/// The number of the connection of a request, stored as an extension of the request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ConnectionNumber(pub(crate) u64);

fn shown_headers(headers: &HeaderMap) -> BTreeMap<String, String> {
    let texts: Vec<_> = headers
        .iter()
        .filter(|(name, _)| name.as_str().starts_with("x-acs-"))
        .map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes())))
        .collect();
    without_secrets(texts.iter().map(|(name, value)| (*name, &**value)))
}
