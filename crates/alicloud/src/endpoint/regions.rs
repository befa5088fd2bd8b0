//! Which host serves a region.

use std::fmt;

use super::{Endpoint, EndpointError, Problem};

/// The endpoints of a product, region by region: those that its specification lists, and by the
/// vendor's rule for the others.
///
/// ```
/// use alicloud::Endpoints;
///
/// const ECS: Endpoints = Endpoints::new("ecs", &[("cn-hangzhou", "ecs-cn-hangzhou.aliyuncs.com")]);
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
    listed: &'static [(&'static str, &'static str)],
}

impl Endpoints {
    /// The endpoints of the product whose host names begin with `prefix`, such as `ecs`, with the
    /// hosts that don't follow the rule `listed`: pairs of region id and host name, which is what
    /// the generated `ENDPOINTS` of a product hold. An empty list leaves all to the rule.
    #[must_use]
    pub const fn new(
        prefix: &'static str,
        listed: &'static [(&'static str, &'static str)],
    ) -> Self {
        Self { prefix, listed }
    }

    /// The endpoint of `region_id` that is reached from everywhere: the listed one, else
    /// `PREFIX.REGION.aliyuncs.com`, whether or not the vendor has that region.
    ///
    /// # Errors
    ///
    /// `region_id` can't be part of a host name. Every id of a region can.
    pub fn public(&self, region_id: &str) -> Result<Endpoint, EndpointError> {
        let listed = self.listed.iter().find(|(listed, _)| *listed == region_id);
        match listed {
            Some((_, host)) => https(host),
            None => self.by_rule("", region_id),
        }
    }

    /// The endpoint of `region_id` that is reached from the vendor's virtual private clouds (VPC)
    /// in that region, without a way to the internet: `PREFIX-vpc.REGION.aliyuncs.com`.
    ///
    /// # Errors
    ///
    /// As [`public`](Self::public).
    pub fn vpc(&self, region_id: &str) -> Result<Endpoint, EndpointError> {
        self.by_rule("-vpc", region_id)
    }

    /// The endpoint for what is about no region: `PREFIX.aliyuncs.com`.
    ///
    /// # Errors
    ///
    /// The prefix can't be part of a host name.
    pub fn central(&self) -> Result<Endpoint, EndpointError> {
        https(&format!("{}.aliyuncs.com", self.prefix))
    }

    fn by_rule(&self, network: &str, region_id: &str) -> Result<Endpoint, EndpointError> {
        if let Some(fault) = fault(region_id) {
            // Enough of a long one to know it by.
            let region_id = region_id.chars().take(LONGEST).collect();
            return Err(EndpointError {
                problem: Problem::Region { region_id, fault },
            });
        }
        let prefix = self.prefix;
        https(&format!("{prefix}{network}.{region_id}.aliyuncs.com"))
    }
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
        Endpoints::new("ecs", &[("cn-hangzhou", "ecs-cn-hangzhou.aliyuncs.com")]);
    const STS: Endpoints = Endpoints::new("sts", &[]);

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
    fn a_prefix_or_a_listed_host_that_is_none_is_refused() {
        const PATHS: Endpoints = Endpoints::new("evil/", &[("cn-1", "evil.com/path")]);
        assert!(PATHS.central().is_err());
        assert!(PATHS.public("cn-1").is_err());
        assert!(PATHS.public("cn-2").is_err());
        assert!(PATHS.vpc("cn-1").is_err());
    }
}
