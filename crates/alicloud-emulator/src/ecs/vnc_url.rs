//! Issue and expiry of `VncUrl`s.

use std::time::{Duration, SystemTime};

use base64::{Engine, engine::general_purpose::STANDARD};
use percent_encoding::percent_decode_str;

use crate::{
    expiring_map::ExpiringMap,
    identifiers::Identifiers,
    protocol::{Parameters, encode},
};

/// The path of every `VncUrl`.
pub(crate) const VNC_PATH: &str = "/websockify/";

/// The time in which a `VncUrl` can be opened.
const LIFETIME: Duration = Duration::from_secs(15);

/// The time after which an issued `VncUrl` is forgotten and counts as unknown.
const REMEMBERED: Duration = Duration::from_secs(15 * 60);

/// The status of a `VncUrl`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum VncUrlStatus {
    /// The URL was issued less than 15 seconds ago.
    Valid,
    /// The URL was issued at least 15 seconds and at most 15 minutes ago.
    Expired,
    /// The URL was never issued, or was issued more than 15 minutes ago.
    Unknown,
}

/// How the WebSocket session of a `VncUrl` begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum VncOpening {
    /// The URL can be opened for the time `left`.
    Valid { left: Duration },
    /// The URL has expired.
    Expired,
    /// The URL was never issued, or was forgotten.
    Unknown,
    /// The token was issued, but the URL encodes it twice or not at all.
    EncodedWrongly,
}

/// Issues `VncUrl`s and recognizes issued URLs.
#[derive(Clone)]
pub(crate) struct VncProxy {
    authority: String,
    tokens: Identifiers,
    issued: ExpiringMap<String, ()>,
}

impl VncProxy {
    pub(crate) fn new(authority: String) -> Self {
        Self {
            authority,
            tokens: Identifiers::default(),
            issued: ExpiringMap::new(REMEMBERED, usize::MAX),
        }
    }

    /// Issues a new URL. The token is percent-encoded in the URL, and the returned text is the URL,
    /// percent-encoded once more.
    pub(crate) fn issue(&mut self, now: SystemTime) -> String {
        let token = self.token();
        let url = format!("ws://{}{VNC_PATH}?s={}", self.authority, encode(&token));
        self.issued.insert(token, (), 1, now);
        encode(&url).to_string()
    }

    pub(crate) fn url_status(&mut self, vnc_url: &str, now: SystemTime) -> VncUrlStatus {
        let decoded = percent_decode_str(vnc_url).decode_utf8_lossy();
        let url = if vnc_url.contains("://") {
            vnc_url
        } else {
            &decoded
        };
        let prefix = format!("ws://{}{VNC_PATH}?", self.authority);
        match url.strip_prefix(&prefix) {
            Some(query) => self.query_status(query, now),
            None => VncUrlStatus::Unknown,
        }
    }

    pub(crate) fn authority(&self) -> &str {
        &self.authority
    }

    pub(crate) fn opening(&mut self, query: &str, now: SystemTime) -> VncOpening {
        let Some(token) = token_of(query) else {
            return VncOpening::Unknown;
        };
        if let Some((issued, ())) = self.issued.get(&token, now) {
            // A clock that was set back doesn't extend the lifetime.
            let age = now.duration_since(*issued).unwrap_or_default();
            return match LIFETIME.checked_sub(age) {
                Some(left) if !left.is_zero() => VncOpening::Valid { left },
                _ => VncOpening::Expired,
            };
        }
        let decoded_again = percent_decode_str(&token).decode_utf8_lossy().into_owned();
        // In a token that is not encoded, `+` was read as a space.
        let never_encoded = token.replace(' ', "+");
        let is_issued = [decoded_again, never_encoded]
            .iter()
            .any(|token| self.issued.get(token, now).is_some());
        if is_issued {
            VncOpening::EncodedWrongly
        } else {
            VncOpening::Unknown
        }
    }

    pub(crate) fn query_status(&mut self, query: &str, now: SystemTime) -> VncUrlStatus {
        match token_of(query).and_then(|token| self.issued.get(&token, now)) {
            None => VncUrlStatus::Unknown,
            Some((issued, ())) if now.duration_since(*issued).is_ok_and(|age| age >= LIFETIME) => {
                VncUrlStatus::Expired
            }
            Some(_) => VncUrlStatus::Valid,
        }
    }

    /// Creates a token: 48 bytes in Base64. The second and third characters are always `/+`, which
    /// must be percent-encoded. So a test fails if a client drops the percent-encoding of the
    /// token.
    fn token(&mut self) -> String {
        let mut bytes: Vec<u8> = (0..6)
            .flat_map(|_| self.tokens.next().to_be_bytes())
            .collect();
        if let [first, second, third, ..] = bytes.as_mut_slice() {
            *first |= 0b0000_0011;
            *second = 0b1111_1111;
            *third = 0b1000_0000 | (*third & 0b0011_1111);
        }
        STANDARD.encode(bytes)
    }
}

/// The decoded token in the query of a `VncUrl`.
fn token_of(query: &str) -> Option<String> {
    let parameters = Parameters::parse(query).ok()?;
    parameters.get("s").map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn tokens_are_64_characters_with_a_slash_and_a_plus_and_unique() {
        let mut proxy = VncProxy::new("localhost".to_owned());
        let tokens: HashSet<String> = (0..1000).map(|_| proxy.token()).collect();

        assert_eq!(tokens.len(), 1000);
        assert!(
            tokens
                .iter()
                .all(|token| token.len() == 64 && &token[1..3] == "/+")
        );
    }
}
