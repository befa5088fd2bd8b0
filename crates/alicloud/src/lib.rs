//! Alibaba Cloud API calls as values: written, signed and read without I/O; sent by any HTTP
//! client, blocking or async.

mod api;
pub mod model;

pub use self::api::{Api, Methods};
