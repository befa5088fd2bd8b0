//! `-v`: what calls do, told on stderr.

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

/// The crates of this workspace. HTTP clients log what they carry, so they are not listened to.
const OURS: &str = "alicloud";

/// How much is told where `-v` is given so many times: without it, warnings.
pub(crate) fn level(verbose: u8) -> LevelFilter {
    match verbose {
        0 => LevelFilter::WARN,
        1 => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    }
}

/// Tells what is of `level` at least, from now on and for the whole process.
pub(crate) fn start(level: LevelFilter) {
    let lines = fmt::layer()
        .with_writer(|| Line {
            text: Vec::new(),
            to: io::stderr(),
        })
        .with_target(false)
        .with_filter(Targets::new().with_target(OURS, level));
    // It fails only where there is a listener already.
    let _ = registry().with(lines).try_init();
}

/// The line of one event. The subscriber escapes some control characters of some fields; here all of
/// them are replaced, whoever formatted the event.
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
    /// The subscriber makes a writer for each event, so the event is complete.
    fn drop(&mut self) {
        let text = String::from_utf8_lossy(&self.text);
        // If stderr takes no text, there is nowhere left to say so.
        let _ = writeln!(self.to, "{}", shown(text.trim_end()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_one_line_whatever_is_in_it() {
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
