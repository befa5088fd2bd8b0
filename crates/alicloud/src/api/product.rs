//! A product in one version.

use std::borrow::Cow;

use super::{Endpoint, Endpoints, Found, Network};
use crate::encoding::is_plain;
use crate::error::{EndpointError, EndpointProblem as Problem};

/// A product in one version of its API, and its hosts.
///
/// A generated crate has its own as `PRODUCT`.
///
/// ```
/// use alicloud::{model::Endpoints, Network, Product};
///
/// static STS: Product = Product::new("Sts", "2015-04-01")
///     .endpoints(Endpoints::new(&[]).central("sts.aliyuncs.com"));
/// assert_eq!(STS.endpoint(Network::Public, None)?.host(), "sts.aliyuncs.com");
/// # Ok::<(), alicloud::error::EndpointError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    name: Cow<'static, str>,
    version: Cow<'static, str>,
    pub(crate) has_plain_version: bool,
    endpoints: Option<Endpoints>,
    pub(super) ram_prefix: Option<&'static str>,
}

impl Product {
    /// The product called `name`, such as `Ecs`, whose API has `version`, such as `2014-05-26`. Its
    /// hosts are not known until [`endpoints`](Self::endpoints) sets them.
    #[must_use]
    pub const fn new(name: &'static str, version: &'static str) -> Self {
        Self {
            name: Cow::Borrowed(name),
            version: Cow::Borrowed(version),
            has_plain_version: is_plain(version),
            endpoints: None,
            ram_prefix: None,
        }
    }

    /// The same for names that are known only at run time.
    pub(crate) fn dynamic(name: String, version: String) -> Self {
        Self {
            name: Cow::Owned(name),
            has_plain_version: is_plain(&version),
            version: Cow::Owned(version),
            endpoints: None,
            ram_prefix: None,
        }
    }

    /// Sets the hosts.
    #[must_use]
    pub const fn endpoints(mut self, endpoints: Endpoints) -> Self {
        self.endpoints = Some(endpoints);
        self
    }

    /// Sets what the [RAM actions](crate::Api::ram_action) of the operations begin with, such as
    /// `ecs`.
    #[must_use]
    pub const fn ram_prefix(mut self, prefix: &'static str) -> Self {
        self.ram_prefix = Some(prefix);
        self
    }

    /// The name as the vendor writes it, such as `Ecs`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The version of the API, such as `2014-05-26`.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The regions that the table of public hosts has, and the host of each: region id and host name.
    pub fn regions(&self) -> impl Iterator<Item = (&'static str, &'static str)> + use<> {
        let hosts = self
            .endpoints
            .map_or(&[][..], |endpoints| endpoints.table());
        hosts.iter().copied()
    }

    /// Where calls about the region with the id `region_id` go, or calls about no region.
    ///
    /// The host is the listed one, or else follows the product's form of host names.
    ///
    /// # Errors
    ///
    /// - `region_id` can't be the id of a region: it has other characters than ASCII letters, digits
    ///   and hyphens.
    /// - The host is not known. The error says what to do.
    pub fn endpoint(
        &self,
        network: Network,
        region_id: Option<&str>,
    ) -> Result<Endpoint, EndpointError> {
        Ok(self.find(network, region_id)?.endpoint)
    }

    pub(crate) fn find(
        &self,
        network: Network,
        region_id: Option<&str>,
    ) -> Result<Found, EndpointError> {
        match &self.endpoints {
            Some(endpoints) => endpoints.find(&self.name, network, region_id),
            None => Err(Problem::NoHosts {
                product: self.name().into(),
            }
            .into()),
        }
    }

    /// Whether it is `other`, with the same hosts.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
            || self.name == other.name
                && self.version == other.version
                && match (&self.endpoints, &other.endpoints) {
                    (Some(own), Some(others)) => own.is_same(others),
                    (None, None) => true,
                    _ => false,
                }
    }
}
