//! One call on its way to credentials.

use std::{mem, sync::Arc, time::Duration};

use alicloud::{Clock, CredentialsError, Machine, Response, Step, Task, TransportError};

use super::{Shared, shared_fetch::SharedFetch, state::Turn};
use crate::ProviderError;

/// How long a call without credentials waits before it looks for them again. The pause doubles each
/// time.
const FIRST_PAUSE: Duration = Duration::from_millis(1);
const LONGEST_PAUSE: Duration = Duration::from_millis(32);

/// Starts a fetch where one is due, and waits for its result where the call can't do without.
pub(super) struct Preparing {
    shared: Arc<Shared>,
    call: Clock,
    /// How many renewals there had been when the call began to look.
    renewals: u64,
    pause: Duration,
    next: Next,
}

enum Next {
    Spawn(Task),
    Wait,
    Look,
    End(Result<(), CredentialsError>),
}

impl Preparing {
    /// `None` if the call can be signed, and no renewal is due.
    pub(super) fn new(shared: &Arc<Shared>, call: &Clock) -> Option<Self> {
        let (turn, renewals) = shared.turn(None);
        if matches!(turn, Turn::Ready) {
            return None;
        }
        let mut preparing = Self {
            shared: Arc::clone(shared),
            call: call.clone(),
            renewals,
            pause: FIRST_PAUSE,
            next: Next::Look,
        };
        preparing.next = preparing.after(turn);
        Some(preparing)
    }

    fn after(&self, turn: Turn) -> Next {
        match turn {
            Turn::Ready => Next::End(Ok(())),
            Turn::Wait => Next::Wait,
            Turn::Fail(error, left) => Next::End(Err(failed(error, left))),
            Turn::Fetch { number, is_ahead } => {
                match SharedFetch::begin(&self.shared, number, &self.call) {
                    Some(fetch) => Next::Spawn(Task::new(fetch, self.share(is_ahead))),
                    None => Next::Look,
                }
            }
        }
    }

    /// How much of its time the call gives to a fetch that it has to drive itself. While the old
    /// credentials are valid, half of the time has to be left for the call.
    fn share(&self, is_ahead: bool) -> Clock {
        match self.call.remaining() {
            Some(remaining) if is_ahead => self.call.within(remaining / 2),
            _ => self.call.clone(),
        }
    }
}

impl Machine for Preparing {
    type Output = Result<(), CredentialsError>;

    fn step(&mut self) -> Step<Self::Output> {
        loop {
            match mem::replace(&mut self.next, Next::Look) {
                Next::Spawn(task) => return Step::Spawn(task),
                Next::Wait => {
                    let pause = self.pause;
                    self.pause = LONGEST_PAUSE.min(pause * 2);
                    return Step::Wait(pause);
                }
                Next::Look => {
                    let (turn, _) = self.shared.turn(Some(self.renewals));
                    self.next = self.after(turn);
                }
                Next::End(outcome) => return Step::Done(outcome),
            }
        }
    }

    /// It sends nothing itself.
    fn receive(&mut self, _outcome: Result<Response, TransportError>) {}
}

/// `pause` is how long the source is left alone.
fn failed(error: Arc<ProviderError>, pause: Duration) -> CredentialsError {
    let is_transient = error.is_transient();
    let advice = error.advice();
    let mut error = CredentialsError::new(error);
    if let Some(advice) = advice {
        error = error.with_advice(advice);
    }
    if is_transient {
        error.transient().with_retry_after(pause)
    } else {
        error
    }
}
