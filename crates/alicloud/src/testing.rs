//! Testing programs that call the API: a transport that plays a script, a clock that moves with its
//! waits, and stamps that are the same in every run. With the feature `testing`.
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
//! assert_eq!(script.waits().len(), 2, "one before each repetition, and none was slept through");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Replies by operation, and time
//!
//! A program that calls several operations in no certain order takes a script for each of them. Its
//! pauses set a [`VirtualClock`] forward, so that nothing waits:
//!
//! ```
//! use std::time::{Duration, SystemTime};
//! use alicloud::{
//!     blocking::Client, http::StatusCode, testing::{Script, VirtualClock}, Anonymous, Call, Session,
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
//! Authors of transports run [`contract`] over theirs.
//!
//! The same script serves an async [`Client`](crate::Client). A transport of one line needs none:
//! a closure will do. And where a real server is wanted, `alicloud-emulator` is one.
//!
//! # Replies from files
//!
//! [`Script::reply`] takes text and bytes, so `include_str!("replies/regions.json")` puts a file's
//! contents there, and a file that is missing doesn't compile. [`Script::file`] reads one when the
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

/// Stamps for [`Session::stamps`](crate::Session::stamps): the first is of `start`, each later one
/// of `step` after the one before, and the nonces count from 1. Where `SystemTime` ends, the clock
/// stands still and the nonces go on.
pub fn stamps(start: SystemTime, step: Duration) -> impl Fn() -> Stamp + Send + Sync + 'static {
    let next = Mutex::new((start, 1));
    move || {
        // A panic elsewhere leaves the state whole: it changes in one operation.
        let mut next = next.lock().unwrap_or_else(PoisonError::into_inner);
        let (time, nonce) = *next;
        *next = (time.checked_add(step).unwrap_or(time), nonce + 1);
        Stamp::new(time, Nonce::from(nonce))
    }
}
