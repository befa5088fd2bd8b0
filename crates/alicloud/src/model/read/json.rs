//! Reading of JSON into slots and values, with `serde_json` as the parser.

use serde_core::de::DeserializeSeed as _;

use super::{
    fields::{Fields, Names},
    path::Path,
    reader::{AnyValue, Reader},
};
use crate::{
    error::{DecodeError, DecodeProblem},
    model::read::UnknownFields,
};
use serde_json::Value;

pub(crate) fn fill(text: &[u8], fields: &mut Fields<'_>) -> Result<(), DecodeError> {
    let mut reader = Reader::new(fields.names(), UnknownFields::Ignore);
    let mut deserializer = serde_json::Deserializer::from_str(utf8(text)?);
    let read = reader.fill(fields, &mut deserializer);
    let read = read.and_then(|()| deserializer.end());
    read.map_err(|error| failure(reader.failure, &error))
}

pub(crate) fn value(text: &[u8]) -> Result<Value, DecodeError> {
    let mut reader = Reader::new(Names::Lenient, UnknownFields::Ignore);
    let mut deserializer = serde_json::Deserializer::from_str(utf8(text)?);
    let root = AnyValue {
        path: &Path::ROOT,
        reader: &mut reader,
    };
    let read = root.deserialize(&mut deserializer);
    let read = read.and_then(|value| deserializer.end().map(|()| value));
    read.map_err(|error| failure(reader.failure, &error))
}

/// Checks the whole text at once, which is faster than the parser's check of each string.
pub(super) fn utf8(text: &[u8]) -> Result<&str, DecodeError> {
    std::str::from_utf8(text).map_err(|_| DecodeError::new("", DecodeProblem::NotUtf8))
}

/// Converts an error of serde. The error that a visitor found takes precedence over the error of
/// the parser.
fn failure(found: Option<DecodeError>, error: &serde_json::Error) -> DecodeError {
    if let Some(found) = found {
        return found;
    }
    let problem = if error.to_string().starts_with("recursion limit exceeded") {
        DecodeProblem::TooDeep
    } else {
        DecodeProblem::Syntax {
            line: error.line(),
            column: error.column(),
        }
    };
    DecodeError::new("", problem)
}
