//! What surrounds a command.

use std::{
    ffi::OsString,
    io::BufRead,
    time::{Duration, SystemTime},
};

use indicatif::ProgressDrawTarget;
use tracing_subscriber::filter::LevelFilter;

use crate::{failure::Failure, streams::Streams};

/// Everything that the commands read and do outside of calls, so that tests can stand in for it.
pub(crate) struct System<'a> {
    /// Looks an environment variable up.
    pub(crate) variable: &'a dyn Fn(&str) -> Option<OsString>,
    pub(crate) stdin: &'a mut dyn BufRead,
    pub(crate) streams: Streams<'a>,
    pub(crate) now: &'a dyn Fn() -> SystemTime,
    pub(crate) browse: &'a Browse<'a>,
    /// Where progress is shown.
    pub(crate) progress: &'a dyn Fn() -> ProgressDrawTarget,
    /// Begins to tell on stderr what calls do, from this level on.
    pub(crate) trace: &'a dyn Fn(LevelFilter),
}

/// Shows a page of this HTML in the default browser, and removes the page when that long has passed,
/// or when the process is asked to end.
pub(crate) type Browse<'a> = dyn Fn(&str, Duration) -> Result<(), Failure> + 'a;

impl System<'_> {
    /// A variable that has a value, without the blanks and line breaks around it: scripts unset one by
    /// setting it to nothing.
    pub(crate) fn set_variable(&self, name: &str) -> Option<OsString> {
        let value = match (self.variable)(name)?.into_string() {
            Ok(text) => text.trim().into(),
            Err(other) => other,
        };
        Some(value).filter(|value| !value.is_empty())
    }
}
