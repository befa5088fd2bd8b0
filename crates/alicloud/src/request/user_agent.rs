//! The `User-Agent` of requests.

use std::{error, fmt, sync::OnceLock};

use http::HeaderValue;

/// The `User-Agent` of a transport, such as `alicloud/0.1.0 (linux; x86_64) alicloud-ureq/0.1.0`.
///
/// A [`Session`](crate::Session::user_agent) can append the application's text.
///
/// ```
/// use alicloud::{http::HeaderValue, transport::UserAgent};
///
/// let user_agent = UserAgent::new("my-transport", "1.2.3");
/// let text = HeaderValue::from_static("my-app/1.0");
/// let whole = user_agent.followed_by(&text);
/// assert!(whole.to_str()?.ends_with(" my-transport/1.2.3 my-app/1.0"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct UserAgent {
    own: HeaderValue,
    /// The first text that a session added, and the whole value. Most transports see only one text.
    first: OnceLock<(HeaderValue, HeaderValue)>,
}

impl UserAgent {
    /// Creates the `User-Agent` of a transport with this name and version. Characters other than
    /// printable ASCII are replaced by `?`.
    #[must_use]
    pub fn new(transport: &str, version: &str) -> Self {
        use std::env::consts::{ARCH, OS};

        let ours = env!("CARGO_PKG_VERSION");
        let own = format!("alicloud/{ours} ({OS}; {ARCH}) {transport}/{version}");
        Self {
            own: header(own.replace(|c| !is_printable(c), "?")),
            first: OnceLock::new(),
        }
    }

    /// Returns the `User-Agent` of a request whose session adds no text.
    #[must_use]
    pub fn own(&self) -> &HeaderValue {
        &self.own
    }

    /// Returns the `User-Agent` of a request whose session adds `text`.
    #[must_use]
    pub fn followed_by(&self, text: &HeaderValue) -> HeaderValue {
        let (first, whole) = self
            .first
            .get_or_init(|| (text.clone(), joined(&self.own, text)));
        if first == text {
            whole.clone()
        } else {
            joined(&self.own, text)
        }
    }
}

fn joined(first: &HeaderValue, second: &HeaderValue) -> HeaderValue {
    let bytes = [first.as_bytes(), b" ", second.as_bytes()].concat();
    #[expect(
        clippy::expect_used,
        reason = "two valid values with a space between them are valid"
    )]
    HeaderValue::from_maybe_shared(bytes::Bytes::from(bytes)).expect("two joined values are valid")
}

fn header(printable: String) -> HeaderValue {
    #[expect(clippy::expect_used, reason = "printable ASCII is valid in headers")]
    HeaderValue::try_from(printable).expect("printable ASCII is a valid header value")
}

fn is_printable(character: char) -> bool {
    (' '..='~').contains(&character)
}

/// Appends `text` to `earlier`, with a space between them.
pub(crate) fn appended(
    earlier: Option<&HeaderValue>,
    text: &str,
) -> Result<Option<HeaderValue>, UserAgentError> {
    let text = text.trim();
    if let Some((position, character)) = text.char_indices().find(|(_, c)| !is_printable(*c)) {
        return Err(UserAgentError {
            position,
            character,
        });
    }
    if text.is_empty() {
        return Ok(earlier.cloned());
    }
    let text = header(text.to_owned());
    Ok(Some(match earlier {
        Some(earlier) => joined(earlier, &text),
        None => text,
    }))
}

/// A text can't be part of a `User-Agent`, because it has a character other than printable ASCII.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserAgentError {
    position: usize,
    character: char,
}

impl fmt::Display for UserAgentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            position,
            character,
        } = self;
        write!(
            f,
            "the user agent has {character:?} at byte {position}: use printable ASCII, such as my-app/1.0"
        )
    }
}

impl error::Error for UserAgentError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_crate_system_and_transport_before_the_application() {
        use std::env::consts::{ARCH, OS};

        let version = env!("CARGO_PKG_VERSION");
        let own = format!("alicloud/{version} ({OS}; {ARCH}) alicloud-x/7");
        let user_agent = UserAgent::new("alicloud-x", "7");
        assert_eq!(user_agent.own(), &own);
        for text in ["app/1", "app/1 other/2", "app/1"] {
            let whole = user_agent.followed_by(&HeaderValue::from_static(text));
            assert_eq!(whole, format!("{own} {text}"));
        }
        assert!(
            UserAgent::new("a\nb", "é")
                .own()
                .to_str()
                .unwrap()
                .ends_with(" a?b/?")
        );
    }

    #[test]
    fn caches_the_joined_text() {
        let user_agent = UserAgent::new("x", "7");
        let text = HeaderValue::from_static("app/1");
        let [first, second] = [(); 2].map(|()| user_agent.followed_by(&text));
        assert_eq!(first.as_bytes().as_ptr(), second.as_bytes().as_ptr());
    }

    #[test]
    fn appends_texts_in_order() {
        let mut whole = None;
        for (text, expected) in [
            ("", None),
            (" app/1.0 (x; y)\n", Some("app/1.0 (x; y)")),
            ("  ", Some("app/1.0 (x; y)")),
            ("ci/2", Some("app/1.0 (x; y) ci/2")),
        ] {
            whole = appended(whole.as_ref(), text).unwrap();
            assert_eq!(
                whole.as_ref().map(|whole| whole.to_str().unwrap()),
                expected
            );
        }
    }

    #[test]
    fn refuses_characters_that_are_not_allowed_in_headers() {
        for (text, position, character) in [
            ("a\r\nEvil: yes", 1, '\r'),
            ("a\tb", 1, '\t'),
            ("ab\0", 2, '\0'),
            ("caf\u{e9}/1", 3, '\u{e9}'),
            ("a\u{7f}", 1, '\u{7f}'),
        ] {
            let error = appended(None, text).unwrap_err();
            assert_eq!(
                error,
                UserAgentError {
                    position,
                    character
                }
            );
        }
        let error = appended(None, "a\nb").unwrap_err().to_string();
        assert_eq!(
            error,
            "the user agent has '\\n' at byte 1: use printable ASCII, such as my-app/1.0"
        );
    }
}
