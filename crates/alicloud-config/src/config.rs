//! What a program says about its configuration itself.

use std::sync::Arc;

use alicloud::{
    Endpoint, Network, Request, Response, blocking,
    error::{TransportError, TransportErrorKind},
    machine::Clock,
};

use alicloud::error::chain;

use crate::{
    Ask, LocalSystem, Provider, ProviderError, Settings, System, ask::Host, endpoint::check_region,
    fetch::Questions, profile::ProfileFiles, trace::event, variable,
};

/// Where credentials and settings are looked for: what a program says comes before the environment
/// and the vendor's configuration files.
///
/// ```no_run
/// use alicloud_config::Config;
///
/// let session = Config::default().profile("audit").region("cn-hangzhou").load()?;
/// # let _ = session;
/// # Ok::<(), alicloud_config::ProviderError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Config {
    pub(crate) profile: Option<String>,
    pub(crate) settings: Settings,
    pub(crate) sts: Option<Endpoint>,
    pub(crate) metadata: Option<Endpoint>,
    pub(crate) provider: Option<Arc<dyn Provider>>,
    pub(crate) acs3: bool,
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
    ///
    /// It doesn't override an endpoint that a variable or a profile names.
    #[must_use]
    pub fn region(mut self, region_id: impl Into<String>) -> Self {
        self.settings.region = Some(region_id.into());
        self
    }

    /// Sets the network from which services are called, STS included. With [`Network::Vpc`], an
    /// endpoint that a variable or a profile names is ignored.
    #[must_use]
    pub fn network(mut self, network: Network) -> Self {
        self.settings.network = Some(network);
        self
    }

    /// Takes credentials from `provider` alone, such as a [`Chain`](crate::Chain) of the program's own.
    /// Overrides [`profile`](Self::profile), which then sets only region, network and endpoint.
    #[must_use]
    pub fn provider(mut self, provider: impl Provider + 'static) -> Self {
        self.provider = Some(Arc::new(provider));
        self
    }

    /// Signs every operation of the session with ACS3, and not only those that need it. STS is called
    /// with signature 1.0 all the same.
    #[must_use]
    pub fn acs3(mut self) -> Self {
        self.acs3 = true;
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
        let nowhere = |_: Request| -> Result<Response, _> {
            let kind = TransportErrorKind::Other;
            Err(TransportError::new(kind, "settings need no request"))
        };
        let clock = Clock::new(system.now());
        let host = Arc::new(Host::new(system).without_warnings());
        let resolved = async |ask: Ask| self.resolved(&ask).await;
        blocking::drive(&nowhere, Questions::new(host, clock, resolved))
    }

    /// The settings of the program, the environment and the chosen profile, in this order of
    /// precedence.
    pub(crate) async fn resolved(&self, ask: &Ask) -> Result<Settings, ProviderError> {
        if let Some(region) = &self.settings.region {
            check_region(region)?;
        }
        let settings = self.settings.clone().or(Settings::of_variables(ask)?);
        let profile = match self.profile_settings(ask).await {
            Ok(profile) => profile,
            Err(error) if self.profile.is_none() && variable::say_who_calls(ask) => {
                let error = chain(&error);
                event!(warn, %error, "the settings of the profile are ignored");
                Settings::default()
            }
            Err(error) => return Err(error),
        };
        let mut settings = settings.or(profile);
        if self.settings.network == Some(Network::Vpc) {
            settings.endpoint = None;
        }
        Ok(settings)
    }

    /// The settings of the chosen profile. Empty if the profile does not exist, or if the format of
    /// its file has no settings.
    async fn profile_settings(&self, ask: &Ask) -> Result<Settings, ProviderError> {
        match ProfileFiles::new(self.profile.clone()).located(ask).await {
            Ok((_, profile)) => {
                let settings = profile.settings();
                settings.map_err(|problem| profile.in_profile(&profile.name, problem))
            }
            Err(error) if error.is_absent() => Ok(Settings::default()),
            Err(error) => Err(error),
        }
    }
}
