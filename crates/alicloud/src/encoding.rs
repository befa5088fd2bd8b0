//! Percent-encoding as signature 1.0 requires it.

use std::{fmt, mem};

use percent_encoding::percent_encode_byte;

/// The unreserved characters of RFC 3986, which are not percent-encoded.
const UNRESERVED: [bool; 256] = {
    let mut table = [false; 256];
    let kept = b"-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut index = 0;
    while index < kept.len() {
        table[kept[index] as usize] = true;
        index += 1;
    }
    table
};

/// Returns whether `text` needs no percent-encoding.
pub(crate) const fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut index = 0;
    while index < bytes.len() {
        if !UNRESERVED[bytes[index] as usize] {
            return false;
        }
        index += 1;
    }
    true
}

/// A text that needs no percent-encoding. A `Plain` constant is checked at compile time.
///
/// ```
/// use alicloud::sign::Plain;
///
/// const METHOD: Plain = Plain::new("HMAC-SHA1");
/// assert_eq!(METHOD.as_str(), "HMAC-SHA1");
/// ```
///
/// ```compile_fail
/// const PATH: alicloud::sign::Plain = alicloud::sign::Plain::new("a/b");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Plain {
    text: &'static str,
    head: u128,
}

impl Plain {
    /// Wraps a text that has only the characters `A-Z a-z 0-9 - _ . ~`.
    ///
    /// # Panics
    ///
    /// Panics if `text` has another character. In a constant, the panic is a compile error.
    #[must_use]
    pub const fn new(text: &'static str) -> Self {
        assert!(
            is_plain(text),
            "the text has a character that must be percent-encoded"
        );
        Self {
            text,
            head: head(text),
        }
    }

    /// Returns the text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.text
    }

    /// Returns the [`head`] of the text.
    pub(crate) const fn head(self) -> u128 {
        self.head
    }
}

/// Returns the first sixteen bytes of a name as a big-endian number, so that numbers compare like
/// names. If two numbers are equal, the whole names have to be compared.
pub(crate) const fn head(name: &str) -> u128 {
    match name.as_bytes().first_chunk() {
        Some(bytes) => u128::from_be_bytes(*bytes),
        None => {
            let mut padded = [0; 16];
            let mut index = 0;
            while index < name.len() {
                padded[index] = name.as_bytes()[index];
                index += 1;
            }
            u128::from_be_bytes(padded)
        }
    }
}

/// A writer that appends text to a string in percent-encoded form.
pub(crate) struct Encoder<'a> {
    out: &'a mut String,
    /// Whether a character of the current name or value was escaped.
    escaped: bool,
}

impl<'a> Encoder<'a> {
    pub(crate) fn new(out: &'a mut String) -> Self {
        Self {
            out,
            escaped: false,
        }
    }

    pub(crate) fn escaped(&self) -> bool {
        self.escaped
    }

    /// Ends the name of a pair. Returns its end and whether a character of the name was escaped.
    pub(crate) fn finish_name(&mut self) -> (usize, bool) {
        let end = self.out.len();
        self.out.push('=');
        (end, mem::take(&mut self.escaped))
    }

    #[inline]
    pub(crate) fn plain(&mut self, text: Plain) {
        self.out.push_str(text.text);
    }

    /// Appends a text that is already percent-encoded and has an escaped character.
    #[inline]
    pub(crate) fn escaped_text(&mut self, text: &str) {
        self.escaped = true;
        self.out.push_str(text);
    }

    /// Appends `text` in percent-encoded form, or unchanged if `is_plain`.
    #[inline]
    pub(crate) fn known(&mut self, text: &str, is_plain: bool) {
        if is_plain {
            self.out.push_str(text);
        } else {
            self.text(text);
        }
    }

    pub(crate) fn text(&mut self, text: &str) {
        let plain = plain_length(text.as_bytes());
        if plain == text.len() {
            self.out.push_str(text);
        } else {
            self.escape(text, plain);
        }
    }

    /// Appends `text` in percent-encoded form. Its first `plain` bytes need no escaping.
    fn escape(&mut self, text: &str, mut plain: usize) {
        self.escaped = true;
        let mut at = 0;
        loop {
            // A run of plain bytes is ASCII, so slicing it never splits a character.
            let run = text.get(at..at + plain);
            self.out.push_str(run.unwrap_or_default());
            at += plain;
            let [byte, rest @ ..] = &text.as_bytes()[at..] else {
                return;
            };
            self.out.push_str(percent_encode_byte(*byte));
            at += 1;
            plain = plain_length(rest);
        }
    }
}

/// Returns the number of bytes before the first byte that must be escaped. Checking eight bytes at
/// a time is faster for the common text that needs no escaping.
fn plain_length(text: &[u8]) -> usize {
    let is_plain = |byte: &u8| UNRESERVED[usize::from(*byte)];
    let mut at = 0;
    while let Some(stride) = text.get(at..at + 8) {
        if !stride.iter().fold(true, |all, byte| all & is_plain(byte)) {
            break;
        }
        at += 8;
    }
    while text.get(at).is_some_and(is_plain) {
        at += 1;
    }
    at
}

impl fmt::Write for Encoder<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.text(text);
        Ok(())
    }
}
