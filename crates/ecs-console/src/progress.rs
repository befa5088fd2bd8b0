//! The progress bar for several calls.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A progress bar on a terminal, which is cleared when dropped.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// Creates a bar for `total` calls on `target`. The bar is shown only if `target` is a
    /// terminal.
    pub(crate) fn new(total: usize, target: ProgressDrawTarget) -> Self {
        let bar = ProgressBar::with_draw_target(Some(total as u64), target);
        // The template is valid. An invalid template would only leave the bar in the default style.
        if let Ok(style) = ProgressStyle::with_template("{wide_bar} {pos} of {len}{msg}") {
            bar.set_style(style);
        }
        bar.tick();
        Self(bar)
    }

    /// Records that `more` calls ended, and that `failed` calls have failed in total.
    pub(crate) fn advance(&self, more: usize, failed: usize) {
        if failed > 0 {
            self.0.set_message(format!(", {failed} failed"));
        }
        self.0.inc(more as u64);
    }

    /// Hides the bar while `write` writes to the terminal.
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
    fn shows_the_numbers_of_ended_and_failed_calls() {
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
