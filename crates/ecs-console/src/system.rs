//! The interface between the commands and the process.

use std::{
    ffi::OsString,
    io::BufRead,
    time::{Duration, SystemTime},
};

use indicatif::ProgressDrawTarget;
use tracing_subscriber::filter::LevelFilter;

use crate::{failure::Failure, streams::Streams};

/// The inputs and outputs of the commands, except API calls. Tests replace them.
pub(crate) struct System<'a> {
    /// Reads an environment variable.
    pub(crate) variable: &'a dyn Fn(&str) -> Option<OsString>,
    pub(crate) stdin: &'a mut dyn BufRead,
    pub(crate) streams: Streams<'a>,
    pub(crate) now: &'a dyn Fn() -> SystemTime,
    pub(crate) browse: &'a Browse<'a>,
    /// Creates the target on which progress is shown.
    pub(crate) progress: &'a dyn Fn() -> ProgressDrawTarget,
    /// Starts to log calls to stderr, from this level on.
    pub(crate) trace: &'a dyn Fn(LevelFilter),
}

/// Shows a page with this HTML in the default browser. Removes the page after this duration, or
/// when a signal asks the process to end, or soon after the function returns true. Returns which of
/// these events came first.
pub(crate) type Browse<'a> =
    dyn Fn(&str, Duration, &dyn Fn() -> bool) -> Result<Ending, Failure> + 'a;

/// The event that ended the showing of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// The function returned true.
    Done,
    /// The duration is over.
    TimedOut,
    /// The user pressed Ctrl-C.
    Interrupted,
}

impl System<'_> {
    /// The value of an environment variable, without surrounding whitespace. An empty variable
    /// counts as unset, because scripts unset variables by setting them to the empty string.
    pub(crate) fn set_variable(&self, name: &str) -> Option<OsString> {
        let value = match (self.variable)(name)?.into_string() {
            Ok(text) => text.trim().into(),
            Err(other) => other,
        };
        Some(value).filter(|value| !value.is_empty())
    }
}
