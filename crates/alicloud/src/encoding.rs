//! Percent-encoding, as signature 1.0 wants it.

use std::{fmt, mem};

use percent_encoding::percent_encode_byte;

/// RFC 3986's unreserved characters, which stay as they are.
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

/// Whether `text` needs no percent-encoding.
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

/// A text that needs no percent-encoding. A constant is checked at compile time.
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
    /// A text of `A-Z a-z 0-9 - _ . ~` alone.
    ///
    /// # Panics
    ///
    /// If it holds anything else; in a constant, that is an error of the compiler's.
    #[must_use]
    pub const fn new(text: &'static str) -> Self {
        assert!(
            is_plain(text),
            "holds a character that has to be percent-encoded"
        );
        Self {
            text,
            head: head(text),
        }
    }

    /// The text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.text
    }

    /// See [`head`].
    pub(crate) const fn head(self) -> u128 {
        self.head
    }
}

/// The first sixteen bytes of a name as a big-endian number. Numbers order as the bytes do. If they are
/// equal, the whole names have to be compared.
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

/// Appends what is written to it, percent-encoded.
pub(crate) struct Encoder<'a> {
    out: &'a mut String,
    /// Whether anything had to be escaped.
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

    /// Ends the name of a pair, and says where it ended and whether anything in it was escaped.
    pub(crate) fn finish_name(&mut self) -> (usize, bool) {
        let end = self.out.len();
        self.out.push('=');
        (end, mem::take(&mut self.escaped))
    }

    #[inline]
    pub(crate) fn plain(&mut self, text: Plain) {
        self.out.push_str(text.text);
    }

    /// Appends what is percent-encoded already, with something escaped in it.
    #[inline]
    pub(crate) fn escaped_text(&mut self, text: &str) {
        self.escaped = true;
        self.out.push_str(text);
    }

    /// Appends `text`, without looking at it if it `is_plain`.
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

    /// Appends `text`, whose first `plain` bytes need no escaping.
    fn escape(&mut self, text: &str, mut plain: usize) {
        self.escaped = true;
        let mut at = 0;
        loop {
            // A run of plain bytes is ASCII, so it can be cut out anywhere.
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

/// How many bytes come before the first that has to be escaped. Strides make the common case cheap,
/// in which that is all of them.
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
