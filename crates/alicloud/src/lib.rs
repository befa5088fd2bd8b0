#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
// Some code is used only with the feature `tracing` or `xml`.
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
pub mod guide;
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

/// Items that the code from this crate's macros uses. This module is not part of the public API.
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
