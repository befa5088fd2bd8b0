//! Which host serves a region.

use std::fmt;

use super::endpoint::{Endpoint, EndpointError, Problem};

/// The endpoints of a product, region by region.
///
/// A public endpoint is the one that the specification lists, or else follows the vendor's rule.
/// For VPC endpoints the vendor has no such rule: where neither the specification nor a form of the
/// host name tells them, there is an error.
///
/// ```
/// use alicloud::Endpoints;
///
/// const ECS: Endpoints = Endpoints::new("ecs", &[("cn-hangzhou", "ecs-cn-hangzhou.aliyuncs.com")])
///     .with_vpc(&[], Some("ecs-vpc.{region}.aliyuncs.com"));
///
/// assert_eq!(ECS.public("cn-hangzhou")?.host(), "ecs-cn-hangzhou.aliyuncs.com");
/// assert_eq!(ECS.public("cn-qingdao")?.host(), "ecs.cn-qingdao.aliyuncs.com");
/// assert_eq!(ECS.vpc("cn-qingdao")?.host(), "ecs-vpc.cn-qingdao.aliyuncs.com");
/// assert_eq!(ECS.central()?.host(), "ecs.aliyuncs.com");
/// assert!(ECS.public("evil.com/").is_err());
/// # Ok::<(), alicloud::EndpointError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Endpoints {
    prefix: &'static str,
    public: Hosts,
    vpc: Hosts,
    vpc_form: Option<&'static str>,
}

/// Pairs of region id and host name.
type Hosts = &'static [(&'static str, &'static str)];

/// What stands for the region id in the form of a host name.
const REGION: &str = "{region}";

impl Endpoints {
    /// The endpoints of the product whose host names begin with `prefix`, such as `ecs`.
    ///
    /// `public` lists the public hosts that don't follow the rule, as pairs of region id and host
    /// name. The generated `ENDPOINTS` of a product is such a list. VPC endpoints are not known
    /// until [`with_vpc`](Self::with_vpc) sets them.
    #[must_use]
    pub const fn new(prefix: &'static str, public: Hosts) -> Self {
        Self {
            prefix,
            public,
            vpc: &[],
            vpc_form: None,
        }
    }

    /// Sets the hosts that are reached from the vendor's virtual private clouds (VPC).
    ///
    /// `listed` has pairs of region id and host name. `form` is the host name of all other regions,
    /// with `{region}` in place of the region id. The generated `VPC_ENDPOINTS` and
    /// `VPC_ENDPOINT_FORM` of a product hold both.
    #[must_use]
    pub const fn with_vpc(mut self, listed: Hosts, form: Option<&'static str>) -> Self {
        self.vpc = listed;
        self.vpc_form = form;
        self
    }

    /// The endpoint of `region_id` that is reached from everywhere: the listed one, else
    /// `PREFIX.REGION.aliyuncs.com`, whether or not the vendor has that region.
    ///
    /// # Errors
    ///
    /// `region_id` can't be part of a host name. Every id of a region can.
    pub fn public(&self, region_id: &str) -> Result<Endpoint, EndpointError> {
        if let Some(host) = listed(self.public, region_id) {
            return https(host);
        }
        check(region_id)?;
        https(&format!("{}.{region_id}.aliyuncs.com", self.prefix))
    }

    /// The endpoint of `region_id` that is reached from the vendor's virtual private clouds (VPC)
    /// in that region, without a way to the internet: the listed one, else the form of the
    /// product's VPC hosts with that region in it.
    ///
    /// ```
    /// use alicloud::Endpoints;
    ///
    /// const DEMO: Endpoints =
    ///     Endpoints::new("demo", &[]).with_vpc(&[("cn-beijing", "demo.vpc-proxy.aliyuncs.com")], None);
    ///
    /// assert_eq!(DEMO.vpc("cn-beijing")?.host(), "demo.vpc-proxy.aliyuncs.com");
    /// let error = DEMO.vpc("cn-hangzhou").unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "demo has no known VPC endpoint in cn-hangzhou: give its endpoint by hand, or use the \
    ///      public one",
    /// );
    /// # Ok::<(), alicloud::EndpointError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// - `region_id` can't be part of a host name.
    /// - The VPC endpoint of this region is not known.
    pub fn vpc(&self, region_id: &str) -> Result<Endpoint, EndpointError> {
        if let Some(host) = listed(self.vpc, region_id) {
            return https(host);
        }
        check(region_id)?;
        match self.vpc_form {
            Some(form) => https(&form.replace(REGION, region_id)),
            None => Err(EndpointError {
                problem: Problem::NoVpc {
                    product: self.prefix,
                    region_id: region_id.into(),
                },
            }),
        }
    }

    /// The endpoint for what is about no region: `PREFIX.aliyuncs.com`.
    ///
    /// # Errors
    ///
    /// The prefix can't be part of a host name.
    pub fn central(&self) -> Result<Endpoint, EndpointError> {
        https(&format!("{}.aliyuncs.com", self.prefix))
    }
}

fn listed(hosts: Hosts, region_id: &str) -> Option<&'static str> {
    let mut hosts = hosts.iter();
    hosts.find_map(|(listed, host)| (*listed == region_id).then_some(*host))
}

/// Checks that `region_id` can be part of a host name.
fn check(region_id: &str) -> Result<(), EndpointError> {
    let Some(fault) = fault(region_id) else {
        return Ok(());
    };
    // Enough of a long one to know it by.
    let region_id = region_id.chars().take(LONGEST).collect();
    Err(EndpointError {
        problem: Problem::Region { region_id, fault },
    })
}

fn https(host: &str) -> Result<Endpoint, EndpointError> {
    format!("https://{host}").parse()
}

/// How many characters a label of a host name can have (RFC 1035, section 2.3.4).
const LONGEST: usize = 63;

/// Why a text can't be the id of a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RegionFault {
    Empty,
    Character(char),
    Hyphen,
    TooLong,
}

impl RegionFault {
    pub(super) fn fmt(self, region_id: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("region id is empty")?,
            Self::Character(character) => write!(f, "region id {region_id:?} holds {character:?}")?,
            Self::Hyphen => write!(f, "region id {region_id:?} begins or ends with a hyphen")?,
            Self::TooLong => write!(f, "region id {region_id:?} goes on after 63 characters")?,
        }
        f.write_str(": it is of ASCII letters, digits and hyphens, such as cn-hangzhou")
    }
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
    use super::*;

    const ECS: Endpoints =
        Endpoints::new("ecs", &[("cn-hangzhou", "ecs-cn-hangzhou.aliyuncs.com")])
            .with_vpc(&[], Some("ecs-vpc.{region}.aliyuncs.com"));
    const STS: Endpoints =
        Endpoints::new("sts", &[]).with_vpc(&[], Some("sts-vpc.{region}.aliyuncs.com"));
    const DEMO: Endpoints = Endpoints::new("demo", &[("me-east-1", "demo.aliyuncs.com")])
        .with_vpc(&[("ap-northeast-1", "demo.vpc-proxy.aliyuncs.com")], None);

    fn url(endpoint: Result<Endpoint, EndpointError>) -> String {
        endpoint.unwrap().to_string()
    }

    #[test]
    fn a_listed_host_comes_before_the_rule_and_the_rule_serves_the_rest() {
        for (endpoint, expected) in [
            (
                ECS.public("cn-hangzhou"),
                "https://ecs-cn-hangzhou.aliyuncs.com/",
            ),
            (ECS.public("moon-1"), "https://ecs.moon-1.aliyuncs.com/"),
            (
                ECS.vpc("cn-hangzhou"),
                "https://ecs-vpc.cn-hangzhou.aliyuncs.com/",
            ),
            (ECS.central(), "https://ecs.aliyuncs.com/"),
            (STS.public("moon-1"), "https://sts.moon-1.aliyuncs.com/"),
            (STS.vpc("moon-1"), "https://sts-vpc.moon-1.aliyuncs.com/"),
            (STS.central(), "https://sts.aliyuncs.com/"),
            (
                DEMO.vpc("ap-northeast-1"),
                "https://demo.vpc-proxy.aliyuncs.com/",
            ),
        ] {
            assert_eq!(url(endpoint), expected);
        }
        let longest = "a".repeat(63);
        let host = format!("https://ecs.{longest}.aliyuncs.com/");
        assert_eq!(url(ECS.public(&longest)), host);
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
            for refused in [ECS.public(region_id), ECS.vpc(region_id)] {
                let error = refused.unwrap_err();
                assert!(error.to_string().starts_with(said), "{error}");
                let cut: String = region_id.chars().take(63).collect();
                assert_eq!(error.region_id(), Some(&*cut));
            }
        }
    }

    #[test]
    fn refuses_a_vpc_endpoint_that_is_not_known() {
        for region_id in ["me-east-1", "moon-1"] {
            let error = DEMO.vpc(region_id).unwrap_err();
            assert_eq!(
                error.to_string(),
                format!(
                    "demo has no known VPC endpoint in {region_id}: give its endpoint by hand, or \
                     use the public one"
                )
            );
            assert_eq!(error.region_id(), Some(region_id));
        }
        // What is not a region id is told first.
        let error = DEMO.vpc("evil.com/").unwrap_err();
        assert!(error.to_string().starts_with("region id"), "{error}");
    }

    #[test]
    fn a_listed_vpc_endpoint_comes_before_the_form() {
        const BOTH: Endpoints = DEMO.with_vpc(
            &[("cn-1", "other.example")],
            Some("demo-vpc.{region}.example"),
        );
        assert_eq!(url(BOTH.vpc("cn-1")), "https://other.example/");
        assert_eq!(url(BOTH.vpc("cn-2")), "https://demo-vpc.cn-2.example/");
    }

    #[test]
    fn a_prefix_or_a_listed_host_that_is_none_is_refused() {
        const PATHS: Endpoints = Endpoints::new("evil/", &[("cn-1", "evil.com/path")])
            .with_vpc(&[("cn-1", "evil.com/path")], Some("evil.com/{region}"));
        assert!(PATHS.central().is_err());
        assert!(PATHS.public("cn-1").is_err());
        assert!(PATHS.public("cn-2").is_err());
        assert!(PATHS.vpc("cn-1").is_err());
        assert!(PATHS.vpc("cn-2").is_err());
    }
}
