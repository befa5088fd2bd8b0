//! How far several calls have come, on a terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar that is gone when this is dropped.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// A bar for `total` calls on `target`, which shows it only if it is a terminal.
    pub(crate) fn new(total: usize, target: ProgressDrawTarget) -> Self {
        let bar = ProgressBar::with_draw_target(Some(total as u64), target);
        // A template that can't be read would give the default.
        if let Ok(style) = ProgressStyle::with_template("{wide_bar} {pos} of {len}{msg}") {
            bar.set_style(style);
        }
        bar.tick();
        Self(bar)
    }

    /// Notes that `more` calls are over, and that `failed` of all failed.
    pub(crate) fn advance(&self, more: usize, failed: usize) {
        if failed > 0 {
            self.0.set_message(format!(", {failed} failed"));
        }
        self.0.inc(more as u64);
    }

    /// Does what writes to the terminal, while there is no bar.
    pub(crate) fn suspended<T>(&self, write: impl FnOnce() -> T) -> T {
        self.0.suspend(write)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use indicatif::InMemoryTerm;

    use super::*;

    #[test]
    fn a_terminal_shows_how_many_are_over_and_failed() {
        let terminal = InMemoryTerm::new(10, 60);
        let target = ProgressDrawTarget::term_like_with_hz(Box::new(terminal.clone()), 255);
        let progress = Progress::new(3, target);
        let shown = || terminal.contents();
        assert!(shown().ends_with(" 0 of 3"), "{}", shown());
        progress.suspended(|| assert_eq!(shown(), ""));
        progress.advance(1, 0);
        progress.0.force_draw();
        assert!(shown().ends_with(" 1 of 3"), "{}", shown());
        progress.advance(1, 1);
        progress.0.force_draw();
        assert!(shown().ends_with(" 2 of 3, 1 failed"), "{}", shown());
        drop(progress);
        assert_eq!(shown(), "");
    }
}
