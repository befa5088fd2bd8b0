//! The settings of calls from the environment and from profiles.

use alicloud::{Endpoint, Network};

use crate::{
    Ask, ProfileProblem, ProviderError, VariableProblem,
    document::Document,
    endpoint::{check_region, endpoint_of_profile, endpoint_of_variable},
    variable::{self, ENDPOINT_TYPES, REGIONS},
};

/// The region, the network and the endpoint of calls, if the program, the environment or a profile
/// sets them.
///
/// ```no_run
/// use alicloud_config::Config;
///
/// let settings = Config::default().region("cn-hangzhou").settings()?;
/// assert_eq!(settings.region(), Some("cn-hangzhou"));
/// # Ok::<(), alicloud_config::ProviderError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    pub(crate) region: Option<String>,
    pub(crate) network: Option<Network>,
    pub(crate) endpoint: Option<Endpoint>,
}

impl Settings {
    /// The id of the region to call, such as `cn-hangzhou`.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        self.region.as_deref()
    }

    /// The network from which services are called. The default is the public network.
    #[must_use]
    pub fn network(&self) -> Network {
        self.network.unwrap_or_default()
    }

    /// The endpoint of all calls of the session, except the calls that fetch credentials. This
    /// endpoint overrides the region and the network.
    #[must_use]
    pub fn endpoint(&self) -> Option<&Endpoint> {
        self.endpoint.as_ref()
    }

    /// Fills the settings that are not set with the settings of `other`.
    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            region: self.region.or(other.region),
            network: self.network.or(other.network),
            endpoint: self.endpoint.or(other.endpoint),
        }
    }

    pub(crate) fn of_variables(ask: &Ask) -> Result<Self, ProviderError> {
        let region = variable::first(ask, REGIONS)?;
        let region = region.map(|(name, region)| {
            let checked = check_region(&region).map(|()| region);
            checked.map_err(|error| variable::unusable(name, VariableProblem::Endpoint(error)))
        });
        let form = variable::first(ask, ENDPOINT_TYPES)?;
        let network = form.map(|(name, form)| {
            network(&form).ok_or(variable::unusable(name, VariableProblem::EndpointType))
        });
        Ok(Self {
            region: region.transpose()?,
            network: network.transpose()?,
            endpoint: endpoint_of_variable(ask, variable::ENDPOINT)?,
        })
    }

    pub(crate) fn of_profile(profile: &Document) -> Result<Self, ProfileProblem> {
        let key = "region_id";
        let region = profile.text(key)?;
        if let Some(region) = region {
            check_region(region).map_err(|error| ProfileProblem::Endpoint { key, error })?;
        }
        let form = profile.text("endpoint_type")?;
        let network = form.map(|form| network(form).ok_or(ProfileProblem::EndpointType));
        Ok(Self {
            region: region.map(str::to_owned),
            network: network.transpose()?,
            endpoint: endpoint_of_profile(profile, "endpoint")?,
        })
    }
}

fn network(form: &str) -> Option<Network> {
    match form.to_ascii_lowercase().as_str() {
        "vpc" => Some(Network::Vpc),
        "public" => Some(Network::Public),
        _ => None,
    }
}
