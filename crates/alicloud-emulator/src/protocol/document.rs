//! The content of an answer, and its JSON and XML forms.

use std::{
    borrow::Cow,
    io::{self, Write},
};

use bytes::Bytes;
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesText, Event},
};
use serde::ser::{Serialize, Serializer};

use super::{ApiError, Format};
use crate::specification::Name;

/// Names and values of a document, in the order in which they are written.
pub(crate) type Fields = Vec<(Name, Value)>;

/// The fields with these names and values.
pub(crate) fn fields<const N: usize>(fields: [(&'static str, Value); N]) -> Fields {
    fields.map(|(name, value)| (name.into(), value)).into()
}

/// A value in a document.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// Absent in XML.
    Null,
    Text(String),
    Integer(i64),
    Float(f64),
    Boolean(bool),
    List(Vec<Self>),
    Object(Fields),
}

impl Value {
    /// Writes the value as an XML element called `name`. A list becomes one element for each item.
    fn write_xml<W: Write>(&self, name: &str, writer: &mut Writer<W>) -> io::Result<()> {
        match self {
            Self::Null => {}
            Self::Text(text) => write_text(name, text, writer)?,
            Self::Integer(number) => write_text(name, &number.to_string(), writer)?,
            Self::Float(number) => write_text(name, &number.to_string(), writer)?,
            Self::Boolean(flag) => write_text(name, &flag.to_string(), writer)?,
            Self::List(items) => {
                for item in items {
                    item.write_xml(name, writer)?;
                }
            }
            Self::Object(fields) => write_object(name, fields, writer)?,
        }
        Ok(())
    }
}

fn write_text<W: Write>(name: &str, text: &str, writer: &mut Writer<W>) -> io::Result<()> {
    let element = writer.create_element(name);
    element.write_text_content(BytesText::new(&character_data(text)))?;
    Ok(())
}

/// The text with a replacement for each control character that XML can't express.
fn character_data(text: &str) -> Cow<'_, str> {
    let is_invalid = |letter: char| {
        matches!(letter, '\0'..='\u{1F}' if !matches!(letter, '\t' | '\n' | '\r'))
            || matches!(letter, '\u{FFFE}' | '\u{FFFF}')
    };
    if text.contains(is_invalid) {
        text.replace(is_invalid, "\u{FFFD}").into()
    } else {
        text.into()
    }
}

/// A valid name of an XML element. Prepared replies and added specifications can contain other
/// names, such as the keys of a map.
fn element_name(name: &str) -> Cow<'_, str> {
    let is_first = |letter: char| letter.is_ascii_alphabetic() || letter == '_';
    let is_other = |letter: char| letter.is_ascii_alphanumeric() || "_-.".contains(letter);
    if name.starts_with(is_first) && name.chars().all(is_other) {
        return name.into();
    }
    let valid = name.replace(|letter| !is_other(letter), "_");
    if valid.starts_with(is_first) {
        valid.into()
    } else {
        format!("_{valid}").into()
    }
}

fn write_object<W: Write>(name: &str, fields: &Fields, writer: &mut Writer<W>) -> io::Result<()> {
    writer.create_element(name).write_inner_content(|writer| {
        fields
            .iter()
            .try_for_each(|(name, value)| value.write_xml(&element_name(name), writer))
    })?;
    Ok(())
}

/// An estimate of the memory that fields need, in bytes.
fn size_of_fields(fields: &Fields) -> usize {
    fields
        .iter()
        .map(|(name, value)| name.len() + value.size())
        .sum()
}

impl Value {
    fn size(&self) -> usize {
        size_of::<Self>()
            + match self {
                Self::Text(text) => text.len(),
                Self::List(items) => items.iter().map(Self::size).sum(),
                Self::Object(fields) => size_of_fields(fields),
                Self::Null | Self::Integer(_) | Self::Float(_) | Self::Boolean(_) => 0,
            }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Integer(number) => serializer.serialize_i64(*number),
            Self::Float(number) => serializer.serialize_f64(*number),
            Self::Boolean(flag) => serializer.serialize_bool(*flag),
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(fields) => write_map(fields, serializer),
        }
    }
}

fn write_map<S: Serializer>(fields: &Fields, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(fields.iter().map(|(name, value)| (&**name, value)))
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        Self::Integer(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl<const N: usize> From<[(&'static str, Self); N]> for Value {
    fn from(list: [(&'static str, Self); N]) -> Self {
        Self::Object(fields(list))
    }
}

impl FromIterator<Self> for Value {
    fn from_iter<I: IntoIterator<Item = Self>>(items: I) -> Self {
        Self::List(items.into_iter().collect())
    }
}

/// The content of an answer, independent of its format.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    root: String,
    request_id_name: Name,
    fields: Fields,
}

impl Document {
    /// An estimate of the memory that the document needs, in bytes.
    pub(crate) fn size(&self) -> usize {
        size_of::<Self>() + self.root.len() + size_of_fields(&self.fields)
    }

    const REQUEST_ID: Name = Name::Static("RequestId");

    pub(crate) fn reply(action: &str, fields: Fields) -> Self {
        Self {
            root: format!("{action}Response"),
            request_id_name: Self::REQUEST_ID,
            fields,
        }
    }

    /// The error of a call to an operation of `product`.
    pub(crate) fn error(product: &str, error: &ApiError, request_id: &str) -> Self {
        let recommend = format!(
            "https://api.aliyun.com/troubleshoot?q={}&product={product}&requestId={request_id}",
            error.code
        );
        let host = format!("{}.aliyuncs.com", product.to_ascii_lowercase());
        let fields = fields([
            ("HostId", host.into()),
            ("Code", (&*error.code).into()),
            ("Message", (&*error.message).into()),
            ("Recommend", recommend.into()),
        ]);
        Self {
            root: "Error".to_owned(),
            request_id_name: Self::REQUEST_ID,
            fields,
        }
    }

    /// Adds the request id as the first field, as in every document of the vendor, unless the
    /// document contains a request id.
    pub(crate) fn with_request_id(mut self, request_id: &str) -> Self {
        if self.request_id_field().is_none() {
            let name = self.request_id_name.clone();
            self.fields.insert(0, (name, request_id.into()));
        }
        self
    }

    /// The request id that the document contains already.
    pub(crate) fn request_id(&self) -> Option<&str> {
        match self.request_id_field()? {
            Value::Text(request_id) => Some(request_id),
            _ => None,
        }
    }

    fn request_id_field(&self) -> Option<&Value> {
        let mut fields = self.fields.iter();
        fields
            .find(|(name, _)| name.eq_ignore_ascii_case(&Self::REQUEST_ID))
            .map(|(_, value)| value)
    }

    /// Replaces the name of the field for the request id, because some operations write
    /// `requestId`.
    pub(crate) fn with_request_id_name(mut self, name: Name) -> Self {
        self.request_id_name = name;
        self
    }

    pub(crate) fn fields(&self) -> &Fields {
        &self.fields
    }

    #[expect(
        clippy::expect_used,
        reason = "writing strings and numbers to a Vec never fails"
    )]
    pub(crate) fn write(&self, format: Format) -> Bytes {
        match format {
            Format::Json => serde_json::to_vec(self).expect("writing JSON to a Vec never fails"),
            Format::Xml => self.write_xml().expect("writing XML to a Vec never fails"),
        }
        .into()
    }

    fn write_xml(&self) -> io::Result<Vec<u8>> {
        let mut writer = Writer::new(Vec::new());
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        write_object(&self.root, &self.fields, &mut writer)?;
        Ok(writer.into_inner())
    }
}

/// The JSON form of a document leaves out the name of the root.
impl Serialize for Document {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write_map(&self.fields, serializer)
    }
}
