//! A product and the version of its API.

use std::borrow::Cow;

use super::{Endpoint, Endpoints, Found, Network};
use crate::encoding::is_plain;
use crate::error::{EndpointError, EndpointProblem as Problem};

/// A product, one version of its API, and its hosts.
///
/// Each generated crate contains its product as the static `PRODUCT`.
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
    /// Creates a product from its name, such as `Ecs`, and the version of its API, such as
    /// `2014-05-26`. The hosts are unknown until [`endpoints`](Self::endpoints) sets them.
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

    /// Creates a product from names that are known only at run time.
    pub(crate) fn dynamic(name: String, version: String) -> Self {
        Self {
            name: Cow::Owned(name),
            has_plain_version: is_plain(&version),
            version: Cow::Owned(version),
            endpoints: None,
            ram_prefix: None,
        }
    }

    /// Sets the hosts of the product.
    #[must_use]
    pub const fn endpoints(mut self, endpoints: Endpoints) -> Self {
        self.endpoints = Some(endpoints);
        self
    }

    /// Sets the prefix of the operations' [RAM actions](crate::Api::ram_action), such as `ecs`.
    #[must_use]
    pub const fn ram_prefix(mut self, prefix: &'static str) -> Self {
        self.ram_prefix = Some(prefix);
        self
    }

    /// The product's name as the vendor writes it, such as `Ecs`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The version of the API, such as `2014-05-26`.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The regions in the table of public hosts, as pairs of region id and host name.
    pub fn regions(&self) -> impl Iterator<Item = (&'static str, &'static str)> + use<> {
        let hosts = self
            .endpoints
            .map_or(&[][..], |endpoints| endpoints.table());
        hosts.iter().copied()
    }

    /// The endpoint for calls about the region `region_id`, or for calls without a region.
    ///
    /// The host comes from the product's table for `network`. For a region that the table lacks,
    /// the host follows the product's host name pattern for `network`. Without a region, the host
    /// is the product's central host, which only the public network has.
    ///
    /// # Errors
    ///
    /// - `region_id` is not a valid region id. A region id has 1 to 63 ASCII letters, digits and
    ///   hyphens, and no hyphen at either end.
    /// - The product has no known host for the region, or for calls without a region. The error
    ///   suggests a solution.
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

    /// Whether `other` is the same version of the same product, with the same hosts.
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
