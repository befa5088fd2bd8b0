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
//! [`ENDPOINTS`] tells which host serves a region:
//!
//! ```
//! let mut endpoints = alicloud_ecs::ENDPOINTS.iter();
//! let host = endpoints.find(|(region, _)| *region == "cn-qingdao").map(|(_, host)| *host);
//! assert_eq!(host, Some("ecs.cn-qingdao.aliyuncs.com"));
//! ```
//!
//! This crate knows nothing of signatures and transports. An operation that it does not have can
//! be called by name with [`alicloud::Call`].

// The generator owns this directory and formats it itself.
#[rustfmt::skip]
mod generated;

pub use self::generated::*;
