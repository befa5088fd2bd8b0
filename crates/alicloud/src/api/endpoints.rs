//! The hosts of a product in each region.

use super::Endpoint;
use crate::error::{EndpointError, EndpointProblem as Problem, RegionFault};

/// The hosts of a product in each region.
///
/// For a region that the table lacks, the host follows the pattern that [`form`](Self::form) or,
/// for VPCs, [`vpc_form`](Self::vpc_form) sets. [`Product::endpoint`](super::Product::endpoint)
/// returns the host for a region.
///
/// ```
/// use alicloud::{model::Endpoints, Network, Product};
///
/// static ECS: Product = Product::new("Ecs", "2014-05-26").endpoints(
///     Endpoints::new(&[("cn-hangzhou", "ecs-cn-hangzhou.aliyuncs.com")])
///         .form("ecs.{region}.aliyuncs.com")
///         .vpc_form("ecs-vpc.{region}.aliyuncs.com"),
/// );
///
/// let host = |network, region_id| ECS.endpoint(network, Some(region_id));
/// assert_eq!(host(Network::Public, "cn-hangzhou")?.host(), "ecs-cn-hangzhou.aliyuncs.com");
/// assert_eq!(host(Network::Public, "cn-qingdao")?.host(), "ecs.cn-qingdao.aliyuncs.com");
/// assert_eq!(host(Network::Vpc, "cn-qingdao")?.host(), "ecs-vpc.cn-qingdao.aliyuncs.com");
/// assert!(host(Network::Public, "evil.com/").is_err());
/// # Ok::<(), alicloud::error::EndpointError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Endpoints {
    public: Hosts,
    form: Option<&'static str>,
    central: Option<&'static str>,
    vpc: Hosts,
    vpc_form: Option<&'static str>,
}

/// Pairs of region id and host name.
pub(super) type Hosts = &'static [(&'static str, &'static str)];

/// The placeholder for the region id in a host name pattern.
const REGION: &str = "{region}";

/// The network that requests come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Network {
    /// Any network. Requests go to public hosts over the internet.
    #[default]
    Public,
    /// A virtual private cloud (VPC) of the vendor in the same region. Requests don't need internet
    /// access.
    Vpc,
}

/// A host, and whether the host is a guess.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) endpoint: Endpoint,
    /// Whether the host is a guess because the table lacks the region. The region may be new or
    /// misspelled.
    pub(crate) is_guess: bool,
}

impl Endpoints {
    /// Creates a table of public hosts from pairs of region id and host name.
    #[must_use]
    pub const fn new(public: Hosts) -> Self {
        Self {
            public,
            form: None,
            central: None,
            vpc: &[],
            vpc_form: None,
        }
    }

    /// Sets the pattern of public host names for regions that the table lacks. `{region}` is the
    /// placeholder for the region id. A pattern without the placeholder is the host for all regions
    /// that the table lacks.
    #[must_use]
    pub const fn form(mut self, form: &'static str) -> Self {
        self.form = Some(form);
        self
    }

    /// Sets the public host for calls without a region. A call with a region uses the central host
    /// only if the table or the pattern also names that host.
    #[must_use]
    pub const fn central(mut self, host: &'static str) -> Self {
        self.central = Some(host);
        self
    }

    /// Sets the table of hosts for requests from VPCs.
    #[must_use]
    pub const fn vpc(mut self, hosts: Hosts) -> Self {
        self.vpc = hosts;
        self
    }

    /// Sets the pattern of VPC host names for regions that the table of VPC hosts lacks. `{region}`
    /// is the placeholder for the region id.
    #[must_use]
    pub const fn vpc_form(mut self, form: &'static str) -> Self {
        self.vpc_form = Some(form);
        self
    }

    /// The table of public hosts.
    pub(super) fn table(&self) -> Hosts {
        self.public
    }

    /// Whether both have the same hosts. Tables are compared by address, not by content.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        std::ptr::eq(self.public, other.public)
            && std::ptr::eq(self.vpc, other.vpc)
            && (self.form, self.central, self.vpc_form)
                == (other.form, other.central, other.vpc_form)
    }

    /// The host for calls about `region_id`, or for calls without a region. `product` is the
    /// product's name for error messages.
    pub(super) fn find(
        &self,
        product: &str,
        network: Network,
        region_id: Option<&str>,
    ) -> Result<Found, EndpointError> {
        let Some(region_id) = region_id else {
            return match (network, self.central) {
                (Network::Public, Some(host)) => known(host),
                _ => Err(Problem::NoRegion {
                    product: product.into(),
                }
                .into()),
            };
        };
        let (table, form) = match network {
            Network::Public => (self.public, self.form),
            Network::Vpc => (self.vpc, self.vpc_form),
        };
        if let Some(host) = listed(table, region_id) {
            return known(host);
        }
        check(region_id)?;
        let (product, region_id): (Box<str>, Box<str>) = (product.into(), region_id.into());
        match (form, network) {
            // The central host serves all regions, so it is not a guess.
            (Some(host), Network::Public) if form == self.central => known(host),
            (Some(form), _) => Ok(Found {
                endpoint: https(&form.replace(REGION, &region_id))?,
                is_guess: listed(self.public, &region_id).is_none(),
            }),
            (None, Network::Public) => Err(Problem::UnknownRegion { product, region_id }.into()),
            (None, Network::Vpc) => Err(Problem::NoVpc { product, region_id }.into()),
        }
    }
}

fn listed(hosts: Hosts, region_id: &str) -> Option<&'static str> {
    let mut hosts = hosts.iter();
    hosts.find_map(|(listed, host)| (*listed == region_id).then_some(*host))
}

pub(super) fn known(host: &str) -> Result<Found, EndpointError> {
    Ok(Found {
        endpoint: https(host)?,
        is_guess: false,
    })
}

/// Checks that `region_id` can be part of a host name.
fn check(region_id: &str) -> Result<(), EndpointError> {
    let Some(fault) = fault(region_id) else {
        return Ok(());
    };
    // The error contains only the beginning of a long region id.
    let region_id = region_id.chars().take(LONGEST).collect();
    Err(Problem::Region { region_id, fault }.into())
}

fn https(host: &str) -> Result<Endpoint, EndpointError> {
    format!("https://{host}").parse()
}

/// The maximum length of a label in a host name (RFC 1035, section 2.3.4).
const LONGEST: usize = 63;

/// Whether `text` is a valid region id.
pub(crate) fn is_region_id(text: &str) -> bool {
    fault(text).is_none()
}

/// The reason why `region_id` is not a valid label of a host name, if there is a reason. The check
/// also prevents a region id from changing the domain.
fn fault(region_id: &str) -> Option<RegionFault> {
    let allowed = |character: char| character.is_ascii_alphanumeric() || character == '-';
    if region_id.is_empty() {
        return Some(RegionFault::Empty);
    }
    if let Some(character) = region_id.chars().find(|&character| !allowed(character)) {
        return Some(RegionFault::Character(character));
    }
    if region_id.starts_with('-') || region_id.ends_with('-') {
        return Some(RegionFault::Hyphen);
    }
    (region_id.len() > LONGEST).then_some(RegionFault::TooLong)
}

#[cfg(test)]
mod tests {
    use super::{
        super::Product,
        Network::{Public, Vpc},
        *,
    };

    const ECS: Product = Product::new("Ecs", "2014-05-26").endpoints(
        Endpoints::new(&[
            ("cn-hangzhou", "ecs-cn-hangzhou.aliyuncs.com"),
            ("cn-hangzhou-finance", "ecs.aliyuncs.com"),
        ])
        .form("ecs.{region}.aliyuncs.com")
        .vpc_form("ecs-vpc.{region}.aliyuncs.com"),
    );
    /// One host serves all regions.
    const STS: Product = Product::new("Sts", "2015-04-01").endpoints(
        Endpoints::new(&[("cn-hangzhou", "sts.aliyuncs.com")])
            .form("sts.aliyuncs.com")
            .central("sts.aliyuncs.com"),
    );
    /// No pattern, and one VPC host.
    const DEMO: Product = Product::new("Demo", "v").endpoints(
        Endpoints::new(&[("me-east-1", "demo.aliyuncs.com")])
            .vpc(&[("ap-northeast-1", "demo.vpc-proxy.aliyuncs.com")]),
    );
    /// One host serves most regions.
    const MOST: Product = Product::new("Most", "v").endpoints(
        Endpoints::new(&[
            ("cn-1", "most.aliyuncs.com"),
            ("cn-2", "most.cn-2.aliyuncs.com"),
        ])
        .form("most.aliyuncs.com"),
    );

    fn url(endpoint: Result<Endpoint, EndpointError>) -> String {
        endpoint.unwrap().to_string()
    }

    #[test]
    fn listed_hosts_take_precedence_over_the_pattern() {
        let longest = "a".repeat(63);
        let host = format!("https://ecs.{longest}.aliyuncs.com/");
        for (product, network, region_id, expected) in [
            (
                ECS,
                Public,
                "cn-hangzhou",
                "https://ecs-cn-hangzhou.aliyuncs.com/",
            ),
            (
                ECS,
                Public,
                "cn-hangzhou-finance",
                "https://ecs.aliyuncs.com/",
            ),
            (ECS, Public, "moon-1", "https://ecs.moon-1.aliyuncs.com/"),
            (ECS, Public, &longest, &host),
            (
                ECS,
                Vpc,
                "cn-hangzhou",
                "https://ecs-vpc.cn-hangzhou.aliyuncs.com/",
            ),
            (STS, Public, "cn-hangzhou", "https://sts.aliyuncs.com/"),
            (STS, Public, "moon-1", "https://sts.aliyuncs.com/"),
            (MOST, Public, "cn-2", "https://most.cn-2.aliyuncs.com/"),
            (MOST, Public, "moon-1", "https://most.aliyuncs.com/"),
            (
                DEMO,
                Vpc,
                "ap-northeast-1",
                "https://demo.vpc-proxy.aliyuncs.com/",
            ),
        ] {
            assert_eq!(url(product.endpoint(network, Some(region_id))), expected);
        }
    }

    #[test]
    fn guesses_hosts_of_unknown_regions_unless_one_host_serves_all() {
        for (product, network, region_id, is_guess) in [
            (ECS, Public, "cn-hangzhou", false),
            (ECS, Public, "moon-1", true),
            (ECS, Vpc, "cn-hangzhou", false),
            (ECS, Vpc, "moon-1", true),
            (STS, Public, "moon-1", false),
            (MOST, Public, "cn-1", false),
            (MOST, Public, "moon-1", true),
        ] {
            let found = product.find(network, Some(region_id)).unwrap();
            assert_eq!(found.is_guess, is_guess, "{product:?} {region_id}");
        }
    }

    #[test]
    fn calls_without_a_region_need_a_central_host() {
        assert_eq!(url(STS.endpoint(Public, None)), "https://sts.aliyuncs.com/");
        for (product, network) in [(ECS, Public), (ECS, Vpc), (MOST, Public), (STS, Vpc)] {
            let error = product.endpoint(network, None).unwrap_err();
            assert!(error.is_without_region(), "{error}");
            let name = product.name();
            assert_eq!(
                error.to_string(),
                format!(
                    "the call has no region, but {name} has one host per region: set the \
                     operation's region, or Session::region for all calls"
                )
            );
        }
    }

    #[test]
    fn refuses_unknown_regions_without_a_pattern() {
        let error = DEMO.endpoint(Public, Some("moon-1")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "Demo has no known host in moon-1: check the region, or set Session::endpoint"
        );
        assert_eq!(error.region_id(), Some("moon-1"));
    }

    #[test]
    fn error_for_a_product_without_hosts_suggests_solutions() {
        let error = Product::new("Demo", "v")
            .endpoint(Public, Some("cn-1"))
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "the hosts of Demo are unknown: set Call::product or Session::endpoint"
        );
    }

    #[test]
    fn refuses_invalid_region_ids() {
        let too_long = "a".repeat(64);
        let cut = format!("the region id starting with {:?} ", "a".repeat(63));
        for (region_id, said) in [
            ("", "the region id is empty"),
            ("../evil", r#"the region id "../evil" contains '.'"#),
            ("evil.com/", r#"the region id "evil.com/" contains '.'"#),
            ("evil/", r#"the region id "evil/" contains '/'"#),
            ("a@evil", r#"the region id "a@evil" contains '@'"#),
            ("a:80", r#"the region id "a:80" contains ':'"#),
            ("cn_1", r#"the region id "cn_1" contains '_'"#),
            ("cn 1", r#"the region id "cn 1" contains ' '"#),
            ("cn-1\n", r#"the region id "cn-1\n" contains '\n'"#),
            ("cn-ä", r#"the region id "cn-ä" contains 'ä'"#),
            ("-cn", r#"the region id "-cn" begins or ends with a hyphen"#),
            ("cn-", r#"the region id "cn-" begins or ends with a hyphen"#),
            (&too_long, &cut),
        ] {
            for network in [Public, Vpc] {
                let error = ECS.endpoint(network, Some(region_id)).unwrap_err();
                assert!(error.to_string().starts_with(said), "{error}");
                let cut: String = region_id.chars().take(63).collect();
                assert_eq!(error.region_id(), Some(&*cut));
            }
        }
    }

    #[test]
    fn refuses_unknown_vpc_endpoints() {
        for region_id in ["me-east-1", "moon-1"] {
            let error = DEMO.endpoint(Vpc, Some(region_id)).unwrap_err();
            assert_eq!(
                error.to_string(),
                format!(
                    "Demo has no known VPC endpoint in {region_id}: set Session::endpoint, or use \
                     the public endpoint"
                )
            );
            assert_eq!(error.region_id(), Some(region_id));
        }
        // An invalid region id is reported first.
        let error = DEMO.endpoint(Vpc, Some("evil.com/")).unwrap_err();
        assert!(error.to_string().starts_with("the region id"), "{error}");
    }

    #[test]
    fn listed_vpc_hosts_take_precedence_over_the_pattern() {
        const BOTH: Product = Product::new("Demo", "v").endpoints(
            Endpoints::new(&[])
                .vpc(&[("cn-1", "other.example")])
                .vpc_form("demo-vpc.{region}.example"),
        );
        assert_eq!(
            url(BOTH.endpoint(Vpc, Some("cn-1"))),
            "https://other.example/"
        );
        assert_eq!(
            url(BOTH.endpoint(Vpc, Some("cn-2"))),
            "https://demo-vpc.cn-2.example/"
        );
    }

    #[test]
    fn refuses_invalid_hosts_in_tables_and_patterns() {
        const PATHS: Product = Product::new("Demo", "v").endpoints(
            Endpoints::new(&[("cn-1", "evil.com/path")])
                .form("evil.com/{region}")
                .central("evil.com/path")
                .vpc(&[("cn-1", "evil.com/path")])
                .vpc_form("evil.com/{region}"),
        );
        assert!(PATHS.endpoint(Public, None).is_err());
        for network in [Public, Vpc] {
            assert!(PATHS.endpoint(network, Some("cn-1")).is_err());
            assert!(PATHS.endpoint(network, Some("cn-2")).is_err());
        }
    }
}
