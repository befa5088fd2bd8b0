//! Work that may block.

use std::{
    fmt, panic,
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::Duration,
};

/// Local work that may block, such as reading a file or running a process.
///
/// ```
/// use std::sync::mpsc;
/// use alicloud::machine::Work;
///
/// let (sender, receiver) = mpsc::channel();
/// Work::new(move || sender.send(6 * 7).unwrap_or_default()).run();
/// assert_eq!(receiver.recv(), Ok(42));
/// ```
pub struct Work {
    action: Box<dyn FnOnce() + Send>,
    remaining: Option<Duration>,
}

impl Work {
    /// Creates work that runs `action`. The action itself must store its result.
    pub fn new(action: impl FnOnce() + Send + 'static) -> Self {
        Self {
            action: Box::new(action),
            remaining: None,
        }
    }

    /// Limits how long the driver waits for this work. If the work already has a shorter limit,
    /// that limit stays.
    #[must_use]
    pub fn within(mut self, remaining: Duration) -> Self {
        let shorter = self.remaining.map_or(remaining, |old| old.min(remaining));
        self.remaining = Some(shorter);
        self
    }

    /// The maximum time that the driver waits for this work, or `None` if there is no limit.
    #[must_use]
    pub fn remaining(&self) -> Option<Duration> {
        self.remaining
    }

    /// Runs the work on the current thread without a time limit.
    pub fn run(self) {
        (self.action)();
    }

    /// Runs the work, and returns when the work is done or [`remaining`](Self::remaining) has
    /// passed. Unfinished work continues on its own thread.
    ///
    /// Work without a limit runs on the current thread. If no thread can be started for work with a
    /// limit, the work is dropped.
    pub fn run_in_time(self) {
        let Some(remaining) = self.remaining else {
            return self.run();
        };
        let (done, end) = mpsc::channel::<()>();
        let work = move || {
            self.run();
            drop(done);
        };
        // If no thread can be started, the work is dropped without a result.
        let Ok(thread) = thread::Builder::new().spawn(work) else {
            return;
        };
        // The channel disconnects when the work is done or has panicked.
        let is_over = end.recv_timeout(remaining) == Err(RecvTimeoutError::Disconnected);
        if is_over {
            if let Err(panic) = thread.join() {
                panic::resume_unwind(panic);
            }
        }
    }
}

impl fmt::Debug for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Work")
            .field("remaining", &self.remaining)
            .finish_non_exhaustive()
    }
}
