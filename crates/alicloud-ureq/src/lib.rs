#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod failure;
mod progress;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
mod roots;
mod tls;
mod transport;

pub use ureq;

#[cfg(any(feature = "rustls", feature = "native-tls"))]
pub use self::roots::RootsError;
pub use self::transport::Ureq;

/// A blocking client with the transport [`Ureq`].
pub type Client = alicloud::blocking::Client<Ureq>;
