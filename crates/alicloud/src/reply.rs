//! The server's reply, and how it becomes a value.

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

/// The body of a reply, JSON or XML, to be read by an [`Operation`](crate::Operation).
///
/// Which of the two it is shows in its first byte; a gateway's JSON error is read even when XML
/// was asked for.
#[derive(Clone, Copy)]
pub struct Reply<'a> {
    body: &'a [u8],
    format: Format,
    sent_at: SystemTime,
}

impl<'a> Reply<'a> {
    /// The reply in `body` to a request sent at `sent_at`; `None` if the body is neither JSON nor
    /// XML, or is HTML.
    ///
    /// ```
    /// use std::time::SystemTime;
    /// use alicloud::Reply;
    ///
    /// let reply = Reply::new(b"<a><RequestId>1450F2D7</RequestId></a>", SystemTime::now()).unwrap();
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

    /// When the request was signed, by the session's clock. Whatever a reply says is valid for a
    /// while was made after that.
    #[must_use]
    pub fn sent_at(&self) -> SystemTime {
        self.sent_at
    }

    /// The document's text.
    #[must_use]
    pub fn body(&self) -> &'a [u8] {
        self.body
    }

    /// Reads a record.
    ///
    /// Products don't keep to their specifications to the letter, and what can't be meant
    /// otherwise is read:
    ///
    /// - Fields that the record doesn't know are ignored, and `null` is absent.
    /// - A scalar may be written as another kind: a number as text, text as a number or flag, a
    ///   flag as text, `0` or `1`, a whole number as `2.0`. Blanks around it don't count, and an
    ///   empty text in place of a number or a flag is absent.
    /// - An empty text in place of a list or an object is absent. So is an empty element of XML in
    ///   place of an object that can't be empty, because it has required fields.
    /// - A name may be in another letter case, unless the field comes under its own name as well.
    /// - A list may come as its JSON text: in JSON for a text that is well-formed as a list, and
    ///   in XML for an only element whose text is. An item of text that happens to be the JSON of
    ///   a list of texts is taken apart by that. Such a text holds no further one.
    /// - In JSON, a list may lack the object around it, if that has no other field.
    /// - The root element of XML may have any name. A document may lack it and consist of the
    ///   fields. A single element that is named like a field is the root element, unless that field
    ///   knows more of the elements in it than the record does.
    /// - A blank element of XML is not an item of a list of objects.
    ///
    /// Not read, since it may mean something else: a single object for a list, an object of no
    /// known name around a list or its items, numbers with a fraction for whole ones, and whole
    /// numbers beyond 64 bits for text. In XML, an item of a list or an entry of a map is an error
    /// if it is an object and knows none of the elements in it.
    ///
    /// # Errors
    ///
    /// The document isn't well-formed, a required field is missing or empty, a value is of the
    /// wrong kind, or it is an error document.
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

    /// Reads the document as it is. The elements of XML become keys, repeated ones lists, and all
    /// of its values are text. A single outermost element is the root element and is left out.
    ///
    /// # Errors
    ///
    /// The document isn't well-formed, or is an error document.
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

/// Without the body, which may hold secrets.
impl fmt::Debug for Reply<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("format", &self.format)
            .field("length", &self.body.len())
            .field("sent_at", &self.sent_at)
            .finish_non_exhaustive()
    }
}
