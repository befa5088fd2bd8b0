//! The first difference between the text that the client signed and the text that a server signed.
//!
//! This module returns names and HTTP methods, but no values of parameters or headers, because a
//! value may be the security token or a password.

use std::borrow::Cow;

use alicloud::{
    error::{Change, SignatureDifference},
    http::Method,
};
use percent_encoding::percent_decode_str;

/// Returns the first difference between `ours` and `servers`. `read` parses both texts.
pub(crate) fn between<'a>(
    ours: &'a str,
    servers: &'a str,
    read: fn(&'a str) -> Option<Signed<'a>>,
) -> SignatureDifference {
    if ours == servers {
        return SignatureDifference::Secret;
    }
    let difference = read(ours)
        .zip(read(servers))
        .and_then(|(ours, servers)| ours.difference(&servers));
    difference.unwrap_or(SignatureDifference::Form)
}

/// The parts of a signed text.
pub(crate) struct Signed<'a> {
    method: Method,
    path: &'a str,
    /// The canonical query.
    query: Cow<'a, str>,
    /// The headers and the body, which signature 1.0 doesn't cover.
    rest: Option<Rest<'a>>,
}

struct Rest<'a> {
    headers: Vec<(&'a str, &'a str)>,
    body: &'a str,
}

impl<'a> Signed<'a> {
    /// Parses the string to sign of signature 1.0: method, path and query, joined by `&`. Path and
    /// query are percent-encoded once more.
    pub(crate) fn string_to_sign(text: &'a str) -> Option<Self> {
        let mut parts = text.splitn(3, '&');
        Some(Self {
            method: method(parts.next()?)?,
            path: parts.next()?,
            query: percent_decode_str(parts.next()?).decode_utf8().ok()?,
            rest: None,
        })
    }

    /// Parses the canonical request of ACS3. Its lines are the method, the path, the query, each
    /// header, an empty line, the names of the headers and the hash of the body.
    pub(crate) fn canonical_request(text: &'a str) -> Option<Self> {
        let mut lines = text.lines();
        let (method, path) = (method(lines.next()?)?, lines.next()?);
        let query = lines.next()?.into();
        let headers = lines.by_ref().take_while(|line| !line.is_empty());
        let headers = headers
            .map(|line| line.split_once(':'))
            .collect::<Option<_>>()?;
        // The next line repeats the names of the headers, so it is skipped.
        lines.next()?;
        let body = lines.next()?;
        Some(Self {
            method,
            path,
            query,
            rest: Some(Rest { headers, body }),
        })
    }

    /// Returns the first difference from the text that the server signed. The caller has checked
    /// that the texts differ.
    fn difference(&self, servers: &Self) -> Option<SignatureDifference> {
        use SignatureDifference::{Body, Encoding, Header, Method, Parameter, Path};

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
            // The texts differ, but their decoded forms are equal.
            return Some(Encoding);
        };
        if let Some((name, change)) = first_change(&rest.headers, &servers.headers) {
            return Some(Header { name, change });
        }
        (rest.body != servers.body).then_some(Body)
    }
}

/// Parses a known HTTP method. Any other text from the server could be a secret.
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

/// Returns the name of the first pair that differs between both sides, and the kind of change.
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

/// Returns whether a name that only the server has may be shown.
///
/// If the server split the request at the wrong place, the name is a piece of a value. So the text
/// must look like a name and must share nothing with the values that were sent.
fn is_shown(name: &str, ours: &[Pair<'_>]) -> bool {
    const LONGEST: usize = 64;
    /// Values up to this length are ignored. They occur in too many names, and secrets are longer.
    const SHORT: usize = 3;
    /// A piece of a value with this length reveals something about the value.
    const PIECE: usize = 8;

    let looks_like_one = name.len() <= LONGEST
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || ".-_".contains(c));
    // A text that looks like a name is ASCII, so slicing it never splits a character.
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

#[cfg(test)]
mod tests;
