//! Unsigned requests that are being written.

mod record;

use std::{cmp::Ordering, fmt};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Method,
    header::{CONTENT_TYPE, Entry},
};
use percent_encoding::percent_decode_str;
use smallvec::SmallVec;

pub(crate) use self::record::is_json;
use crate::{
    api::{Api, Endpoint, Format, Stamp},
    encoding::{Encoder, Plain, head},
    error::RequestError,
    request::Content,
};

/// An unsigned request whose parameters are being collected.
///
/// The draft percent-encodes each added parameter into a buffer. The buffer becomes the query or
/// the form of the [`Request`](crate::Request). Signers read the parameters in canonical order with
/// [`sorted`](Self::sorted). A draft can have a [body](Self::set_body) in addition to its
/// parameters.
///
/// The encoding follows signature 1.0: `A-Z a-z 0-9 - _ . ~` stay unchanged. Every other byte of
/// the UTF-8 text becomes `%XX` in upper case.
pub struct Draft<'a> {
    api: &'a Api,
    endpoint: &'a Endpoint,
    /// The region id of the call. It is sent if the operation has a region parameter without a
    /// value.
    pub(crate) region: Option<&'a str>,
    /// The region id from the options of the call. It overrides the operation's own region.
    pub(crate) given_region: Option<&'a str>,
    format: Format,
    method: Method,
    /// The encoded `Name=Value` pairs, joined by `&`, in the order of their addition.
    text: String,
    /// The positions of the pairs, in the order of `text` until they are sorted.
    pairs: SmallVec<[Pair; 16]>,
    /// The number of pairs at the start that are sorted and checked for repeated names.
    sorted: usize,
    headers: HeaderMap,
    body: Option<Bytes>,
    refusal: Option<RequestError>,
    dry_run: DryRun,
}

/// The state of the parameter [`DRY_RUN`].
#[derive(Clone, Copy, PartialEq, Eq)]
enum DryRun {
    No,
    Wanted,
    Written,
}

/// The parameter that makes the server check an operation without executing it.
const DRY_RUN: Plain = Plain::new("DryRun");

const FORMAT: Plain = Plain::new("Format");

/// The position of a pair in the text. The type is small, because sorting moves pairs.
#[derive(Clone, Copy)]
struct Pair {
    /// The first bytes of the plain name, which decide nearly every comparison.
    head: u128,
    start: u32,
    name_end: u32,
    end: u32,
    has_escaped_name: bool,
    has_escaped_value: bool,
}

impl Pair {
    #[inline]
    fn name<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start as usize..self.name_end as usize]
    }

    #[inline]
    fn value<'t>(&self, text: &'t str) -> &'t str {
        &text[self.name_end as usize + 1..self.end as usize]
    }

    /// Returns whether both pairs have the same name. Equal names have equal encoded forms.
    fn is_namesake(&self, other: &Self, text: &str) -> bool {
        self.head == other.head
            && self.name_end - self.start == other.name_end - other.start
            && self.name(text) == other.name(text)
    }

    /// Compares the unencoded names. Only names with escaped characters have to be decoded.
    fn by_name(&self, other: &Self, text: &str) -> Ordering {
        let (a, b) = (self.name(text), other.name(text));
        if self.has_escaped_name || other.has_escaped_name {
            percent_decode_str(a).cmp(percent_decode_str(b))
        } else {
            a.cmp(b)
        }
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
    /// Whether the name contains an escaped character, and thus a `%`.
    pub has_escaped_name: bool,
    /// Whether the value contains an escaped character, and thus a `%`.
    pub has_escaped_value: bool,
}

impl<'a> Draft<'a> {
    /// The initial size of the buffer, which fits a signed call with a few parameters.
    const CAPACITY: usize = 768;

    /// Creates an empty draft of a call of `api` at `endpoint`. The request will be sent with
    /// `method` and ask for a reply in `format`.
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
            sorted: 0,
            headers: HeaderMap::new(),
            body: None,
            refusal: None,
            dry_run: DryRun::No,
            given_region: None,
        }
    }

    /// Returns the operation.
    #[must_use]
    pub fn api(&self) -> &'a Api {
        self.api
    }

    /// Returns the endpoint that the request will be sent to.
    #[must_use]
    pub fn endpoint(&self) -> &'a Endpoint {
        self.endpoint
    }

    /// Returns the method that the request will be sent with.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// Returns the requested format of the reply.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }

    /// Returns the region id from the options of the call, which overrides the operation's own
    /// region.
    ///
    /// An operation that writes its region parameter by hand must write this id instead of its own
    /// region. [`record`](Self::record) does this automatically.
    #[must_use]
    pub fn given_region(&self) -> Option<&str> {
        self.given_region
    }

    /// Returns the parameters so far, percent-encoded and joined by `&`, in the order of their
    /// addition.
    #[must_use]
    pub fn parameters(&self) -> &str {
        &self.text
    }

    /// Returns the HTTP headers so far.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns whether the parameters will be sent as a form in the body instead of in the query.
    #[must_use]
    pub fn has_form(&self) -> bool {
        self.body.is_none() && self.api.has_form(&self.method)
    }

    /// Returns the body that [`set_body`](Self::set_body) set.
    #[must_use]
    pub fn body(&self) -> Option<&Bytes> {
        self.body.as_ref()
    }

    /// Returns whether a signature over the parameters alone is sufficient. The result is true if
    /// the draft has no body other than a form, and the operation doesn't [require
    /// ACS3](Api::is_acs3_only).
    #[must_use]
    pub fn has_parameters_alone(&self) -> bool {
        self.body.is_none() && !self.api.is_acs3_only()
    }

    /// Returns the bytes that will be sent as the body: the form or the body that was set. Without
    /// a form or a body, the bytes are empty.
    #[must_use]
    pub fn content(&self) -> &[u8] {
        match &self.body {
            Some(body) => body,
            None if self.has_form() => self.text.as_bytes(),
            None => &[],
        }
    }

    /// Sets a body and its media type. The parameters will then be sent in the query. A
    /// `Content-Type` header of the operation takes precedence over the media type.
    ///
    /// The request is refused if a body is already set, or if the signer doesn't
    /// [cover](crate::Sign::covers) a body. A GET with a body is sent as a POST, or refused if a
    /// POST is not possible.
    pub fn set_body(&mut self, content_type: HeaderValue, body: impl Into<Bytes>) {
        if self.body.is_some() {
            return self.refuse(RequestError::second_body(self.api.action()));
        }
        self.headers.entry(CONTENT_TYPE).or_insert(content_type);
        self.body = Some(body.into());
    }

    /// Adds a parameter from an unencoded name and an unencoded value.
    pub fn parameter(&mut self, name: &str, value: &str) {
        self.parameter_with(name, |encoder| encoder.text(value));
    }

    /// Adds a parameter whose name needs no encoding.
    pub fn named(&mut self, name: Plain, value: &str) {
        self.pair(
            name.head(),
            |encoder| encoder.plain(name),
            |encoder| encoder.text(value),
        );
    }

    /// Adds a parameter whose name needs no encoding. If `is_plain`, the value needs no encoding
    /// either.
    fn known(&mut self, name: Plain, value: &str, is_plain: bool) {
        self.pair(
            name.head(),
            |encoder| encoder.plain(name),
            |encoder| encoder.known(value, is_plain),
        );
    }

    /// Adds a parameter whose name and value need no encoding.
    #[inline]
    pub fn constant(&mut self, name: Plain, value: Plain) {
        self.pair(
            name.head(),
            |encoder| encoder.plain(name),
            |encoder| encoder.plain(value),
        );
    }

    fn parameter_with(&mut self, name: &str, value: impl FnOnce(&mut Encoder<'_>)) {
        self.pair(head(name), |encoder| encoder.text(name), value);
    }

    #[inline]
    fn pair(
        &mut self,
        head: u128,
        name: impl FnOnce(&mut Encoder<'_>),
        value: impl FnOnce(&mut Encoder<'_>),
    ) {
        if !self.text.is_empty() {
            self.text.push('&');
        }
        let start = self.text.len();
        let mut encoder = Encoder::new(&mut self.text);
        name(&mut encoder);
        let (name_end, has_escaped_name) = encoder.finish_name();
        value(&mut encoder);
        let has_escaped_value = encoder.escaped();
        let Ok(end) = u32::try_from(self.text.len()) else {
            return self.refuse_length(start);
        };
        self.pairs.push(Pair {
            head,
            // `start` and `name_end` are not greater than `end`, which fits in a `u32`.
            start: start as u32,
            name_end: name_end as u32,
            end,
            has_escaped_name,
            has_escaped_value,
        });
    }

    /// Adds the common parameters `Action`, `Format`, `SignatureNonce`, `Timestamp` and `Version`.
    /// Unsigned requests and requests with signature 1.0 need these parameters.
    ///
    /// If the operation has its own parameter `Format`, the common parameter `Format` is omitted.
    pub fn common_parameters(&mut self, stamp: &Stamp) {
        let api = self.api;
        self.known(
            const { Plain::new("Action") },
            api.action(),
            api.has_plain_action,
        );
        if !self.has_parameter(FORMAT) {
            self.constant(FORMAT, plain(self.format));
        }
        let name = const { Plain::new("SignatureNonce") };
        self.known(name, stamp.nonce(), stamp.has_plain_nonce());
        let name = const { Plain::new("Timestamp") };
        self.pair(
            name.head(),
            |encoder| encoder.plain(name),
            |encoder| encoder.escaped_text(stamp.encoded_timestamp()),
        );
        let name = const { Plain::new("Version") };
        self.known(name, api.version(), api.product().has_plain_version);
    }

    /// Calls `write` to write an operation with its field `DryRun` set to true. Refuses an
    /// operation that neither has this field nor sets the parameter `DryRun` to true exactly once,
    /// because the server would execute the operation.
    pub(crate) fn dry_run(&mut self, write: impl FnOnce(&mut Self)) {
        self.dry_run = DryRun::Wanted;
        write(self);
        if self.dry_run == DryRun::Written {
            return;
        }
        let mut pairs = self.text.split('&').filter(|pair| {
            let name = pair.split('=').next().unwrap_or_default();
            name.eq_ignore_ascii_case(DRY_RUN.as_str())
        });
        match (pairs.next(), pairs.next()) {
            (Some("DryRun=true"), None) => {}
            (None, _) => self.refuse(RequestError::no_dry_run(self.api.action())),
            _ => {
                let why = "must be true and set only once, or the server would carry out the call";
                self.refuse(RequestError::invalid_parameter(DRY_RUN.as_str(), why));
            }
        }
    }

    /// Sets the parameter `name` to `token`, unless the call has already set the parameter.
    pub(crate) fn fill_in(&mut self, name: &str, token: &str) {
        if self.value_of(name).is_none() {
            self.parameter(name, token);
        }
    }

    /// Returns the percent-encoded value of the parameter `name`. Like the server, the search
    /// ignores the letter case of the name.
    pub(crate) fn value_of(&self, name: &str) -> Option<&str> {
        let is_name = |pair: &&Pair| {
            let encoded = percent_decode_str(pair.name(&self.text));
            encoded
                .map(|byte| byte.to_ascii_lowercase())
                .eq(name.bytes().map(|byte| byte.to_ascii_lowercase()))
        };
        let pair = self.pairs.iter().find(is_name)?;
        Some(pair.value(&self.text))
    }

    fn has_parameter(&self, name: Plain) -> bool {
        let mut pairs = self.pairs.iter();
        pairs.any(|pair| pair.head == name.head() && pair.name(&self.text) == name.as_str())
    }

    /// Reserves space for `additional` headers, so that adding them allocates once.
    pub fn reserve_headers(&mut self, additional: usize) {
        self.headers.reserve(additional);
    }

    /// Sets an HTTP header.
    pub fn header(&mut self, name: HeaderName, value: HeaderValue) {
        self.headers.insert(name, value);
    }

    /// Adds an HTTP header. If the header is already set, the request is refused.
    pub fn unique_header(&mut self, name: HeaderName, value: HeaderValue) {
        match self.headers.entry(name) {
            Entry::Vacant(place) => drop(place.insert(value)),
            Entry::Occupied(known) => {
                let refusal = RequestError::repeated_header(known.key());
                self.refuse(refusal);
            }
        }
    }

    /// Returns the parameters so far in canonical order, which compares the bytes of the unencoded
    /// names.
    pub fn sorted(&mut self) -> impl Iterator<Item = Parameter<'_>> {
        self.sort();
        let text = self.text.as_str();
        let parameter = |pair: &Pair| Parameter {
            name: pair.name(text),
            value: pair.value(text),
            has_escaped_name: pair.has_escaped_name,
            has_escaped_value: pair.has_escaped_value,
        };
        self.pairs.iter().map(parameter)
    }

    fn sort(&mut self) {
        self.pairs.sort_unstable_by_key(|pair| pair.head);
        let mut neighbours = self.pairs.windows(2);
        if neighbours.any(|pair| pair[0].head == pair[1].head) {
            self.sort_by_name();
        }
        self.sorted = self.pairs.len();
    }

    /// Sorts the pairs whose names begin alike, and finds repeated names among them.
    fn sort_by_name(&mut self) {
        let text = self.text.as_str();
        let by_name = |a: &Pair, b: &Pair| a.head.cmp(&b.head).then_with(|| a.by_name(b, text));
        self.pairs.sort_unstable_by(by_name);
        let mut neighbours = self.pairs.windows(2);
        let repeated = neighbours.find(|pair| pair[0].is_namesake(&pair[1], text));
        if let Some(&[pair, _]) = repeated {
            self.refuse_repeated(&pair);
        }
    }

    #[cold]
    fn refuse_length(&mut self, start: usize) {
        const WHY: &str = "makes the parameters longer than 4 GiB";
        let name = self.text[start..].split('=').next().unwrap_or_default();
        let name = percent_decode_str(name).decode_utf8_lossy();
        let refusal = RequestError::invalid_parameter(&name, WHY);
        self.refuse(refusal);
    }

    #[cold]
    fn refuse_repeated(&mut self, pair: &Pair) {
        let name = percent_decode_str(pair.name(&self.text)).decode_utf8_lossy();
        let refusal = RequestError::repeated_parameter(&name);
        self.refuse(refusal);
    }

    /// Refuses the request. Nothing is sent, and the caller gets the first refusal.
    pub fn refuse(&mut self, refusal: RequestError) {
        self.refusal.get_or_insert(refusal);
    }

    /// Returns the first refusal, if the request was refused.
    pub(crate) fn check(&self) -> Result<(), RequestError> {
        self.refusal.clone().map_or(Ok(()), Err)
    }

    /// Checks that the draft can be sent. If a signer added one parameter after sorting, its name
    /// is compared with all others. If the signer added more, all parameters are sorted again.
    pub(crate) fn finish(&mut self) -> Result<(), RequestError> {
        match self.pairs.len() - self.sorted {
            0 => {}
            1 if self.sorted > 0 => {
                let late = self.pairs[self.sorted];
                let mut before = self.pairs[..self.sorted].iter();
                if before.any(|before| before.is_namesake(&late, &self.text)) {
                    self.refuse_repeated(&late);
                }
            }
            _ => self.sort(),
        }
        self.check()
    }

    /// Splits a [finished](Self::finish) draft into parameters, body and headers.
    pub(crate) fn into_parts(self) -> (String, Content, HeaderMap) {
        debug_assert!(self.refusal.is_none());
        let content = if self.has_form() {
            Content::Form
        } else {
            self.body.map_or(Content::Nothing, Content::Body)
        };
        (self.text, content, self.headers)
    }

    /// Empties the draft, and sets another method.
    pub(crate) fn restart(&mut self, method: Method) {
        *self = Self::new(self.api, self.endpoint, self.format, method);
    }
}

/// The value of the `Format` parameter.
const fn plain(format: Format) -> Plain {
    match format {
        Format::Json => const { Plain::new(Format::Json.as_str()) },
        Format::Xml => const { Plain::new(Format::Xml.as_str()) },
    }
}

/// Shows only the names of parameters, because values may be secret.
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
mod tests;
