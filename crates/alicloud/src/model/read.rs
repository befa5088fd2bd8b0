//! Reading of documents into records, with one reader for all types.

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

/// The handling of fields that a record doesn't have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnknownFields {
    /// An unknown field is an error, at any depth. Use this variant for requests, so that no
    /// misspelt parameter is lost.
    Refuse,
    /// Unknown fields are skipped. Use this variant for replies, because the vendor adds fields.
    Ignore,
}
