//! Errors of adding replies and errors, and of setting scenarios.

use std::fmt;

/// The number of declared error codes that a message lists.
const LISTED_CODES: usize = 12;

/// A reply or an error can't be added, or a scenario can't be set. The emulator is unchanged.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ControlError {
    /// The emulator serves no operation of this name.
    #[non_exhaustive]
    UnknownOperation {
        /// The name of the operation.
        action: String,
        /// The served operation with the most similar name.
        suggestion: Option<String>,
    },
    /// The emulator serves the operation, but not in this version.
    #[non_exhaustive]
    UnknownVersion {
        /// The name of the operation.
        action: String,
        /// The version.
        version: String,
        /// The versions in which the emulator serves the operation.
        served: Vec<String>,
    },
    /// The specification of the operation doesn't declare the error.
    #[non_exhaustive]
    UndeclaredError {
        /// The name of the operation.
        action: String,
        /// The error code.
        code: String,
        /// The declared code with the most similar name.
        suggestion: Option<String>,
        /// The declared codes, sorted.
        declared: Vec<String>,
    },
}

impl fmt::Display for ControlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownOperation { action, suggestion } => {
                write!(f, "unknown operation {action:?}")?;
                write_suggestion(f, suggestion.as_deref())
            }
            Self::UnknownVersion {
                action,
                version,
                served,
            } => write!(
                f,
                "the operation {action} has no version {version:?}; served versions: {}",
                served.join(", ")
            ),
            Self::UndeclaredError {
                action,
                code,
                suggestion,
                declared,
            } => {
                write!(f, "{action} doesn't declare the error {code:?}")?;
                write_suggestion(f, suggestion.as_deref())?;
                write_declared(f, declared)?;
                f.write_str("; to send another error, inject the fault \"error\"")
            }
        }
    }
}

fn write_suggestion(f: &mut fmt::Formatter<'_>, suggestion: Option<&str>) -> fmt::Result {
    match suggestion {
        Some(suggestion) => write!(f, " (did you mean {suggestion:?}?)"),
        None => Ok(()),
    }
}

fn write_declared(f: &mut fmt::Formatter<'_>, declared: &[String]) -> fmt::Result {
    if declared.is_empty() {
        return f.write_str("; no errors are declared");
    }
    let (listed, others) = declared.split_at(declared.len().min(LISTED_CODES));
    write!(f, "; declared errors: {}", listed.join(", "))?;
    match others.len() {
        0 => Ok(()),
        count => write!(f, " and {count} more"),
    }
}

impl std::error::Error for ControlError {}
