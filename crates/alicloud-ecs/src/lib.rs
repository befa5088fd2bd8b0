//! Typed operations of Alibaba Cloud Elastic Compute Service (ECS), generated from its
//! specification.
//!
//! Each operation is a struct. Its `new` takes what the API requires, and there is a setter for
//! everything else. It performs nothing: a client of `alicloud-reqwest` or `alicloud-ureq` sends
//! it and brings back its [`Output`](alicloud::Operation::Output).
//!
//! ```
//! use alicloud::Operation;
//! use alicloud_ecs::DescribeInstanceVncUrl;
//!
//! let request = DescribeInstanceVncUrl::new("cn-qingdao", "AY121018033933eaxxxxxxx");
//! assert_eq!(request.instance_id, "AY121018033933eaxxxxxxx");
//! assert!(request.api().is_read());
//! ```
//!
//! The documented error codes of an operation are an enumeration, which `Error::known` gives for
//! an error that the API has answered with. The vendor's servers answer with others as well.
//!
//! ```
//! use alicloud::ErrorCode;
//! use alicloud_ecs::DescribeInstanceVncUrlErrorCode as Code;
//!
//! let code = Code::from_code("InvalidInstanceId.NotFound");
//! assert_eq!(code, Some(Code::InvalidInstanceIdNotFound));
//! ```
//!
//! A list that comes in pages is followed by `client.pages(request)`, and `.items()` of that gives
//! what is on them, one by one. Where a parameter is documented as one of a few values, they are
//! constants, and any other text can be sent as well.
//!
//! ```
//! use alicloud::{Error, blocking::{Client, Transport}};
//! use alicloud_ecs::DescribeInstances;
//!
//! fn print_running(client: &Client<impl Transport>) -> Result<(), Error> {
//!     let running = DescribeInstances::new("cn-qingdao")
//!         .status(DescribeInstances::STATUS_RUNNING)
//!         .max_results(100);
//!     for instance in client.pages(running).items() {
//!         println!("{}", instance?.instance_id);
//!     }
//!     Ok(())
//! }
//! ```
//!
//! [`endpoint`] is where a region's calls go, and [`vpc_endpoint`] where they go from inside the
//! vendor's network:
//!
//! ```
//! let endpoint = alicloud_ecs::endpoint("cn-qingdao")?;
//! assert_eq!(endpoint.host(), "ecs.cn-qingdao.aliyuncs.com");
//! # Ok::<(), alicloud::EndpointError>(())
//! ```
//!
//! This crate knows nothing of signatures and transports. An operation that it does not have can
//! be called by name with [`alicloud::Call`].

// The generator owns this directory and formats it itself.
#[rustfmt::skip]
mod generated;

pub use self::generated::*;

use alicloud::{Endpoint, EndpointError, Endpoints};

static HOSTS: Endpoints =
    Endpoints::new("ecs", ENDPOINTS).with_vpc(VPC_ENDPOINTS, VPC_ENDPOINT_FORM);

/// The endpoint of the region with the id `region_id`, from [`ENDPOINTS`], or by the vendor's rule
/// for a region that is not listed there.
///
/// ```
/// let endpoint = alicloud_ecs::endpoint("cn-hangzhou")?;
/// assert_eq!(endpoint.to_string(), "https://ecs-cn-hangzhou.aliyuncs.com/");
/// # Ok::<(), alicloud::EndpointError>(())
/// ```
///
/// # Errors
///
/// `region_id` can't be the id of a region, and is not put into a host name: it is empty, or has
/// other characters than ASCII letters, digits and hyphens.
pub fn endpoint(region_id: &str) -> Result<Endpoint, EndpointError> {
    HOSTS.public(region_id)
}

/// The endpoint that serves the region with the id `region_id` to what runs in a virtual private
/// cloud (VPC) in that region, without a way to the internet.
///
/// ```
/// let endpoint = alicloud_ecs::vpc_endpoint("cn-hangzhou")?;
/// assert_eq!(endpoint.host(), "ecs-vpc.cn-hangzhou.aliyuncs.com");
/// # Ok::<(), alicloud::EndpointError>(())
/// ```
///
/// The host is the one in [`VPC_ENDPOINTS`], or else follows [`VPC_ENDPOINT_FORM`].
///
/// # Errors
///
/// As [`endpoint`].
pub fn vpc_endpoint(region_id: &str) -> Result<Endpoint, EndpointError> {
    HOSTS.vpc(region_id)
}

/// The endpoint for what is about no region, such as `DescribeRegions`.
///
/// ```
/// assert_eq!(alicloud_ecs::central_endpoint()?.host(), "ecs.aliyuncs.com");
/// # Ok::<(), alicloud::EndpointError>(())
/// ```
///
/// # Errors
///
/// None: it is a fixed one. The type is that of the other two.
pub fn central_endpoint() -> Result<Endpoint, EndpointError> {
    HOSTS.central()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_region_has_its_host_and_the_others_have_one_by_rule() {
        for (region_id, host) in ENDPOINTS {
            assert_eq!(endpoint(region_id).unwrap().host(), *host);
            let vpc = format!("ecs-vpc.{region_id}.aliyuncs.com");
            assert_eq!(vpc_endpoint(region_id).unwrap().host(), vpc);
        }
        for (region_id, host) in [
            ("cn-hangzhou", "ecs-cn-hangzhou.aliyuncs.com"),
            ("cn-qingdao", "ecs.cn-qingdao.aliyuncs.com"),
            ("moon-1", "ecs.moon-1.aliyuncs.com"),
        ] {
            assert_eq!(endpoint(region_id).unwrap().host(), host);
        }
        assert_eq!(central_endpoint().unwrap().host(), "ecs.aliyuncs.com");
    }

    #[test]
    fn what_is_no_region_has_none() {
        for region_id in ["", "../evil", "evil.com/", "cn-qingdao "] {
            assert!(endpoint(region_id).is_err(), "{region_id:?}");
            assert!(vpc_endpoint(region_id).is_err(), "{region_id:?}");
        }
    }
}
