//! What an answer says, and its two forms: JSON and XML.

use bytes::Bytes;
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesText, Event},
};
use serde::ser::{Serialize, Serializer};

use super::{ApiError, Parameters};

/// Names and values of a document, in the order in which they are written.
pub(crate) type Fields = Vec<(&'static str, String)>;

/// What is answered, before it is JSON or XML.
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
            ("HostId", "ecs.aliyuncs.com".to_owned()),
            ("Code", error.code.to_string()),
            ("Message", error.message.to_string()),
            ("Recommend", recommend),
        ];
        Self {
            root: "Error".to_owned(),
            fields,
        }
    }

    /// Puts the request id first, where every document has it.
    pub(crate) fn with_request_id(mut self, request_id: &str) -> Self {
        self.fields.insert(0, ("RequestId", request_id.to_owned()));
        self
    }

    fn write_xml(&self) -> std::io::Result<Vec<u8>> {
        let mut writer = Writer::new(Vec::new());
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        writer
            .create_element(&self.root)
            .write_inner_content(|writer| {
                for (name, value) in &self.fields {
                    writer
                        .create_element(*name)
                        .write_text_content(BytesText::new(value))?;
                }
                Ok(())
            })?;
        Ok(writer.into_inner())
    }
}

/// The JSON form has no root.
impl Serialize for Document {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.fields.iter().map(|(name, value)| (name, value)))
    }
}

/// The form in which a client wants its answer. XML is the vendor's historical default.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Format {
    Json,
    #[default]
    Xml,
}

impl Format {
    pub(crate) fn of(parameters: &Parameters) -> Result<Self, ApiError> {
        match parameters.get("Format") {
            None => Ok(Self::default()),
            Some(format) if format.eq_ignore_ascii_case("JSON") => Ok(Self::Json),
            Some(format) if format.eq_ignore_ascii_case("XML") => Ok(Self::Xml),
            Some(_) => Err(ApiError::INVALID_FORMAT),
        }
    }

    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json;charset=utf-8",
            Self::Xml => "text/xml;charset=utf-8",
        }
    }

    #[expect(
        clippy::expect_used,
        reason = "a Vec takes every byte, and strings have a form in JSON and in XML"
    )]
    pub(crate) fn write(self, document: &Document) -> Bytes {
        match self {
            Self::Json => serde_json::to_vec(document).expect("strings are JSON"),
            Self::Xml => document.write_xml().expect("strings are XML text"),
        }
        .into()
    }
}
