//! Where calls go, as environment and profiles say.

use alicloud::Endpoint;

use crate::{
    Ask, ProfileProblem, ProviderError, VariableProblem,
    document::Document,
    endpoint::{check_region, endpoint_of_profile, endpoint_of_variable},
    variable::{self, ENDPOINT_TYPES, REGIONS},
};

/// Region, endpoint form and endpoint of calls, as far as a program, the environment or a profile
/// says.
///
/// ```no_run
/// use alicloud_config::Config;
///
/// let settings = Config::default().region("cn-hangzhou").vpc(true).settings()?;
/// assert_eq!(settings.region(), Some("cn-hangzhou"));
/// assert!(settings.is_vpc());
/// # Ok::<(), alicloud_config::ProviderError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    pub(crate) region: Option<String>,
    pub(crate) vpc: Option<bool>,
    pub(crate) endpoint: Option<Endpoint>,
}

impl Settings {
    /// The id of the region to call, such as `cn-hangzhou`.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        self.region.as_deref()
    }

    /// Whether to call the hosts that are reached from inside a virtual private cloud (VPC).
    #[must_use]
    pub fn is_vpc(&self) -> bool {
        self.vpc == Some(true)
    }

    /// One host for all calls but those of the security token service, whatever region and network are.
    #[must_use]
    pub fn endpoint(&self) -> Option<&Endpoint> {
        self.endpoint.as_ref()
    }

    /// Fills what isn't set from `other`.
    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            region: self.region.or(other.region),
            vpc: self.vpc.or(other.vpc),
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
        let vpc = form.map(|(name, form)| {
            is_vpc(&form).ok_or(variable::unusable(name, VariableProblem::EndpointType))
        });
        Ok(Self {
            region: region.transpose()?,
            vpc: vpc.transpose()?,
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
        let vpc = form.map(|form| is_vpc(form).ok_or(ProfileProblem::EndpointType));
        Ok(Self {
            region: region.map(str::to_owned),
            vpc: vpc.transpose()?,
            endpoint: endpoint_of_profile(profile, "endpoint")?,
        })
    }
}

fn is_vpc(form: &str) -> Option<bool> {
    let is = |name: &str| form.eq_ignore_ascii_case(name);
    (is("vpc") || is("public")).then(|| is("vpc"))
}
