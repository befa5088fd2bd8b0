//! What a person sees meanwhile; nothing where standard error is no terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// A bar over `length` things that are being `done`.
pub(super) fn bar(done: &'static str, length: usize) -> ProgressBar {
    let bar = ProgressBar::new(length as u64).with_prefix(done);
    match ProgressStyle::with_template("{prefix:>10} [{wide_bar}] {pos}/{len} {msg}") {
        Ok(style) => bar.with_style(style.progress_chars("=> ")),
        // The template is a constant; without it the bar only looks otherwise.
        Err(_) => bar,
    }
}

/// A sign of life while a program of others is `doing` something.
pub(super) fn spinner(doing: &str) -> ProgressBar {
    let spinner = ProgressBar::new_spinner().with_message(doing.to_owned());
    spinner.enable_steady_tick(Duration::from_millis(100));
    spinner
}
