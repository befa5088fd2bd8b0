//! Endpoints that can't be used, and hosts that can't be told.

use std::{convert::Infallible, error, fmt};

/// Why a text is not an [`Endpoint`](crate::Endpoint), or why the host of a call isn't known. The
/// text of an endpoint is not repeated, since it may hold a password; that of a region is.
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

/// Why a text can't be the id of a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RegionFault {
    Empty,
    Character(char),
    Hyphen,
    TooLong,
}

impl EndpointError {
    /// What was given as the id of a region, at most 63 characters of it, if the error is about a
    /// region.
    #[must_use]
    pub fn region_id(&self) -> Option<&str> {
        match &self.problem {
            EndpointProblem::Region { region_id, .. }
            | EndpointProblem::UnknownRegion { region_id, .. }
            | EndpointProblem::NoVpc { region_id, .. } => Some(region_id),
            _ => None,
        }
    }

    /// Whether the host isn't known because the call has no region.
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
            Problem::NoScheme => "endpoint has no scheme: write https://HOST",
            Problem::NotAUrl => "endpoint is not a URL: write https://HOST or https://HOST:PORT",
            Problem::OtherScheme => "endpoint's scheme is neither https nor http",
            Problem::UserInfo => {
                "endpoint holds user information: credentials don't belong into a URL"
            }
            Problem::Path => {
                "endpoint has a path, query or fragment: write scheme, host and port alone"
            }
            Problem::PlainHttp => {
                "endpoint is plain http to a host that is not loopback: use https"
            }
            Problem::Region { region_id, fault } => return fault.fmt(region_id, f),
            Problem::NoHosts { product } => {
                return write!(
                    f,
                    "the hosts of {product} are not known: name its product by Call::product, or \
                     fix an endpoint by Session::endpoint"
                );
            }
            Problem::NoRegion { product } => {
                return write!(
                    f,
                    "the call has no region, and {product} has a host for each: set the \
                     operation's region, or one for all calls by Session::region"
                );
            }
            Problem::UnknownRegion { product, region_id } => {
                return write!(
                    f,
                    "{product} has no known host in {region_id}: check the region, or fix an \
                     endpoint by Session::endpoint"
                );
            }
            Problem::NoVpc { product, region_id } => {
                return write!(
                    f,
                    "{product} has no known VPC endpoint in {region_id}: give its endpoint by \
                     hand, or use the public one"
                );
            }
        })
    }
}

impl RegionFault {
    fn fmt(self, region_id: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("region id is empty")?,
            Self::Character(character) => write!(f, "region id {region_id:?} holds {character:?}")?,
            Self::Hyphen => write!(f, "region id {region_id:?} begins or ends with a hyphen")?,
            Self::TooLong => write!(f, "region id {region_id:?} goes on after 63 characters")?,
        }
        f.write_str(": it is of ASCII letters, digits and hyphens, such as cn-hangzhou")
    }
}

impl error::Error for EndpointError {}

impl From<Infallible> for EndpointError {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}
