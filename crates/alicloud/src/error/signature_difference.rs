//! How the text that a server signed differs from the one that was signed here.

use std::{borrow::Cow, error, fmt};

use http::Method;

/// The first difference between the text that was signed here and the one that the server signed.
///
/// It names parameters and headers and never shows a value, since one may be the security token or
/// a password.
///
/// [`Sign::differs`](crate::Sign::differs) of the signer finds it.
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
    /// There is none: both signed the same text, so they did it with different secrets.
    Secret,
    /// The method.
    Method {
        /// The one that was signed here.
        ours: Method,
        /// The one that the server signed.
        servers: Method,
    },
    /// The path.
    Path,
    /// A parameter.
    Parameter {
        /// Its name, percent-encoded; `None` where what the server has for a name may be a value.
        name: Option<String>,
        /// What became of it.
        change: Change,
    },
    /// A header, with signatures that cover headers.
    Header {
        /// Its name in lower case; `None` where what the server has for a name may be a value.
        name: Option<String>,
        /// What became of it.
        change: Change,
    },
    /// The hash of the body.
    Body,
    /// The parameters are the same, and percent-encoded in another way.
    Encoding,
    /// The server's text is not of the form of ours.
    Form,
}

/// What became of a parameter or a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Change {
    /// It was signed here, and the server doesn't have it.
    Missing,
    /// The server has it, and it was not signed here.
    Unexpected,
    /// The server has it with another value.
    Value,
    /// The server has it percent-encoded in another way.
    Encoding,
    /// The server has it at another place, or more than once.
    Order,
}

impl SignatureDifference {
    /// What to do about it, in a sentence.
    pub(super) fn advice(&self) -> Cow<'static, str> {
        match self {
            Self::Secret => "Client and server signed the same text, so the access key secret is \
                             not that of the access key id. Check that it is whole and belongs \
                             to it."
                .into(),
            difference => format!(
                "Client and server signed different texts: {difference}. Look for what changes \
                 requests on the way, such as a proxy."
            )
            .into(),
        }
    }
}

impl fmt::Display for SignatureDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Secret => f.write_str("the same text was signed with another secret"),
            Self::Method { ours, servers } => write!(f, "{ours} reached the server as {servers}"),
            Self::Path => f.write_str("the path reached the server as another"),
            Self::Parameter { name, change } => changed(f, "parameter", name.as_deref(), *change),
            Self::Header { name, change } => changed(f, "header", name.as_deref(), *change),
            Self::Body => f.write_str("the body reached the server as another"),
            Self::Encoding => {
                f.write_str("the server percent-encodes the parameters in another way")
            }
            Self::Form => f.write_str("the server signed a text of another form"),
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
        Change::Unexpected => " reached the server and was not signed",
        Change::Value => " reached the server with another value",
        Change::Encoding => " reached the server percent-encoded in another way",
        Change::Order => " reached the server at another place, or more than once",
    })
}

impl error::Error for SignatureDifference {}
