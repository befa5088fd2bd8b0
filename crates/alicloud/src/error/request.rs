//! Errors of requests that can't be built.

use std::{error, fmt};

use http::{HeaderName, Method};

use super::EndpointError;

/// The parameters that the signer sets.
const SIGNER_PARAMETERS: [&str; 11] = [
    "AccessKeyId",
    "Action",
    "Format",
    "SecurityToken",
    "Signature",
    "SignatureMethod",
    "SignatureNonce",
    "SignatureType",
    "SignatureVersion",
    "Timestamp",
    "Version",
];

/// The reason why a request can't be built from the arguments of the call. Nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestError {
    problem: Problem,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Problem {
    EmptyParameter(String),
    RepeatedParameter(String),
    RepeatedHeader(String),
    NotFinite(String),
    Invalid {
        parameter: String,
        why: &'static str,
    },
    InvalidHeader {
        header: String,
        why: &'static str,
    },
    NoDryRun(String),
    Method {
        action: String,
        method: Method,
    },
    Uncovered(String),
    BodyOfGet {
        action: String,
        may_be_posted: bool,
    },
    SecondBody(String),
    TooLong {
        action: String,
        bytes: usize,
        may_be_posted: bool,
    },
    Endpoint(EndpointError),
    Over,
}

impl RequestError {
    /// Creates an error about a required parameter that is missing or empty.
    #[must_use]
    pub fn empty_parameter(name: &str) -> Self {
        Problem::EmptyParameter(name.to_owned()).into()
    }

    /// Creates an error about a parameter that is set twice. If the signer sets a parameter of this
    /// name, the message says that the name is reserved.
    #[must_use]
    pub fn repeated_parameter(name: &str) -> Self {
        Problem::RepeatedParameter(name.to_owned()).into()
    }

    /// Creates an error about a header that is set twice. If the signer sets a header of this name,
    /// the message says that the name is reserved.
    pub(crate) fn repeated_header(name: &HeaderName) -> Self {
        Problem::RepeatedHeader(name.as_str().to_owned()).into()
    }

    /// Creates an error about a parameter with a number that is infinite or not a number.
    pub(crate) fn not_finite(name: &str) -> Self {
        Problem::NotFinite(name.to_owned()).into()
    }

    /// Creates an error about a parameter with an invalid value. The message is the word
    /// `parameter`, the name and `why`, which must not contain the value.
    #[must_use]
    pub fn invalid_parameter(name: &str, why: &'static str) -> Self {
        Problem::Invalid {
            parameter: name.to_owned(),
            why,
        }
        .into()
    }

    /// Creates an error about a header with an invalid value. The message is the word `header`, the
    /// name and `why`, which must not contain the value.
    #[must_use]
    pub fn invalid_header(name: &str, why: &'static str) -> Self {
        Problem::InvalidHeader {
            header: name.to_owned(),
            why,
        }
        .into()
    }

    /// Creates an error about a dry run of an operation without the parameter `DryRun`.
    pub(crate) fn no_dry_run(action: &str) -> Self {
        Problem::NoDryRun(action.to_owned()).into()
    }

    pub(crate) fn method(action: &str, method: &Method) -> Self {
        Problem::Method {
            action: action.to_owned(),
            method: method.clone(),
        }
        .into()
    }

    pub(crate) fn uncovered(action: &str) -> Self {
        Problem::Uncovered(action.to_owned()).into()
    }

    pub(crate) fn body_of_get(action: &str, may_be_posted: bool) -> Self {
        Problem::BodyOfGet {
            action: action.to_owned(),
            may_be_posted,
        }
        .into()
    }

    pub(crate) fn second_body(action: &str) -> Self {
        Problem::SecondBody(action.to_owned()).into()
    }

    pub(crate) fn too_long(action: &str, bytes: usize, may_be_posted: bool) -> Self {
        Problem::TooLong {
            action: action.to_owned(),
            bytes,
            may_be_posted,
        }
        .into()
    }

    /// Creates an error about a request whose endpoint is invalid or unknown.
    #[must_use]
    pub fn endpoint(error: EndpointError) -> Self {
        Problem::Endpoint(error).into()
    }

    pub(crate) fn over() -> Self {
        Problem::Over.into()
    }

    /// The error about the endpoint, if the endpoint is the problem.
    #[must_use]
    pub fn endpoint_error(&self) -> Option<&EndpointError> {
        match &self.problem {
            Problem::Endpoint(error) => Some(error),
            _ => None,
        }
    }

    /// The name of the invalid parameter or header, if a parameter or header is the problem.
    #[must_use]
    pub fn parameter(&self) -> Option<&str> {
        match &self.problem {
            Problem::EmptyParameter(name)
            | Problem::RepeatedParameter(name)
            | Problem::RepeatedHeader(name)
            | Problem::NotFinite(name)
            | Problem::Invalid {
                parameter: name, ..
            }
            | Problem::InvalidHeader { header: name, .. } => Some(name),
            Problem::NoDryRun(_) => Some("DryRun"),
            Problem::Method { .. }
            | Problem::Uncovered(_)
            | Problem::BodyOfGet { .. }
            | Problem::SecondBody(_)
            | Problem::TooLong { .. }
            | Problem::Endpoint(_)
            | Problem::Over => None,
        }
    }
}

impl From<Problem> for RequestError {
    fn from(problem: Problem) -> Self {
        Self { problem }
    }
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.problem {
            Problem::EmptyParameter(name) => {
                write!(f, "parameter {name} is required and must not be empty")
            }
            Problem::RepeatedParameter(name) if SIGNER_PARAMETERS.contains(&name.as_str()) => {
                write!(
                    f,
                    "parameter {name} is reserved for the signer: remove it from the call"
                )
            }
            Problem::RepeatedParameter(name) => {
                write!(f, "parameter {name} is set twice: set it once")
            }
            Problem::RepeatedHeader(name) if name.starts_with("x-acs-") || name == "accept" => {
                write!(
                    f,
                    "header {name} is reserved for the signer: remove it from the call"
                )
            }
            Problem::RepeatedHeader(name) => write!(f, "header {name} is set twice: set it once"),
            Problem::NotFinite(name) => {
                write!(
                    f,
                    "parameter {name} has an infinite number or NaN: use finite numbers"
                )
            }
            Problem::Invalid { parameter, why } => write!(f, "parameter {parameter} {why}"),
            Problem::InvalidHeader { header, why } => write!(f, "header {header} {why}"),
            Problem::NoDryRun(action) => write!(
                f,
                "{action} has no parameter DryRun, so the server would carry out the call"
            ),
            Problem::Method { action, method } => write!(
                f,
                "{action} does not support {method}: remove the method setting, or set another \
                 method"
            ),
            Problem::Uncovered(action) => write!(
                f,
                "the session's signer signs only parameters, so it can't sign {action}: use an \
                 ACS3 signer"
            ),
            Problem::BodyOfGet {
                action,
                may_be_posted,
            } => {
                let way_out = if *may_be_posted {
                    "send the call as POST"
                } else {
                    "remove the body, or declare POST for the operation"
                };
                write!(
                    f,
                    "{action} has a body, but a GET request can't carry a body: {way_out}"
                )
            }
            Problem::SecondBody(action) => write!(f, "{action} sets the body twice: set one body"),
            Problem::TooLong {
                action,
                bytes,
                may_be_posted,
            } => {
                let way_out = if *may_be_posted {
                    "send the call as POST"
                } else {
                    "shorten the parameters"
                };
                write!(
                    f,
                    "the parameters ({bytes} bytes) are too long for the URL of {action}: {way_out}"
                )
            }
            Problem::Endpoint(error) => error.fmt(f),
            Problem::Over => {
                f.write_str("the exchange has already ended: start a new exchange for each call")
            }
        }
    }
}

impl error::Error for RequestError {}
