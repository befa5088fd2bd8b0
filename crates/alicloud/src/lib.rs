//! Alibaba Cloud API calls as values: written, signed and read without I/O; sent by any HTTP
//! client, blocking or async. Unofficial: the vendor has no part in it.
//!
//! ```text
//! Operation ──write──> Draft ──sign──> Request ══transport══> Response ──read──> Output
//! ```
//!
//! An [`Operation`] is a value. A [`Session`] has what calls share. An [`Exchange`] takes a call
//! through the picture and performs nothing: it says what to send, and is told what came back.
//!
//! ```
//! use alicloud::{
//!     machine::{Machine as _, Step}, sign::{Nonce, Stamp}, Anonymous, Call, Response, Session,
//! };
//! use std::time::SystemTime;
//!
//! let session = Session::new(Anonymous).endpoint("https://ecs.aliyuncs.com")?
//!     .stamps(|| Stamp::new(SystemTime::UNIX_EPOCH, Nonce::from(7)));
//! let call = Call::new("Ecs", "2014-05-26", "DescribeInstanceVncUrl")
//!     .parameter("RegionId", "cn-qingdao")
//!     .parameter("InstanceId", "i-bp1");
//! let mut exchange = session.exchange(&call);
//!
//! let Step::Send(request) = exchange.step() else { unreachable!() };
//! assert_eq!(request.uri(), "https://ecs.aliyuncs.com/");
//! assert_eq!(
//!     request.parameters(),
//!     "RegionId=cn-qingdao&InstanceId=i-bp1&Action=DescribeInstanceVncUrl&Format=JSON\
//!      &SignatureNonce=00000000000000000000000000000007\
//!      &Timestamp=1970-01-01T00%3A00%3A00Z&Version=2014-05-26",
//! );
//!
//! let body = r#"{"RequestId":"1450F2D7","VncUrl":"ws%3A%2F%2Fvnc.example"}"#;
//! exchange.receive(Ok(Response::new(body.into())));
//!
//! let Step::Done(outcome) = exchange.step() else { unreachable!() };
//! assert_eq!(outcome?["VncUrl"], "ws%3A%2F%2Fvnc.example");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Choose a transport
//!
//! | crate | client | for |
//! |---|---|---|
//! | `alicloud-ureq` | `alicloud_ureq::Client`, a [`blocking::Client`] | scripts, command lines, threads |
//! | `alicloud-reqwest` | `alicloud_reqwest::Client`, a [`Client`] | services on tokio |
//!
//! Either takes a session and sends any operation: `Client::new(session).send(&operation)`. The two
//! clients are one loop over the same [`Exchange`], so they differ in nothing but waiting.
//!
//! # The crates
//!
//! `alicloud` is this vocabulary, `alicloud-sign` has credentials and signatures,
//! `alicloud-config` makes sessions of variables and profiles, `alicloud-ecs` is the generated model of
//! ECS, `alicloud-console` builds console URLs, and `alicloud-emulator` is a local server for tests. None
//! of these depends on a transport, and a transport depends only on `alicloud`.
//!
//! # Errors
//!
//! One [`Error`] says how far a call came, whether the server may have acted, and which code it
//! answered with. Its `Display` is one line, and [`Error::report`] adds causes and advice. The codes
//! that an operation documents are a type ([`Error::code_of`]), and the codes that every product
//! has are [`CommonErrorCode`].
//!
//! ```
//! # use alicloud::{Call, Client, Error, Transport, Value};
//! # async fn regions(client: &Client<impl Transport>, call: &Call) -> Result<Option<Value>, Error> {
//! match client.send(call).await {
//!     Ok(regions) => Ok(Some(regions)),
//!     Err(error) if error.is_denied() => Ok(None),
//!     Err(error) => {
//!         eprintln!("{}", error.report());
//!         Err(error)
//!     }
//! }
//! # }
//! ```
//!
//! # Lists and files
//!
//! `client.pages(operation)` iterates over the pages of an operation, or streams them ([`paging`]).
//! With the feature `serde` of a model crate, requests and replies are read from files and written to
//! files under the API's own names ([`model::impl_serde`]).
//!
//! # Test your program
//!
//! The feature `testing` has a transport that plays a script, and a clock that moves with its waits:
//! nothing is sent and nothing waits.
//!
//! ```
//! # #[cfg(feature = "testing")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use std::time::SystemTime;
//! use alicloud::{
//!     Anonymous, Call, Session, blocking::Client, http::StatusCode, testing::{Script, VirtualClock},
//! };
//!
//! let clock = VirtualClock::new(SystemTime::UNIX_EPOCH);
//! let script = Script::new()
//!     .clock(&clock)
//!     .error_document(StatusCode::BAD_REQUEST, "Throttling.User", "Too many calls.")
//!     .reply(r#"{"RequestId":"1450F2D7","Regions":{"Region":[]}}"#);
//! let session = clock.session(Session::new(Anonymous).endpoint("https://ecs.aliyuncs.com")?);
//! let client = Client::with_transport(session, script.clone());
//!
//! client.send(&Call::new("Ecs", "2014-05-26", "DescribeRegions").reads())?;
//! assert_eq!(script.requests().len(), 2);
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "testing"))]
//! # fn main() {}
//! ```
//!
//! # Bring your own
//!
//! Three traits of one or a few methods each, and closures where there is only one:
//!
//! ```
//! use alicloud::{
//!     blocking::Client, error::{DecodeError, TransportError}, sign::Stamp, Api, Call, Draft,
//!     Operation, Reply, Request, Response, Session, Sign, Value,
//! };
//!
//! /// An operation that decorates another.
//! struct RegionCount(Call);
//!
//! impl Operation for RegionCount {
//!     type Output = usize;
//!     fn api(&self) -> &Api { self.0.api() }
//!     fn region(&self) -> Option<&str> { self.0.region() }
//!     fn write(&self, draft: &mut Draft) { self.0.write(draft) }
//!     fn read(&self, reply: Reply<'_>) -> Result<usize, DecodeError> {
//!         Ok(self.0.read(reply)?["Regions"]["Region"].as_array().map_or(0, Vec::len))
//!     }
//! }
//!
//! /// A signer.
//! #[derive(Debug)]
//! struct Unsigned;
//!
//! impl Sign for Unsigned {
//!     fn sign(&self, draft: &mut Draft, stamp: &Stamp) { draft.common_parameters(stamp) }
//! }
//!
//! /// A transport: a function will do.
//! fn canned(_: Request) -> Result<Response, TransportError> {
//!     Ok(Response::new(r#"{"RequestId":"1450F2D7","Regions":{"Region":[{},{}]}}"#.into()))
//! }
//!
//! let session = Session::new(Unsigned).endpoint("https://ecs.aliyuncs.com")?;
//! let client = Client::with_transport(session, canned);
//! let count = client.send(&RegionCount(Call::new("Ecs", "2014-05-26", "DescribeRegions")))?;
//! assert_eq!(count, 2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Features
//!
//! | feature | default | |
//! |---|---|---|
//! | `tracing` | yes | Spans and events of `tracing` for each call. |
//! | `xml` | yes | Replies in XML. |
//! | `testing` | no | [`testing`](#test-your-program), for tests of programs and transports. |
//!
//! Without `xml`, a call in [`Format::Xml`] is refused before it is sent. A server that answers in XML
//! all the same causes [`Error::Decode`], or [`Error::Unexpected`] if the status is an error.
//!
//! The crates for transports, signing, configuration and consoles enable the defaults unless they are
//! taken with `default-features = false`. Generated crates leave the choice to the program.
//!
//! # Scope
//!
//! In: APIs of RPC style, replies in JSON and XML, calls by name with [`Call`], generated types over
//! [`model`]. Out: HTTP clients, hashes, runtimes and products, which are other crates' matters; APIs
//! of ROA style.
//!
//! # Stability
//!
//! Before 1.0 a minor release may break. Codes and fields that the vendor adds are no break:
//! generated structs and enums, and all errors, are `#[non_exhaustive]` or opaque. The minimum Rust
//! version is 1.86. Names of Alibaba Cloud's products belong to their owner.

// Code that only optional features use is dead when they are off.
#![cfg_attr(
    not(all(feature = "tracing", feature = "xml")),
    allow(dead_code, unused_imports)
)]

mod api;
pub mod bulk;
mod client;
mod encoding;
pub mod error;
mod exchange;
pub mod machine;
pub mod model;
mod operation;
pub mod paging;
mod reply;
mod request;
pub mod retry;
pub mod sign;
#[cfg(feature = "testing")]
pub mod testing;
#[cfg_attr(not(feature = "tracing"), path = "trace/off.rs")]
mod trace;
pub mod transport;
pub mod waiter;

pub use http;
pub use serde_json::Value;

/// What the code that macros expand to needs; not for anything else.
#[doc(hidden)]
pub mod __private {
    pub use serde_core as serde;
}

pub use self::{
    api::{Api, Endpoint, Format, Methods, Network, Product},
    client::{Client, ReplyMeta, Transport, blocking},
    error::{CommonErrorCode, Error, KnownCode},
    exchange::{CallOptions, Exchange, Session},
    operation::{Call, Documented, Operation},
    reply::Reply,
    request::{Draft, Request, Response},
    sign::{Anonymous, Sign},
};
