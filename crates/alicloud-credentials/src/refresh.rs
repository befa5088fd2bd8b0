//! A signer whose credentials are fetched, and renewed in time.

mod preparing;
mod state;

use std::{
    fmt,
    sync::{Arc, Mutex},
};

use alicloud::{Draft, Moment, Prepare, Sign, Stamp, http::Method};
use alicloud_sign::Credentials;

use self::{
    preparing::Preparing,
    state::{State, Turn},
};
use crate::{
    LocalSystem, Provider, System,
    ask::{Machine, lock},
};

/// A [`Sign`] whose credentials come from a [`Provider`] and are renewed before they expire.
///
/// - The first call fetches the credentials, over its own transport. They are renewed 180 s before
///   they expire, or when a quarter of their time is left if that is less. Those that don't expire
///   are fetched once.
/// - One call at a time fetches, for all that are in flight. Meanwhile the others go on with the old
///   credentials; those that have none wait. A call that is cancelled leaves fetching to the next.
/// - If renewing fails, the old credentials serve as long as they are valid. The source is asked
///   again after a pause of 1 s, which doubles with every failure up to 32 s; until then, calls
///   without credentials get the error of the last attempt. If the failure may pass, that error says
///   how long the pause still is, and a [`Retry`](alicloud::Retry) comes back after it.
/// - Credentials that a server refuses are fetched anew, and the call is repeated with them, once.
///   Within 10 s of fetching them that would help nobody, so it isn't done.
///
/// Clones share the credentials.
///
/// ```
/// use alicloud_credentials::{Chain, InstanceRole, RefreshingSigner};
/// use alicloud_sign::HmacSha1;
///
/// let anywhere = RefreshingSigner::new(Chain::default(), HmacSha1::new);
/// let instance = RefreshingSigner::new(InstanceRole::default(), HmacSha1::new);
/// # let _ = (anywhere, instance);
/// ```
#[derive(Clone)]
pub struct RefreshingSigner(Arc<Shared>);

/// Makes a signer of credentials.
type MakeSigner = dyn Fn(Credentials) -> Arc<dyn Sign> + Send + Sync;

struct Shared {
    provider: Arc<dyn Provider>,
    make_signer: Arc<MakeSigner>,
    machine: Arc<Machine>,
    state: Mutex<State>,
}

impl RefreshingSigner {
    /// A signer with credentials from `provider`, that signs with what `signer` makes of them, such
    /// as [`HmacSha1::new`](alicloud_sign::HmacSha1::new).
    pub fn new<S: Sign + 'static>(
        provider: impl Provider + 'static,
        signer: impl Fn(Credentials) -> S + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(Shared {
            provider: Arc::new(provider),
            make_signer: Arc::new(move |credentials| Arc::new(signer(credentials))),
            machine: Arc::new(Machine::new(LocalSystem)),
            state: Mutex::default(),
        }))
    }

    /// Sets the system that the provider is on: [`LocalSystem`] by default. Credentials that were
    /// fetched before are not taken along.
    #[must_use]
    pub fn system(self, system: impl System + 'static) -> Self {
        Self(Arc::new(Shared {
            provider: Arc::clone(&self.0.provider),
            make_signer: Arc::clone(&self.0.make_signer),
            machine: Arc::new(Machine::new(system)),
            state: Mutex::default(),
        }))
    }

    /// The signer of the credentials at hand.
    fn current(&self) -> Option<Arc<dyn Sign>> {
        lock(&self.0.state).signer()
    }
}

impl Shared {
    fn turn(&self) -> Turn {
        let now = self.machine.system.now();
        lock(&self.state).turn(now)
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

    fn preferred_method(&self) -> Option<Method> {
        self.current()?.preferred_method()
    }

    fn string_to_sign(&self, draft: &mut Draft<'_>, stamp: &Stamp) -> Option<String> {
        self.current()?.string_to_sign(draft, stamp)
    }

    fn prepare(&self, _moment: &Moment) -> Option<Box<dyn Prepare>> {
        match self.0.turn() {
            Turn::Ready => None,
            turn => Some(Box::new(Preparing::new(Arc::clone(&self.0), turn))),
        }
    }

    fn refused(&self) -> bool {
        lock(&self.0.state).refused(self.0.machine.system.now())
    }
}

impl fmt::Debug for RefreshingSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RefreshingSigner")
            .field("provider", &self.0.provider)
            .field("system", &self.0.machine.system)
            .finish_non_exhaustive()
    }
}
