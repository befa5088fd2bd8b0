//! The signer that fetches and renews credentials.

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

/// A signer that gets its credentials from a [`Provider`] and renews them before they expire.
///
/// Clones share the credentials.
///
/// # Renewal
///
/// The first call starts a fetch over the transport of the call. A later call renews the
/// credentials if they expire within 180 s. Credentials with a lifetime below 12 minutes are
/// renewed when a quarter of their lifetime is left. Credentials without a known expiration are
/// renewed only after a server refuses them.
///
/// A call with valid credentials is signed at once, unless the call itself must drive a fetch. A
/// call without valid credentials waits for the fetch until the deadline of the call.
///
/// # Fetches
///
/// At most one fetch runs at a time, and all calls share the fetch. A transport with threads or a
/// runtime continues the fetch even if the call that started the fetch ends
/// ([`Transport::spawn`](alicloud::Transport::spawn)). With any other transport, the call drives
/// the fetch, and the fetch fails if the call ends first.
///
/// A fetch on a tokio runtime fails if the runtime ends. A single-threaded runtime runs the fetch
/// only while `block_on` runs.
///
/// The timeout of a fetch is 120 s. If a file or a process still blocks after the timeout, no new
/// fetch starts until the file or the process responds.
///
/// # Failures
///
/// If a renewal fails, the old credentials are used until they expire. The first call after the
/// backoff starts the next fetch. The backoff is 1 s and doubles with every failure up to 32 s.
/// During the backoff, calls without valid credentials return the error of the last fetch. A
/// transient error contains the remaining backoff, so that a [`Retry`](alicloud::retry::Retry)
/// policy waits until the backoff ends.
///
/// # Refused credentials
///
/// If a server refuses the credentials, new credentials are fetched. The call is then repeated
/// once, if the retry policy [allows](alicloud::retry::RetryPolicy::corrects) the repetition.
/// Credentials younger than 10 s are not replaced, because a new fetch would most likely return the
/// same credentials.
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
    /// Creates a signer with credentials from `provider`.
    ///
    /// `signer` creates a signer from fetched credentials, for example
    /// [`HmacSha1::new`](alicloud_sign::HmacSha1::new). `signer` must accept any credentials,
    /// because before the first fetch it may be called with empty credentials.
    pub fn new<S: Sign + 'static>(
        provider: impl Provider + 'static,
        signer: impl Fn(Credentials) -> S + Send + Sync + 'static,
    ) -> Self {
        let make_signer = Arc::new(move |credentials| Arc::new(signer(credentials)) as _);
        Self(Shared::new(Arc::new(provider), make_signer, LocalSystem))
    }

    /// Sets the system of the provider. The default is [`LocalSystem`].
    ///
    /// The new signer does not keep credentials that were fetched before.
    #[must_use]
    pub fn system(self, system: impl System + 'static) -> Self {
        let provider = Arc::clone(&self.0.provider);
        Self(Shared::new(
            provider,
            Arc::clone(&self.0.make_signer),
            system,
        ))
    }

    /// The signer for the current credentials.
    fn current(&self) -> Option<Arc<dyn Sign>> {
        lock(&self.0.cache).signer()
    }
}

impl Sign for RefreshingSigner {
    /// Signs with the current credentials.
    ///
    /// Without credentials, the draft stays unsigned and the server refuses the request. This
    /// happens only if the caller ignored [`prepare`](Sign::prepare).
    fn sign(&self, draft: &mut Draft<'_>, stamp: &Stamp) {
        match self.current() {
            Some(signer) => signer.sign(draft, stamp),
            None => draft.common_parameters(stamp),
        }
    }

    /// Whether the signature covers the draft. This doesn't depend on the credentials, so before
    /// the first fetch, a signer with empty credentials answers. Every signer covers parameters.
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
