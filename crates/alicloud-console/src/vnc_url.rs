//! The URL in the field `VncUrl` of a reply, and its normalization.

use std::{error, fmt, str::FromStr};

use alicloud::http::Uri;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use zeroize::Zeroizing;

/// The characters to percent-encode: all except the unreserved characters of RFC 3986.
pub(crate) const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// The URL of an instance's VNC service: a `ws` or `wss` URL that contains a token.
///
/// The vendor returns the URL percent-encoded once, and other programs may have encoded the URL
/// again. Parsing decodes the text until it begins with `ws://` or `wss://`, at most eight times.
/// Escapes *inside* the token are not decoded, because they are part of the token.
///
/// Everyone who has the URL can open the terminal. `Debug` and errors therefore don't contain the
/// URL, and the URL is overwritten in memory when it is dropped.
///
/// ```
/// use alicloud_console::VncUrl;
///
/// let url: VncUrl = "ws%3A%2F%2Fvnc.example%2F%3Fs%3Da%252Fb".parse()?;
/// assert_eq!(url.as_str(), "ws://vnc.example/?s=a%2Fb");
/// assert_eq!(url.percent_encoded(), "ws%3A%2F%2Fvnc.example%2F%3Fs%3Da%252Fb");
/// assert_eq!("ws://vnc.example/?s=a%2Fb".parse::<VncUrl>()?, url);
/// assert!("https://vnc.example/".parse::<VncUrl>().is_err());
/// # Ok::<(), alicloud_console::VncUrlError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct VncUrl(Zeroizing<String>);

impl VncUrl {
    /// The maximum number of percent-encoding layers. In practice, a URL has fewer layers.
    const MAX_LAYERS: usize = 8;

    /// The decoded URL, to which a WebSocket client connects.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The URL percent-encoded exactly once, as the console page expects it.
    #[must_use]
    pub fn percent_encoded(&self) -> String {
        utf8_percent_encode(self.as_str(), RESERVED).to_string()
    }
}

impl FromStr for VncUrl {
    type Err = VncUrlError;

    fn from_str(text: &str) -> Result<Self, VncUrlError> {
        let mut url = Zeroizing::new(text.trim_ascii().to_owned());
        for _ in 0..=Self::MAX_LAYERS {
            if !url.bytes().all(|byte| byte.is_ascii_graphic()) {
                return Err(VncUrlError(Problem::Character));
            }
            if !only_escapes(&url) {
                return Err(VncUrlError(Problem::Escape));
            }
            if is_websocket(&url) {
                return match problem_of(&url) {
                    None => Ok(Self(url)),
                    Some(problem) => Err(VncUrlError(problem)),
                };
            }
            if !url.contains('%') {
                break;
            }
            let decoded = percent_decode_str(&url).decode_utf8();
            let decoded = decoded.map_err(|_| VncUrlError(Problem::Character))?;
            url = Zeroizing::new(decoded.into_owned());
        }
        Err(VncUrlError(Problem::Scheme))
    }
}

fn is_websocket(url: &str) -> bool {
    let scheme = url.split_once("://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| {
        ["ws", "wss"]
            .iter()
            .any(|known| scheme.eq_ignore_ascii_case(known))
    })
}

/// The problem with a URL that has no host, or that has user information or a fragment. A WebSocket
/// URL can't have user information or a fragment (RFC 6455, section 3).
fn problem_of(url: &str) -> Option<Problem> {
    if url.contains('#') {
        return Some(Problem::Fragment);
    }
    let parsed = url.parse::<Uri>().ok();
    match parsed.as_ref().and_then(Uri::authority) {
        Some(authority) if authority.as_str().contains('@') => Some(Problem::UserInfo),
        Some(authority) if !authority.host().is_empty() => None,
        _ => Some(Problem::Host),
    }
}

/// Whether two hexadecimal digits follow every `%`.
fn only_escapes(text: &str) -> bool {
    text.split('%').skip(1).all(|rest| {
        let digits = rest.as_bytes().get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    })
}

impl fmt::Debug for VncUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VncUrl([redacted])")
    }
}

/// The reason why a text is not a valid [`VncUrl`]. The error doesn't contain the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VncUrlError(Problem);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Problem {
    Scheme,
    Host,
    UserInfo,
    Fragment,
    Escape,
    Character,
}

impl fmt::Display for VncUrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Problem::Scheme => {
                "the URL doesn't begin with ws:// or wss://, even after percent-decoding"
            }
            Problem::Host => "the WebSocket URL has no valid host",
            Problem::UserInfo => "the WebSocket URL has user information",
            Problem::Fragment => "the WebSocket URL has a fragment",
            Problem::Escape => "a % in the URL is not followed by two hexadecimal digits",
            Problem::Character => "the URL has a character that is not visible ASCII",
        })
    }
}

impl error::Error for VncUrlError {}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example from the vendor's documentation.
    const ENCODED: &str = "ws%3A%2F%2Fhz01-vncproxy.aliyun.com%2Fwebsockify%2F%3Fs%3DDvh%252FIA%252BYc73gWO48cBx2gBxUDVzaAnSKr74pq30mzqUYgeUMcB%252FbkNixDxdEA996";
    const PLAIN: &str = "ws://hz01-vncproxy.aliyun.com/websockify/?s=Dvh%2FIA%2BYc73gWO48cBx2gBxUDVzaAnSKr74pq30mzqUYgeUMcB%2FbkNixDxdEA996";

    fn encode(text: &str) -> String {
        utf8_percent_encode(text, RESERVED).to_string()
    }

    #[test]
    fn removes_every_layer_of_percent_encoding() {
        let twice = encode(ENCODED);
        for text in [
            PLAIN,
            ENCODED,
            &twice,
            &encode(&twice),
            &ENCODED.to_lowercase(),
        ] {
            let url: VncUrl = text.parse().unwrap();
            if text.chars().any(char::is_uppercase) {
                assert_eq!(url.as_str(), PLAIN);
                assert_eq!(
                    url.percent_encoded(),
                    ENCODED,
                    "the encoded URL must equal the reply's value"
                );
            } else {
                assert_eq!(url.as_str(), PLAIN.to_lowercase());
            }
        }
    }

    #[test]
    fn accepts_wss_and_surrounding_whitespace() {
        let url: VncUrl = " \n wss%3A%2F%2Fhost%2F\n".parse().unwrap();
        assert_eq!(url.as_str(), "wss://host/");
    }

    #[test]
    fn refuses_invalid_urls_with_the_reason() {
        let nine_layers = (0..9).fold(PLAIN.to_owned(), |text, _| encode(&text));
        for (text, problem) in [
            ("", Problem::Scheme),
            ("   ", Problem::Scheme),
            ("http://host/", Problem::Scheme),
            ("https%3A%2F%2Fhost%2F", Problem::Scheme),
            ("javascript:alert(1)", Problem::Scheme),
            ("javascript%3Aalert%281%29//ws://", Problem::Scheme),
            ("host/?u=ws://host", Problem::Scheme),
            ("ws:/host", Problem::Scheme),
            (&nine_layers, Problem::Scheme),
            ("ws://", Problem::Host),
            ("ws:///path", Problem::Host),
            ("wss%3A%2F%2F%3Fs%3D1", Problem::Host),
            ("ws://user:password@host/", Problem::UserInfo),
            ("ws://@/", Problem::Host),
            ("ws://host/#fragment", Problem::Fragment),
            ("ws%3A%2F%2Fhost%2F%3Fs%3D50%", Problem::Escape),
            ("ws://host/?s=%zz", Problem::Escape),
            ("ws%3A%2F%2Fhost%2F%3Fs%3D%25g0", Problem::Escape),
            ("ws%3A%2F%2Fhost%2F%0D%0A", Problem::Character),
            ("ws://host/ x", Problem::Character),
            ("ws%3A%2F%2Fhost%2F%FF", Problem::Character),
            ("ws://hôst/", Problem::Character),
        ] {
            assert_eq!(text.parse::<VncUrl>(), Err(VncUrlError(problem)), "{text}");
        }
    }
}
