//! Endpoints: those of STS, and those that variables and profiles name.

use alicloud::{Endpoint, Network, Product, error::EndpointError, model::Endpoints};

use crate::{Ask, ProfileProblem, ProviderError, VariableProblem, document::Document, variable};

/// The security token service (STS): its hosts are one for all regions, and one of each region.
///
/// ```
/// use alicloud::Network;
/// use alicloud_config::STS;
///
/// let host = |network, region_id| STS.endpoint(network, region_id);
/// assert_eq!(host(Network::Public, None)?.host(), "sts.aliyuncs.com");
/// let region = Some("cn-hangzhou");
/// assert_eq!(host(Network::Public, region)?.host(), "sts.cn-hangzhou.aliyuncs.com");
/// assert_eq!(host(Network::Vpc, region)?.host(), "sts-vpc.cn-hangzhou.aliyuncs.com");
/// # Ok::<(), alicloud::error::EndpointError>(())
/// ```
pub static STS: Product = Product::new("Sts", "2015-04-01").endpoints(
    Endpoints::new(&[])
        .form("sts.{region}.aliyuncs.com")
        .central("sts.aliyuncs.com")
        .vpc_form("sts-vpc.{region}.aliyuncs.com"),
);

/// Whether `region` can be part of a host's name.
pub(crate) fn check_region(region: &str) -> Result<(), EndpointError> {
    STS.endpoint(Network::Public, Some(region)).map(drop)
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
