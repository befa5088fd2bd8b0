//! The choice of the endpoint of the security token service (STS).

use alicloud::{Endpoint, Network};

use crate::{
    Ask, Config, ProfileProblem, ProviderError, STS, Settings, VariableProblem,
    document::Document,
    endpoint::{check_region, endpoint_of_profile, endpoint_of_variable},
    variable,
};

/// The settings that choose the endpoint of STS.
#[derive(Clone, Debug, Default)]
pub(crate) struct StsEndpoint {
    /// The configuration of the program.
    pub(crate) config: Config,
    /// The STS endpoint of the profile that names the role.
    endpoint: Option<Endpoint>,
    /// The STS region of the profile that names the role.
    region: Option<String>,
    /// Whether the profile that names the role enables the VPC endpoint of STS.
    is_vpc: Option<bool>,
    /// The settings of the chosen profile. They are empty if the profile is not read yet.
    profile: Settings,
    /// Whether the chosen profile must still be read.
    reads_profile: bool,
}

impl StsEndpoint {
    /// The settings for a role that the environment names. The chosen profile is read later.
    pub(crate) fn of_environment(config: Config) -> Self {
        Self {
            config,
            reads_profile: true,
            ..Self::default()
        }
    }

    /// The settings for a role that `profile` names. `profile` may differ from the chosen profile,
    /// which has the `settings`.
    pub(crate) fn of_profile(
        profile: &Document,
        config: Config,
        settings: Settings,
    ) -> Result<Self, ProfileProblem> {
        let region = profile.text("sts_region")?;
        let checked = region.map(check_region).transpose();
        checked.map_err(ProfileProblem::StsRegion)?;
        Ok(Self {
            config,
            endpoint: endpoint_of_profile(profile, "sts_endpoint")?,
            region: region.map(str::to_owned),
            is_vpc: profile.flag("enable_vpc")?,
            profile: settings,
            reads_profile: false,
        })
    }

    /// Chooses the endpoint of STS. The program takes precedence over the profile of the role. The
    /// profile takes precedence over environment variables.
    pub(crate) async fn chosen(&self, ask: &Ask) -> Result<Endpoint, ProviderError> {
        if let Some(endpoint) = self.config.sts.as_ref().or(self.endpoint.as_ref()) {
            return Ok(endpoint.clone());
        }
        // A profile overrides `ALIBABA_CLOUD_STS_ENDPOINT` if it has `sts_region` or sets
        // `enable_vpc` to `true`.
        if self.region.is_none() && self.is_vpc != Some(true) {
            if let Some(endpoint) = endpoint_of_variable(ask, variable::STS_ENDPOINT)? {
                return Ok(endpoint);
            }
        }
        let region = match &self.region {
            Some(region) => Some(region.clone()),
            None => region_of_variable(ask)?,
        };
        let settings = self.settings(ask).await?;
        let is_enabled = || variable::is_true(ask, variable::VPC_ENDPOINT_ENABLED);
        let is_vpc = match self.config.settings.network {
            Some(network) => network == Network::Vpc,
            None => settings.network() == Network::Vpc || self.is_vpc.unwrap_or_else(is_enabled),
        };
        if is_vpc {
            let region = region.or(settings.region).ok_or(ProviderError::NoRegion)?;
            return Ok(STS.endpoint(Network::Vpc, Some(&region))?);
        }
        Ok(STS.endpoint(Network::Public, region.as_deref())?)
    }

    /// Merges the settings of the program, the environment and the chosen profile.
    async fn settings(&self, ask: &Ask) -> Result<Settings, ProviderError> {
        if self.reads_profile {
            return self.config.resolved(ask).await;
        }
        let said = self.config.settings.clone();
        Ok(said
            .or(Settings::of_variables(ask)?)
            .or(self.profile.clone()))
    }
}

fn region_of_variable(ask: &Ask) -> Result<Option<String>, ProviderError> {
    let name = variable::STS_REGION;
    let Some(region) = variable::text(ask, name)? else {
        return Ok(None);
    };
    check_region(&region)
        .map_err(|error| variable::unusable(name, VariableProblem::Endpoint(error)))?;
    Ok(Some(region))
}
