//! Guides to topics that concern several items of this crate.
//!
//! | guide | topics |
//! |---|---|
//! | [`errors`] | error variants, error codes, error replies |
//! | [`retries`] | retry conditions, backoff, idempotency tokens, corrections, rate limits |
//! | [`timeouts`] | connect timeout, reply timeout, time limit of a call, cancellation |
//! | [`transports`] | choice of a transport, TLS, proxies, custom transports |
//! | [`paging`] | pages and items of a list, incomplete lists |
//! | [`troubleshooting`] | error messages with causes and solutions, logs |
//!
//! Other crates have guides to [signing] and to [configuration].
//!
//! [signing]: https://docs.rs/alicloud-sign/latest/alicloud_sign/guide/
//! [configuration]: https://docs.rs/alicloud-config/latest/alicloud_config/guide/

#[doc = include_str!("guide/errors.md")]
pub mod errors {}

#[doc = include_str!("guide/retries.md")]
pub mod retries {}

#[doc = include_str!("guide/timeouts.md")]
pub mod timeouts {}

#[doc = include_str!("guide/transports.md")]
pub mod transports {}

#[doc = include_str!("guide/paging.md")]
pub mod paging {}

#[doc = include_str!("guide/troubleshooting.md")]
pub mod troubleshooting {}
