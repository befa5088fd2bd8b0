//! What can be wrong with each kind of source.

use std::{fmt, io, time::Duration};

use alicloud::{
    error::{EndpointError, TransportError},
    http::StatusCode,
};

use super::ProviderError;

/// What is wrong with an environment variable.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum VariableProblem {
    /// It is not set, or empty, and others that are set need it.
    Missing,
    /// It holds a blank, a line break or a character outside of ASCII.
    Invalid,
    /// It is not a URL of `http` or `https`.
    NotAUrl,
    /// It is neither `vpc` nor `public`.
    EndpointType,
    /// It is not a valid endpoint or region id.
    Endpoint(EndpointError),
}

impl fmt::Display for VariableProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "is not set, or empty",
            Self::Invalid => {
                "holds a blank, a line break or a character outside of ASCII: copy the value anew"
            }
            Self::NotAUrl => "is not a URL that begins with http:// or https://",
            Self::EndpointType => "is neither vpc nor public",
            Self::Endpoint(_) => "can't be used",
        })
    }
}

/// What is wrong with a file.
#[derive(Debug)]
#[non_exhaustive]
pub enum FileProblem {
    /// It can't be read.
    Unreadable(io::Error),
    /// It is a directory.
    Directory,
    /// It has more bytes than a file of this kind ever has.
    TooLarge {
        /// How many it may have.
        limit: u64,
    },
    /// It is not text in UTF-8.
    NotText,
    /// It holds nothing.
    Empty,
    /// It should hold a token, and holds a text with blanks or characters outside of ASCII.
    NotAToken,
    /// It is not an ini file.
    NotIni {
        /// The first line that can't be read as one, counted from 1; `None` if it has no sections.
        line: Option<usize>,
    },
    /// An ini file has two sections of one name.
    TwoSections {
        /// The name.
        section: String,
        /// The line of the second, counted from 1.
        line: usize,
    },
    /// A section of an ini file has a key twice. The key isn't shown, since it may be part of a secret
    /// that was broken into lines.
    TwoValues {
        /// The section.
        section: String,
        /// The line of the second value, counted from 1.
        line: usize,
    },
    /// It is not the JSON document that it should be.
    Document(DocumentProblem),
}

impl fmt::Display for FileProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(_) => f.write_str("can't be read"),
            Self::Directory => f.write_str("is a directory, not a file"),
            Self::TooLarge { limit } => write!(f, "has more than {limit} bytes"),
            Self::NotText => f.write_str("is not text in UTF-8"),
            Self::Empty => f.write_str("is empty"),
            Self::NotAToken => f.write_str("holds something that is no token"),
            Self::NotIni { line: Some(line) } => write!(
                f,
                "can't be read: line {line} is neither a section, a comment nor key = value"
            ),
            Self::NotIni { line: None } => {
                f.write_str("is no ini file: it has no section such as [default]")
            }
            Self::TwoSections { section, line } => {
                write!(f, "has a second section [{section}] in line {line}")
            }
            Self::TwoValues { section, line } => {
                write!(f, "has a key of [{section}] a second time in line {line}")
            }
            Self::Document(problem) => problem.fmt(f),
        }
    }
}

/// What is wrong with a profile.
#[derive(Debug)]
#[non_exhaustive]
pub enum ProfileProblem {
    /// The file has none of that name.
    Missing {
        /// The variable that names it, if one does.
        variable: Option<&'static str>,
        /// The names that it has.
        known: Vec<String>,
    },
    /// A key is missing, or its value can't be used.
    Key(DocumentProblem),
    /// The mode (of a CLI profile) or type (of an ini profile) is none that this version knows.
    UnknownMode {
        /// The key: `mode` or `type`.
        key: &'static str,
        /// Its value.
        mode: String,
        /// The values that are known.
        known: Vec<&'static str>,
    },
    /// The mode or type is one of the vendor's that can't be used here.
    UnsupportedMode {
        /// The mode.
        mode: &'static str,
    },
    /// A key that the vendor's tools act on can't be used here.
    Unsupported {
        /// The key.
        key: &'static str,
    },
    /// `enable` says that the profile is not to be used.
    TurnedOff,
    /// `endpoint_type` is neither `vpc` nor `public`.
    EndpointType,
    /// An endpoint can't be used.
    Endpoint {
        /// The key that has it.
        key: &'static str,
        /// What is wrong with it.
        error: EndpointError,
    },
    /// The profile is, by way of `source_profile`, its own source.
    Cycle {
        /// The profiles in order; the last is one that came before.
        profiles: Vec<String>,
    },
    /// The profile has more sources behind it, each the `source_profile` of the one before, than any
    /// that somebody wrote on purpose.
    TooDeep {
        /// How many profiles there may be in a row, the first one included.
        limit: usize,
    },
    /// The region of the security token service can't be used.
    StsRegion(EndpointError),
    /// What the profile leads to has no credentials.
    Provider(Box<ProviderError>),
}

impl fmt::Display for ProfileProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { variable, known } => {
                f.write_str("the file has no such profile")?;
                if let Some(variable) = variable {
                    write!(f, ", which {variable} names")?;
                }
                if known.is_empty() {
                    return f.write_str("; it has none");
                }
                f.write_str("; it has ")?;
                listed(known, f)
            }
            Self::Key(problem) => problem.fmt(f),
            Self::UnknownMode { key, mode, known } => {
                write!(
                    f,
                    "{key} {mode:?} is unknown; known are {}",
                    known.join(", ")
                )
            }
            Self::UnsupportedMode { mode } => write!(
                f,
                "{mode} is not supported: call with a key, a role or an external process instead"
            ),
            Self::Unsupported { key } => write!(
                f,
                "{key} is not supported: remove it, or choose another profile"
            ),
            Self::TurnedOff => f.write_str("it is disabled by enable = false"),
            Self::EndpointType => f.write_str("endpoint_type is neither vpc nor public"),
            Self::Endpoint { key, .. } => write!(f, "{key} can't be used"),
            Self::Cycle { profiles } => write!(
                f,
                "its source_profile leads back to itself: {}",
                profiles.join(" -> ")
            ),
            Self::TooDeep { limit } => write!(
                f,
                "its source_profile leads to more than {limit} profiles in a row"
            ),
            Self::StsRegion(_) => f.write_str("sts_region can't be used"),
            Self::Provider(error) => error.fmt(f),
        }
    }
}

/// Names in a row. Of many, the first are enough to see which file it is.
fn listed(names: &[String], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    const MANY: usize = 20;
    for (index, name) in names.iter().take(MANY).enumerate() {
        let separator = if index == 0 { "" } else { ", " };
        write!(f, "{separator}{name:?}")?;
    }
    match names.len().checked_sub(MANY) {
        Some(more @ 1..) => write!(f, " and {more} more"),
        _ => Ok(()),
    }
}

/// What is wrong with a process that should print credentials.
#[derive(Debug)]
#[non_exhaustive]
pub enum ProcessProblem {
    /// It can't be run.
    Unrunnable(io::Error),
    /// It took longer than this and was killed.
    TimedOut(Duration),
    /// It wrote more than this many bytes, and was killed.
    TooLarge {
        /// How many it may write.
        limit: u64,
    },
    /// It failed with this exit status; `None` if a signal ended it.
    Failed(Option<i32>),
    /// Its output is not the JSON document that it should be.
    Document(DocumentProblem),
}

impl fmt::Display for ProcessProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unrunnable(_) => f.write_str("can't be run"),
            Self::TimedOut(limit) => write!(f, "took longer than {limit:?} and was killed"),
            Self::TooLarge { limit } => write!(f, "wrote more than {limit} bytes"),
            Self::Failed(Some(status)) => write!(f, "failed with exit status {status}"),
            Self::Failed(None) => f.write_str("was ended by a signal"),
            Self::Document(problem) => write!(f, "printed no credentials: the output {problem}"),
        }
    }
}

/// What is wrong with a service that should answer with credentials.
#[derive(Debug)]
#[non_exhaustive]
pub enum ServiceProblem {
    /// Its URL is none of `http` or `https`.
    NotAUrl,
    /// No answer came.
    Transport(TransportError),
    /// The status is not 200.
    Status(StatusCode),
    /// What a profile says about the service can't be used, and nothing was sent.
    Settings(DocumentProblem),
    /// The instance has no role.
    NoRole,
    /// The name of the instance's role is no such name: something else answers.
    RoleName,
    /// The token that IMDSv2 asks for is no such token: something else answers.
    Token,
    /// The answer is not the JSON document that it should be.
    Document(DocumentProblem),
}

impl ServiceProblem {
    pub(super) fn is_transient(&self) -> bool {
        match self {
            Self::Transport(_) => true,
            Self::Status(status) => {
                status.is_server_error() || *status == StatusCode::TOO_MANY_REQUESTS
            }
            _ => false,
        }
    }
}

impl fmt::Display for ServiceProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAUrl => f.write_str("is not a URL that begins with http:// or https://"),
            Self::Transport(_) => f.write_str("doesn't answer"),
            Self::Status(status) => write!(f, "answers with HTTP {}", status.as_u16()),
            Self::NoRole => f.write_str("says that the instance has no role: attach one to it"),
            Self::RoleName => f.write_str("answers with something that is no name of a role"),
            Self::Token => f.write_str("answers with something that is no token"),
            Self::Document(problem) => write!(f, "gave no credentials: the answer {problem}"),
            Self::Settings(problem) => write!(f, "can't be asked: the profile {problem}"),
        }
    }
}

/// What is wrong with a document, JSON in most cases. Values are not shown.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DocumentProblem {
    /// It is not JSON.
    Syntax {
        /// The line that can't be read, counted from 1.
        line: usize,
        /// The column, counted from 1.
        column: usize,
    },
    /// It is JSON, and no object.
    NotAnObject,
    /// A key is missing, or its value empty.
    Missing(&'static str),
    /// A value has another type.
    WrongType {
        /// The key.
        key: &'static str,
        /// What the value should be.
        expected: &'static str,
    },
    /// A value holds a blank, a line break or a character outside of ASCII.
    Invalid(&'static str),
    /// A value is no time such as `2024-10-01T12:00:00Z`.
    NotATime(&'static str),
    /// `Code` is not `Success`.
    Code(String),
    /// `mode` is neither `AK` nor `StsToken`.
    Mode(String),
    /// The credentials have expired already.
    Expired,
    /// A value can't be split into the words of a command.
    NotACommand(&'static str),
}

impl fmt::Display for DocumentProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax { line, column } => {
                write!(f, "is not JSON: see line {line}, column {column}")
            }
            Self::NotAnObject => f.write_str("is not a JSON object"),
            Self::Missing(key) => write!(f, "lacks {key}, or has it empty"),
            Self::WrongType { key, expected } => {
                write!(f, "has a value of {key} that is not {expected}")
            }
            Self::Invalid(key) => write!(
                f,
                "has a value of {key} with a blank, a line break or a character outside of ASCII: copy the \
                 value anew"
            ),
            Self::NotATime(key) => write!(f, "has a value of {key} that is not a time in UTC"),
            Self::Code(code) => write!(f, "has the Code {code:?} instead of \"Success\""),
            Self::Mode(mode) => write!(f, "has the mode {mode:?} instead of AK or StsToken"),
            Self::Expired => f.write_str("has credentials that have expired already"),
            Self::NotACommand(key) => write!(
                f,
                "has a value of {key} with an open quote, a backslash at its end or a control character"
            ),
        }
    }
}
