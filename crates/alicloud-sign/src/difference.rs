//! The first difference between a text that was signed here and the one that a server signed.
//!
//! Only names leave this module, never a value: one may be the security token or a password.

use std::borrow::Cow;

use alicloud::{
    error::{Change, SignatureDifference},
    http::Method,
};
use percent_encoding::percent_decode_str;

/// The first difference between `ours` and `servers`, of which `read` knows the form.
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

/// A text that was signed, taken apart.
pub(crate) struct Signed<'a> {
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
    /// Signature 1.0: method, path and query joined by `&`, the latter two encoded once more.
    pub(crate) fn string_to_sign(text: &'a str) -> Option<Self> {
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
    pub(crate) fn canonical_request(text: &'a str) -> Option<Self> {
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

#[cfg(test)]
mod tests;
