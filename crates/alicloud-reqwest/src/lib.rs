#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod connecting;
mod failure;
#[cfg(feature = "platform-verifier")]
mod platform;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
mod roots;
mod tls;
mod transport;

pub use reqwest;

#[cfg(any(feature = "rustls", feature = "native-tls"))]
pub use self::roots::RootsError;
pub use self::transport::{ProxySource, Reqwest};

/// An async client with the transport [`Reqwest`].
pub type Client = alicloud::Client<Reqwest>;
