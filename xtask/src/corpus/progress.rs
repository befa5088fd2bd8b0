//! Progress bars. They are hidden if standard error is not a terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// Creates a progress bar for `length` items. `done` is the label.
pub(super) fn bar(done: &'static str, length: usize) -> ProgressBar {
    let bar = ProgressBar::new(length as u64).with_prefix(done);
    match ProgressStyle::with_template("{prefix:>10} [{wide_bar}] {pos}/{len} {msg}") {
        Ok(style) => bar.with_style(style.progress_chars("=> ")),
        // The template is a valid constant. Without the template, only the look of the bar differs.
        Err(_) => bar,
    }
}

/// Creates a spinner with the message `doing`.
pub(super) fn spinner(doing: &str) -> ProgressBar {
    let spinner = ProgressBar::new_spinner().with_message(doing.to_owned());
    spinner.enable_steady_tick(Duration::from_millis(100));
    spinner
}
