//! Sends [`alicloud`] operations with [`ureq`], blocking the thread.
//!
//! ```no_run
//! use alicloud::{Call, Session};
//! use alicloud_sign::{Credentials, HmacSha1};
//! use alicloud_ureq::Client;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let signer = HmacSha1::new(Credentials::new("testid", "testsecret"));
//! let client = Client::new(Session::new(signer).endpoint("https://ecs.aliyuncs.com")?);
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
//! | a reply, once the connection stands | [`TimeLimit::reply`](alicloud::transport::TimeLimit::reply): what the session says, else the operation, else 10 s; see below for requests without a body |
//! | both together | [`TimeLimit::remaining`](alicloud::transport::TimeLimit::remaining), what is left of the call |
//! | method | POST where signer and operation leave the choice: URLs are logged, see below |
//! | reply | at most [`Request::body_limit`](alicloud::Request::body_limit) bytes, 8 MiB by default, counted while reading |
//! | redirects, retries, cookies, decompression | none |
//! | proxies | those of the environment, by the rules of [`Proxies`](alicloud::transport::Proxies); read when the transport is made. Whatever proxies there are, none for this machine and the metadata service |
//! | `User-Agent` | `alicloud/0.1.0 (linux; x86_64) alicloud-ureq/0.1.0`, and what [`Session::user_agent`](alicloud::Session::user_agent) adds |
//! | connections | HTTP/1.1; up to 100 are kept for 15 s when idle |
//! | TLS | rustls with ring, unless the process has installed another provider, and Mozilla's root certificates, or those of the operating system: see the feature `platform-verifier` |
//!
//! [`Ureq::with_roots`] trusts more root certificates. [`Ureq::with_agent`] takes an agent of the
//! caller's own; start from [`Ureq::agent_config`] to change single defaults.
//!
//! Shared credentials are renewed on a thread of their own, which ends with the renewal.
//!
//! A lookup that takes too long is given up and ends by itself, on a thread of its own. So does the
//! rest of a reply that comes late, and a request that goes through a proxy or has a body of more
//! than 16 KiB.
//!
//! ureq doesn't tell when a connection stands. If a request has a body, this crate notices, because
//! ureq then asks for the body. Without a body, the head of the reply has its time from when the
//! connection stands, but its body may take until the limits for connecting and for the reply have
//! both passed. Over plain `http` to this machine, where connecting takes no time, it has its time
//! from the beginning.
//!
//! # Features
//!
//! | feature | what it adds |
//! |---|---|
//! | `rustls` (default) | TLS by rustls |
//! | `platform-verifier` | rustls verifies servers by the operating system's trust store in place of Mozilla's root certificates; turns `rustls` on. The store is read for each new connection. If it has no certificate, each `https` request fails with an error that says so |
//! | `native-tls` | TLS by the operating system: the default where `rustls` is off, else for agents that ask for it |
//! | `socks` | SOCKS proxies; without it, one in the environment or of an agent is an error of each request that would go through it |
//!
//! Without TLS, `https` is refused with an error that says so. The default features include those of
//! `alicloud`.
//!
//! # Logs
//!
//! ureq logs through [`log`](https://docs.rs/log), and what it is given to log can't be chosen here:
//!
//! | target | once anything is at `TRACE` | what of it is secret |
//! |---|---|---|
//! | `ureq` | URLs, at `DEBUG` | the signature and the security token in that of a GET, PUT, PATCH or DELETE with signature 1.0; a token in the query of a credentials URI |
//! | `ureq_proto` | the bytes of request heads, response heads and response bodies, 16 to a line, at `TRACE` | besides URLs, headers with tokens and signatures, a `VncUrl` in a reply, and credentials in the replies of what hands them out |
//!
//! ureq leaves paths and queries out while nothing is logged at `TRACE`. Once another target or logger
//! is, whole URLs can come to whatever has `ureq` at `DEBUG`.
//!
//! The body of a request is in neither, which is why a POST is preferred. Keep `ureq_proto` below
//! `TRACE` wherever logs are kept, and `ureq` at `INFO` (`ureq=info`) if you fix GET, call what is
//! offered by GET alone, or have a secret in a credentials URI.

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

/// A blocking client over [`Ureq`].
pub type Client = alicloud::blocking::Client<Ureq>;
