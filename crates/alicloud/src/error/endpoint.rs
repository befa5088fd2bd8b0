//! Errors about invalid endpoints, invalid regions and unknown hosts.

use std::{convert::Infallible, error, fmt};

/// An invalid [`Endpoint`](crate::Endpoint), an invalid region id, or a call whose host is unknown.
///
/// The message never contains the text of the endpoint, because that text may contain a password.
/// The message may contain the region id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointError {
    pub(crate) problem: EndpointProblem,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum EndpointProblem {
    NoScheme,
    NotAUrl,
    OtherScheme,
    UserInfo,
    Path,
    PlainHttp,
    Region {
        region_id: Box<str>,
        fault: RegionFault,
    },
    NoHosts {
        product: Box<str>,
    },
    NoRegion {
        product: Box<str>,
    },
    UnknownRegion {
        product: Box<str>,
        region_id: Box<str>,
    },
    NoVpc {
        product: Box<str>,
        region_id: Box<str>,
    },
}

/// The reason why a text is not a valid region id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RegionFault {
    Empty,
    Character(char),
    Hyphen,
    TooLong,
}

impl EndpointError {
    /// The region id that the error is about, cut off after 63 characters. `None` if the error is
    /// not about a particular region.
    #[must_use]
    pub fn region_id(&self) -> Option<&str> {
        match &self.problem {
            EndpointProblem::Region { region_id, .. }
            | EndpointProblem::UnknownRegion { region_id, .. }
            | EndpointProblem::NoVpc { region_id, .. } => Some(region_id),
            _ => None,
        }
    }

    /// Whether the host is unknown because the call has no region.
    #[must_use]
    pub fn is_without_region(&self) -> bool {
        matches!(self.problem, EndpointProblem::NoRegion { .. })
    }
}

impl From<EndpointProblem> for EndpointError {
    fn from(problem: EndpointProblem) -> Self {
        Self { problem }
    }
}

impl fmt::Display for EndpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use EndpointProblem as Problem;
        f.write_str(match &self.problem {
            Problem::NoScheme => "the endpoint has no scheme: write https://HOST",
            Problem::NotAUrl => {
                "the endpoint is not a URL: write https://HOST or https://HOST:PORT"
            }
            Problem::OtherScheme => "the endpoint's scheme must be https or http",
            Problem::UserInfo => {
                "the endpoint contains user information: remove user name and password from the URL"
            }
            Problem::Path => {
                "the endpoint has a path, query or fragment: write only scheme, host and port"
            }
            Problem::PlainHttp => {
                "the endpoint uses http to a host that is not loopback: use https"
            }
            Problem::Region { region_id, fault } => return fault.fmt(region_id, f),
            Problem::NoHosts { product } => {
                return write!(
                    f,
                    "the hosts of {product} are unknown: set Call::product or Session::endpoint"
                );
            }
            Problem::NoRegion { product } => {
                return write!(
                    f,
                    "the call has no region, but {product} has one host per region: set the \
                     operation's region, or Session::region for all calls"
                );
            }
            Problem::UnknownRegion { product, region_id } => {
                return write!(
                    f,
                    "{product} has no known host in {region_id}: check the region, or set \
                     Session::endpoint"
                );
            }
            Problem::NoVpc { product, region_id } => {
                return write!(
                    f,
                    "{product} has no known VPC endpoint in {region_id}: set Session::endpoint, or \
                     use the public endpoint"
                );
            }
        })
    }
}

impl RegionFault {
    fn fmt(self, region_id: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the region id is empty")?,
            Self::Character(character) => {
                write!(f, "the region id {region_id:?} contains {character:?}")?;
            }
            Self::Hyphen => write!(
                f,
                "the region id {region_id:?} begins or ends with a hyphen"
            )?,
            Self::TooLong => write!(
                f,
                "the region id starting with {region_id:?} is longer than 63 characters"
            )?,
        }
        f.write_str(": use ASCII letters, digits and inner hyphens, as in cn-hangzhou")
    }
}

impl error::Error for EndpointError {}

impl From<Infallible> for EndpointError {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}
