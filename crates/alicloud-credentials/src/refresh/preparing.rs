//! One call on its way to credentials.

use std::{mem, sync::Arc, time::Duration};

use alicloud::{CredentialsError, Moment, Preparation, Prepare, Response, TransportError};

use super::{Shared, state::Turn};
use crate::{Fetch, FetchStep, Fetched, ProviderError, TARGET, ask::lock, error::WithCauses};

/// How long those without credentials wait before they look again.
const LOOK_AGAIN: Duration = Duration::from_millis(5);

pub(super) struct Preparing {
    shared: Arc<Shared>,
    next: Next,
}

enum Next {
    Lead(Box<Lead>),
    /// Wait for the lead.
    Wait,
    /// Look at the state.
    Look,
    End(Result<(), CredentialsError>),
}

/// The call that fetches. To drop it is to give up its place.
struct Lead {
    shared: Arc<Shared>,
    number: u64,
    fetch: Fetch<'static>,
}

impl Preparing {
    pub(super) fn new(shared: Arc<Shared>, turn: Turn) -> Self {
        let next = Next::after(turn, &shared);
        Self { shared, next }
    }
}

impl Next {
    fn after(turn: Turn, shared: &Arc<Shared>) -> Self {
        match turn {
            Turn::Ready => Self::End(Ok(())),
            Turn::Fetch(number) => Self::Lead(Lead::new(shared, number)),
            Turn::Wait => Self::Wait,
            Turn::Fail(error, left) => Self::End(Err(failed(error, left))),
        }
    }
}

impl Prepare for Preparing {
    fn step(&mut self, moment: &Moment) -> Preparation {
        loop {
            match mem::replace(&mut self.next, Next::Look) {
                Next::Lead(mut lead) => {
                    let step = match lead.fetch.step(moment) {
                        FetchStep::Send(request) => Preparation::Send(request),
                        FetchStep::Wait(pause) => Preparation::Wait(pause),
                        FetchStep::Run(work) => Preparation::Run(work),
                        FetchStep::Done(outcome) => {
                            if let Some(outcome) = lead.end(outcome, moment) {
                                return Preparation::Done(outcome);
                            }
                            continue;
                        }
                    };
                    self.next = Next::Lead(lead);
                    return step;
                }
                Next::Wait => return Preparation::Wait(LOOK_AGAIN),
                Next::Look => {
                    let turn = self.shared.turn();
                    self.next = Next::after(turn, &self.shared);
                }
                Next::End(outcome) => return Preparation::Done(outcome),
            }
        }
    }

    fn receive(&mut self, result: Result<Response, TransportError>) {
        if let Next::Lead(lead) = &mut self.next {
            lead.fetch.receive(result);
        }
    }
}

impl Lead {
    fn new(shared: &Arc<Shared>, number: u64) -> Box<Self> {
        let provider = Arc::clone(&shared.provider);
        Box::new(Self {
            shared: Arc::clone(shared),
            number,
            fetch: Fetch::on(provider, Arc::clone(&shared.machine)),
        })
    }

    /// What it means for the call; `None` if another has taken the lead meanwhile, and the call has
    /// to see what came of that.
    fn end(
        &self,
        outcome: Result<Fetched, ProviderError>,
        moment: &Moment,
    ) -> Option<Result<(), CredentialsError>> {
        let provider = self.shared.provider.name();
        let now = self.shared.machine.system.now();
        let error = match outcome {
            Ok(fetched) => {
                let lifetime = fetched
                    .expires_at
                    .map(|time| time.duration_since(moment.time).unwrap_or_default());
                let id = fetched.credentials.access_key_id().to_owned();
                let signer = (self.shared.make_signer)(fetched.credentials);
                let mut state = lock(&self.shared.state);
                let is_held = state.hold(self.number, &id, signer, lifetime, now);
                drop(state);
                tracing::debug!(target: TARGET, provider, is_held, "credentials fetched");
                return is_held.then_some(Ok(()));
            }
            Err(error) => Arc::new(error),
        };
        let mut state = lock(&self.shared.state);
        let pause = state.fail(self.number, Arc::clone(&error), now);
        let is_valid = state.is_valid(now);
        drop(state);
        if is_valid {
            let error = WithCauses(&error);
            tracing::warn!(target: TARGET, provider, %error, "credentials not renewed; the old ones still serve");
            return Some(Ok(()));
        }
        Some(Err(failed(error, pause)))
    }
}

impl Drop for Lead {
    fn drop(&mut self) {
        lock(&self.shared.state).release(self.number);
    }
}

/// `pause` is how long the source is left alone.
fn failed(error: Arc<ProviderError>, pause: Duration) -> CredentialsError {
    let is_transient = error.is_transient();
    let error = CredentialsError::new(error);
    if is_transient {
        error.transient().with_retry_after(pause)
    } else {
        error
    }
}
