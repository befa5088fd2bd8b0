//! The preparation of one call: it ends when there are credentials.

use std::{sync::Arc, time::Duration};

use alicloud::{
    Response,
    error::{CredentialsError, TransportError},
    machine::{Clock, Machine, Step, Task},
};

use super::{cache::Turn, shared::Shared, shared_fetch::SharedFetch};
use crate::{ProviderError, ask::lock};

/// How long a call without credentials waits before it looks for them again. The pause doubles each
/// time.
const FIRST_PAUSE: Duration = Duration::from_millis(1);
const LONGEST_PAUSE: Duration = Duration::from_millis(32);

/// Starts a fetch where one is due, and waits for its result where the call can't do without.
pub(super) struct CredentialsPreparation {
    shared: Arc<Shared>,
    call: Clock,
    /// How many renewals there had been when the call began to look.
    renewals: u64,
    pause: Duration,
    /// The first step, which was taken ahead.
    first: Option<Step<Result<(), CredentialsError>>>,
}

impl CredentialsPreparation {
    /// `None` if the call can be signed, and no renewal is due.
    pub(super) fn new(shared: &Arc<Shared>, call: &Clock) -> Option<Self> {
        let now = shared.host.system.now();
        let renewals = {
            let cache = lock(&shared.cache);
            if cache.is_fresh(now) {
                return None;
            }
            cache.renewals()
        };
        let mut preparation = Self {
            shared: Arc::clone(shared),
            call: call.clone(),
            renewals,
            pause: FIRST_PAUSE,
            first: None,
        };
        let first = preparation.step();
        if matches!(first, Step::Done(Ok(()))) {
            return None;
        }
        preparation.first = Some(first);
        Some(preparation)
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

impl Machine for CredentialsPreparation {
    type Output = Result<(), CredentialsError>;

    fn step(&mut self) -> Step<Self::Output> {
        if let Some(first) = self.first.take() {
            return first;
        }
        loop {
            match self.shared.turn(self.renewals) {
                Turn::Ready => return Step::Done(Ok(())),
                Turn::Fail(error, left) => return Step::Done(Err(failed(error, left))),
                Turn::Wait => {
                    let pause = self.pause;
                    self.pause = LONGEST_PAUSE.min(pause * 2);
                    return Step::Wait(pause);
                }
                Turn::Fetch { number, is_ahead } => {
                    if let Some(fetch) = SharedFetch::begin(&self.shared, number, &self.call) {
                        return Step::Spawn(Task::new(fetch, self.share(is_ahead)));
                    }
                }
            }
        }
    }

    /// It sends nothing itself.
    fn receive(&mut self, _outcome: Result<Response, TransportError>) {}
}

/// `pause` is how long the source is left alone.
fn failed(error: Arc<ProviderError>, pause: Duration) -> CredentialsError {
    let error = ProviderError::shared(error);
    if error.is_transient() {
        error.with_retry_after(pause)
    } else {
        error
    }
}
