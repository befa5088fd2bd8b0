//! Replies into records: one reader over every field of every type.

mod fields;
pub(crate) mod json;
mod nearest;
mod path;
mod reader;
mod scalar;
#[cfg_attr(not(feature = "xml"), path = "read/xml/off.rs")]
pub(crate) mod xml;

pub(crate) use self::{
    fields::{Fields, Names, similar},
    reader::Reader,
    scalar::Scalar,
};

/// What becomes of fields that a record doesn't have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnknownFields {
    /// They are an error, at any depth: right for requests, where a misspelt parameter must not
    /// get lost.
    Refuse,
    /// They are passed over: right for replies, to which the vendor adds fields.
    Ignore,
}
