//! Alibaba Cloud API calls as values: written, signed and read without I/O; sent by any HTTP
//! client, blocking or async.

mod api;
pub mod blocking;
mod call;
mod client;
mod draft;
mod endpoint;
mod error;
mod exchange;
mod format;
pub mod model;
mod operation;
mod reply;
mod retry;
mod session;
mod sign;
mod stamp;
mod transport;

pub use http;
pub use serde_json::Value;

pub use self::{
    api::{Api, Methods},
    call::Call,
    client::Client,
    draft::{Draft, Parameter, Plain},
    endpoint::{Endpoint, EndpointError},
    error::{
        ApiError, DecodeError, DecodeProblem, Error, RequestError, TransportError,
        TransportErrorKind, UnexpectedReply,
    },
    exchange::{Exchange, Step},
    format::Format,
    operation::{ErrorCode, Operation},
    reply::Reply,
    retry::{Attempt, NoRetry, RetryPolicy},
    session::Session,
    sign::{Anonymous, Sign},
    stamp::{InvalidNonce, Nonce, Stamp},
    transport::{Request, Response, Transport},
};
