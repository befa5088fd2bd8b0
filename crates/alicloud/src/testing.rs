//! Tools for tests of programs that call the API. The module needs the feature `testing`.
//!
//! - [`Script`] is a transport that returns prepared answers.
//! - [`VirtualClock`] is a clock that advances without waiting.
//! - [`stamps`] returns timestamps and nonces that are the same in every run.
//! - [`contract`] is a test suite for authors of transports.
//!
//! ```
//! use std::time::{Duration, SystemTime};
//! use alicloud::{
//!     blocking::Client, error::{TransportError, TransportErrorKind}, http::StatusCode,
//!     testing::{stamps, Script}, Anonymous, Call, Session,
//! };
//!
//! let script = Script::new()
//!     .transport_error(TransportError::new(TransportErrorKind::Connect, "connection refused"))
//!     .error_document(StatusCode::BAD_REQUEST, "Throttling.User", "Too many calls.")
//!     .reply(r#"{"RequestId":"1450F2D7","Regions":{"Region":[{"RegionId":"cn-qingdao"}]}}"#);
//!
//! let session = Session::new(Anonymous).endpoint("https://ecs.aliyuncs.com")?
//!     .stamps(stamps(SystemTime::UNIX_EPOCH, Duration::from_secs(1)));
//! let client = Client::with_transport(session, script.clone());
//! let reply = client.send(&Call::new("Ecs", "2014-05-26", "DescribeRegions").reads())?;
//! assert_eq!(reply["Regions"]["Region"][0]["RegionId"], "cn-qingdao");
//!
//! let requests = script.requests();
//! assert_eq!(requests.len(), 3);
//! assert_eq!(requests[2].parameter("Action").as_deref(), Some("DescribeRegions"));
//! assert_eq!(requests[2].parameter("Timestamp").as_deref(), Some("1970-01-01T00:00:02Z"));
//! assert_eq!(script.waits().len(), 2, "one wait before each retry, without sleeping");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Replies by operation and virtual time
//!
//! If a program calls several operations in an unknown order, prepare a separate script for each
//! operation. A pause between attempts advances the [`VirtualClock`] instead of waiting:
//!
//! ```
//! use std::time::{Duration, SystemTime};
//! use alicloud::{
//!     Anonymous, Call, Session, blocking::Client, http::StatusCode,
//!     testing::{Script, VirtualClock},
//! };
//!
//! let clock = VirtualClock::new(SystemTime::UNIX_EPOCH);
//! let regions = Script::new()
//!     .error_document(StatusCode::BAD_REQUEST, "Throttling.User", "Too many calls.")
//!     .reply(r#"{"RequestId":"1450F2D7","Regions":{"Region":[]}}"#);
//! let zones = Script::new().reply(r#"{"RequestId":"6894B13B","Zones":{"Zone":[]}}"#);
//! let script = Script::new()
//!     .clock(&clock)
//!     .on("DescribeRegions", regions)
//!     .on("DescribeZones", zones);
//!
//! let session = clock.session(Session::new(Anonymous).endpoint("https://ecs.aliyuncs.com")?);
//! let client = Client::with_transport(session, script);
//! for action in ["DescribeZones", "DescribeRegions"] {
//!     client.send(&Call::new("Ecs", "2014-05-26", action).reads())?;
//! }
//! assert!(clock.now() >= SystemTime::UNIX_EPOCH + Duration::from_secs(1));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A script also works with an async [`Client`](crate::Client). For simple tests, a closure is
//! enough as a transport. For tests over HTTP, use the local server of `alicloud-emulator`.
//!
//! # Replies from files
//!
//! [`Script::reply`] takes text or bytes, so you can pass `include_str!("replies/regions.json")`.
//! With `include_str!`, a missing file is a compile error. [`Script::file`] reads a file when the
//! test runs.

pub mod contract;
mod file;
mod recorded;
mod script;
mod virtual_clock;

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, SystemTime},
};

pub use self::{
    file::ReplyFileError, recorded::Recorded, script::Script, virtual_clock::VirtualClock,
};
use crate::api::{Nonce, Stamp};

/// Returns a source of stamps for [`Session::stamps`](crate::Session::stamps).
///
/// The first timestamp is `start`, and each later timestamp is `step` after the previous one. The
/// nonces count from 1. If the next timestamp would overflow `SystemTime`, the timestamp stays the
/// same.
pub fn stamps(start: SystemTime, step: Duration) -> impl Fn() -> Stamp + Send + Sync + 'static {
    let next = Mutex::new((start, 1));
    move || {
        // The state is valid even if another thread panicked, because each change is a single
        // assignment.
        let mut next = next.lock().unwrap_or_else(PoisonError::into_inner);
        let (time, nonce) = *next;
        *next = (time.checked_add(step).unwrap_or(time), nonce + 1);
        Stamp::new(time, Nonce::from(nonce))
    }
}
