//! Functions that escape or replace characters that a terminal interprets.

use std::{borrow::Cow, fmt::Write as _};

use serde::Serialize;

/// Whether a terminal may interpret `character` instead of showing it. These characters are control
/// characters (C0, DEL and C1), other line breaks, and bidirectional marks (Unicode property
/// `Bidi_Control`).
fn is_active(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
        )
}

/// Returns `text` on one line, with U+FFFD in place of each character that a terminal may
/// interpret.
pub(crate) fn shown(text: &str) -> Cow<'_, str> {
    if text.contains(is_active) {
        text.replace(is_active, "\u{FFFD}").into()
    } else {
        text.into()
    }
}

/// Returns `value` as JSON on one line. Characters that a terminal may interpret are escaped, so
/// the JSON still decodes to `value`.
pub(crate) fn json(value: &impl Serialize) -> serde_json::Result<String> {
    let mut text = String::new();
    // JSON on one line contains these characters only in strings. Each of these characters has a
    // code point of at most four hexadecimal digits.
    for character in serde_json::to_string(value)?.chars() {
        if is_active(character) {
            // Writing to a `String` never fails.
            let _ = write!(text, "\\u{:04x}", u32::from(character));
        } else {
            text.push(character);
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first and last character of each range of active characters.
    const ACTIVE: &str =
        "\0\u{1f}\u{7f}\u{9f}\u{61c}\u{200e}\u{200f}\u{2028}\u{202e}\u{2066}\u{2069}";
    /// The characters next to those ranges, right-to-left letters, and an emoji of several
    /// characters.
    const PASSIVE: &str =
        " ~\u{a0}\u{61b}\u{61d}\u{200d}\u{2010}\u{2027}\u{202f}\u{2065}\u{206a}שלום👩‍🚀";

    #[test]
    fn replaces_each_active_character_and_no_other() {
        let count = ACTIVE.chars().count();
        assert_eq!(shown(ACTIVE), "\u{fffd}".repeat(count));
        assert_eq!(shown("a\u{1b}[31m\r\nb"), "a\u{fffd}[31m\u{fffd}\u{fffd}b");
        assert_eq!(shown(PASSIVE), PASSIVE);
    }

    #[test]
    fn json_decodes_to_the_original() {
        for original in [ACTIVE, PASSIVE, "a\tb\nc\"d\\e"] {
            let text = json(&[original]).unwrap();
            assert!(!text.contains(is_active), "{text}");
            let decoded: Vec<String> = serde_json::from_str(&text).unwrap();
            assert_eq!(decoded, [original]);
        }
        assert_eq!(json(&"\u{7f}\u{202e}").unwrap(), r#""\u007f\u202e""#);
    }
}
