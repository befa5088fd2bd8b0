//! What surrounds a command.

use std::{
    error::Error,
    ffi::OsString,
    io::{BufRead, Write},
    path::Path,
    time::{Duration, SystemTime},
};

use indicatif::ProgressDrawTarget;
use tracing_subscriber::filter::LevelFilter;

use crate::failure::Failure;

/// Everything that the commands read and do outside of calls, so that tests can stand in for it.
pub(crate) struct System<'a> {
    /// Looks an environment variable up.
    pub(crate) variable: &'a dyn Fn(&str) -> Option<OsString>,
    pub(crate) stdin: &'a mut dyn BufRead,
    pub(crate) stdout: &'a mut dyn Write,
    pub(crate) stderr: &'a mut dyn Write,
    pub(crate) now: &'a dyn Fn() -> SystemTime,
    pub(crate) browse: &'a Browse<'a>,
    /// Where progress is shown.
    pub(crate) progress: &'a dyn Fn() -> ProgressDrawTarget,
    /// Begins to tell on stderr what calls do, from this level on.
    pub(crate) trace: &'a dyn Fn(LevelFilter),
}

/// Shows a local file in the default browser, and returns when that long has passed or the user
/// interrupts.
pub(crate) type Browse<'a> = dyn Fn(&Path, Duration) -> Result<(), Box<dyn Error>> + 'a;

impl System<'_> {
    /// A variable that has a value: scripts unset one by setting it to nothing.
    pub(crate) fn set_variable(&self, name: &str) -> Option<OsString> {
        (self.variable)(name).filter(|value| !value.is_empty())
    }

    /// Writes to stdout, at once.
    pub(crate) fn print(&mut self, text: &str) -> Result<(), Failure> {
        self.stdout
            .write_all(text.as_bytes())
            .and_then(|()| self.stdout.flush())
            .map_err(|error| Failure::Local("can't write to stdout", error.into()))
    }

    /// Tells something on stderr. Nothing is left to do about one that takes no text.
    pub(crate) fn note(&mut self, text: &str) {
        let _ = writeln!(self.stderr, "{text}");
    }
}
