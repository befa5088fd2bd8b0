//! Percent-encoding, as signature 1.0 wants it.

use std::fmt;

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

/// Whether `text` is the same percent-encoded.
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

/// A text that is the same percent-encoded, which has been checked when the program was compiled.
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
pub struct Plain(&'static str);

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
        Self(text)
    }

    /// The text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

/// Appends what is written to it, percent-encoded.
pub(super) struct Encoder<'a> {
    out: &'a mut String,
    /// Whether anything had to be escaped.
    escaped: bool,
}

impl<'a> Encoder<'a> {
    pub(super) fn new(out: &'a mut String) -> Self {
        Self {
            out,
            escaped: false,
        }
    }

    pub(super) fn escaped(&self) -> bool {
        self.escaped
    }

    /// Ends the name of a pair, and says where it ended.
    pub(super) fn finish_name(&mut self) -> usize {
        let end = self.out.len();
        self.out.push('=');
        end
    }

    #[inline]
    pub(super) fn plain(&mut self, text: Plain) {
        self.out.push_str(text.0);
    }

    pub(super) fn text(&mut self, text: &str) {
        if is_plain_fast(text) {
            self.out.push_str(text);
        } else {
            self.escape(text);
        }
    }

    fn escape(&mut self, text: &str) {
        self.escaped = true;
        let mut plain_from = 0;
        for (at, byte) in text.bytes().enumerate() {
            if !UNRESERVED[usize::from(byte)] {
                // A run of plain bytes is ASCII, so it can be cut out anywhere.
                self.out
                    .push_str(text.get(plain_from..at).unwrap_or_default());
                self.out.push_str(percent_encode_byte(byte));
                plain_from = at + 1;
            }
        }
        self.out
            .push_str(text.get(plain_from..).unwrap_or_default());
    }
}

/// [`is_plain`] in strides, which is what makes the common case cheap.
fn is_plain_fast(text: &str) -> bool {
    let plain = |bytes: &[u8]| {
        bytes
            .iter()
            .fold(true, |all, byte| all & UNRESERVED[usize::from(*byte)])
    };
    let strides = text.as_bytes().chunks_exact(8);
    let rest = strides.remainder();
    strides.fold(true, |all, stride| all & plain(stride)) & plain(rest)
}

impl fmt::Write for Encoder<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.text(text);
        Ok(())
    }
}
