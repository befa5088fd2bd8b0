#![doc = include_str!("../README.md")]

pub mod acs3;
mod any_signature;
mod credentials;
mod difference;
pub mod hmac_sha1;
mod query;

#[doc = include_str!("guide.md")]
pub mod guide {}

pub use self::{
    acs3::Acs3, any_signature::AnySignature, credentials::Credentials, hmac_sha1::HmacSha1,
};
