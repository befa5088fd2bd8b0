//! Requests that can't be made.

use std::{error, fmt};

use http::Method;

use super::EndpointError;

/// Why a request can't be made from what was given. Nothing was sent.
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
    /// A required parameter has no value, or an empty one.
    #[must_use]
    pub fn empty_parameter(name: &str) -> Self {
        Problem::EmptyParameter(name.to_owned()).into()
    }

    /// A parameter is there twice, or is one that the signer adds.
    #[must_use]
    pub fn repeated_parameter(name: &str) -> Self {
        Problem::RepeatedParameter(name.to_owned()).into()
    }

    /// A parameter's value has no form on the wire: a number that isn't finite, a header with
    /// control characters.
    #[must_use]
    pub fn unwritable(name: &str) -> Self {
        Problem::Unwritable(name.to_owned()).into()
    }

    /// A parameter's value can't be meant; `why` says so without repeating it.
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

    /// It isn't known where the request goes.
    #[must_use]
    pub fn endpoint(error: EndpointError) -> Self {
        Problem::Endpoint(error).into()
    }

    pub(crate) fn over() -> Self {
        Problem::Over.into()
    }

    /// Why it isn't known where the request goes, if that is the problem.
    #[must_use]
    pub fn endpoint_error(&self) -> Option<&EndpointError> {
        match &self.problem {
            Problem::Endpoint(error) => Some(error),
            _ => None,
        }
    }

    /// The parameter at fault, if it is one.
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
                    "parameter {name} is given twice, or is one that signing adds"
                )
            }
            Problem::Unwritable(name) => {
                write!(f, "parameter {name} has a value that can't be sent")
            }
            Problem::Invalid { parameter, why } => write!(f, "parameter {parameter} {why}"),
            Problem::Method { action, method } => write!(
                f,
                "{action} is not offered by {method}: leave the method open, or fix another"
            ),
            Problem::Uncovered(action) => write!(
                f,
                "{action} can't be signed by the session's signer, which covers parameters alone: \
                 use a signer of ACS3"
            ),
            Problem::BodyOfGet {
                action,
                may_be_posted,
            } => {
                let way_out = if *may_be_posted {
                    "let the call go as POST"
                } else {
                    "leave the body out, or offer the operation by POST"
                };
                write!(f, "{action} has a body, which a GET can't carry: {way_out}")
            }
            Problem::SecondBody(action) => write!(f, "{action} sets its body twice"),
            Problem::TooLong {
                action,
                bytes,
                may_be_posted,
            } => {
                let way_out = if *may_be_posted {
                    "let the call go as POST"
                } else {
                    "shorten them"
                };
                write!(
                    f,
                    "{bytes} bytes of parameters of {action} are too long for a URL: {way_out}"
                )
            }
            Problem::Endpoint(error) => error.fmt(f),
            Problem::Over => f.write_str("the exchange is over: a new call needs a new exchange"),
        }
    }
}

impl error::Error for RequestError {}
