//! Credentials and request signatures of Alibaba Cloud's RPC APIs.
//!
//! | signer | signature | where it travels | sent by |
//! |---|---|---|---|
//! | [`HmacSha1`] | 1.0, the usual choice for RPC APIs | among the parameters | POST, as transports prefer: the URL of a GET would hold the signature |
//! | [`Acs3`] | ACS3-HMAC-SHA256, today's default of the vendor's own SDKs | in a header | GET, unless the parameters are many or secret |
//!
//! ACS3 also signs a body that is not a form, such as JSON. Signature 1.0 can't, so a call that has
//! such a body is refused with [`HmacSha1`]. [`AnySignature`] chooses for each operation.
//!
//! Each is a [`Sign`](alicloud::Sign), so a [`Session`](alicloud::Session) takes it:
//!
//! ```
//! use alicloud::Session;
//! use alicloud_sign::{Credentials, HmacSha1};
//!
//! let signer = HmacSha1::new(Credentials::new("testid", "testsecret"));
//! let session = Session::new(signer).endpoint("https://ecs.aliyuncs.com")?;
//! # let _ = session;
//! # Ok::<(), alicloud::error::EndpointError>(())
//! ```
//!
//! Every step of the signature is a function of its own, so that each can be held against the
//! vendor's published examples, and called alone:
//!
//! | step | signature 1.0 | ACS3-HMAC-SHA256 |
//! |---|---|---|
//! | canonical query | [`hmac_sha1::canonical_query`] | [`acs3::canonical_query`] |
//! | hash of the body | | [`acs3::sha256`] |
//! | names of the signed headers | | [`acs3::signed_headers`] |
//! | canonical request | | [`acs3::canonical_request`] |
//! | string to sign | [`hmac_sha1::string_to_sign`] | [`acs3::string_to_sign`] |
//! | signature | [`hmac_sha1::Key::sign`] | [`acs3::Key::sign`] |
//! | `Authorization` header | | [`acs3::authorization`] |
//! | difference from what the server signed | [`hmac_sha1::difference`] | [`acs3::difference`] |
//!
//! This crate knows neither I/O nor products, and reads no clock: time and nonce come in with the
//! [`Stamp`](alicloud::sign::Stamp).

pub mod acs3;
mod any_signature;
mod credentials;
mod difference;
pub mod hmac_sha1;
mod query;

pub use self::{
    acs3::Acs3, any_signature::AnySignature, credentials::Credentials, hmac_sha1::HmacSha1,
};
