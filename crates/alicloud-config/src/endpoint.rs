//! The endpoints of STS, and the endpoints in environment variables and profiles.

use alicloud::{Endpoint, Network, Product, error::EndpointError, model::Endpoints};

use crate::{Ask, ProfileProblem, ProviderError, VariableProblem, document::Document, variable};

/// The security token service (STS).
///
/// STS has one central host, and a public host and a VPC host in each region.
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

/// Checks that `region` can be part of a host name.
pub(crate) fn check_region(region: &str) -> Result<(), EndpointError> {
    STS.endpoint(Network::Public, Some(region)).map(drop)
}

/// Reads an endpoint from an environment variable that has a host or a URL.
pub(crate) fn endpoint_of_variable(
    ask: &Ask,
    name: &'static str,
) -> Result<Option<Endpoint>, ProviderError> {
    let endpoint = variable::text(ask, name)?.map(|text| endpoint(&text));
    let endpoint = endpoint.transpose();
    endpoint.map_err(|error| variable::unusable(name, VariableProblem::Endpoint(error)))
}

/// Reads an endpoint from a key of a profile that has a host or a URL.
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
