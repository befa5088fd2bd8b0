//! Secrets that an answer repeats.

use std::collections::VecDeque;

use zeroize::Zeroizing;

/// Shorter secrets are ignored, because they match ordinary words. Only letters and digits count
/// here and below.
const SHORTEST_SECRET: usize = 8;
/// As much of a secret is blanked out wherever it stands. At most 16, see [`pieces`].
const PIECE: usize = 12;
const BLANK: &str = "***";

/// Returns a function that blanks `secret` out of a text, for
/// [`Session::redact`](alicloud::Session::redact).
///
/// The secret is found in every form in which a server may write it: percent-encoded, escaped as in
/// JSON, XML or HTML, or several of these at once; in another letter case, in the other alphabet of
/// base64, broken into lines, or cut off.
pub(crate) fn without(secret: &str) -> impl Fn(&str) -> Option<String> + Send + Sync + use<> {
    let secret = Zeroizing::new(secret.to_owned());
    move |text| blanked(text, &secret)
}

/// `text` with `***` in place of what is of `secret`; `None` if it holds nothing of it.
fn blanked(text: &str, secret: &str) -> Option<String> {
    let secret_units = units(secret);
    let wanted = letters(&secret_units);
    if wanted.len() < SHORTEST_SECRET {
        return None;
    }
    let length = wanted.len().min(PIECE);
    let mut known = Zeroizing::new(pieces(&wanted, length).collect::<Vec<_>>());
    known.sort_unstable();

    let units = units(text);
    let places: Vec<_> = places(&units).collect();
    let found = letters(&units);
    let padding = secret_units.iter().rev();
    let padding: Vec<_> = padding
        .map(|unit| unit.character)
        .take_while(|character| !character.is_ascii_alphanumeric())
        .collect();

    let mut kept = String::new();
    let mut rest = 0;
    // The letters that the latest match ends before; matches that touch are one.
    let mut matched = 0;
    for (first, piece) in pieces(&found, length).enumerate() {
        if known.binary_search(&piece).is_err() {
            continue;
        }
        if matched == 0 || first > matched {
            kept.push_str(&text[rest..units[places[first]].start]);
            kept.push_str(BLANK);
        }
        matched = first + length;
        let last = places[matched - 1];
        let behind = units[last + 1..].iter();
        let padded = behind
            .zip(padding.iter().rev())
            .take_while(|(unit, character)| unit.character == **character)
            .count();
        rest = units[last + padded].end;
    }
    (matched > 0).then(|| {
        kept.push_str(&text[rest..]);
        kept
    })
}

/// A character of a text, and where its escaped form stands there.
#[derive(Clone, Copy)]
struct Unit {
    character: char,
    start: usize,
    end: usize,
}

/// The characters of `text` with all escapes undone. Each is looked at with what follows it, from
/// the end to the beginning, so one pass undoes escapes of escapes.
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

/// Stands for characters that are neither letters nor digits of ASCII.
const OTHER: char = ' ';

/// The character that an escape at the beginning of `units` means, and how many units the escape has.
fn escaped(units: &VecDeque<Unit>) -> Option<(char, usize)> {
    /// That of `&CounterClockwiseContourIntegral;` is longer, and in no token.
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

/// The letters and digits, by their index.
fn places(units: &[Unit]) -> impl Iterator<Item = usize> {
    let is_counted = |unit: &Unit| unit.character.is_ascii_alphanumeric();
    (0..units.len()).filter(move |index| is_counted(&units[*index]))
}

/// The letters and digits, in lower case: what no way of writing a token changes.
fn letters(units: &[Unit]) -> Zeroizing<Vec<u8>> {
    // Memory that has to grow leaves copies behind.
    let mut letters = Zeroizing::new(Vec::with_capacity(units.len()));
    letters.extend(places(units).map(|index| units[index].character.to_ascii_lowercase() as u8));
    letters
}

/// Every piece of so many letters, each as a number.
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
        blanked(text, SECRET).unwrap_or_else(|| text.to_owned())
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
    fn blanks_a_secret_in_every_form() {
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
            // A form that was decoded once too often.
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
    fn blanks_pieces_of_a_secret() {
        let (start, end) = (&SECRET[..18], &SECRET[26..]);
        assert_eq!(
            shown(&format!("{start}... to {end} is bad")),
            "***... to *** is bad"
        );
        assert_eq!(shown(&format!("from {} on", &SECRET[5..25])), "from *** on");
        // Every token of this kind begins like that.
        assert_eq!(shown("eyJ/hbGci"), "eyJ/hbGci");
        let twice = format!("{SECRET}, {SECRET}");
        assert_eq!(shown(&twice), "***");
    }

    #[test]
    fn blanks_a_short_secret_only_as_a_whole() {
        let of = |text| blanked(text, "s3cret+key");
        assert_eq!(of("S3CRET%2bKEY!").as_deref(), Some("***!"));
        assert_eq!(of("s3cret+ke"), None);
        assert_eq!(blanked("a token", "token--"), None);
        assert_eq!(blanked("", ""), None);
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
            assert_eq!(blanked(text, SECRET), None, "{text}");
        }
        let text = "\u{4e00}%zz ";
        assert_eq!(shown(&format!("{text}{SECRET}")), format!("{text}***"));
    }

    #[test]
    fn takes_time_in_proportion_to_the_text() {
        let secret = "0123456789abcdef".repeat(1 << 12);
        let of = |text: &str| blanked(text, &secret);
        assert_eq!(of(&secret.repeat(10)).as_deref(), Some("***"));
        assert_eq!(of(&"%25".repeat(1 << 16)), None);
        assert_eq!(of(&"&".repeat(1 << 18)), None);
    }
}
