//! Credentials and request signatures of Alibaba Cloud's RPC APIs.
//!
//! [`HmacSha1`] signs after signature 1.0. It is a [`Sign`](alicloud::Sign), so a
//! [`Session`](alicloud::Session) takes it:
//!
//! ```
//! use alicloud::Session;
//! use alicloud_sign::{Credentials, HmacSha1};
//!
//! let signer = HmacSha1::new(Credentials::new("testid", "testsecret"));
//! let session = Session::new("https://ecs.aliyuncs.com", signer)?;
//! # let _ = session;
//! # Ok::<(), alicloud::EndpointError>(())
//! ```
//!
//! Every step of the signature is a function of its own, so that each can be held against the
//! vendor's published examples, and called alone:
//!
//! | step | function |
//! |---|---|
//! | canonical query | [`hmac_sha1::canonical_query`] |
//! | string to sign | [`hmac_sha1::string_to_sign`] |
//! | signature | [`hmac_sha1::Key::sign`] |
//!
//! This crate knows neither I/O nor products, and reads no clock: time and nonce come in with the
//! [`Stamp`](alicloud::Stamp).

mod credentials;
pub mod hmac_sha1;

pub use self::{credentials::Credentials, hmac_sha1::HmacSha1};
