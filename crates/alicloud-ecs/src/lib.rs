#![doc = include_str!("../README.md")]
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
