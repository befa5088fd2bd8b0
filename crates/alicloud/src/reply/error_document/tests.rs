//! How often an answer's document is read as an error document.

use std::{cell::Cell, time::SystemTime};

use http::StatusCode;

use super::*;
use crate::{
    api::Api,
    error::TransportError,
    exchange::{Session, Step},
    machine::Machine as _,
    operation::{Call, Operation},
    request::{Draft, Request, Response},
    retry::NoRetry,
    sign::Anonymous,
};

thread_local! {
    static READINGS: Cell<usize> = const { Cell::new(0) };
}

/// Notes that a document is read as an error document.
pub(super) fn count_reading() {
    READINGS.set(READINGS.get() + 1);
}
