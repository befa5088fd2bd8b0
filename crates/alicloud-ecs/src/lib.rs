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
//! The documented error codes of an operation are an enumeration in its module, which
//! `Error::code_of` returns for an error document. The vendor's servers use other codes as well, which
//! are `None`.
//!
//! ```
//! use alicloud::Error;
//! use alicloud_ecs::{DescribeInstanceVncUrl, describe_instance_vnc_url::ErrorCode};
//!
//! fn is_missing(request: &DescribeInstanceVncUrl, error: &Error) -> bool {
//!     error.code_of(request) == Some(ErrorCode::InvalidInstanceIdNotFound)
//! }
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
//! [`PRODUCT`] has the hosts of each region, from which a session takes that of a call:
//!
//! ```
//! use alicloud::Network;
//! use alicloud_ecs::PRODUCT;
//!
//! let host = |network| PRODUCT.endpoint(network, Some("cn-hangzhou"));
//! assert_eq!(host(Network::Public)?.host(), "ecs-cn-hangzhou.aliyuncs.com");
//! assert_eq!(host(Network::Vpc)?.host(), "ecs-vpc.cn-hangzhou.aliyuncs.com");
//! # Ok::<(), alicloud::error::EndpointError>(())
//! ```
//!
//! # Features
//!
//! The default feature `full` turns on all operations. Without it, choose the features that you
//! use. The feature `serde` makes requests and replies `Serialize` and `Deserialize`.
//!
//! | feature | operations |
//! |---|---|
//! | `instances` | `DescribeInstances`, `DescribeInstanceVncUrl`, `ModifyInstanceVncPasswd` |
//! | `regions` | `DescribeRegions` |
//!
//! This crate knows nothing of signatures and transports. An operation that it does not have can
//! be called by name with [`alicloud::Call`].

#![cfg_attr(docsrs, feature(doc_cfg))]

// Written by `cargo xtask codegen`:
// Generated functions are `#[inline]`, because rustc then compiles only those that are called.
#[rustfmt::skip]
#[allow(
    clippy::enum_variant_names,
    clippy::exhaustive_structs,
    clippy::module_inception,
    clippy::should_implement_trait,
    clippy::wrong_self_convention,
    deprecated,
    reason = "names are the API's own, a struct of required fields is written out whole, and the \
              modules contain what the vendor deprecates"
)]
mod generated {
    #[cfg(feature = "instances")]
    pub mod describe_instances;
    #[cfg(feature = "instances")]
    pub mod describe_instance_vnc_url;
    #[cfg(feature = "instances")]
    pub mod modify_instance_vnc_passwd;
    #[cfg(feature = "regions")]
    pub mod describe_regions;
    pub(super) mod endpoints;
}

#[cfg(feature = "instances")]
pub use self::generated::describe_instance_vnc_url::{self, DescribeInstanceVncUrl};
#[cfg(feature = "instances")]
pub use self::generated::describe_instances::{self, DescribeInstances};
#[cfg(feature = "regions")]
pub use self::generated::describe_regions::{self, DescribeRegions};
pub use self::generated::endpoints::PRODUCT;
#[cfg(feature = "instances")]
pub use self::generated::modify_instance_vnc_passwd::{self, ModifyInstanceVncPasswd};
// End of what is generated.

#[cfg(test)]
mod tests {
    use alicloud::{
        Network::{Public, Vpc},
        Operation,
    };

    use super::*;

    #[test]
    fn every_listed_region_has_its_host_and_the_others_have_one_by_rule() {
        let host = |network, region_id| PRODUCT.endpoint(network, Some(region_id)).unwrap();
        for (region_id, listed) in PRODUCT.regions() {
            assert_eq!(host(Public, region_id).host(), listed);
            let vpc = format!("ecs-vpc.{region_id}.aliyuncs.com");
            assert_eq!(host(Vpc, region_id).host(), vpc);
        }
        assert!(PRODUCT.regions().count() > 30);
        for (region_id, listed) in [
            ("cn-hangzhou", "ecs-cn-hangzhou.aliyuncs.com"),
            ("cn-qingdao", "ecs.cn-qingdao.aliyuncs.com"),
            ("moon-1", "ecs.moon-1.aliyuncs.com"),
        ] {
            assert_eq!(host(Public, region_id).host(), listed);
        }
    }

    #[test]
    fn what_is_no_region_has_none() {
        for region_id in ["", "../evil", "evil.com/", "cn-qingdao "] {
            for network in [Public, Vpc] {
                let endpoint = PRODUCT.endpoint(network, Some(region_id));
                assert!(endpoint.is_err(), "{region_id:?}");
            }
        }
    }

    #[test]
    fn operations_name_their_own_region() {
        let describe = DescribeInstances::new("cn-qingdao");
        assert_eq!(describe.region(), Some("cn-qingdao"));
        assert_eq!(DescribeRegions::new().region(), None);
    }
}
