//! Preparing a call: waiting for credentials before the call is signed.

use std::{sync::Arc, time::Duration};

use alicloud::{
    Response,
    error::{CredentialsError, TransportError},
    machine::{Clock, Machine, Step, Task},
};

use super::{cache::Turn, shared::Shared, shared_fetch::SharedFetch};
use crate::{ProviderError, ask::lock};

/// The first pause of a call that waits for credentials. The pause doubles each time.
const FIRST_PAUSE: Duration = Duration::from_millis(1);
const LONGEST_PAUSE: Duration = Duration::from_millis(32);

/// Starts a fetch if a fetch is due. Waits for the result if the call has no valid credentials.
pub(super) struct CredentialsPreparation {
    shared: Arc<Shared>,
    call: Clock,
    /// The number of renewals when the preparation began.
    renewals: u64,
    pause: Duration,
    /// The first step, if `new` has taken it already.
    first: Option<Step<Result<(), CredentialsError>>>,
}

impl CredentialsPreparation {
    /// Creates the preparation of a call. Returns `None` if the call can be signed and no renewal
    /// is due.
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

    /// The time limit of a fetch that the call drives itself. If the old credentials are still
    /// valid, the fetch gets half of the remaining time of the call.
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

    /// Ignores the response, because the preparation sends no request itself.
    fn receive(&mut self, _outcome: Result<Response, TransportError>) {}
}

/// Converts the error of the last fetch. `pause` is the remaining backoff.
fn failed(error: Arc<ProviderError>, pause: Duration) -> CredentialsError {
    let error = ProviderError::shared(error);
    if error.is_transient() {
        error.with_retry_after(pause)
    } else {
        error
    }
}
