//! The error of creating a prepared reply.

use std::{error::Error, fmt};

/// The text of a [`PreparedReply`](crate::PreparedReply) is not a JSON object, or contains a number
/// that the emulator can't send. If the text is not valid JSON, [`source`](Error::source) returns
/// the error of the JSON parser.
#[derive(Debug)]
pub struct InvalidReply {
    action: String,
    problem: Problem,
}

#[derive(Debug)]
pub(crate) enum Problem {
    InvalidJson(serde_json::Error),
    NotAnObject,
    /// The number, which exceeds the range of the emulator.
    TooLarge(String),
}

impl InvalidReply {
    pub(crate) fn new(action: String, problem: Problem) -> Self {
        Self { action, problem }
    }

    /// The name of the operation.
    #[must_use]
    pub fn action(&self) -> &str {
        &self.action
    }
}

impl fmt::Display for InvalidReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the reply for {} ", self.action)?;
        match &self.problem {
            Problem::InvalidJson(_) => f.write_str("is not valid JSON"),
            Problem::NotAnObject => f.write_str("is invalid: it must be a JSON object"),
            Problem::TooLarge(number) => {
                write!(f, "is invalid: the number {number} is too large")
            }
        }
    }
}

impl Error for InvalidReply {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.problem {
            Problem::InvalidJson(error) => Some(error),
            Problem::NotAnObject | Problem::TooLarge(_) => None,
        }
    }
}
