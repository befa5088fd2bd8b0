//! Loading sessions from the configuration.

use std::sync::Arc;

use alicloud::{
    Session,
    machine::{Clock, Machine as _, Step},
};
use alicloud_sign::{Acs3, AnySignature};

use crate::{Config, Fetch, LocalSystem, ProviderError, RefreshingSigner, System, ask::Host};

/// Loads a session from environment variables and the vendor's profiles.
///
/// Variables and profiles set the credentials, the region, the network and the endpoint of the
/// session. This function is equivalent to `Config::default().load()`.
///
/// ```no_run
/// let session = alicloud_config::load()?.timeout(std::time::Duration::from_secs(5));
/// # let _ = session;
/// # Ok::<(), alicloud_config::ProviderError>(())
/// ```
///
/// # Errors
///
/// See [`Config::load`].
pub fn load() -> Result<Session, ProviderError> {
    Config::default().load()
}

impl Config {
    /// Loads a session with the credentials and the [settings](Self::settings) of this
    /// configuration.
    ///
    /// The session renews credentials with a known expiration before they expire. If the
    /// configuration [sets ACS3](Self::acs3), all operations are signed with ACS3. Otherwise,
    /// [`AnySignature`] chooses between signature 1.0 and ACS3 for each call.
    ///
    /// This function reads environment variables and files on the current thread. Loading sends no
    /// request and starts no process. If the credentials need a request or a process, the first
    /// call fetches the credentials.
    ///
    /// # Errors
    ///
    /// A variable or a file can't be used, or no credentials are configured.
    ///
    /// With the default chain, the first call returns the error for missing credentials, because
    /// only a call can send a request to the metadata service. If the metadata service is
    /// [disabled](crate::variable::ECS_METADATA_DISABLED), this function returns the error.
    pub fn load(&self) -> Result<Session, ProviderError> {
        self.load_on(LocalSystem)
    }

    /// Like [`load`](Self::load), but with another system.
    ///
    /// # Errors
    ///
    /// See [`load`](Self::load).
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
                // The provider needs a request or a process, so the first call fetches the
                // credentials.
                _ => return Ok(session),
            }
        }
    }
}
