//! A signer whose credentials are fetched, and renewed in time.

mod cache;
mod preparation;
mod shared;
mod shared_fetch;

use std::{fmt, sync::Arc};

use alicloud::{
    Draft, Sign,
    error::SignatureDifference,
    http::Method,
    machine::Clock,
    sign::{Preparation, Stamp},
};
use alicloud_sign::Credentials;

use self::{preparation::CredentialsPreparation, shared::Shared};
use crate::{LocalSystem, Provider, System, ask::lock};

/// A [`Sign`] whose credentials come from a [`Provider`] and are renewed before they expire.
///
/// - The first call starts a fetch, over its own transport. Credentials are renewed 180 s before they
///   expire, or when a quarter of their lifetime is left if that is less. Credentials that don't
///   expire are fetched once.
/// - There is at most one fetch at a time, and it doesn't belong to the call that starts it. A transport
///   with threads or a runtime continues it when the call has ended or was dropped
///   ([`Transport::spawn`](alicloud::Transport::spawn)). Over any other transport the call drives the
///   fetch itself; if the call ends before the fetch, the fetch counts as failed. So does a fetch
///   whose tokio runtime ends. A runtime of one thread continues it only while `block_on` runs.
/// - A call with valid credentials is signed at once. A call without waits for the fetch, as long as
///   its own limit allows.
/// - If renewing fails, the old credentials are used as long as they are valid. The source is asked
///   again after a pause of 1 s, which doubles with every failure up to 32 s. Until then, calls
///   without credentials get the error of the last fetch. If the failure may pass, that error says
///   how long the pause still is, and a [`Retry`](alicloud::retry::Retry) comes back after it.
/// - A fetch has 120 s. If a file or a process doesn't respond even then, it isn't asked a second
///   time until it does.
/// - Credentials that a server refuses are fetched anew, and the call is repeated with them, once.
///   Credentials younger than 10 s are not replaced, because a new fetch would return the same ones.
///
/// Clones share the credentials.
///
/// ```
/// use alicloud_config::{Chain, InstanceRole, RefreshingSigner};
/// use alicloud_sign::HmacSha1;
///
/// let anywhere = RefreshingSigner::new(Chain::default(), HmacSha1::new);
/// let instance = RefreshingSigner::new(InstanceRole::default(), HmacSha1::new);
/// # let _ = (anywhere, instance);
/// ```
#[derive(Clone)]
pub struct RefreshingSigner(Arc<Shared>);

impl RefreshingSigner {
    /// A signer with credentials from `provider`, that signs with what `signer` makes of them, such
    /// as [`HmacSha1::new`](alicloud_sign::HmacSha1::new).
    ///
    /// `signer` must take any credentials: to know what it covers before the first fetch, it is given
    /// empty ones once.
    pub fn new<S: Sign + 'static>(
        provider: impl Provider + 'static,
        signer: impl Fn(Credentials) -> S + Send + Sync + 'static,
    ) -> Self {
        let make_signer = Arc::new(move |credentials| Arc::new(signer(credentials)) as _);
        Self(Shared::new(Arc::new(provider), make_signer, LocalSystem))
    }

    /// Sets the system that the provider is on: [`LocalSystem`] by default. Credentials that were
    /// fetched before are not taken along.
    #[must_use]
    pub fn system(self, system: impl System + 'static) -> Self {
        let provider = Arc::clone(&self.0.provider);
        Self(Shared::new(
            provider,
            Arc::clone(&self.0.make_signer),
            system,
        ))
    }

    /// The signer of the credentials at hand.
    fn current(&self) -> Option<Arc<dyn Sign>> {
        lock(&self.0.cache).signer()
    }
}

impl Sign for RefreshingSigner {
    /// Signs with the credentials at hand. Without any, which means that nobody heeded
    /// [`prepare`](Sign::prepare), the draft stays unsigned, and the server refuses it.
    fn sign(&self, draft: &mut Draft<'_>, stamp: &Stamp) {
        match self.current() {
            Some(signer) => signer.sign(draft, stamp),
            None => draft.common_parameters(stamp),
        }
    }

    /// What a signer covers doesn't depend on its credentials. So before the first credentials are
    /// fetched, a signer with empty ones is asked. Parameters are covered by every signer.
    fn covers(&self, draft: &Draft<'_>) -> bool {
        let empty = || (self.0.make_signer)(Credentials::new("", ""));
        draft.has_parameters_alone() || self.current().unwrap_or_else(empty).covers(draft)
    }

    fn preferred_method(&self) -> Option<Method> {
        self.current()?.preferred_method()
    }

    fn differs(
        &self,
        draft: &mut Draft<'_>,
        stamp: &Stamp,
        servers: &str,
    ) -> Option<SignatureDifference> {
        self.current()?.differs(draft, stamp, servers)
    }

    fn prepare(&self, clock: &Clock) -> Option<Box<Preparation>> {
        let preparation = CredentialsPreparation::new(&self.0, clock)?;
        Some(Box::new(preparation))
    }

    fn refused(&self) -> bool {
        lock(&self.0.cache).refused(self.0.host.system.now())
    }
}

impl fmt::Debug for RefreshingSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RefreshingSigner")
            .field("provider", &self.0.provider)
            .field("system", &self.0.host.system)
            .finish_non_exhaustive()
    }
}
