//! The parameters of a request, from its query and its form.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    str,
};

use http::{HeaderMap, Method, Request, header::CONTENT_TYPE};
use percent_encoding::{
    AsciiSet, NON_ALPHANUMERIC, PercentEncode, percent_decode_str, utf8_percent_encode,
};

use super::ApiError;

/// The decoded parameters of a request, sorted by name in byte order.
#[derive(Debug, Default)]
pub(crate) struct Parameters {
    values: BTreeMap<String, String>,
    /// The names of the parameters in the form.
    in_form: BTreeSet<String>,
}

impl Parameters {
    /// Reads the parameters of the query and of a POST form. If both contain a parameter, the value
    /// in the form counts.
    pub(crate) fn read(request: &Request<impl AsRef<[u8]>>) -> Result<Self, ApiError> {
        if !matches!(*request.method(), Method::GET | Method::POST) {
            return Err(ApiError::UNSUPPORTED_HTTP_METHOD);
        }
        let mut parameters = Self::parse(request.uri().query().unwrap_or_default())?;
        let body = request.body().as_ref();
        if request.method() == Method::POST && !body.is_empty() {
            if !is_form(request.headers()) {
                return Err(ApiError::UNSUPPORTED_CONTENT_TYPE);
            }
            let form = str::from_utf8(body).map_err(|_| ApiError::MALFORMED_PARAMETERS)?;
            let mut form = Self::parse(form)?.values;
            parameters.in_form = form.keys().cloned().collect();
            parameters.values.append(&mut form);
        }
        Ok(parameters)
    }

    /// Parses `application/x-www-form-urlencoded` text, such as a query string.
    pub(crate) fn parse(text: &str) -> Result<Self, ApiError> {
        let mut values = BTreeMap::new();
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            match values.entry(decode(name)?) {
                Entry::Vacant(entry) => entry.insert(decode(value)?),
                Entry::Occupied(entry) => {
                    return Err(ApiError::repeated_parameter(encode(entry.key())));
                }
            };
        }
        Ok(Self {
            values,
            in_form: BTreeSet::new(),
        })
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// Whether the parameter was sent in the form of a POST request.
    pub(crate) fn is_in_form(&self, name: &str) -> bool {
        self.in_form.contains(name)
    }

    /// The value of a parameter. An empty value counts as absent.
    pub(crate) fn given(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.is_empty())
    }

    /// Whether the parameter is `true`, in upper or lower case.
    pub(crate) fn is_true(&self, name: &str) -> bool {
        self.get(name)
            .is_some_and(|flag| flag.eq_ignore_ascii_case("true"))
    }

    /// The value of a common parameter, or an error if the parameter is absent.
    pub(crate) fn common(&self, name: &str) -> Result<&str, ApiError> {
        self.given(name)
            .ok_or_else(|| ApiError::missing_common(name))
    }

    /// The value of a required parameter of the operation, or an error if the parameter is absent.
    pub(crate) fn required(&self, name: &str) -> Result<&str, ApiError> {
        self.given(name)
            .ok_or_else(|| ApiError::missing_parameter(name))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> + Clone {
        self.values
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// Percent-encodes all characters except `A-Z a-z 0-9 - _ . ~`, as signatures require.
pub(crate) fn encode(text: &str) -> PercentEncode<'_> {
    const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'_')
        .remove(b'.')
        .remove(b'~');
    utf8_percent_encode(text, RESERVED)
}

/// Decodes form text, in which `+` is a space.
///
/// A `%` without two hexadecimal digits is refused. Lenient decoding would hide that a client
/// forgot to percent-encode.
fn decode(text: &str) -> Result<String, ApiError> {
    if !text.split('%').skip(1).all(begins_with_two_hex_digits) {
        return Err(ApiError::MALFORMED_PARAMETERS);
    }
    let text = text.replace('+', " ");
    let decoded = percent_decode_str(&text).decode_utf8();
    decoded
        .map(Cow::into_owned)
        .map_err(|_| ApiError::MALFORMED_PARAMETERS)
}

fn begins_with_two_hex_digits(text: &str) -> bool {
    text.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2
}

fn is_form(headers: &HeaderMap) -> bool {
    let content_type = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default();
    media_type
        .trim()
        .eq_ignore_ascii_case("application/x-www-form-urlencoded")
}
