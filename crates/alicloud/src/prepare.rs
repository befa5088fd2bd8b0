//! What a signer fetches before it signs, without I/O.

use std::{
    fmt,
    sync::mpsc,
    thread,
    time::{Duration, SystemTime},
};

use crate::{CredentialsError, Request, Response, TransportError};

/// Fetches what a signer needs: it says what to do next, and is told what came of it.
///
/// The requests go over the transport of the call that needs the signature, so that the same signer
/// serves async and blocking clients.
///
/// Dropping one in the middle, as a cancelled call does, gives its place to the next.
pub trait Prepare: Send {
    /// What to do next.
    fn step(&mut self, moment: &Moment) -> Preparation;

    /// Takes what the transport brought for the request last handed out.
    fn receive(&mut self, result: Result<Response, TransportError>);
}

/// What comes next before a signature.
#[derive(Debug)]
#[expect(
    clippy::exhaustive_enums,
    reason = "an exchange has to know every step there is"
)]
#[expect(
    clippy::large_enum_variant,
    reason = "taken apart at once, and rarely made"
)]
pub enum Preparation {
    /// Send this, and give what comes back to [`Prepare::receive`].
    Send(Request),
    /// Wait this long, then ask again.
    Wait(Duration),
    /// Run this, then ask again.
    Run(Work),
    /// The signer is ready, or can't be.
    Done(Result<(), CredentialsError>),
}

/// When a step is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Moment {
    /// The time, by the server's clock as far as it is known.
    pub time: SystemTime,
    /// How much time the call has left; `None` if it has no limit.
    pub remaining: Option<Duration>,
}

impl Moment {
    /// A moment of a call without a limit.
    #[must_use]
    pub fn new(time: SystemTime) -> Self {
        Self {
            time,
            remaining: None,
        }
    }

    /// Limits the call to this much more time.
    #[must_use]
    pub fn with_remaining(mut self, remaining: Duration) -> Self {
        self.remaining = Some(remaining);
        self
    }
}

/// Work on this machine that may block, such as reading a file or running a process.
///
/// ```
/// use std::sync::mpsc;
/// use alicloud::Work;
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
    /// Work that `action` does. What comes of it goes where `action` takes it.
    pub fn new(action: impl FnOnce() + Send + 'static) -> Self {
        Self {
            action: Box::new(action),
            remaining: None,
        }
    }

    /// The same work for a call that has this much time left.
    pub(crate) fn with_remaining(mut self, remaining: Option<Duration>) -> Self {
        self.remaining = remaining;
        self
    }

    /// How much time the call has left that waits for it; `None` if it has no limit.
    #[must_use]
    pub fn remaining(&self) -> Option<Duration> {
        self.remaining
    }

    /// Does it, on this thread, for as long as it takes.
    pub fn run(self) {
        (self.action)();
    }

    /// Does it, and is back when it is done or when the call has no time left. Then it goes on by
    /// itself, on a thread of its own, and nobody waits for what comes of it.
    pub fn run_in_time(self) {
        let Some(remaining) = self.remaining else {
            return self.run();
        };
        let (done, end) = mpsc::channel::<()>();
        let work = move || {
            self.run();
            drop(done);
        };
        // Without a thread there is nothing that could be left behind, and the call says so.
        if thread::Builder::new().spawn(work).is_ok() {
            // Disconnected when it is done, or has panicked.
            let _ = end.recv_timeout(remaining);
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
