//! Output of the commands to stdout and stderr.
//!
//! Control characters in text from servers, files and arguments are replaced or escaped. So this
//! text can't control the terminal or forge a line of output.

use std::io::{self, Write};

use serde::Serialize;

use crate::{
    escape::{json, shown},
    failure::Failure,
};

/// The stdout and stderr of a command.
pub(crate) struct Streams<'a> {
    stdout: &'a mut dyn Write,
    stderr: &'a mut dyn Write,
}

impl<'a> Streams<'a> {
    pub(crate) fn new(stdout: &'a mut dyn Write, stderr: &'a mut dyn Write) -> Self {
        Self { stdout, stderr }
    }

    /// Writes `lines` to stdout and flushes stdout.
    pub(crate) fn print(
        &mut self,
        lines: impl IntoIterator<Item: AsRef<str>>,
    ) -> Result<(), Failure> {
        self.write(&joined(lines))
    }

    /// Writes one line of tab-separated fields to stdout and flushes stdout.
    pub(crate) fn print_fields(&mut self, fields: &[&str]) -> Result<(), Failure> {
        let fields: Vec<_> = fields.iter().map(|field| shown(field)).collect();
        self.write(&(fields.join("\t") + "\n"))
    }

    /// Writes `value` as one line of JSON to stdout and flushes stdout.
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

    /// Writes `lines` to stderr. Errors are ignored, because they can't be reported anywhere else.
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

    /// A writer that always fails with this kind of error.
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
    fn reports_a_full_disk_but_not_a_closed_pipe() {
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
