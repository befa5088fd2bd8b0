//! A fetch of credentials whose result all calls share.

use std::sync::Arc;

use alicloud::{
    Response,
    error::TransportError,
    machine::{Clock, Machine, Step},
};

use super::{cache::FETCH_LIMIT, shared::Shared};
use crate::{Fetch, Fetched, ProviderError, ask::lock, trace::event};
use alicloud::error::chain;

/// A fetch whose result all calls share. The fetch stores its result in the cache. A fetch that is
/// dropped before its end counts as failed.
pub(super) struct SharedFetch {
    shared: Arc<Shared>,
    number: u64,
    clock: Clock,
    fetch: Fetch<'static>,
    /// The first step, if `begin` has taken it already.
    first: Option<Step<()>>,
    is_over: bool,
}

impl SharedFetch {
    /// Starts the fetch `number`. Returns `None` if the fetch needed no I/O and has already ended.
    pub(super) fn begin(shared: &Arc<Shared>, number: u64, call: &Clock) -> Option<Self> {
        let clock = call.unlimited().within(FETCH_LIMIT);
        let provider = Arc::clone(&shared.provider);
        let mut fetch = Self {
            shared: Arc::clone(shared),
            number,
            fetch: Fetch::on(provider, Arc::clone(&shared.host), clock.clone()),
            clock,
            first: None,
            is_over: false,
        };
        let first = fetch.step();
        if fetch.is_over {
            return None;
        }
        fetch.first = Some(first);
        Some(fetch)
    }

    fn end(&mut self, outcome: Result<Fetched, ProviderError>) {
        let provider = self.shared.provider.name();
        let now = self.shared.host.system.now();
        let cache = || lock(&self.shared.cache);
        match outcome {
            Ok(fetched) => {
                let lifetime = fetched
                    .expires_at
                    .map(|time| time.duration_since(self.clock.time()).unwrap_or_default());
                let id = fetched.credentials.access_key_id().to_owned();
                let signer = (self.shared.make_signer)(fetched.credentials);
                let is_held = cache().hold(self.number, &id, signer, lifetime, now);
                event!(debug, provider, is_held, "credentials fetched");
            }
            Err(error) => {
                let error = Arc::new(error);
                cache().fail(self.number, Arc::clone(&error), now);
                if cache().is_valid(now) {
                    let error = chain(&error);
                    event!(
                        warn, provider, %error,
                        "the credentials were not renewed; the old credentials are still in use"
                    );
                }
            }
        }
        cache().release(self.number);
        // `is_over` is set last, so that `drop` records a failure if `make_signer` panics.
        self.is_over = true;
    }
}

impl Machine for SharedFetch {
    type Output = ();

    fn step(&mut self) -> Step<()> {
        if let Some(first) = self.first.take() {
            return first;
        }
        let remaining = self.clock.remaining();
        if remaining.is_some_and(|remaining| remaining.is_zero()) {
            self.end(Err(ProviderError::TimedOut(FETCH_LIMIT)));
            return Step::Done(());
        }
        self.fetch
            .step()
            .within(remaining)
            .pending()
            .unwrap_or_else(|outcome| {
                self.end(outcome);
                Step::Done(())
            })
    }

    fn receive(&mut self, outcome: Result<Response, TransportError>) {
        self.fetch.receive(outcome);
    }
}

impl Drop for SharedFetch {
    fn drop(&mut self) {
        if !self.is_over {
            self.end(Err(ProviderError::Abandoned));
        }
    }
}
