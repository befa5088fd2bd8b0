//! What a server signed, held against what was signed here.

use std::{borrow::Cow, error, fmt};

use http::Method;
use percent_encoding::percent_decode_str;

/// The first difference between the text that was signed here and the one that the server signed.
///
/// It names parameters and headers and never shows a value, since one may be the security token or
/// a password.
///
/// ```
/// use alicloud::{Change, SignatureDifference};
///
/// let ours = "POST&%2F&Action%3DDescribeRegions%26RegionId%3Dcn-qingdao";
/// let servers = "POST&%2F&Action%3DDescribeRegions%26RegionId%3Dcn-beijing";
/// let difference = SignatureDifference::between(ours, servers);
/// assert_eq!(
///     difference,
///     SignatureDifference::Parameter { name: Some("RegionId".into()), change: Change::Value },
/// );
/// assert_eq!(difference.to_string(), "parameter RegionId reached the server with another value");
/// assert_eq!(SignatureDifference::between(ours, ours), SignatureDifference::Secret);
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
    /// The first difference between two strings to sign of signature 1.0, or between two canonical
    /// requests of ACS3: of `ours` and `servers`.
    #[must_use]
    pub fn between(ours: &str, servers: &str) -> Self {
        if ours == servers {
            return Self::Secret;
        }
        match (Signed::read(ours), Signed::read(servers)) {
            (Some(ours), Some(servers)) => ours.difference(&servers).unwrap_or(Self::Form),
            _ => Self::Form,
        }
    }

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

/// A text that was signed, taken apart.
struct Signed<'a> {
    method: Method,
    path: &'a str,
    /// The canonical query.
    query: Cow<'a, str>,
    /// What signature 1.0 doesn't cover.
    rest: Option<Rest<'a>>,
}

struct Rest<'a> {
    headers: Vec<(&'a str, &'a str)>,
    body: &'a str,
}

impl<'a> Signed<'a> {
    fn read(text: &'a str) -> Option<Self> {
        if text.contains('\n') {
            Self::canonical_request(text)
        } else {
            Self::string_to_sign(text)
        }
    }

    /// Signature 1.0: method, path and query joined by `&`, the latter two encoded once more.
    fn string_to_sign(text: &'a str) -> Option<Self> {
        let mut parts = text.splitn(3, '&');
        Some(Self {
            method: method(parts.next()?)?,
            path: parts.next()?,
            query: percent_decode_str(parts.next()?).decode_utf8().ok()?,
            rest: None,
        })
    }

    /// ACS3: method, path, query, a line per header, an empty line, the headers' names, and the
    /// body's hash.
    fn canonical_request(text: &'a str) -> Option<Self> {
        let mut lines = text.lines();
        let (method, path) = (method(lines.next()?)?, lines.next()?);
        let query = lines.next()?.into();
        let headers = lines.by_ref().take_while(|line| !line.is_empty());
        let headers = headers
            .map(|line| line.split_once(':'))
            .collect::<Option<_>>()?;
        // The names stand here once more.
        lines.next()?;
        let body = lines.next()?;
        Some(Self {
            method,
            path,
            query,
            rest: Some(Rest { headers, body }),
        })
    }

    /// The first difference to what the server signed, which is known to be another text.
    fn difference(&self, servers: &Self) -> Option<SignatureDifference> {
        use SignatureDifference::{Body, Encoding, Header, Method, Parameter, Path};

        if self.rest.is_some() != servers.rest.is_some() {
            return None;
        }
        if self.method != servers.method {
            return Some(Method {
                ours: self.method.clone(),
                servers: servers.method.clone(),
            });
        }
        if self.path != servers.path {
            return Some(Path);
        }
        let (ours, theirs) = (pairs(&self.query)?, pairs(&servers.query)?);
        if let Some((name, change)) = first_change(&ours, &theirs) {
            return Some(Parameter { name, change });
        }
        let (Some(rest), Some(servers)) = (&self.rest, &servers.rest) else {
            // The texts differ, and what they decode to doesn't.
            return Some(Encoding);
        };
        if let Some((name, change)) = first_change(&rest.headers, &servers.headers) {
            return Some(Header { name, change });
        }
        (rest.body != servers.body).then_some(Body)
    }
}

/// One of the methods there are: what else a server has at its place may be anything.
fn method(text: &str) -> Option<Method> {
    const KNOWN: [Method; 5] = [
        Method::GET,
        Method::POST,
        Method::PUT,
        Method::DELETE,
        Method::HEAD,
    ];
    KNOWN.into_iter().find(|method| method.as_str() == text)
}

type Pair<'a> = (&'a str, &'a str);

fn pairs(query: &str) -> Option<Vec<Pair<'_>>> {
    if query.is_empty() {
        return Some(Vec::new());
    }
    query.split('&').map(|pair| pair.split_once('=')).collect()
}

/// The first pair that is not the same on both sides, by its name, and what became of it.
fn first_change(ours: &[Pair<'_>], servers: &[Pair<'_>]) -> Option<(Option<String>, Change)> {
    let has = |pairs: &[Pair<'_>], name| pairs.iter().any(|pair| pair.0 == name);
    let same = ours
        .iter()
        .zip(servers)
        .take_while(|(ours, servers)| ours == servers)
        .count();
    let name = |name: &str| Some(name.to_owned());
    Some(match (ours.get(same), servers.get(same)) {
        (None, None) => return None,
        (Some(ours), Some(servers)) if ours.0 == servers.0 => {
            let plain = |pair: &Pair<'_>| percent_decode_str(pair.1).collect::<Vec<u8>>();
            if plain(ours) == plain(servers) {
                (name(ours.0), Change::Encoding)
            } else {
                (name(ours.0), Change::Value)
            }
        }
        (Some(signed), _) if !has(servers, signed.0) => (name(signed.0), Change::Missing),
        (_, Some(arrived)) if !has(ours, arrived.0) => {
            let shown = is_shown(arrived.0, ours).then(|| arrived.0.to_owned());
            (shown, Change::Unexpected)
        }
        (Some(pair), _) | (_, Some(pair)) => (name(pair.0), Change::Order),
    })
}

/// Whether a name that is only the server's may be shown. It is a piece of a value if a request was
/// taken apart at the wrong place, so it has to look like a name and to share nothing with what was
/// sent.
fn is_shown(name: &str, ours: &[Pair<'_>]) -> bool {
    const LONGEST: usize = 64;
    /// Values up to this length are in too many names, and no secret is as short.
    const SHORT: usize = 3;
    /// As much of a value tells something.
    const PIECE: usize = 8;

    let looks_like_one = name.len() <= LONGEST
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || ".-_".contains(c));
    // A name that looks like one is ASCII, so any piece of it is text.
    let pieces = || {
        let last = name.len().saturating_sub(PIECE);
        (0..=last).filter_map(|start| name.get(start..name.len().min(start + PIECE)))
    };
    looks_like_one
        && !ours.iter().any(|(_, value)| {
            let plain = percent_decode_str(value).decode_utf8_lossy();
            (plain.len() > SHORT && name.contains(&*plain))
                || pieces().any(|piece| plain.contains(piece))
        })
}

/// What introduces a text that the server signed, in its message, in lower case. The first ones are
/// of ACS3, whose string to sign is a hash of the canonical request.
const INTRODUCTIONS: [&str; 4] = [
    "canonicalrequest",
    "canonical request",
    "stringtosign",
    "string to sign",
];

/// The part of a message that holds nothing of what was signed.
pub(super) fn without_signed_text(message: &str) -> &str {
    let lower = message.to_ascii_lowercase();
    let starts = INTRODUCTIONS.iter().filter_map(|introduction| {
        let start = lower.find(introduction)? + introduction.len();
        Some(message.len() - behind_introduction(&message[start..]).len())
    });
    &message[..starts.min().unwrap_or(message.len())]
}

/// The text that the server signed, out of its message.
pub(super) fn signed_text(message: &str) -> Option<&str> {
    let lower = message.to_ascii_lowercase();
    INTRODUCTIONS.iter().find_map(|introduction| {
        let start = lower.find(introduction)? + introduction.len();
        let next = INTRODUCTIONS
            .iter()
            .filter_map(|next| lower[start..].find(next));
        let end = next.min().map_or(message.len(), |length| start + length);
        let text = behind_introduction(&message[start..end]);
        let text = match message[start..end - text.len()].ends_with('[') {
            true => &text[..text.rfind(']').unwrap_or(text.len())],
            false => text.trim_end(),
        };
        // A hash tells nothing.
        (!text.is_empty() && !text.starts_with("ACS3-")).then_some(text)
    })
}

fn behind_introduction(rest: &str) -> &str {
    let rest = rest.strip_prefix(" is").unwrap_or(rest);
    rest.trim_start_matches([':', ' ', '['])
}

#[cfg(test)]
mod tests;
