//! Work that may block.

use std::{
    fmt, panic,
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::Duration,
};

/// Work on this machine that may block, such as reading a file or running a process.
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
    /// Work that `action` does. The action itself stores its result.
    pub fn new(action: impl FnOnce() + Send + 'static) -> Self {
        Self {
            action: Box::new(action),
            remaining: None,
        }
    }

    /// Limits how long the driver waits for this work, unless its limit is shorter already.
    #[must_use]
    pub fn within(mut self, remaining: Duration) -> Self {
        let shorter = self.remaining.map_or(remaining, |old| old.min(remaining));
        self.remaining = Some(shorter);
        self
    }

    /// How long the driver may wait for this work; `None` if there is no limit.
    #[must_use]
    pub fn remaining(&self) -> Option<Duration> {
        self.remaining
    }

    /// Does the work on this thread, for as long as it takes.
    pub fn run(self) {
        (self.action)();
    }

    /// Does the work, and returns when it is done or when [`remaining`](Self::remaining) is over. In
    /// the second case the work continues on a thread of its own.
    pub fn run_in_time(self) {
        let Some(remaining) = self.remaining else {
            return self.run();
        };
        let (done, end) = mpsc::channel::<()>();
        let work = move || {
            self.run();
            drop(done);
        };
        // If no thread can be started, the work is dropped, and whoever needs its result finds none.
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
