//! Parameters, documents and errors, which the gateway and the product share.

mod authority;
mod document;
mod envelope;
mod error;
mod format;
mod parameters;

pub(crate) use self::{
    authority::authority,
    document::{Document, Fields, Value, fields},
    envelope::{Common, Envelope},
    error::ApiError,
    format::Format,
    parameters::{Parameters, encode},
};
