//! Replies of servers, and reading their bodies into records and values.

mod error_document;
mod retry_after;

use std::{fmt, time::SystemTime};

use crate::{
    api::Format,
    error::DecodeError,
    model::{
        Record,
        read::{Fields, Names, json, xml},
    },
};
use serde_json::Value;

use self::error_document::has_only_error_keys;
pub use self::retry_after::server_time;
pub(crate) use self::retry_after::{retry_after, throttles};

/// The JSON or XML body of a reply, which an [`Operation`](crate::Operation) reads.
///
/// The format is detected from the first byte of the body. So a gateway's JSON error can be read
/// even if the call requested XML.
#[derive(Clone, Copy)]
pub struct Reply<'a> {
    body: &'a [u8],
    format: Format,
    sent_at: SystemTime,
}

impl<'a> Reply<'a> {
    /// Creates a reply from `body`, for a request that was sent at `sent_at`. Returns `None` if
    /// `body` begins with none of `{`, `[` and `<` after whitespace, or if it is HTML.
    ///
    /// ```
    /// use std::time::SystemTime;
    /// use alicloud::Reply;
    ///
    /// let body = b"<a><RequestId>1450F2D7</RequestId></a>";
    /// let reply = Reply::new(body, SystemTime::now()).unwrap();
    /// assert_eq!(reply.value().unwrap()["RequestId"], "1450F2D7");
    /// assert!(Reply::new(b"<html>502 Bad Gateway</html>", SystemTime::now()).is_none());
    /// ```
    #[must_use]
    pub fn new(body: &'a [u8], sent_at: SystemTime) -> Option<Self> {
        const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";
        let body = body
            .strip_prefix(BYTE_ORDER_MARK)
            .unwrap_or(body)
            .trim_ascii();
        let format = match body.first() {
            Some(b'{' | b'[') => Format::Json,
            Some(b'<') if !is_html(body) => Format::Xml,
            _ => return None,
        };
        Some(Self {
            body,
            format,
            sent_at,
        })
    }

    /// The time when the request was signed, from the session's [stamps](crate::Session::stamps).
    ///
    /// The server created the contents of the reply after this time. Use this time as the start of
    /// validity periods in the reply.
    #[must_use]
    pub fn sent_at(&self) -> SystemTime {
        self.sent_at
    }

    /// The body without surrounding whitespace and without a byte order mark.
    #[must_use]
    pub fn body(&self) -> &'a [u8] {
        self.body
    }

    /// Reads the body into a record.
    ///
    /// Replies of some products deviate from their specifications. These unambiguous deviations are
    /// accepted in JSON and XML:
    ///
    /// - Unknown fields are ignored. A `null` counts as absent.
    /// - A scalar may be sent as another kind. A number may be text, text may be a number or a
    ///   boolean, a boolean may be text, `0` or `1`, and an integer may be written as `2.0`.
    /// - Whitespace around numbers and booleans is ignored. A blank string instead of a number or a
    ///   boolean counts as absent.
    /// - A field name may have another letter case. If the exact name is also present, the exact
    ///   name takes precedence.
    /// - A list may be a string that contains the list as JSON. In XML, the string with the JSON
    ///   list must be in the list's first element. The JSON list must not contain further lists in
    ///   strings.
    ///
    /// These deviations are accepted in JSON:
    ///
    /// - A blank string instead of a list or an object counts as absent.
    /// - A list may lack the enclosing object, if the list is the only field of that object.
    ///
    /// These deviations are accepted in XML:
    ///
    /// - A blank element instead of an object with required fields counts as absent.
    /// - The root element may have any name. The root element may also be missing, so that the
    ///   fields are the outermost elements.
    /// - If there is a single outermost element, this element is the root element or a field:
    ///   - If no field has the name of the element, the element is the root element.
    ///   - If a field has this name, the children of the element are counted: those that are fields
    ///     of the reply, and those that are fields of the field's object. The element is the field
    ///     if the first number is 0 or less than the second. Otherwise it is the root element.
    /// - An empty element in a list is ignored. In a list of objects, an element that contains only
    ///   whitespace is ignored, too.
    ///
    /// These deviations are errors, because they are ambiguous:
    ///
    /// - a fraction instead of an integer;
    /// - in JSON, an object instead of a list, even if the object contains the list;
    /// - in JSON, a number beyond 64 bits instead of text;
    /// - in XML, a list item or map entry that has only unknown fields, for example an item inside
    ///   an unknown element.
    ///
    /// # Errors
    ///
    /// Returns an error in each of these cases:
    ///
    /// - the document is malformed or nested too deeply;
    /// - a required field is missing or empty;
    /// - a value has the wrong kind;
    /// - the exact name of a field is repeated, unless the field is a list in XML;
    /// - the document is an error document, and no field of the record except `RequestId` has a
    ///   value.
    pub fn record<R: Record + Default>(&self) -> Result<R, DecodeError> {
        let mut record = R::default();
        self.read(&mut record)?;
        Ok(record)
    }

    fn read(&self, record: &mut dyn Record) -> Result<(), DecodeError> {
        let mut fields = Fields::new(record, Names::Lenient);
        let read = self.fill(&mut fields);
        if fields.has_own() {
            read
        } else {
            self.unless_error_document(read)
        }
    }

    /// Reads the body into a JSON value, without a specification.
    ///
    /// In XML, elements become object keys, repeated elements become lists, and all scalars become
    /// text. A single outermost element counts as the root element, which does not become a key.
    ///
    /// # Errors
    ///
    /// Returns an error in each of these cases:
    ///
    /// - the document is malformed or nested too deeply;
    /// - a key of a JSON object is repeated;
    /// - an XML element contains both text and elements;
    /// - the document is an error document.
    pub fn value(&self) -> Result<Value, DecodeError> {
        let value = match self.format {
            Format::Json => json::value(self.body),
            Format::Xml => xml::value(self.body),
        }?;
        if has_only_error_keys(&value) {
            self.unless_error_document(Ok(value))
        } else {
            Ok(value)
        }
    }

    fn fill(&self, fields: &mut Fields<'_>) -> Result<(), DecodeError> {
        match self.format {
            Format::Json => json::fill(self.body, fields),
            Format::Xml => xml::fill(self.body, fields),
        }
    }
}

fn is_html(body: &[u8]) -> bool {
    [b"<!doctype html".as_slice(), b"<html"]
        .iter()
        .any(|start| {
            body.get(..start.len())
                .is_some_and(|found| found.eq_ignore_ascii_case(start))
        })
}

/// Omits the body, because the body may contain secrets.
impl fmt::Debug for Reply<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("format", &self.format)
            .field("length", &self.body.len())
            .field("sent_at", &self.sent_at)
            .finish_non_exhaustive()
    }
}
