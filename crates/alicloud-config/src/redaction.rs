//! Redaction of secrets in texts from servers.

use std::collections::VecDeque;

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use zeroize::{DefaultIsZeroes, Zeroizing};

/// The minimum number of letters and digits in a secret. Shorter secrets are ignored, because they
/// match ordinary words.
const SHORTEST_SECRET: usize = 8;
/// The minimum length of a redacted part of a secret, in letters and digits. [`pieces`] supports at
/// most 16.
const PIECE: usize = 12;
const BLANK: &str = "***";

/// Returns a function that redacts `secret` in a text, for
/// [`Session::redact`](alicloud::Session::redact).
///
/// The secret is found in these forms:
///
/// - percent-encoded, or escaped for JSON, XML or HTML, also several times
/// - with another letter case, with the URL-safe or the standard base64 alphabet, with line breaks,
///   or truncated
/// - encoded as a whole, in base64 or hexadecimal
pub(crate) fn without(secret: &str) -> impl Fn(&str) -> Option<String> + Send + Sync + use<> {
    let secret = Wanted::new(secret);
    move |text| secret.blanked(text)
}

/// A secret to redact.
struct Wanted {
    /// The sorted pieces of the secret. The list is empty if the secret is too short.
    pieces: Zeroizing<Vec<u128>>,
    /// The number of letters and digits in a piece.
    length: usize,
    /// The trailing characters of the secret that are neither letters nor digits.
    padding: Vec<char>,
}

impl Wanted {
    fn new(secret: &str) -> Self {
        let units = Zeroizing::new(units(secret));
        let letters = letters(&units);
        let length = letters.len().min(PIECE);
        let mut pieces = Zeroizing::new(Vec::new());
        if letters.len() >= SHORTEST_SECRET {
            let encoded = encoded(secret).map(|text| self::letters(&self::units(&text)));
            let forms = || encoded.iter().chain([&letters]);
            pieces.reserve_exact(forms().map(|form| form.len()).sum());
            pieces.extend(forms().flat_map(|form| self::pieces(form, length)));
            pieces.sort_unstable();
        }
        let behind = units.iter().rposition(Unit::is_counted);
        let padding = units.iter().skip(behind.map_or(0, |last| last + 1));
        Self {
            pieces,
            length,
            padding: padding.map(|unit| unit.character).collect(),
        }
    }

    /// Replaces the secret and its pieces in `text` with `***`. Returns `None` if `text` contains
    /// no piece of the secret.
    fn blanked(&self, text: &str) -> Option<String> {
        if self.pieces.is_empty() {
            return None;
        }
        let units = Zeroizing::new(units(text));
        let places: Vec<_> = places(&units).collect();
        let found = letters(&units);

        let mut kept = String::new();
        let mut rest = 0;
        // `matched` is the end of the last match. Adjacent matches are merged.
        let mut matched = 0;
        for (first, piece) in pieces(&found, self.length).enumerate() {
            if self.pieces.binary_search(&piece).is_err() {
                continue;
            }
            if matched == 0 || first > matched {
                kept.push_str(&text[rest..units[places[first]].start]);
                kept.push_str(BLANK);
            }
            matched = first + self.length;
            let last = places[matched - 1];
            let behind = units[last + 1..].iter().zip(&self.padding);
            let padded = behind
                .take_while(|(unit, character)| unit.character == **character)
                .count();
            rest = units[last + padded].end;
        }
        (matched > 0).then(|| {
            kept.push_str(&text[rest..]);
            kept
        })
    }
}

/// Encodes the secret in base64, at each of the three possible offsets, and in hexadecimal.
fn encoded(secret: &str) -> [Zeroizing<String>; 4] {
    let in_base64 = |before: usize| {
        let mut bytes = Zeroizing::new(vec![0; before]);
        bytes.extend_from_slice(secret.as_bytes());
        let text = Zeroizing::new(STANDARD_NO_PAD.encode(&*bytes));
        // The first and last characters also encode bits of the text before and after the secret.
        let inner = text.get((8 * before).div_ceil(6)..text.len().saturating_sub(1));
        Zeroizing::new(inner.unwrap_or_default().to_owned())
    };
    let digits = Zeroizing::new(base16ct::lower::encode_string(secret.as_bytes()));
    [in_base64(0), in_base64(1), in_base64(2), digits]
}

/// An unescaped character of a text, with the range of its escaped form in the text.
#[derive(Clone, Copy, Default)]
struct Unit {
    character: char,
    start: usize,
    end: usize,
}

impl Unit {
    /// Whether the character is a letter or a digit. The comparison ignores other characters.
    fn is_counted(&self) -> bool {
        self.character.is_ascii_alphanumeric()
    }
}

impl DefaultIsZeroes for Unit {}

/// Unescapes `text` and returns its characters.
///
/// The text is processed from the end to the beginning, so that one pass also resolves nested
/// escapes.
fn units(text: &str) -> Vec<Unit> {
    let mut units = VecDeque::with_capacity(text.len());
    for (start, character) in text.char_indices().rev() {
        let end = start + character.len_utf8();
        units.push_front(Unit {
            character,
            start,
            end,
        });
        while let Some((character, length)) = escaped(&units) {
            let end = units[length - 1].end;
            units.drain(..length);
            units.push_front(Unit {
                character,
                start,
                end,
            });
        }
    }
    units.into()
}

/// A placeholder for unescaped characters that the comparison ignores.
const OTHER: char = ' ';

/// Decodes an escape at the beginning of `units`. Returns the character and the number of units of
/// the escape.
fn escaped(units: &VecDeque<Unit>) -> Option<(char, usize)> {
    /// The maximum length of an entity name. Longer names exist, such as
    /// `&CounterClockwiseContourIntegral;`, but tokens never contain their characters.
    const LONGEST_NAME: usize = 10;

    let at = |index: usize| units.get(index).map(|unit| unit.character);
    let number = |first: usize, digits: usize, radix: u32| {
        (first..first + digits).try_fold(0, |number: u32, index| {
            let digit = at(index)?.to_digit(radix)?;
            number.checked_mul(radix)?.checked_add(digit)
        })
    };
    let character = |code: u32| match char::from_u32(code) {
        Some(character) if character.is_ascii() => character,
        _ => OTHER,
    };
    match (at(0)?, at(1)?) {
        ('%', _) => Some((character(number(1, 2, 16)?), 3)),
        ('\\', 'u') => Some((character(number(2, 4, 16)?), 6)),
        ('\\', 'x') => Some((character(number(2, 2, 16)?), 4)),
        ('\\', 'b' | 'f' | 'n' | 'r' | 't') => Some((OTHER, 2)),
        ('&', second) => {
            let end = (2..=LONGEST_NAME + 1).find(|index| at(*index) == Some(';'))?;
            let code = match (second, at(2)?) {
                ('#', 'x' | 'X') => number(3, end - 3, 16)?,
                ('#', _) => number(2, end - 2, 10)?,
                _ => {
                    let name: String = (1..end).filter_map(at).collect();
                    let is_name = name.chars().all(|c| c.is_ascii_alphanumeric());
                    let meant = match &*name {
                        "amp" => '&',
                        "equals" => '=',
                        _ => OTHER,
                    };
                    return is_name.then_some((meant, end + 1));
                }
            };
            Some((character(code), end + 1))
        }
        _ => None,
    }
}

/// The indices of the letters and digits.
fn places(units: &[Unit]) -> impl Iterator<Item = usize> {
    (0..units.len()).filter(move |index| units[*index].is_counted())
}

/// The letters and digits in lower case. Every way of writing a token preserves them.
fn letters(units: &[Unit]) -> Zeroizing<Vec<u8>> {
    // The capacity is reserved at once, because a growing vector leaves copies of secrets behind.
    let mut letters = Zeroizing::new(Vec::with_capacity(units.len()));
    letters.extend(places(units).map(|index| units[index].character.to_ascii_lowercase() as u8));
    letters
}

/// All substrings of `letters` with this length, packed into numbers.
fn pieces(letters: &[u8], length: usize) -> impl Iterator<Item = u128> {
    let number = |piece: &[u8]| {
        let add = |number, letter: &u8| number << 8 | u128::from(*letter);
        piece.iter().fold(0, add)
    };
    letters.windows(length).map(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "eyJ/hbGci+OiJSUzI1NiIs_InR5cCI-6IkpXVCJ9.QUJD==";

    fn shown(text: &str) -> String {
        Wanted::new(SECRET)
            .blanked(text)
            .unwrap_or_else(|| text.to_owned())
    }

    fn each(write: impl Fn(char) -> String) -> String {
        SECRET.chars().map(write).collect()
    }

    fn encoded(text: &str, hexadecimal: fn(u8) -> String) -> String {
        text.bytes()
            .map(|byte| match byte {
                byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
                byte => hexadecimal(byte),
            })
            .collect()
    }

    fn upper(byte: u8) -> String {
        format!("%{byte:02X}")
    }

    fn lower(byte: u8) -> String {
        format!("%{byte:02x}")
    }

    #[test]
    fn redacts_a_secret_in_every_encoding() {
        let json = SECRET.replace('/', "\\/").replace('+', "\\u002b");
        let once = encoded(SECRET, upper);
        let html = each(|c| match c {
            '+' => "&plus;".to_owned(),
            '/' => "&sol;".to_owned(),
            '=' => "&equals;".to_owned(),
            c => c.to_string(),
        });
        for form in [
            SECRET.to_owned(),
            SECRET.to_lowercase(),
            SECRET.to_uppercase(),
            SECRET.trim_end_matches('=').to_owned(),
            SECRET.replace('+', "-").replace('/', "_"),
            SECRET.replace('-', "+").replace('_', "/"),
            // The secret was URL-decoded once too often.
            SECRET.replace('+', " "),
            json.clone(),
            json.replace('\\', "\\\\"),
            json.replace("u002b", "u002B"),
            SECRET.replace('+', "\\x2B"),
            once.clone(),
            encoded(SECRET, lower),
            encoded(&once, upper),
            encoded(&encoded(&once, lower), upper),
            encoded(&json, upper),
            each(|c| format!("%{:02x}", c as u32)),
            each(|c| format!("&#{};", c as u32)),
            each(|c| format!("&#x{:X};", c as u32)),
            each(|c| format!("\\u{:04x}", c as u32)),
            each(|c| format!("&amp;#{};", c as u32)),
            html.clone(),
            html.replace('&', "&amp;"),
            SECRET.replace("RnR5", "R\r\n nR5"),
            each(|c| format!("{c}\n")).replace("\n=", "="),
            each(|c| format!("{c}\\n")).replace("\\n=", "="),
        ] {
            let shown = shown(&format!("The token {form} is bad."));
            let rest = shown.replace("\\n", "").replace('\n', "");
            assert_eq!(rest, "The token *** is bad.", "{form}");
        }
    }

    #[test]
    fn redacts_a_secret_inside_encoded_text() {
        let digits: String = SECRET.bytes().map(|byte| format!("{byte:02X}")).collect();
        assert_eq!(shown(&format!("hex {digits}.")), "hex ***.");
        for (before, behind) in [("", ""), ("x", ""), ("xy", "z"), ("token=", "&a=b")] {
            let text = STANDARD_NO_PAD.encode(format!("{before}{SECRET}{behind}"));
            let shown = shown(&text);
            // Only the surrounding text and a few characters at each end of the secret remain.
            let around = before.len() + behind.len();
            assert!(shown.len() <= 3 + 2 * around + 6, "{shown}");
            assert!(shown.contains(BLANK), "{shown}");
        }
    }

    #[test]
    fn redacts_parts_of_a_secret() {
        let (start, end) = (&SECRET[..18], &SECRET[26..]);
        assert_eq!(
            shown(&format!("{start}... to {end} is bad")),
            "***... to *** is bad"
        );
        assert_eq!(shown(&format!("from {} on", &SECRET[5..25])), "from *** on");
        // Many JWTs begin with these letters. A part with fewer than 12 letters and digits is not
        // redacted.
        assert_eq!(shown("eyJ/hbGci"), "eyJ/hbGci");
        let twice = format!("{SECRET}, {SECRET}");
        assert_eq!(shown(&twice), "***");
    }

    #[test]
    fn does_not_redact_parts_of_short_secrets() {
        let of = |text| Wanted::new("s3cret+key").blanked(text);
        assert_eq!(of("S3CRET%2bKEY!").as_deref(), Some("***!"));
        assert_eq!(of("s3cret+ke"), None);
        assert_eq!(Wanted::new("token--").blanked("a token"), None);
        assert_eq!(Wanted::new("").blanked(""), None);
    }

    #[test]
    fn keeps_other_texts() {
        for text in [
            "AuthenticationFail.OIDCToken.Invalid",
            "6894B13B-6D71-4EF5-88FA-F32781734A7F",
            "100 %, \\o/ &c. &nbsp; \u{e9}\u{4e00} %zz \\u12 &#x; &#99999999999;",
            "%",
            "\\",
            "&",
        ] {
            assert_eq!(Wanted::new(SECRET).blanked(text), None, "{text}");
        }
        let text = "\u{4e00}%zz ";
        assert_eq!(shown(&format!("{text}{SECRET}")), format!("{text}***"));
    }

    #[test]
    fn takes_linear_time() {
        let secret = "0123456789abcdef".repeat(1 << 12);
        let of = |text: &str| Wanted::new(&secret).blanked(text);
        assert_eq!(of(&secret.repeat(10)).as_deref(), Some("***"));
        assert_eq!(of(&"%25".repeat(1 << 16)), None);
        assert_eq!(of(&"&".repeat(1 << 18)), None);
    }
}
