//! `-v`: logs calls to stderr.

use std::io::{self, Write};

use tracing_subscriber::{
    Layer as _,
    filter::{LevelFilter, Targets},
    fmt,
    layer::SubscriberExt as _,
    registry,
    util::SubscriberInitExt as _,
};

use crate::escape::shown;

/// The prefix of the log targets of this workspace. Events of HTTP clients are not logged, because
/// these events contain the sent and received data.
const OURS: &str = "alicloud";

/// The log level if `-v` is given `verbose` times. Without `-v`, only warnings are logged.
pub(crate) fn level(verbose: u8) -> LevelFilter {
    match verbose {
        0 => LevelFilter::WARN,
        1 => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    }
}

/// Starts to log events of at least `level`, for the whole process.
pub(crate) fn start(level: LevelFilter) {
    let lines = fmt::layer()
        .with_writer(|| Line {
            text: Vec::new(),
            to: io::stderr(),
        })
        .with_target(false)
        .with_filter(Targets::new().with_target(OURS, level));
    // This call fails only if a subscriber is already set.
    let _ = registry().with(lines).try_init();
}

/// Collects the text of one event and writes it as one line. The subscriber escapes only some
/// control characters, so all control characters are replaced here.
struct Line<W: Write> {
    text: Vec<u8>,
    to: W,
}

impl<W: Write> Write for Line<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.text.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<W: Write> Drop for Line<W> {
    /// Writes the event. The subscriber creates a writer for each event, so the text is complete.
    fn drop(&mut self) {
        let text = String::from_utf8_lossy(&self.text);
        // An error of stderr can't be reported anywhere else.
        let _ = writeln!(self.to, "{}", shown(text.trim_end()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_an_event_with_line_breaks_as_one_line() {
        let mut told = Vec::new();
        let mut line = Line {
            text: Vec::new(),
            to: &mut told,
        };
        for part in ["DEBUG code=a\u{1b}[2J", "\nforged\u{202e}", "\n"] {
            line.write_all(part.as_bytes()).unwrap();
        }
        drop(line);
        let expected = "DEBUG code=a\u{fffd}[2J\u{fffd}forged\u{fffd}\n";
        assert_eq!(String::from_utf8(told).unwrap(), expected);
    }
}
