//! What a program says about its configuration itself.

use alicloud::Endpoint;

use crate::{
    Ask, Chain, CredentialsUri, Environment, InstanceRole, LocalSystem, OidcRole, ProviderError,
    Settings, System, fetch, profile::Profiles,
};

/// Where credentials and settings are looked for: what a program says comes before the environment
/// and the vendor's configuration files.
///
/// ```
/// use alicloud_credentials::{Config, RefreshingSigner};
/// use alicloud_sign::HmacSha1;
///
/// let config = Config::default().profile("audit").region("cn-hangzhou");
/// let signer = RefreshingSigner::new(config.chain(), HmacSha1::new);
/// # let _ = signer;
/// ```
#[derive(Clone, Debug, Default)]
pub struct Config {
    pub(crate) profile: Option<String>,
    pub(crate) settings: Settings,
    pub(crate) sts: Option<Endpoint>,
    pub(crate) metadata: Option<Endpoint>,
}

impl Config {
    /// Takes credentials from this profile alone, whatever else is set up.
    #[must_use]
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.profile = Some(name.into());
        self
    }

    /// Sets the region of calls, such as `cn-hangzhou`. The security token service (STS) of that
    /// region is asked for a role where that matters, which is inside a VPC.
    #[must_use]
    pub fn region(mut self, region_id: impl Into<String>) -> Self {
        self.settings.region = Some(region_id.into());
        self
    }

    /// Says whether services are called by the hosts that are reached from inside a virtual private
    /// cloud (VPC), STS included.
    #[must_use]
    pub fn vpc(mut self, is_inside: bool) -> Self {
        self.settings.vpc = Some(is_inside);
        self
    }

    /// Sets the endpoint of STS. Overrides profile and variables.
    #[must_use]
    pub fn sts_endpoint(mut self, endpoint: Endpoint) -> Self {
        self.sts = Some(endpoint);
        self
    }

    /// Sets the endpoint of the metadata service of an instance.
    #[must_use]
    pub fn metadata_endpoint(mut self, endpoint: Endpoint) -> Self {
        self.metadata = Some(endpoint);
        self
    }

    /// The providers of credentials: with a [profile](Self::profile), that profile; else all there
    /// are, in the vendor's order, as a [`Chain`] lists them.
    #[must_use]
    pub fn chain(&self) -> Chain {
        let profiles = Profiles::new(self);
        if self.profile.is_some() {
            return Chain::new().then(profiles);
        }
        let mut instance = InstanceRole::default();
        if let Some(endpoint) = &self.metadata {
            instance = instance.endpoint(endpoint.clone());
        }
        Chain::new()
            .then(Environment)
            .then(OidcRole::with(self))
            .then(profiles)
            .then(instance)
            .then(CredentialsUri::default())
    }

    /// Region, endpoint form and endpoint of calls on this machine. Each comes from the first that
    /// sets it: the program (not the endpoint), a variable, the chosen profile of
    /// `~/.aliyun/config.json`. The result doesn't depend on where the credentials come from.
    ///
    /// It reads that file, and sends nothing.
    ///
    /// # Errors
    ///
    /// A variable or the file can't be used, or the profile that the program names doesn't exist. With
    /// a key or an OIDC token in the environment the file isn't needed: then one that can't be used is
    /// ignored with a warning.
    pub fn settings(&self) -> Result<Settings, ProviderError> {
        self.settings_on(LocalSystem)
    }

    /// The same on another system.
    ///
    /// # Errors
    ///
    /// As [`settings`](Self::settings).
    pub fn settings_on(&self, system: impl System + 'static) -> Result<Settings, ProviderError> {
        fetch::local(system, async |ask: &Ask| self.resolved(ask).await)
    }
}
