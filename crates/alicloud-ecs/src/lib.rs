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
//! [`endpoint`] tells which host serves a region:
//!
//! ```
//! let host = alicloud_ecs::endpoint("cn-qingdao");
//! assert_eq!(host, Some("ecs.cn-qingdao.aliyuncs.com"));
//! ```
//!
//! This crate knows nothing of signatures and transports. An operation that it does not have can
//! be called by name with [`alicloud::Call`].

// The generator owns this directory and formats it itself.
#[rustfmt::skip]
mod generated;

pub use self::generated::*;

/// The name of the host that serves the region with the id `region_id`, without a scheme; `None`
/// if [`ENDPOINTS`] has no such region.
///
/// ```
/// let host = alicloud_ecs::endpoint("cn-hangzhou").unwrap_or("ecs.aliyuncs.com");
/// assert_eq!(format!("https://{host}"), "https://ecs-cn-hangzhou.aliyuncs.com");
/// ```
#[must_use]
pub fn endpoint(region_id: &str) -> Option<&'static str> {
    ENDPOINTS
        .iter()
        .find(|(known, _)| *known == region_id)
        .map(|(_, host)| *host)
}

#[cfg(test)]
mod tests {
    use super::endpoint;

    #[test]
    fn every_region_has_its_host_and_no_other_has_one() {
        assert_eq!(endpoint("cn-qingdao"), Some("ecs.cn-qingdao.aliyuncs.com"));
        assert_eq!(
            endpoint("cn-hangzhou"),
            Some("ecs-cn-hangzhou.aliyuncs.com")
        );
        for unknown in ["moon-1", "", "CN-QINGDAO", "cn-qingdao "] {
            assert_eq!(endpoint(unknown), None, "{unknown:?}");
        }
    }
}
