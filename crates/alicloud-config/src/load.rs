//! Sessions from the configuration of the machine.

use std::sync::Arc;

use alicloud::{
    Session,
    machine::{Clock, Machine as _, Step},
};
use alicloud_sign::{Acs3, AnySignature};

use crate::{Config, Fetch, LocalSystem, ProviderError, RefreshingSigner, System, ask::Host};

/// Loads a session with everything that environment variables and the vendor's profiles say:
/// credentials, region, network and endpoint. The same as `Config::default().load()`.
///
/// ```no_run
/// let session = alicloud_config::load()?.timeout(std::time::Duration::from_secs(5));
/// # let _ = session;
/// # Ok::<(), alicloud_config::ProviderError>(())
/// ```
///
/// # Errors
///
/// As [`Config::load`].
pub fn load() -> Result<Session, ProviderError> {
    Config::default().load()
}

impl Config {
    /// Loads a session for this configuration: its credentials, which are renewed in time, and the
    /// [settings](Self::settings).
    ///
    /// Operations are signed with signature 1.0, and with ACS3 where it is
    /// [needed](AnySignature) or [asked for](Self::acs3).
    ///
    /// It reads variables and files on this thread. It sends nothing and starts no process: a source
    /// of credentials that needs either is asked by the first call.
    ///
    /// # Errors
    ///
    /// Variables or files can't be used, or they show that there are no credentials. Nothing was sent.
    pub fn load(&self) -> Result<Session, ProviderError> {
        self.load_on(LocalSystem)
    }

    /// The same on another system.
    ///
    /// # Errors
    ///
    /// As [`load`](Self::load).
    pub fn load_on(&self, system: impl System + 'static) -> Result<Session, ProviderError> {
        let system: Arc<dyn System> = Arc::new(system);
        let settings = self.settings_on(Arc::clone(&system))?;
        let chain = self.chain();
        let signer = if self.acs3 {
            RefreshingSigner::new(chain.clone(), Acs3::new)
        } else {
            RefreshingSigner::new(chain.clone(), AnySignature::new)
        };
        let session = Session::new(signer.system(Arc::clone(&system))).network(settings.network());
        let session = match settings.region {
            Some(region_id) => session.region(region_id),
            None => session,
        };
        let session = match settings.endpoint {
            Some(endpoint) => session.endpoint(endpoint)?,
            None => session,
        };

        let clock = Clock::new(system.now());
        let host = Host::new(system).without_warnings().without_processes();
        let mut fetch = Fetch::on(chain, Arc::new(host), clock);
        loop {
            match fetch.step() {
                Step::Done(outcome) => return outcome.map(|_| session),
                Step::Run(work) => work.run(),
                // The source needs a request or a process, so the first call asks it.
                _ => return Ok(session),
            }
        }
    }
}
