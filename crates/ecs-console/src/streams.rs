//! The only way to stdout and stderr. Text of a server, a file or an argument can't act on a terminal
//! from there, and it can't forge a line.

use std::io::{self, Write};

use serde::Serialize;

use crate::{
    escape::{json, shown},
    failure::Failure,
};

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
