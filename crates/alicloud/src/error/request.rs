//! Errors of requests that can't be built.

use std::{error, fmt};

use http::Method;

use super::EndpointError;

/// The reason why a request can't be built from the arguments of the call. Nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestError {
    problem: Problem,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Problem {
    EmptyParameter(String),
    RepeatedParameter(String),
    Unwritable(String),
    Invalid {
        parameter: String,
        why: &'static str,
    },
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

    /// Creates an error about a parameter or header that is set twice, or that only the signer may
    /// set.
    #[must_use]
    pub fn repeated_parameter(name: &str) -> Self {
        Problem::RepeatedParameter(name.to_owned()).into()
    }

    /// Creates an error about a parameter or header whose value can't be encoded. Examples are a
    /// number that isn't finite and a header with control characters.
    #[must_use]
    pub fn unwritable(name: &str) -> Self {
        Problem::Unwritable(name.to_owned()).into()
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
            | Problem::Unwritable(name)
            | Problem::Invalid {
                parameter: name, ..
            } => Some(name),
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
            Problem::RepeatedParameter(name) => {
                write!(
                    f,
                    "parameter {name} is set twice, or it is reserved for the signer: remove it from \
                     the call"
                )
            }
            Problem::Unwritable(name) => {
                write!(
                    f,
                    "parameter {name} has a value that can't be encoded: use finite numbers, and no \
                     control characters in headers"
                )
            }
            Problem::Invalid { parameter, why } => write!(f, "parameter {parameter} {why}"),
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
