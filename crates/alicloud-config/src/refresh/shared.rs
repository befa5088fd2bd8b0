//! The state that the clones of a signer share.

use std::sync::{Arc, Mutex};

use alicloud::Sign;
use alicloud_sign::Credentials;

use super::cache::{Cache, Turn};
use crate::{
    Provider, System,
    ask::{Host, lock},
};

/// A function that creates a signer from credentials.
type MakeSigner = dyn Fn(Credentials) -> Arc<dyn Sign> + Send + Sync;

pub(super) struct Shared {
    pub(super) provider: Arc<dyn Provider>,
    pub(super) make_signer: Arc<MakeSigner>,
    pub(super) host: Arc<Host>,
    pub(super) cache: Mutex<Cache>,
}

impl Shared {
    pub(super) fn new(
        provider: Arc<dyn Provider>,
        make_signer: Arc<MakeSigner>,
        system: impl System + 'static,
    ) -> Arc<Self> {
        Arc::new(Self {
            provider,
            make_signer,
            host: Arc::new(Host::new(system)),
            cache: Mutex::default(),
        })
    }

    /// The action of a call. `renewals` is the number of renewals when the call began.
    pub(super) fn turn(&self, renewals: u64) -> Turn {
        let (now, is_working) = (self.host.system.now(), self.host.is_working());
        lock(&self.cache).turn(now, is_working, renewals)
    }
}
