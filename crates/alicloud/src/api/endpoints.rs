//! The hosts of a product.

use super::Endpoint;
use crate::error::{EndpointError, EndpointProblem as Problem, RegionFault};

/// The hosts of a product, region by region.
///
/// A region that the table lacks has the host that [`form`](Self::form) gives, if the product's hosts
/// have a form. [`Product::endpoint`](super::Product::endpoint) says which host serves a region.
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

/// What stands for the region id in the form of a host name.
const REGION: &str = "{region}";

/// From where the hosts of a region are reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Network {
    /// From everywhere.
    #[default]
    Public,
    /// From the vendor's virtual private clouds (VPC) in the region, without a way to the internet.
    Vpc,
}

/// A host, and how it was found.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) endpoint: Endpoint,
    /// Whether the region is not in the table, so that its host is a guess: the region may be new, or
    /// mistyped.
    pub(crate) is_guess: bool,
}

impl Endpoints {
    /// A table of the public hosts: pairs of region id and host name.
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

    /// Sets the public host of every region that the table lacks: a host name, mostly with `{region}`
    /// in place of the region id.
    #[must_use]
    pub const fn form(mut self, form: &'static str) -> Self {
        self.form = Some(form);
        self
    }

    /// Sets the public host of calls without a region: the one that serves all regions.
    #[must_use]
    pub const fn central(mut self, host: &'static str) -> Self {
        self.central = Some(host);
        self
    }

    /// Sets the table of the hosts that are reached from VPCs.
    #[must_use]
    pub const fn vpc(mut self, hosts: Hosts) -> Self {
        self.vpc = hosts;
        self
    }

    /// Sets the VPC host of every region that the table of VPC hosts lacks, with `{region}` in place
    /// of the region id.
    #[must_use]
    pub const fn vpc_form(mut self, form: &'static str) -> Self {
        self.vpc_form = Some(form);
        self
    }

    /// The table of the public hosts.
    pub(super) fn table(&self) -> Hosts {
        self.public
    }

    /// Whether both are the same hosts, without a look into the tables.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        std::ptr::eq(self.public, other.public)
            && std::ptr::eq(self.vpc, other.vpc)
            && (self.form, self.central, self.vpc_form)
                == (other.form, other.central, other.vpc_form)
    }

    /// The host for `region_id`, or for no region. `product` is what errors call it.
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
            // There is one host for all regions.
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
    // Enough of a long one to know it by.
    let region_id = region_id.chars().take(LONGEST).collect();
    Err(Problem::Region { region_id, fault }.into())
}

fn https(host: &str) -> Result<Endpoint, EndpointError> {
    format!("https://{host}").parse()
}

/// How many characters a label of a host name can have (RFC 1035, section 2.3.4).
const LONGEST: usize = 63;

/// Whether `text` can be the id of a region.
pub(crate) fn is_region_id(text: &str) -> bool {
    fault(text).is_none()
}

/// What keeps `region_id` from being a label of a host name, and of no other host than the
/// vendor's.
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
    /// One host for all regions.
    const STS: Product = Product::new("Sts", "2015-04-01").endpoints(
        Endpoints::new(&[("cn-hangzhou", "sts.aliyuncs.com")])
            .form("sts.aliyuncs.com")
            .central("sts.aliyuncs.com"),
    );
    /// No form, and one VPC host.
    const DEMO: Product = Product::new("Demo", "v").endpoints(
        Endpoints::new(&[("me-east-1", "demo.aliyuncs.com")])
            .vpc(&[("ap-northeast-1", "demo.vpc-proxy.aliyuncs.com")]),
    );
    /// A host that most regions have.
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
    fn a_listed_host_comes_before_the_form_and_the_form_serves_the_rest() {
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
    fn the_host_of_an_unknown_region_is_a_guess_unless_there_is_one_host() {
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
    fn a_call_without_a_region_needs_a_host_of_all_regions() {
        assert_eq!(url(STS.endpoint(Public, None)), "https://sts.aliyuncs.com/");
        for (product, network) in [(ECS, Public), (ECS, Vpc), (MOST, Public), (STS, Vpc)] {
            let error = product.endpoint(network, None).unwrap_err();
            assert!(error.is_without_region(), "{error}");
            let name = product.name();
            assert_eq!(
                error.to_string(),
                format!(
                    "the call has no region, and {name} has a host for each: set the operation's \
                     region, or one for all calls by Session::region"
                )
            );
        }
    }

    #[test]
    fn refuses_a_region_that_nothing_tells_the_host_of() {
        let error = DEMO.endpoint(Public, Some("moon-1")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "Demo has no known host in moon-1: check the region, or fix an endpoint by \
             Session::endpoint"
        );
        assert_eq!(error.region_id(), Some("moon-1"));
    }

    #[test]
    fn a_product_without_hosts_names_the_ways_out() {
        let error = Product::new("Demo", "v")
            .endpoint(Public, Some("cn-1"))
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "the hosts of Demo are not known: name its product by Call::product, or fix an \
             endpoint by Session::endpoint"
        );
    }

    #[test]
    fn what_is_no_region_id_goes_into_no_host_name() {
        let too_long = "a".repeat(64);
        let cut = format!("region id {:?} ", "a".repeat(63));
        for (region_id, said) in [
            ("", "region id is empty"),
            ("../evil", r#"region id "../evil" holds '.'"#),
            ("evil.com/", r#"region id "evil.com/" holds '.'"#),
            ("evil/", r#"region id "evil/" holds '/'"#),
            ("a@evil", r#"region id "a@evil" holds '@'"#),
            ("a:80", r#"region id "a:80" holds ':'"#),
            ("cn_1", r#"region id "cn_1" holds '_'"#),
            ("cn 1", r#"region id "cn 1" holds ' '"#),
            ("cn-1\n", r#"region id "cn-1\n" holds '\n'"#),
            ("cn-ä", r#"region id "cn-ä" holds 'ä'"#),
            ("-cn", r#"region id "-cn" begins or ends with a hyphen"#),
            ("cn-", r#"region id "cn-" begins or ends with a hyphen"#),
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
    fn refuses_a_vpc_endpoint_that_is_not_known() {
        for region_id in ["me-east-1", "moon-1"] {
            let error = DEMO.endpoint(Vpc, Some(region_id)).unwrap_err();
            assert_eq!(
                error.to_string(),
                format!(
                    "Demo has no known VPC endpoint in {region_id}: give its endpoint by hand, or \
                     use the public one"
                )
            );
            assert_eq!(error.region_id(), Some(region_id));
        }
        // What is not a region id is told first.
        let error = DEMO.endpoint(Vpc, Some("evil.com/")).unwrap_err();
        assert!(error.to_string().starts_with("region id"), "{error}");
    }

    #[test]
    fn a_listed_vpc_endpoint_comes_before_the_form() {
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
    fn a_form_or_a_listed_host_that_is_none_is_refused() {
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
