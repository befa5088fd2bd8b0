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
    /// Whether stderr gets JSON instead of text.
    json: bool,
}

impl<'a> Streams<'a> {
    pub(crate) fn new(stdout: &'a mut dyn Write, stderr: &'a mut dyn Write) -> Self {
        Self {
            stdout,
            stderr,
            json: false,
        }
    }

    /// Writes failures and warnings as JSON from now on, and leaves out notes.
    pub(crate) fn use_json(&mut self) {
        self.json = true;
    }

    /// Writes `lines` to stdout and flushes stdout.
    pub(crate) fn print(
        &mut self,
        lines: impl IntoIterator<Item: AsRef<str>>,
    ) -> Result<(), Failure> {
        self.write(joined(lines))
    }

    /// Writes one line of tab-separated fields to stdout and flushes stdout.
    pub(crate) fn print_fields(&mut self, fields: &[&str]) -> Result<(), Failure> {
        let fields: Vec<_> = fields.iter().map(|field| shown(field)).collect();
        self.write(fields.join("\t") + "\n")
    }

    /// Writes `value` as one line of JSON to stdout and flushes stdout.
    pub(crate) fn print_json(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        let text = json(value).map_err(|error| Failure::Local("can't write JSON", error.into()))?;
        self.write(text + "\n")
    }

    /// Writes generated text, which contains no text of a server, a file or an argument.
    pub(crate) fn print_generated(&mut self, text: &[u8]) -> Result<(), Failure> {
        self.write(text)
    }

    fn write(&mut self, text: impl AsRef<[u8]>) -> Result<(), Failure> {
        self.stdout
            .write_all(text.as_ref())
            .and_then(|()| self.stdout.flush())
            .map_err(|error| match error.kind() {
                io::ErrorKind::BrokenPipe => Failure::StdoutClosed,
                _ => Failure::Local("can't write to stdout", error.into()),
            })
    }

    /// Writes notes about a successful command to stderr. JSON leaves the notes out, because its
    /// documents contain the same information.
    pub(crate) fn note(&mut self, lines: impl IntoIterator<Item: AsRef<str>>) {
        if !self.json {
            self.write_stderr(&joined(lines));
        }
    }

    /// Writes a warning to stderr.
    pub(crate) fn warn(&mut self, line: &str) {
        if self.json {
            self.write_stderr_json(&Warning { warning: line });
        } else {
            self.write_stderr(&joined([line]));
        }
    }

    /// Writes a failure to stderr: its report, or one JSON object for each failed instance.
    pub(crate) fn report(&mut self, failure: &Failure) {
        if self.json {
            for document in failure.documents() {
                self.write_stderr_json(&document);
            }
        } else {
            self.write_stderr(&joined(failure.report()));
        }
    }

    fn write_stderr_json(&mut self, value: &impl Serialize) {
        // Values with text keys only always have a JSON form.
        if let Ok(text) = json(value) {
            self.write_stderr(&(text + "\n"));
        }
    }

    /// Ignores errors, because they can't be reported anywhere else.
    fn write_stderr(&mut self, text: &str) {
        let _ = self.stderr.write_all(text.as_bytes());
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Warning<'a> {
    warning: &'a str,
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
