//! A request being written.

mod encode;
mod record;

use std::{cmp::Ordering, fmt};

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use percent_encoding::percent_decode_str;
use smallvec::SmallVec;

use self::encode::Encoder;
use crate::{Api, Endpoint, Format, RequestError, Stamp};

/// A request while its parameters are collected, before it is signed.
///
/// Every parameter is percent-encoded once, as it arrives, into one buffer; the buffer becomes the
/// query or the form of the [`Request`](crate::Request). Signers read it back in canonical order
/// with [`sorted`](Self::sorted).
///
/// Encoding follows signature 1.0: `A-Z a-z 0-9 - _ . ~` stay, every other byte of the UTF-8 text
/// becomes `%XX` in upper case.
pub struct Draft<'a> {
    api: &'a Api,
    endpoint: &'a Endpoint,
    format: Format,
    method: Method,
    /// `Name=Value` pairs, encoded and joined by `&`, in the order in which they came.
    text: String,
    pairs: SmallVec<[Pair; 16]>,
    headers: HeaderMap,
    refusal: Option<RequestError>,
}

/// Where a pair stands in the text.
#[derive(Clone, Copy)]
struct Pair {
    start: usize,
    name_end: usize,
    end: usize,
}

impl<'a> Draft<'a> {
    /// Fits a call with a few parameters and its signature; longer ones grow it.
    const CAPACITY: usize = 768;

    /// An empty draft of a call of `api` at `endpoint`, to be sent by `method` and answered in
    /// `format`.
    #[must_use]
    pub fn new(api: &'a Api, endpoint: &'a Endpoint, format: Format, method: Method) -> Self {
        Self {
            api,
            endpoint,
            format,
            method,
            text: String::with_capacity(Self::CAPACITY),
            pairs: SmallVec::new(),
            headers: HeaderMap::new(),
            refusal: None,
        }
    }

    /// The operation.
    #[must_use]
    pub fn api(&self) -> &'a Api {
        self.api
    }

    /// Where the request will go.
    #[must_use]
    pub fn endpoint(&self) -> &'a Endpoint {
        self.endpoint
    }

    /// The method the request will be sent by: the parameters are the query of a GET and the form
    /// of a POST.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// Adds a parameter. Name and value are plain text, not encoded.
    pub fn parameter(&mut self, name: &str, value: &str) {
        self.parameter_with(name, |encoder| encoder.text(value));
    }

    /// Adds a parameter whose name and value need no encoding.
    fn constant(&mut self, name: &str, value: &str) {
        self.pair(|text| text.push_str(name), |text| text.push_str(value));
    }

    fn parameter_with(&mut self, name: &str, value: impl FnOnce(&mut Encoder<'_>)) {
        self.pair(
            |text| Encoder(text).text(name),
            |text| value(&mut Encoder(text)),
        );
    }

    fn pair(&mut self, name: impl FnOnce(&mut String), value: impl FnOnce(&mut String)) {
        if !self.text.is_empty() {
            self.text.push('&');
        }
        let start = self.text.len();
        name(&mut self.text);
        let name_end = self.text.len();
        self.text.push('=');
        value(&mut self.text);
        let end = self.text.len();
        self.pairs.push(Pair {
            start,
            name_end,
            end,
        });
    }

    /// Adds what every RPC request carries, signed or not: `Action`, `Format`, `SignatureNonce`,
    /// `Timestamp` and `Version`.
    pub fn common_parameters(&mut self, stamp: &Stamp) {
        let api = self.api;
        self.parameter("Action", api.action());
        self.constant("Format", self.format.as_str());
        self.parameter("SignatureNonce", stamp.nonce());
        self.parameter("Timestamp", stamp.timestamp());
        self.parameter("Version", api.version());
    }

    /// Adds an HTTP header.
    pub fn header(&mut self, name: HeaderName, value: HeaderValue) {
        self.headers.insert(name, value);
    }

    /// The parameters so far in canonical order, which is by name as plain text, byte by byte.
    /// Names and values are percent-encoded.
    pub fn sorted(&mut self) -> impl Iterator<Item = (&str, &str)> {
        let text = self.text.as_str();
        self.pairs
            .sort_by(|a, b| by_plain_name(&text[a.start..a.name_end], &text[b.start..b.name_end]));
        self.pairs.iter().map(|pair| {
            (
                &text[pair.start..pair.name_end],
                &text[pair.name_end + 1..pair.end],
            )
        })
    }

    /// Says that the request can't be made; the first refusal is what the caller gets, and nothing
    /// is sent.
    pub fn refuse(&mut self, refusal: RequestError) {
        self.refusal.get_or_insert(refusal);
    }

    pub(crate) fn encoded_len(&self) -> usize {
        self.text.len()
    }

    pub(crate) fn set_method(&mut self, method: Method) {
        self.method = method;
    }

    pub(crate) fn finish(self) -> Result<(Method, String, HeaderMap), RequestError> {
        match self.refusal {
            Some(refusal) => Err(refusal),
            None => Ok((self.method, self.text, self.headers)),
        }
    }
}

/// Encoding keeps the order of names, except among those that hold a character to be encoded.
fn by_plain_name(a: &str, b: &str) -> Ordering {
    if a.contains('%') || b.contains('%') {
        percent_decode_str(a).cmp(percent_decode_str(b))
    } else {
        a.cmp(b)
    }
}

/// Names only: values may be secret.
impl fmt::Debug for Draft<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self
            .pairs
            .iter()
            .map(|pair| &self.text[pair.start..pair.name_end]);
        f.debug_struct("Draft")
            .field("action", &self.api.action())
            .field("endpoint", &self.endpoint)
            .field("method", &self.method)
            .field("parameters", &names.collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Methods;

    static API: Api = Api::new("Ecs", "2014-05-26", "Test", Methods::GetOrPost);

    fn text_of(write: impl FnOnce(&mut Draft<'_>)) -> String {
        let endpoint = "https://example.com".parse().unwrap();
        let mut draft = Draft::new(&API, &endpoint, Format::Json, Method::GET);
        write(&mut draft);
        draft.finish().unwrap().1
    }

    #[test]
    fn parameters_are_encoded_once_in_the_order_they_came() {
        let text = text_of(|draft| {
            draft.parameter("b", "a b*~/%41+");
            draft.parameter("a&", "测");
            draft.parameter("c", "");
        });
        assert_eq!(text, "b=a%20b%2A~%2F%2541%2B&a%26=%E6%B5%8B&c=");
    }

    #[test]
    fn sorting_is_by_plain_name_not_by_encoded_name() {
        let endpoint = "https://example.com".parse().unwrap();
        let mut draft = Draft::new(&API, &endpoint, Format::Json, Method::GET);
        // Plain: '!' (0x21) < '-' (0x2D) < '/' (0x2F) < 'A'; encoded, '%' would put all but '-' first.
        for name in ["A", "x/", "x-", "x!", "Tag.2", "Tag.10", "é", "x"] {
            draft.parameter(name, "v");
        }
        let names: Vec<String> = draft.sorted().map(|(name, _)| name.to_owned()).collect();
        assert_eq!(
            names,
            ["A", "Tag.10", "Tag.2", "x", "x%21", "x-", "x%2F", "%C3%A9"]
        );
    }

    #[test]
    fn debug_shows_names_and_no_values() {
        let endpoint = "https://example.com".parse().unwrap();
        let mut draft = Draft::new(&API, &endpoint, Format::Json, Method::GET);
        draft.parameter("Password", "hunter2");
        let debug = format!("{draft:?}");
        assert!(
            debug.contains("Password") && !debug.contains("hunter2"),
            "{debug}"
        );
    }
}
