//! Sends [`alicloud`] operations with [`ureq`], blocking the thread.
//!
//! ```no_run
//! use alicloud::{Call, Session};
//! use alicloud_sign::{Credentials, HmacSha1};
//! use alicloud_ureq::Client;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let signer = HmacSha1::new(Credentials::new("testid", "testsecret"));
//! let client = Client::new(Session::new("https://ecs.aliyuncs.com", signer)?);
//!
//! let regions = client.send(&Call::new("Ecs", "2014-05-26", "DescribeRegions").reads())?;
//! println!("{}", regions["Regions"]);
//! # Ok(())
//! # }
//! ```
//!
//! This crate moves bytes. It deliberately knows nothing of signatures, operations, error documents
//! or retries: a request comes to it signed, an answer leaves it unread, whatever its status, and
//! everything in between is decided in [`alicloud`]. It knows no async runtime either.
//!
//! # Defaults
//!
//! | what | default |
//! |---|---|
//! | looking up a name; connecting: address, proxy and TLS | 5 s each, [`Ureq::CONNECT_TIMEOUT`] |
//! | a whole call | 5 s and [`Request::timeout`](alicloud::Request::timeout); to a loopback address, what is late is noticed when the part of the call that is under way ends or has taken that timeout itself |
//! | method | GET where an operation offers it: a body costs another system call |
//! | reply | at most [`Request::body_limit`](alicloud::Request::body_limit) bytes, 8 MiB by default, counted while reading |
//! | redirects, retries, cookies, decompression | none |
//! | proxy | the first of `ALL_PROXY`, `HTTPS_PROXY` and `HTTP_PROXY`, for every endpoint that is neither this machine nor in `NO_PROXY`; read when the transport is made |
//! | connections | HTTP/1.1, kept for 15 s when idle |
//! | TLS | rustls with ring, unless the process has installed another provider, and Mozilla's root certificates |
//!
//! Start from [`Ureq::agent_config`] to change them.
//!
//! # Features
//!
//! | feature | what it adds |
//! |---|---|
//! | `rustls` (default) | TLS by rustls |
//! | `native-tls` | TLS by the operating system: the default where `rustls` is off, else for agents that ask for it |
//!
//! With neither, `https` is refused with an error that says so.
//!
//! # Logs
//!
//! ureq itself logs to [`log`](https://docs.rs/log). At the level `TRACE`, and only there, it
//! writes whole URLs, and that of a GET holds the signature: keep `ureq` below it.

mod failure;
mod tls;
mod transport;

pub use ureq;

pub use self::transport::Ureq;

/// A blocking client over [`Ureq`].
pub type Client = alicloud::blocking::Client<Ureq>;
