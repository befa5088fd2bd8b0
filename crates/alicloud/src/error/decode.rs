//! Replies that can't be read.

use std::{error, fmt};

use http::StatusCode;

use super::{ErrorDocument, Redact, redacted};

/// The place and the cause of a failure to read a reply. Except for the request id, the error shows
/// no values of the reply, because these values may be secret.
#[derive(Clone)]
pub struct DecodeError {
    path: String,
    problem: DecodeProblem,
    status: Option<StatusCode>,
    request_id: Option<String>,
    /// The error document, if the reply was also read as an error document. `Display`, `Debug` and
    /// `==` ignore this field.
    pub(crate) document: Option<Box<ErrorDocument>>,
}

/// The cause of a failure to read a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecodeProblem {
    /// The document is malformed or truncated. The position is where the parser stopped.
    Syntax {
        /// The line, counted from 1.
        line: usize,
        /// The column, counted from 1 in bytes.
        column: usize,
    },
    /// The document is not valid UTF-8.
    NotUtf8,
    /// The document is nested too deeply. The parser allows about 128 levels.
    TooDeep,
    /// The XML document has a document type declaration (`DOCTYPE`), which replies must not have.
    DocumentType,
    /// The document is XML, but the feature `xml` of `alicloud` is disabled.
    XmlDisabled,
    /// The document is an error document instead of a reply.
    ErrorDocument,
    /// A required field is missing or null.
    Missing,
    /// A required field is empty.
    Empty,
    /// A field appears more than once.
    Duplicate,
    /// The document has an unknown field, and unknown fields are
    /// [refused](crate::model::UnknownFields::Refuse). In XML, a list item or a map entry with only
    /// unknown fields also causes this error.
    Unknown {
        /// The known field with the most similar name, if any name is similar.
        nearest: Option<&'static str>,
    },
    /// A value has the wrong kind for the field.
    Kind {
        /// The kind of value that the field expects, such as `an integer`.
        expected: &'static str,
        /// The kind of value in the document, such as `an object`.
        found: &'static str,
    },
    /// A value has the right kind but is invalid. The text states the reason.
    Invalid(String),
}

impl DecodeError {
    /// Creates an error about the field at `path`. The segments of `path` are joined by `.`, and an
    /// empty `path` stands for the whole reply.
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

    /// Sets the status and the request id of the response.
    pub(crate) fn answered(mut self, status: StatusCode, request_id: Option<String>) -> Self {
        self.status = Some(status);
        self.request_id = request_id;
        self
    }

    /// Applies `redact` to the texts that the error keeps from the reply.
    pub(super) fn redact(&mut self, redact: &Redact) {
        redacted(&mut self.path, redact);
        if let DecodeProblem::Invalid(why) = &mut self.problem {
            redacted(why, redact);
        }
        if let Some(id) = &mut self.request_id {
            redacted(id, redact);
        }
    }

    /// The path of the field, such as `VncUrl` or `Instances.Instance.0.Cpu`. An empty path stands
    /// for the whole reply.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The cause of the failure.
    #[must_use]
    pub fn problem(&self) -> &DecodeProblem {
        &self.problem
    }

    /// The HTTP status of the reply. `None` if the reply was read outside a call.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }

    /// The request id of the reply, if the request id could be read.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }
}

/// Compares all fields but the error document.
impl PartialEq for DecodeError {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path
            && self.problem == other.problem
            && self.status == other.status
            && self.request_id == other.request_id
    }
}

impl Eq for DecodeError {}

/// Omits the error document, because its values may be secret.
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
                write!(f, "malformed or truncated at line {line} column {column}")
            }
            Self::NotUtf8 => f.write_str("not valid UTF-8"),
            Self::TooDeep => f.write_str("nested too deeply"),
            Self::DocumentType => {
                f.write_str("document type declarations (DOCTYPE) are not allowed")
            }
            Self::XmlDisabled => {
                f.write_str("the body is XML, but the feature `xml` of `alicloud` is disabled")
            }
            Self::ErrorDocument => f.write_str("received an error document instead of a reply"),
            Self::Missing => f.write_str("required, but missing or null"),
            Self::Empty => f.write_str("required, but empty"),
            Self::Duplicate => f.write_str("appears more than once"),
            Self::Unknown { nearest: None } => f.write_str("unknown field"),
            Self::Unknown {
                nearest: Some(nearest),
            } => write!(f, "unknown field (did you mean {nearest}?)"),
            Self::Kind { expected, found } => write!(f, "expected {expected}, found {found}"),
            Self::Invalid(why) => f.write_str(why),
        }
    }
}

impl error::Error for DecodeError {}
