//! Sends [`alicloud`] operations with [`reqwest`], asynchronously, on tokio.
//!
//! ```
//! use alicloud::{Call, Session};
//! use alicloud_reqwest::Client;
//! use alicloud_sign::{Credentials, HmacSha1};
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let signer = HmacSha1::new(Credentials::new("testid", "testsecret"));
//! let client = Client::new(Session::new(signer).endpoint("https://ecs.aliyuncs.com")?);
//!
//! let regions = client.send(&Call::new("Ecs", "2014-05-26", "DescribeRegions").reads()).await?;
//! println!("{}", regions["Regions"]);
//! # Ok(())
//! # }
//! ```
//!
//! This crate moves bytes. It deliberately knows nothing of signatures, operations, error documents
//! or retries: a request comes to it signed, an answer leaves it unread, whatever its status, and
//! everything in between is decided in [`alicloud`].
//!
//! # Defaults
//!
//! | what | default |
//! |---|---|
//! | connecting: name, address, proxy and TLS | 5 s, [`Reqwest::CONNECT_TIMEOUT`] |
//! | a reply, once the connection stands | [`TimeLimit::reply`](alicloud::transport::TimeLimit::reply): what the session says, else the operation, else 10 s |
//! | both together | [`TimeLimit::remaining`](alicloud::transport::TimeLimit::remaining), what is left of the call |
//! | method | POST where signer and operation leave the choice: its URL stays the same, so it is parsed once |
//! | reply | at most [`Request::body_limit`](alicloud::Request::body_limit) bytes, 8 MiB by default, counted while reading |
//! | redirects, retries, cookies, decompression | none |
//! | proxies | those of the environment, by the rules of [`Proxies`](alicloud::transport::Proxies); read when the transport is made. Whatever proxies there are, none for this machine and the metadata service |
//! | `User-Agent` | `alicloud/0.1.0 (linux; x86_64) alicloud-reqwest/0.1.0`, and what [`Session::user_agent`](alicloud::Session::user_agent) adds |
//! | connections | HTTP/1.1, kept for 90 s when idle |
//! | TLS | rustls with ring and Mozilla's root certificates, or with those of the operating system: see the feature `platform-verifier` |
//!
//! [`Reqwest::with_roots`] trusts more root certificates, [`Reqwest::from_builder`] changes anything else,
//! and [`Reqwest::with_client`] takes a client that a program has already. Calls need a tokio runtime with I/O and
//! time enabled. Shared credentials are renewed in a task of the runtime. Files are read and processes
//! are run on threads of their own, so that none that hangs keeps the runtime from ending.
//!
//! # Features
//!
//! | feature | what it adds |
//! |---|---|
//! | `rustls` (default) | TLS by rustls |
//! | `platform-verifier` | rustls verifies servers by the operating system's trust store in place of Mozilla's root certificates; turns `rustls` on. The store is read at the first handshake. If it has no certificate, each `https` request fails with an error that says so |
//! | `native-tls` | TLS by the operating system: the default where `rustls` is off, else for builders that ask for it |
//! | `socks` | SOCKS proxies; without it, one in the environment is an error of each request that would go through it |
//!
//! Without TLS, `https` is refused with an error that says so. The default features include those of
//! `alicloud`.

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

/// An async client over [`Reqwest`].
pub type Client = alicloud::Client<Reqwest>;
