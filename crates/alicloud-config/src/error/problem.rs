//! The problems of each kind of credentials source.

use std::{fmt, io, time::Duration};

use alicloud::{
    error::{EndpointError, TransportError},
    http::StatusCode,
};

use super::ProviderError;

/// The problem with an environment variable.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum VariableProblem {
    /// The variable is unset or empty, although other variables need its value.
    Missing,
    /// The value is invalid, for example because it contains whitespace, a control character or a
    /// non-ASCII character.
    Invalid,
    /// The value is not an `http` or `https` URL.
    NotAUrl,
    /// The value is neither `vpc` nor `public`.
    EndpointType,
    /// The value is not a valid endpoint or region id.
    Endpoint(EndpointError),
}

impl fmt::Display for VariableProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "is unset or empty",
            Self::Invalid => {
                "is invalid: check for spaces, line breaks and non-ASCII characters, and copy the \
                 value again"
            }
            Self::NotAUrl => "is not an http:// or https:// URL",
            Self::EndpointType => "must be vpc or public",
            Self::Endpoint(_) => "can't be used",
        })
    }
}

/// The problem with a file.
#[derive(Debug)]
#[non_exhaustive]
pub enum FileProblem {
    /// The file can't be read.
    Unreadable(io::Error),
    /// The path is a directory.
    Directory,
    /// The file is larger than the limit.
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// The file is not UTF-8 text.
    NotText,
    /// The file is empty.
    Empty,
    /// The content of the file is not a token, because it has whitespace, control characters or
    /// non-ASCII characters.
    NotAToken,
    /// The file does not have the syntax of an ini file.
    NotIni {
        /// The number of the first invalid line, counted from 1. `None` if the file has no
        /// sections.
        line: Option<usize>,
    },
    /// An ini file has two sections with the same name.
    TwoSections {
        /// The name of the section.
        section: String,
        /// The line of the second section, counted from 1.
        line: usize,
    },
    /// A section of an ini file has a key twice.
    ///
    /// The error does not contain the key, because the key may be part of a secret that was split
    /// across lines.
    TwoValues {
        /// The name of the section.
        section: String,
        /// The line of the second value, counted from 1.
        line: usize,
    },
    /// The file is not the expected JSON document.
    Document(DocumentProblem),
}

impl fmt::Display for FileProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(_) => f.write_str("can't be read"),
            Self::Directory => f.write_str("is a directory, not a file"),
            Self::TooLarge { limit } => write!(f, "is larger than {limit} bytes"),
            Self::NotText => f.write_str("is not UTF-8 text"),
            Self::Empty => f.write_str("is empty"),
            Self::NotAToken => f.write_str(
                "has whitespace, a control character or a non-ASCII character in the token",
            ),
            Self::NotIni { line: Some(line) } => write!(
                f,
                "has an invalid line {line}: expected a [section], a comment, or key = value in a \
                 section"
            ),
            Self::NotIni { line: None } => {
                f.write_str("is not an ini file: a section such as [default] is missing")
            }
            Self::TwoSections { section, line } => {
                write!(f, "has a duplicate section [{section}] in line {line}")
            }
            Self::TwoValues { section, line } => {
                write!(
                    f,
                    "has a duplicate key in line {line}, in section [{section}]"
                )
            }
            Self::Document(problem) => problem.fmt(f),
        }
    }
}

/// The problem with a profile.
#[derive(Debug)]
#[non_exhaustive]
pub enum ProfileProblem {
    /// The file does not contain the profile.
    Missing {
        /// The environment variable that names the profile. `None` if no variable names it.
        variable: Option<&'static str>,
        /// The names of the profiles that the file contains.
        known: Vec<String>,
    },
    /// A key is missing, or its value can't be used.
    Key(DocumentProblem),
    /// This version of the crate doesn't know the `mode` of the CLI profile or the `type` of the
    /// ini profile.
    UnknownMode {
        /// The key: `mode` or `type`.
        key: &'static str,
        /// The unknown mode or type.
        mode: String,
        /// The supported modes or types.
        known: Vec<&'static str>,
    },
    /// This crate doesn't support the `mode` or `type` of the profile, but the vendor's tools do.
    UnsupportedMode {
        /// The mode.
        mode: &'static str,
    },
    /// The profile has a key that the vendor's tools use, but this crate doesn't support the key.
    Unsupported {
        /// The key.
        key: &'static str,
    },
    /// The key `enable` disables the profile.
    TurnedOff,
    /// `endpoint_type` is neither `vpc` nor `public`.
    EndpointType,
    /// An endpoint or a region of the profile can't be used.
    Endpoint {
        /// The key of the endpoint or the region.
        key: &'static str,
        /// The problem with the endpoint or the region.
        error: EndpointError,
    },
    /// The `source_profile` keys form a cycle.
    Cycle {
        /// The names of the profiles, in the order of the `source_profile` keys. The last profile
        /// also appears earlier in the list.
        profiles: Vec<String>,
    },
    /// The chain of `source_profile` keys has too many profiles.
    TooDeep {
        /// The maximum number of profiles in a chain, including the first profile.
        limit: usize,
    },
    /// The region of the security token service can't be used.
    StsRegion(EndpointError),
    /// The provider of the profile failed.
    Provider(Box<ProviderError>),
}

impl fmt::Display for ProfileProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { variable, known } => {
                f.write_str("the profile does not exist")?;
                if let Some(variable) = variable {
                    write!(f, " (named by {variable})")?;
                }
                if known.is_empty() {
                    return f.write_str("; the file has no profiles");
                }
                f.write_str("; the file has the profiles ")?;
                listed(known, f)
            }
            Self::Key(problem) => write!(f, "the profile {problem}"),
            Self::UnknownMode { key, mode, known } => {
                write!(f, "unknown {key} {mode:?} (known: {})", known.join(", "))
            }
            Self::UnsupportedMode { mode } => write!(
                f,
                "{mode} is not supported: use an access key, a role or an external process instead"
            ),
            Self::Unsupported { key } => write!(
                f,
                "the key {key} is not supported in this profile: remove the key, or choose \
                 another profile"
            ),
            Self::TurnedOff => f.write_str("the profile is disabled by enable = false"),
            Self::EndpointType => f.write_str("endpoint_type must be vpc or public"),
            Self::Endpoint { key, .. } => write!(f, "{key} can't be used"),
            Self::Cycle { profiles } => write!(
                f,
                "the source_profile keys form a cycle: {}",
                profiles.join(" -> ")
            ),
            Self::TooDeep { limit } => {
                write!(f, "the source_profile chain has more than {limit} profiles")
            }
            Self::StsRegion(_) => f.write_str("sts_region can't be used"),
            Self::Provider(error) => error.fmt(f),
        }
    }
}

/// Writes the first 20 names, and the number of the remaining names.
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

/// The problem with a process that should print credentials.
#[derive(Debug)]
#[non_exhaustive]
pub enum ProcessProblem {
    /// The process can't be run.
    Unrunnable(io::Error),
    /// The process took longer than this time limit and was killed.
    TimedOut(Duration),
    /// The process wrote more bytes than the limit.
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// The process failed with this exit status. `None` if a signal terminated the process.
    Failed(Option<i32>),
    /// The output of the process is not the expected JSON document.
    Document(DocumentProblem),
}

impl fmt::Display for ProcessProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unrunnable(_) => f.write_str("can't be run"),
            Self::TimedOut(limit) => write!(f, "took longer than {limit:?} and was killed"),
            Self::TooLarge { limit } => write!(f, "wrote more than {limit} bytes to stdout"),
            Self::Failed(Some(status)) => write!(f, "failed with exit status {status}"),
            Self::Failed(None) => f.write_str("was terminated by a signal"),
            Self::Document(problem) => {
                write!(f, "printed no usable credentials: the output {problem}")
            }
        }
    }
}

/// The problem with a service that should return credentials.
#[derive(Debug)]
#[non_exhaustive]
pub enum ServiceProblem {
    /// The URL of the service is not an `http` or `https` URL.
    NotAUrl,
    /// The request failed, or its response was unusable.
    Transport(TransportError),
    /// The HTTP status of the response is not 200.
    Status(StatusCode),
    /// The settings of the service in the profile can't be used. No request was sent.
    Settings(DocumentProblem),
    /// The instance has no role.
    NoRole,
    /// The metadata service returned an invalid role name. Another server may have responded
    /// instead of the metadata service.
    RoleName,
    /// The metadata service returned an invalid IMDSv2 token. Another server may have responded
    /// instead of the metadata service.
    Token,
    /// The response is not the expected JSON document.
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
            Self::NotAUrl => f.write_str("is not an http:// or https:// URL"),
            Self::Transport(_) => f.write_str("gave no usable response"),
            Self::Status(status) => write!(f, "returned HTTP {}", status.as_u16()),
            Self::NoRole => f.write_str("reports no role: attach a role to the instance"),
            Self::RoleName => f.write_str("returned an invalid role name"),
            Self::Token => f.write_str("returned an invalid IMDSv2 token"),
            Self::Document(problem) => {
                write!(f, "returned no usable credentials: the response {problem}")
            }
            Self::Settings(problem) => write!(f, "can't be called: the profile {problem}"),
        }
    }
}

/// The problem with a JSON document or with the keys of a profile. The error does not contain
/// secret values.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DocumentProblem {
    /// The document is not JSON.
    Syntax {
        /// The line of the syntax error, counted from 1.
        line: usize,
        /// The column of the syntax error, counted from 1. The column is 0 if the document ends at
        /// the beginning of a line.
        column: usize,
    },
    /// The document is JSON, but not a JSON object.
    NotAnObject,
    /// A key is missing, or its value is empty.
    Missing(&'static str),
    /// The value of a key has the wrong type or format.
    WrongType {
        /// The key.
        key: &'static str,
        /// The expected type or format of the value.
        expected: &'static str,
    },
    /// The value of this key contains whitespace, a control character or a non-ASCII character.
    Invalid(&'static str),
    /// The value of this key is not a time such as `2024-10-01T12:00:00Z`.
    NotATime(&'static str),
    /// The `Code` of a response is not `Success`.
    Code(String),
    /// The `mode` in the output of a process is neither `AK` nor `StsToken`.
    Mode(String),
    /// The credentials have expired.
    Expired,
    /// The value of this key can't be split into the words of a command.
    NotACommand(&'static str),
}

impl fmt::Display for DocumentProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax { line, column } => {
                write!(f, "is not JSON: see line {line}, column {column}")
            }
            Self::NotAnObject => f.write_str("is not a JSON object"),
            Self::Missing(key) => write!(f, "has no value for {key}"),
            Self::WrongType { key, expected } => {
                write!(f, "has an invalid value for {key} (expected {expected})")
            }
            Self::Invalid(key) => write!(
                f,
                "has whitespace, a control character or a non-ASCII character in {key}"
            ),
            Self::NotATime(key) => write!(
                f,
                "has an invalid value for {key} (expected a time such as 2030-01-01T00:00:00Z)"
            ),
            Self::Code(code) => write!(f, "has the Code {code:?} instead of \"Success\""),
            Self::Mode(mode) => write!(f, "has the mode {mode:?} instead of AK or StsToken"),
            Self::Expired => f.write_str("has expired credentials"),
            Self::NotACommand(key) => write!(
                f,
                "has an unclosed quote, a trailing backslash or a control character in {key}"
            ),
        }
    }
}
