//! The configuration that a program sets in code.

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

/// The configuration that a program sets in code.
///
/// Values set in code take precedence over environment variables and the vendor's configuration
/// files.
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
    /// Uses only the credentials of this profile. Other credentials sources are ignored.
    #[must_use]
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.profile = Some(name.into());
        self
    }

    /// Sets the region of calls, such as `cn-hangzhou`.
    ///
    /// The region also chooses the VPC endpoint of the security token service (STS), unless a
    /// region or an endpoint of STS is set. The region doesn't override an endpoint from an
    /// environment variable or a profile.
    #[must_use]
    pub fn region(mut self, region_id: impl Into<String>) -> Self {
        self.settings.region = Some(region_id.into());
        self
    }

    /// Sets the network from which all services, including STS, are called.
    ///
    /// With [`Network::Vpc`], the variable [`ENDPOINT`](variable::ENDPOINT) and the key `endpoint`
    /// of a profile are ignored. An STS endpoint from the environment or a profile is still used.
    #[must_use]
    pub fn network(mut self, network: Network) -> Self {
        self.settings.network = Some(network);
        self
    }

    /// Uses only the credentials of `provider`, for example a custom [`Chain`](crate::Chain).
    ///
    /// If the program also names a [`profile`](Self::profile), the profile sets only the region,
    /// the network and the endpoint.
    #[must_use]
    pub fn provider(mut self, provider: impl Provider + 'static) -> Self {
        self.provider = Some(Arc::new(provider));
        self
    }

    /// Signs every operation of the session with ACS3, not only the operations that require ACS3.
    ///
    /// The calls to STS that fetch credentials don't use ACS3.
    #[must_use]
    pub fn acs3(mut self) -> Self {
        self.acs3 = true;
        self
    }

    /// Sets the endpoint of the security token service (STS) for fetching credentials. This
    /// endpoint takes precedence over the profile and the environment.
    #[must_use]
    pub fn sts_endpoint(mut self, endpoint: Endpoint) -> Self {
        self.sts = Some(endpoint);
        self
    }

    /// Sets the endpoint of the metadata service of ECS instances.
    #[must_use]
    pub fn metadata_endpoint(mut self, endpoint: Endpoint) -> Self {
        self.metadata = Some(endpoint);
        self
    }

    /// Returns the region, the network and the endpoint that a session of this configuration uses.
    ///
    /// Values that the program sets take precedence over environment variables. Environment
    /// variables take precedence over the chosen profile in the file of
    /// [`CliProfile`](crate::CliProfile). To set the endpoint in code, use
    /// [`Session::endpoint`](alicloud::Session::endpoint). The settings don't depend on the source
    /// of the credentials.
    ///
    /// This function reads environment variables and files, and sends no request.
    ///
    /// # Errors
    ///
    /// The region, a variable or a profile file can't be used, or the named profile doesn't exist.
    /// If only a variable names the profile and no profile file exists, no error is returned.
    ///
    /// If the environment has an access key or an OIDC token, the credentials need no profile. In
    /// this case, a problem with a profile that the program doesn't name, or with its file, causes
    /// only a warning.
    pub fn settings(&self) -> Result<Settings, ProviderError> {
        self.settings_on(LocalSystem)
    }

    /// Like [`settings`](Self::settings), but with another system.
    ///
    /// # Errors
    ///
    /// See [`settings`](Self::settings).
    pub fn settings_on(&self, system: impl System + 'static) -> Result<Settings, ProviderError> {
        let nowhere = |_: Request| -> Result<Response, _> {
            let kind = TransportErrorKind::Other;
            Err(TransportError::new(
                kind,
                "no request can be sent while settings are read",
            ))
        };
        let clock = Clock::new(system.now());
        let host = Arc::new(Host::new(system).without_warnings());
        let resolved = async |ask: Ask| self.resolved(&ask).await;
        blocking::drive(&nowhere, Questions::new(host, clock, resolved))
    }

    /// Merges the settings of the program, the environment and the chosen profile, in this order of
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
                event!(warn, %error, "the settings of the profile can't be used and are ignored");
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

    /// The settings of the chosen profile. They are empty if the profile doesn't exist, or if the
    /// format of its file has no settings.
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
