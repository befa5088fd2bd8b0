//! JSON into slots and values: `serde_json` parses, and [`visit`](super::visit) does the rest.

use serde::de::DeserializeSeed as _;

use super::{
    fields::Names,
    path::Path,
    visit::{AnyValue, Reader},
};
use crate::{
    error::{DecodeError, DecodeProblem},
    model::{Record, read::UnknownFields},
};
use serde_json::Value;

pub(crate) fn fill(
    text: &[u8],
    record: &mut dyn Record,
    names: Names,
) -> (bool, Result<(), DecodeError>) {
    let text = match utf8(text) {
        Ok(text) => text,
        Err(error) => return (false, Err(error)),
    };
    let reader = Reader::new(names, UnknownFields::Ignore);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let read = reader
        .fill(record, &mut deserializer)
        .and_then(|()| deserializer.end());
    let read = read.map_err(|error| failure(reader.failure(), &error));
    (reader.met_own_field(), read)
}

pub(crate) fn value(text: &[u8]) -> Result<Value, DecodeError> {
    let reader = Reader::new(Names::Lenient, UnknownFields::Ignore);
    let mut deserializer = serde_json::Deserializer::from_str(utf8(text)?);
    let root = AnyValue {
        path: &Path::ROOT,
        reader: &reader,
    };
    let read = root.deserialize(&mut deserializer);
    let read = read.and_then(|value| deserializer.end().map(|()| value));
    read.map_err(|error| failure(reader.failure(), &error))
}

/// The whole text at once, which costs less than the parser's looking at one string after another.
pub(super) fn utf8(text: &[u8]) -> Result<&str, DecodeError> {
    std::str::from_utf8(text).map_err(|_| DecodeError::new("", DecodeProblem::NotUtf8))
}

/// What went wrong when serde says that something did: what a visitor found, or else what the
/// parser did.
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
