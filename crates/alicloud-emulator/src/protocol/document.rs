//! The content of an answer, and its JSON and XML forms.

use std::io::{self, Write};

use bytes::Bytes;
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesText, Event},
};
use serde::ser::{Serialize, Serializer};

use super::{ApiError, Format};

/// Names and values of a document, in the order in which they are written.
pub(crate) type Fields = Vec<(&'static str, Value)>;

/// A value in a document.
pub(crate) enum Value {
    Text(String),
    Number(usize),
    List(Vec<Self>),
    Object(Fields),
}

impl Value {
    /// Writes the value as an XML element called `name`. A list becomes one element for each item.
    fn write_xml<W: Write>(&self, name: &str, writer: &mut Writer<W>) -> io::Result<()> {
        match self {
            Self::Text(text) => {
                let element = writer.create_element(name);
                element.write_text_content(BytesText::new(text))?;
            }
            Self::Number(number) => {
                let element = writer.create_element(name);
                element.write_text_content(BytesText::new(&number.to_string()))?;
            }
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

fn write_object<W: Write>(name: &str, fields: &Fields, writer: &mut Writer<W>) -> io::Result<()> {
    writer.create_element(name).write_inner_content(|writer| {
        fields
            .iter()
            .try_for_each(|(name, value)| value.write_xml(name, writer))
    })?;
    Ok(())
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(number) => number.serialize(serializer),
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(fields) => write_map(fields, serializer),
        }
    }
}

fn write_map<S: Serializer>(fields: &Fields, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(fields.iter().map(|(name, value)| (name, value)))
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
        Self::Number(number)
    }
}

impl FromIterator<Self> for Value {
    fn from_iter<I: IntoIterator<Item = Self>>(items: I) -> Self {
        Self::List(items.into_iter().collect())
    }
}

/// The content of an answer, independent of its format.
pub(crate) struct Document {
    root: String,
    fields: Fields,
}

impl Document {
    pub(crate) fn reply(action: &str, fields: Fields) -> Self {
        Self {
            root: format!("{action}Response"),
            fields,
        }
    }

    pub(crate) fn error(error: &ApiError, request_id: &str) -> Self {
        let recommend = format!(
            "https://api.aliyun.com/troubleshoot?q={}&product=Ecs&requestId={request_id}",
            error.code
        );
        let fields = vec![
            ("HostId", "ecs.aliyuncs.com".into()),
            ("Code", (&*error.code).into()),
            ("Message", (&*error.message).into()),
            ("Recommend", recommend.into()),
        ];
        Self {
            root: "Error".to_owned(),
            fields,
        }
    }

    /// Adds the request id as the first field, as in every document of the vendor.
    pub(crate) fn with_request_id(mut self, request_id: &str) -> Self {
        self.fields.insert(0, ("RequestId", request_id.into()));
        self
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
