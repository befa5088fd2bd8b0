//! The only way to stdout and stderr. Text of a server, a file or an argument can't act on a terminal
//! from there, and it can't forge a line.

use std::{
    borrow::Cow,
    fmt::Write as _,
    io::{self, Write},
};

use serde::Serialize;

use crate::failure::Failure;

/// Whether a terminal acts on `character` instead of showing it: control characters (C0, DEL and
/// C1), the line breaks that are no control characters, and the characters that change the
/// direction of text (Unicode's property `Bidi_Control`).
fn is_active(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
        )
}

/// `text` on one line, with U+FFFD in place of each character that a terminal acts on.
pub(crate) fn shown(text: &str) -> Cow<'_, str> {
    if text.contains(is_active) {
        text.replace(is_active, "\u{FFFD}").into()
    } else {
        text.into()
    }
}

/// `value` as JSON on one line. Characters that a terminal acts on are escaped, so the JSON decodes
/// to the original.
fn json(value: &impl Serialize) -> serde_json::Result<String> {
    let mut text = String::new();
    // Outside of strings JSON has none of these characters, and all of them take four digits.
    for character in serde_json::to_string(value)?.chars() {
        if is_active(character) {
            // A String takes all text.
            let _ = write!(text, "\\u{:04x}", u32::from(character));
        } else {
            text.push(character);
        }
    }
    Ok(text)
}

/// stdout and stderr of a command.
pub(crate) struct Streams<'a> {
    stdout: &'a mut dyn Write,
    stderr: &'a mut dyn Write,
}

impl<'a> Streams<'a> {
    pub(crate) fn new(stdout: &'a mut dyn Write, stderr: &'a mut dyn Write) -> Self {
        Self { stdout, stderr }
    }

    /// Writes lines to stdout, at once.
    pub(crate) fn print(
        &mut self,
        lines: impl IntoIterator<Item: AsRef<str>>,
    ) -> Result<(), Failure> {
        self.write(&joined(lines))
    }

    /// Writes a line of fields with tabs between them to stdout, at once.
    pub(crate) fn print_fields(&mut self, fields: &[&str]) -> Result<(), Failure> {
        let fields: Vec<_> = fields.iter().map(|field| shown(field)).collect();
        self.write(&(fields.join("\t") + "\n"))
    }

    /// Writes a line of JSON to stdout, at once.
    pub(crate) fn print_json(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        let text = json(value).map_err(|error| Failure::Local("can't write JSON", error.into()))?;
        self.write(&(text + "\n"))
    }

    fn write(&mut self, text: &str) -> Result<(), Failure> {
        self.stdout
            .write_all(text.as_bytes())
            .and_then(|()| self.stdout.flush())
            .map_err(|error| match error.kind() {
                io::ErrorKind::BrokenPipe => Failure::StdoutClosed,
                _ => Failure::Local("can't write to stdout", error.into()),
            })
    }

    /// Writes lines to stderr. If stderr takes none, there is nowhere left to say so.
    pub(crate) fn note(&mut self, lines: impl IntoIterator<Item: AsRef<str>>) {
        let _ = self.stderr.write_all(joined(lines).as_bytes());
    }
}

fn joined(lines: impl IntoIterator<Item: AsRef<str>>) -> String {
    let mut text = String::new();
    for line in lines {
        text += &shown(line.as_ref());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first and last character of each range of active characters.
    const ACTIVE: &str =
        "\0\u{1f}\u{7f}\u{9f}\u{61c}\u{200e}\u{200f}\u{2028}\u{202e}\u{2066}\u{2069}";
    /// Their neighbours, letters written from right to left, and an emoji of several characters.
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

    /// Fails as a pipe without a reader and as a full disk do.
    struct Failing(io::ErrorKind);

    impl Write for Failing {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Err(self.0.into())
        }
    }

    #[test]
    fn a_reader_that_is_gone_is_not_an_error_to_tell_and_a_full_disk_is() {
        for (kind, report) in [
            (io::ErrorKind::BrokenPipe, vec![]),
            (
                io::ErrorKind::StorageFull,
                vec!["error: can't write to stdout: no storage space".to_owned()],
            ),
        ] {
            let mut stdout = Failing(kind);
            let mut stderr = Failing(kind);
            let mut streams = Streams::new(&mut stdout, &mut stderr);
            streams.note(["lost"]);
            for outcome in [
                streams.print(["a"]),
                streams.print_fields(&["a", "b"]),
                streams.print_json(&"a"),
            ] {
                assert_eq!(outcome.unwrap_err().report(), report);
            }
        }
    }
}
