//! Endpoints: those of STS, and those that variables and profiles name.

use alicloud::{Endpoint, EndpointError, Endpoints};

use crate::{Ask, ProfileProblem, ProviderError, VariableProblem, document::Document, variable};

/// The endpoints of the security token service (STS): one for all regions, and one of each region.
///
/// ```
/// use alicloud_credentials::STS;
///
/// assert_eq!(STS.central()?.host(), "sts.aliyuncs.com");
/// assert_eq!(STS.public("cn-hangzhou")?.host(), "sts.cn-hangzhou.aliyuncs.com");
/// assert_eq!(STS.vpc("cn-hangzhou")?.host(), "sts-vpc.cn-hangzhou.aliyuncs.com");
/// # Ok::<(), alicloud::EndpointError>(())
/// ```
pub const STS: Endpoints =
    Endpoints::new("sts", &[]).with_vpc(&[], Some("sts-vpc.{region}.aliyuncs.com"));

/// Whether `region` can be part of a host's name.
pub(crate) fn check_region(region: &str) -> Result<(), EndpointError> {
    STS.public(region).map(drop)
}

/// An endpoint that a variable names, as a host or a URL.
pub(crate) fn endpoint_of_variable(
    ask: &Ask,
    name: &'static str,
) -> Result<Option<Endpoint>, ProviderError> {
    let endpoint = variable::text(ask, name)?.map(|text| endpoint(&text));
    let endpoint = endpoint.transpose();
    endpoint.map_err(|error| variable::unusable(name, VariableProblem::Endpoint(error)))
}

/// The same for a key of a profile.
pub(crate) fn endpoint_of_profile(
    profile: &Document,
    key: &'static str,
) -> Result<Option<Endpoint>, ProfileProblem> {
    let endpoint = profile.text(key)?.map(endpoint);
    endpoint
        .transpose()
        .map_err(|error| ProfileProblem::Endpoint { key, error })
}

fn endpoint(text: &str) -> Result<Endpoint, EndpointError> {
    if text.contains("://") {
        text.parse()
    } else {
        format!("https://{text}").parse()
    }
}
