//! A request being written.

mod encode;
mod record;

use std::{borrow::Cow, cmp::Ordering, fmt};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header::CONTENT_TYPE};
use percent_encoding::percent_decode_str;
use smallvec::SmallVec;

use self::encode::Encoder;
pub use self::encode::Plain;
pub(crate) use self::record::is_json;
use crate::{
    api::{Api, Endpoint, Format, Stamp},
    error::RequestError,
    request::Content,
};

/// A request while its parameters are collected, before it is signed.
///
/// Every parameter is percent-encoded once, as it arrives, into one buffer; the buffer becomes the
/// query or the form of the [`Request`](crate::Request). Signers read it back in canonical order
/// with [`sorted`](Self::sorted). A draft can have a [body](Self::set_body) beside its parameters.
///
/// Encoding follows signature 1.0: `A-Z a-z 0-9 - _ . ~` stay, every other byte of the UTF-8 text
/// becomes `%XX` in upper case.
pub struct Draft<'a> {
    api: &'a Api,
    endpoint: &'a Endpoint,
    /// The id of the region that the call is about, which is sent where the operation has a parameter
    /// for it and leaves it open.
    pub(crate) region: Option<&'a str>,
    /// The same if the call was given it, which comes before what the operation names.
    pub(crate) given_region: Option<&'a str>,
    format: Format,
    method: Method,
    /// `Name=Value` pairs, encoded and joined by `&`, in the order in which they came.
    text: String,
    pairs: SmallVec<[Pair; 16]>,
    /// Whether the pairs were in order at some time, so that their names are known to differ.
    is_sorted: bool,
    headers: HeaderMap,
    body: Option<Bytes>,
    refusal: Option<RequestError>,
    dry_run: DryRun,
}

/// Whether the parameter [`DRY_RUN`] is to be set.
#[derive(Clone, Copy, PartialEq, Eq)]
enum DryRun {
    No,
    Wanted,
    Written,
}

/// The parameter that has an operation checked and not carried out.
const DRY_RUN: Plain = Plain::new("DryRun");

const SIGNATURE: &str = "Signature";

const FORMAT: Plain = Plain::new("Format");

/// What a draft becomes.
pub(crate) struct Written {
    pub(crate) method: Method,
    pub(crate) parameters: String,
    pub(crate) headers: HeaderMap,
    pub(crate) content: Content,
}

/// Where a pair stands in the text.
#[derive(Clone, Copy)]
struct Pair {
    /// The first bytes of the plain name, which decide nearly every comparison.
    head: u64,
    start: usize,
    name_end: usize,
    end: usize,
    escaped: bool,
}

impl Pair {
    fn name<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start..self.name_end]
    }
}

/// One parameter of a draft, percent-encoded.
#[derive(Clone, Copy)]
#[non_exhaustive]
#[expect(missing_debug_implementations, reason = "the value may be secret")]
pub struct Parameter<'a> {
    /// The name.
    pub name: &'a str,
    /// The value.
    pub value: &'a str,
    /// Whether a character of name or value had to be escaped, so that there is a `%` in it.
    pub escaped: bool,
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
            region: None,
            format,
            method,
            text: String::with_capacity(Self::CAPACITY),
            pairs: SmallVec::new(),
            is_sorted: false,
            headers: HeaderMap::new(),
            body: None,
            refusal: None,
            dry_run: DryRun::No,
            given_region: None,
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

    /// The method the request will be sent by.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The format the reply is asked for in.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }

    /// The id of the region that the call was given, which comes before what the operation names. An
    /// operation that writes a parameter for the region by hand writes this one, if there is one;
    /// [`record`](Self::record) does so.
    #[must_use]
    pub fn given_region(&self) -> Option<&str> {
        self.given_region
    }

    /// The parameters so far as they will travel: percent-encoded, joined by `&`, in the order in
    /// which they came.
    #[must_use]
    pub fn parameters(&self) -> &str {
        &self.text
    }

    /// The HTTP headers so far.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Whether the parameters will travel as the body of the request, a form. Otherwise they are its
    /// query.
    #[must_use]
    pub fn has_form(&self) -> bool {
        self.body.is_none() && self.api.has_form(&self.method)
    }

    /// The body that [`set_body`](Self::set_body) set.
    #[must_use]
    pub fn body(&self) -> Option<&Bytes> {
        self.body.as_ref()
    }

    /// Whether a signature over the parameters is enough: there is no body but a form, and the
    /// operation is not [signed after ACS3 alone](Api::is_acs3_only).
    #[must_use]
    pub fn has_parameters_alone(&self) -> bool {
        self.body.is_none() && !self.api.is_acs3_only()
    }

    /// The bytes that will travel as the body of the request: the form, or the body that was set. They
    /// are empty if there is neither.
    #[must_use]
    pub fn content(&self) -> &[u8] {
        match &self.body {
            Some(body) => body,
            None if self.has_form() => self.text.as_bytes(),
            None => &[],
        }
    }

    /// Sets a body, and its media type unless the operation has a header `Content-Type` of its own. The
    /// parameters then travel in the query.
    ///
    /// A second body refuses the request. A GET can't carry a body: the call goes as POST, or is
    /// refused if it can't. So is a call whose signer doesn't [cover](crate::Sign::covers) a body.
    pub fn set_body(&mut self, content_type: HeaderValue, body: impl Into<Bytes>) {
        if self.body.is_some() {
            return self.refuse(RequestError::second_body(self.api.action()));
        }
        self.headers.entry(CONTENT_TYPE).or_insert(content_type);
        self.body = Some(body.into());
    }

    /// Adds a parameter. Name and value are text, not encoded.
    pub fn parameter(&mut self, name: &str, value: &str) {
        self.parameter_with(name, |encoder| encoder.text(value));
    }

    /// Adds a parameter whose name needs no encoding.
    pub fn named(&mut self, name: Plain, value: &str) {
        self.pair(
            name.as_str(),
            |encoder| encoder.plain(name),
            |encoder| encoder.text(value),
        );
    }

    /// Adds a parameter of which nothing needs encoding.
    #[inline]
    pub fn constant(&mut self, name: Plain, value: Plain) {
        self.pair(
            name.as_str(),
            |encoder| encoder.plain(name),
            |encoder| encoder.plain(value),
        );
    }

    fn parameter_with(&mut self, name: &str, value: impl FnOnce(&mut Encoder<'_>)) {
        self.pair(name, |encoder| encoder.text(name), value);
    }

    #[inline]
    fn pair(
        &mut self,
        plain_name: &str,
        name: impl FnOnce(&mut Encoder<'_>),
        value: impl FnOnce(&mut Encoder<'_>),
    ) {
        if !self.text.is_empty() {
            self.text.push('&');
        }
        let start = self.text.len();
        let mut encoder = Encoder::new(&mut self.text);
        name(&mut encoder);
        let name_end = encoder.finish_name();
        value(&mut encoder);
        let escaped = encoder.escaped();
        self.pairs.push(Pair {
            head: head(plain_name),
            start,
            name_end,
            end: self.text.len(),
            escaped,
        });
    }

    /// Adds what every RPC request carries, signed or not: `Action`, `Format`, `SignatureNonce`,
    /// `Timestamp` and `Version`.
    ///
    /// A parameter `Format` of the operation's own takes the place of the common parameter.
    pub fn common_parameters(&mut self, stamp: &Stamp) {
        let api = self.api;
        self.named(const { Plain::new("Action") }, api.action());
        if !self.has_parameter(FORMAT) {
            self.constant(FORMAT, plain(self.format));
        }
        self.named(const { Plain::new("SignatureNonce") }, stamp.nonce());
        self.named(const { Plain::new("Timestamp") }, stamp.timestamp());
        self.named(const { Plain::new("Version") }, api.version());
    }

    /// Has `write` write an operation with its parameter `DryRun` set. Refuses one that lacks it,
    /// because the server would carry it out.
    pub(crate) fn dry_run(&mut self, write: impl FnOnce(&mut Self)) {
        self.dry_run = DryRun::Wanted;
        write(self);
        let mut pairs = self.text.split('&').filter(|pair| {
            let name = pair.split('=').next().unwrap_or_default();
            name.eq_ignore_ascii_case(DRY_RUN.as_str())
        });
        let is_written = pairs.next() == Some("DryRun=true") && pairs.next().is_none();
        if self.dry_run == DryRun::Wanted && !is_written {
            let why = "is not a parameter of the operation, which would be carried out";
            self.refuse(RequestError::invalid_parameter(DRY_RUN.as_str(), why));
        }
    }

    /// Gives the parameter `name` the value `token`, unless the call has set it.
    pub(crate) fn fill_in(&mut self, name: &str, token: &str) {
        if self.value_of(name).is_none() {
            self.parameter(name, token);
        }
    }

    /// The value of the parameter `name`, percent-encoded. Upper and lower case of the name don't matter,
    /// as to the server.
    pub(crate) fn value_of(&self, name: &str) -> Option<&str> {
        let is_name = |pair: &&Pair| {
            let encoded = percent_decode_str(pair.name(&self.text));
            encoded
                .map(|byte| byte.to_ascii_lowercase())
                .eq(name.bytes().map(|byte| byte.to_ascii_lowercase()))
        };
        let pair = self.pairs.iter().find(is_name)?;
        self.text.get(pair.name_end + 1..pair.end)
    }

    fn has_parameter(&self, name: Plain) -> bool {
        let head = head(name.as_str());
        let mut pairs = self.pairs.iter();
        pairs.any(|pair| pair.head == head && pair.name(&self.text) == name.as_str())
    }

    /// Sets an HTTP header.
    pub fn header(&mut self, name: HeaderName, value: HeaderValue) {
        self.headers.insert(name, value);
    }

    /// The parameters so far in canonical order, which is by name as plain text, byte by byte.
    pub fn sorted(&mut self) -> impl Iterator<Item = Parameter<'_>> {
        self.sort();
        let text = self.text.as_str();
        let parameter = |pair: &Pair| Parameter {
            name: pair.name(text),
            value: &text[pair.name_end + 1..pair.end],
            escaped: pair.escaped,
        };
        self.pairs.iter().map(parameter)
    }

    fn sort(&mut self) {
        let text = self.text.as_str();
        // A sort compares all neighbours, so a name that is there twice is met here.
        let mut repeated = None;
        self.pairs.sort_unstable_by(|a, b| {
            let order = a.head.cmp(&b.head).then_with(|| {
                if a.escaped || b.escaped {
                    by_plain_name(a.name(text), b.name(text))
                } else {
                    a.name(text).cmp(b.name(text))
                }
            });
            if order.is_eq() {
                repeated = Some(*a);
            }
            order
        });
        self.is_sorted = true;
        if let Some(pair) = repeated {
            let name = percent_decode_str(pair.name(text))
                .decode_utf8_lossy()
                .into_owned();
            self.refuse(RequestError::repeated_parameter(&name));
        }
    }

    /// Says that the request can't be made; the first refusal is what the caller gets, and nothing
    /// is sent.
    pub fn refuse(&mut self, refusal: RequestError) {
        self.refusal.get_or_insert(refusal);
    }

    /// Why the request can't be made, as far as that is known.
    pub(crate) fn refusal(&self) -> Option<&RequestError> {
        self.refusal.as_ref()
    }

    pub(crate) fn finish(mut self) -> Result<Written, RequestError> {
        if !self.is_sorted {
            self.sort();
        }
        // The signer adds its own after it has sorted.
        if self
            .pairs
            .iter()
            .filter(|pair| pair.name(&self.text) == SIGNATURE)
            .count()
            > 1
        {
            self.refuse(RequestError::repeated_parameter(SIGNATURE));
        }
        let has_form = self.has_form();
        match self.refusal {
            Some(refusal) => Err(refusal),
            None => Ok(Written {
                method: self.method,
                parameters: self.text,
                headers: self.headers,
                content: match self.body {
                    Some(body) => Content::Body(body),
                    None if has_form => Content::Form,
                    None => Content::Nothing,
                },
            }),
        }
    }
}

/// The value of the `Format` parameter.
const fn plain(format: Format) -> Plain {
    match format {
        Format::Json => const { Plain::new(Format::Json.as_str()) },
        Format::Xml => const { Plain::new(Format::Xml.as_str()) },
    }
}

/// The first bytes of a name as a number that compares as they do.
fn head(name: &str) -> u64 {
    let name = name.as_bytes();
    u64::from_be_bytes(name.first_chunk().copied().unwrap_or_else(|| {
        let mut padded = [0; 8];
        padded[..name.len()].copy_from_slice(name);
        padded
    }))
}

/// Encoding keeps the order of names, except among those that hold an escaped character.
fn by_plain_name(a: &str, b: &str) -> Ordering {
    let plain = |name| Cow::from(percent_decode_str(name));
    plain(a).cmp(&plain(b))
}

/// Names only: values may be secret.
impl fmt::Debug for Draft<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.pairs.iter().map(|pair| pair.name(&self.text));
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
    use crate::api::{Methods, Product};

    static ECS: Product = Product::new("Ecs", "2014-05-26");
    static API: Api = Api::new(&ECS, "Test", Methods::GetOrPost);

    fn text_of(write: impl FnOnce(&mut Draft<'_>)) -> String {
        let endpoint = "https://example.com".parse().unwrap();
        let mut draft = Draft::new(&API, &endpoint, Format::Json, Method::GET);
        write(&mut draft);
        draft.finish().unwrap().parameters
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
        let names: Vec<String> = draft
            .sorted()
            .map(|parameter| parameter.name.to_owned())
            .collect();
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
