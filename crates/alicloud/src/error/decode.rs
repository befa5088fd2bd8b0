//! Replies that can't be read.

use std::{error, fmt};

use http::StatusCode;

use super::{ErrorDocument, Redact, redacted};

/// Where and why a reply can't be read. The reply's values are not repeated: they may be secret.
#[derive(Clone)]
pub struct DecodeError {
    path: String,
    problem: DecodeProblem,
    status: Option<StatusCode>,
    request_id: Option<String>,
    /// What was read of an error document on the way. It is no part of what the error says.
    pub(crate) document: Option<Box<ErrorDocument>>,
}

/// Why a reply can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecodeProblem {
    /// It is not well-formed, or cut off, at this line and column, counted from 1.
    Syntax {
        /// The line.
        line: usize,
        /// The column, in bytes.
        column: usize,
    },
    /// A text in it is not UTF-8.
    NotUtf8,
    /// It is nested deeper than any reply of the vendor's.
    TooDeep,
    /// It declares a document type, and with it entities. Replies have none.
    DocumentType,
    /// It is XML, which only the feature `xml` of `alicloud` can read.
    XmlDisabled,
    /// It is an error document rather than a reply, though it came with success.
    ErrorDocument,
    /// A required field is missing or null.
    Missing,
    /// A required field is empty.
    Empty,
    /// A field is there more than once.
    Duplicate,
    /// There is no such field, where unknown ones are
    /// [refused](crate::model::UnknownFields::Refuse), or where an item of a list in XML holds
    /// nothing else.
    Unknown {
        /// The field that may have been meant.
        nearest: Option<&'static str>,
    },
    /// A value is not what the field holds.
    Kind {
        /// What the field holds, such as `an integer`.
        expected: &'static str,
        /// What is there, such as `an object`.
        found: &'static str,
    },
    /// A value is of the right kind, and wrong all the same.
    Invalid(String),
}

impl DecodeError {
    /// The field at `path` (segments joined by `.`; empty for the whole reply) has a problem.
    #[must_use]
    pub fn new(path: impl Into<String>, problem: DecodeProblem) -> Self {
        Self {
            path: path.into(),
            problem,
            status: None,
            request_id: None,
            document: None,
        }
    }

    /// Notes what else is known of the answer.
    pub(crate) fn answered(mut self, status: StatusCode, request_id: Option<String>) -> Self {
        self.status = Some(status);
        self.request_id = request_id;
        self
    }

    /// Replaces what is repeated of the reply where `redact` has another text.
    pub(super) fn redact(&mut self, redact: &Redact) {
        redacted(&mut self.path, redact);
        if let DecodeProblem::Invalid(why) = &mut self.problem {
            redacted(why, redact);
        }
        if let Some(id) = &mut self.request_id {
            redacted(id, redact);
        }
    }

    /// The field, such as `VncUrl` or `Instances.Instance.0.Cpu`; empty for the whole reply.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong with it.
    #[must_use]
    pub fn problem(&self) -> &DecodeProblem {
        &self.problem
    }

    /// The HTTP status of the reply; `None` if it was read outside of a call.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }

    /// The request id of the reply, if that much of it could be read.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }
}

/// By what they say.
impl PartialEq for DecodeError {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path
            && self.problem == other.problem
            && self.status == other.status
            && self.request_id == other.request_id
    }
}

impl Eq for DecodeError {}

/// Without the document, whose values may be secret.
impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError")
            .field("path", &self.path)
            .field("problem", &self.problem)
            .field("status", &self.status)
            .field("request_id", &self.request_id)
            .finish()
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        self.problem.fmt(f)?;
        match &self.request_id {
            Some(id) => write!(f, " (request id {id})"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for DecodeProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax { line, column } => {
                write!(
                    f,
                    "not well-formed, or cut off, at line {line} column {column}"
                )
            }
            Self::NotUtf8 => f.write_str("not UTF-8"),
            Self::TooDeep => f.write_str("nested too deeply"),
            Self::DocumentType => f.write_str("a document type is declared"),
            Self::XmlDisabled => {
                f.write_str("XML, and the feature `xml` of `alicloud` is disabled")
            }
            Self::ErrorDocument => f.write_str("an error document in place of the reply"),
            Self::Missing => f.write_str("required, but missing or null"),
            Self::Empty => f.write_str("required, but empty"),
            Self::Duplicate => f.write_str("there more than once"),
            Self::Unknown { nearest: None } => f.write_str("no such field"),
            Self::Unknown {
                nearest: Some(nearest),
            } => write!(f, "no such field; there is {nearest}"),
            Self::Kind { expected, found } => write!(f, "expected {expected}, found {found}"),
            Self::Invalid(why) => f.write_str(why),
        }
    }
}

impl error::Error for DecodeError {}
