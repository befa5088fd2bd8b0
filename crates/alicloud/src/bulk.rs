//! The stream of results from sending many operations concurrently; see
//! [`Client::send_all`](crate::Client::send_all).

pub use crate::client::Results;
