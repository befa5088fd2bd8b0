//! The difference between the text that the client signed and the text that the server signed.

use std::{error, fmt};

use http::Method;

/// The first difference between the text that the client signed and the text that the server
/// signed.
///
/// The difference has names of parameters and headers, but never values, because a value may be a
/// security token or a password.
///
/// [`Sign::differs`](crate::Sign::differs) finds the difference.
///
/// ```
/// use alicloud::error::{Change, SignatureDifference};
///
/// let difference = SignatureDifference::Parameter {
///     name: Some("RegionId".into()),
///     change: Change::Value,
/// };
/// assert_eq!(difference.to_string(), "parameter RegionId reached the server with another value");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureDifference {
    /// Client and server signed the same text, so their secrets differ.
    Secret,
    /// The HTTP method differs.
    Method {
        /// The method that the client signed.
        ours: Method,
        /// The method that the server signed.
        servers: Method,
    },
    /// The path differs.
    Path,
    /// A parameter differs.
    Parameter {
        /// The percent-encoded name of the parameter. `None` if only the server signed this name
        /// and the name may be part of a value.
        name: Option<String>,
        /// The kind of difference.
        change: Change,
    },
    /// A header differs. Only signatures that cover headers can have this difference.
    Header {
        /// The name of the header in lower case. `None` if only the server signed this name and the
        /// name may be part of a value.
        name: Option<String>,
        /// The kind of difference.
        change: Change,
    },
    /// The hash of the body differs.
    Body,
    /// The parameters are the same, but the server percent-encodes them differently.
    Encoding,
    /// The server signed a text with another structure.
    Form,
}

/// The way in which a parameter or a header differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Change {
    /// The client signed the parameter or header, but the server did not.
    Missing,
    /// The server signed the parameter or header, but the client did not.
    Unexpected,
    /// The server signed another value.
    Value,
    /// The server percent-encoded the same value differently.
    Encoding,
    /// The server has the parameter or header at another position or more than once.
    Order,
}

impl SignatureDifference {
    /// Returns the advice for people about the difference.
    pub(super) fn advice(&self) -> &'static str {
        match self {
            Self::Secret => {
                "The access key secret is wrong. Check that the secret is complete and belongs to \
                 the access key id."
            }
            _ => "Check whether a proxy changes the requests.",
        }
    }
}

impl fmt::Display for SignatureDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Secret => {
                f.write_str("client and server signed the same text with different secrets")
            }
            Self::Method { ours, servers } => {
                write!(f, "method {ours} reached the server as {servers}")
            }
            Self::Path => f.write_str("another path reached the server"),
            Self::Parameter { name, change } => changed(f, "parameter", name.as_deref(), *change),
            Self::Header { name, change } => changed(f, "header", name.as_deref(), *change),
            Self::Body => f.write_str("another body reached the server"),
            Self::Encoding => f.write_str("the server percent-encodes the parameters differently"),
            Self::Form => f.write_str("the server signed a text with another structure"),
        }
    }
}

fn changed(
    f: &mut fmt::Formatter<'_>,
    what: &str,
    name: Option<&str>,
    change: Change,
) -> fmt::Result {
    match name {
        Some(name) => write!(f, "{what} {name}")?,
        None => write!(f, "a {what}")?,
    }
    f.write_str(match change {
        Change::Missing => " did not reach the server",
        Change::Unexpected => " reached the server, but the client did not sign it",
        Change::Value => " reached the server with another value",
        Change::Encoding => " reached the server with another percent-encoding",
        Change::Order => " reached the server at another position or more than once",
    })
}

impl error::Error for SignatureDifference {}
