//! One call on its way to credentials.

use std::{mem, sync::Arc, time::Duration};

use alicloud::{CredentialsError, Moment, Preparation, Prepare, Response, TransportError};

use super::{Shared, state::Turn};
use crate::{Fetch, FetchStep, Fetched, ProviderError, TARGET, ask::lock, error::WithCauses};

/// How long those without credentials wait before they look again.
const LOOK_AGAIN: Duration = Duration::from_millis(5);
/// A failure that comes when the call has no more time than this is most likely its own time limit,
/// which says nothing about the source.
const LAST_MOMENT: Duration = Duration::from_millis(20);

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
            Turn::Fail(error) => Self::End(Err(failed(error))),
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
                            return Preparation::Done(lead.end(outcome, moment));
                        }
                    };
                    self.next = Next::Lead(lead);
                    return step;
                }
                Next::Wait => return Preparation::Wait(LOOK_AGAIN),
                Next::Look => {
                    let turn = lock(&self.shared.state).turn(moment.time);
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

    fn end(
        &self,
        outcome: Result<Fetched, ProviderError>,
        moment: &Moment,
    ) -> Result<(), CredentialsError> {
        let provider = self.shared.provider.name();
        let error = match outcome {
            Ok(fetched) => {
                let signer = (self.shared.make_signer)(fetched.credentials.clone());
                let since = self.shared.machine.system.now();
                lock(&self.shared.state).hold(&fetched, signer, moment.time, since);
                tracing::debug!(target: TARGET, provider, "credentials fetched");
                return Ok(());
            }
            Err(error) => Arc::new(error),
        };
        let is_own = moment.remaining.is_some_and(|left| left < LAST_MOMENT);
        let mut state = lock(&self.shared.state);
        if !is_own {
            state.fail(Arc::clone(&error), moment.time);
        }
        if state.is_valid(moment.time) {
            drop(state);
            let error = WithCauses(&error);
            tracing::warn!(target: TARGET, provider, %error, "credentials not renewed; the old ones still serve");
            return Ok(());
        }
        Err(failed(error))
    }
}

impl Drop for Lead {
    fn drop(&mut self) {
        lock(&self.shared.state).release(self.number);
    }
}

fn failed(error: Arc<ProviderError>) -> CredentialsError {
    let is_transient = error.is_transient();
    let error = CredentialsError::new(error);
    if is_transient {
        error.transient()
    } else {
        error
    }
}
