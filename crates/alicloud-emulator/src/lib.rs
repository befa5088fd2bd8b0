//! A local endpoint that behaves like `https://ecs.aliyuncs.com/`: it checks signatures and plays
//! scripted ECS instances, for tests, demonstrations and work without an account.
//!
//! ```
//! use std::{
//!     io::{Read, Write},
//!     net::TcpStream,
//! };
//!
//! use alicloud_emulator::Emulator;
//!
//! # fn main() -> std::io::Result<()> {
//! let emulator = Emulator::start()?;
//!
//! // Any HTTP client will do; this request lacks everything a signed one has.
//! let mut stream = TcpStream::connect(emulator.local_addr())?;
//! stream.write_all(b"GET /?Format=JSON HTTP/1.0\r\nHost: localhost\r\n\r\n")?;
//! let mut reply = String::new();
//! stream.read_to_string(&mut reply)?;
//!
//! assert!(reply.starts_with("HTTP/1.0 400 "));
//! assert!(reply.contains(r#""Code":"MissingAction""#));
//! assert_eq!(emulator.requests()[0].code.as_deref(), Some("MissingAction"));
//! # Ok(())
//! # }
//! ```
//!
//! # What it checks
//!
//! A call is checked in the order a server would check it, and the first failure is the answer:
//!
//! | check | error code | HTTP |
//! |---|---|---|
//! | the method is GET or POST | `UnsupportedHTTPMethod` | 405 |
//! | the body has at most 1 MiB | `RequestTooLarge` | 413 |
//! | a body is a form | `UnsupportedContentType` | 415 |
//! | parameters are percent-encoded UTF-8, none is repeated | `InvalidParameter` | 400 |
//! | `Action` and `Version` are there | `MissingAction`, `MissingVersion` | 400 |
//! | the version exists | `InvalidVersion` | 400 |
//! | the operation exists, and the path is `/` | `InvalidAction.NotFound` | 404 |
//! | `Format` is `JSON` or `XML` | `InvalidParameter.Format` | 400 |
//! | what every call carries is there | `MissingAccessKeyId`, `MissingTimestamp`, ... | 400 |
//! | the signature is of a known kind | `InvalidSignatureMethod`, `InvalidSignatureVersion`, `InvalidSignatureType` | 400 |
//! | the time is `yyyy-MM-ddTHH:mm:ssZ` | `InvalidTimeStamp.Format` | 400 |
//! | it is at most 15 minutes off | `InvalidTimeStamp.Expired` | 400 |
//! | the key is known | `InvalidAccessKeyId.NotFound` | 404 |
//! | the security token is the key's own | `MissingSecurityToken`, `InvalidSecurityToken.MismatchWithAccessKey`, `InvalidSecurityToken.Malformed` | 400 |
//! | temporary credentials have not [ended](Credentials::expiring_at) | `InvalidSecurityToken.Expired` | 400 |
//! | the signature is right | `SignatureDoesNotMatch` | 400 |
//! | the nonce is new | `SignatureNonceUsed` | 400 |
//! | the scenario doesn't forbid the operation | `Forbidden.RAM` | 403 |
//! | the operation's own parameters are there | `MissingParameter` | 400 |
//!
//! A call is signed after signature 1.0, in its parameters, or after ACS3-HMAC-SHA256, in its headers:
//! that is one with an `Authorization` header. Either signature is recomputed from the raw request
//! by code that shares nothing with the `alicloud` crates, so an accepted call is evidence that both
//! are right. With POST, query and form are merged and the form wins, as official SDKs expect. A nonce
//! counts as used only after its signature was right, and is forgotten when its request would be too
//! old anyway.
//!
//! An empty value of anything that calls have in common counts as absent, `SecurityToken` included.
//!
//! Of ACS3 the vendor documents how to sign, and little of what a server answers. Assumed here:
//!
//! - `Host`, `Content-Type` and every `x-acs-*` header must be signed where they are present. Other
//!   headers may be signed.
//! - The codes are those of signature 1.0. `MissingContentSha256` has no counterpart there.
//! - `x-acs-content-sha256` must be the hash of the body in lower-case hexadecimal, or the answer is
//!   `SignatureDoesNotMatch`.
//! - `SignatureDoesNotMatch` has the server's string to sign and its canonical request in brackets. The
//!   canonical request has the hash of the body that arrived.
//!
//! # What it answers
//!
//! JSON or XML as `Format` says, in the vendor's envelopes; XML when there is no `Format`, which is
//! the vendor's historical default. With ACS3 `Accept` stands in for it, and the default is JSON. [`Scenario`] is the world it plays: by default the instances
//! named by its constants, each of which leads to one of the documented outcomes of
//! `DescribeInstanceVncUrl`, and a region with instances for more than one page.
//!
//! | operation | what it answers |
//! |---|---|
//! | `DescribeRegions` | the scenario's regions, named in the language of `AcceptLanguage` |
//! | `DescribeInstances` | the region's instances that satisfy `InstanceIds`, `InstanceName`, `Status` and `Tag`, paged by `NextToken` and `MaxResults` or by `PageNumber` and `PageSize` |
//! | `DescribeInstanceVncUrl` | the `VncUrl` of a running instance |
//! | `ModifyInstanceVncPasswd` | whether the password is one |
//!
//! Parameters that are not listed are signed like all others and have no effect.
//!
//! A `VncUrl` is good for 15 seconds. [`Emulator::vnc_url_status`] says whether one still is, and
//! so does a plain GET of the URL with `http` for `ws`: 200 while it can be opened, 410 once it has
//! expired, 404 when it was never handed out. That stands in for the WebSocket of the real service.
//!
//! # What can go wrong
//!
//! [`Emulator::inject`] makes the answers to the next calls go wrong: [`Fault`] has connections that
//! are reset, bodies that never end, errors, redirects, documents that are none. For tests in another
//! process the same is had by HTTP, one order or a list of them:
//!
//! ```text
//! curl -X PUT http://127.0.0.1:PORT/_emulator/faults \
//!     -d '[{"kind": "throttling", "times": 2}, {"kind": "drip", "interval": 1000}]'
//! ```
//!
//! PUT replaces the faults that wait, DELETE forgets them, GET counts them. The `kind` is the name of
//! a constructor of [`Fault`] with hyphens, and what it takes are members: `interval` (milliseconds),
//! `difference`, `bytes`, `status`, `code`, `message`, `location`, `body`, and `value` of a content
//! type. `times` (1 unless given), `headers` (an object) and `delay` (milliseconds) go with any.
//!
//! Requests whose `Host` is neither `localhost` nor a loopback address are refused with 403 there, so
//! that no web page sets up faults by way of a name that resolves to this machine (DNS rebinding).
//!
//! # Without sockets
//!
//! [`Gateway`] is all of this as a function from request and time to response; [`Emulator`] puts it
//! behind a socket, on a thread of its own, until it is dropped.

mod credentials;
mod ecs;
mod emulator;
mod expiring_keys;
mod fault;
mod gateway;
mod identifiers;
mod protocol;

pub use self::{
    credentials::Credentials,
    ecs::{Instance, InstanceStatus, OsType, Scenario, VncUrlStatus},
    emulator::{Emulator, EmulatorBuilder},
    fault::Fault,
    gateway::{Gateway, ReceivedRequest},
};
