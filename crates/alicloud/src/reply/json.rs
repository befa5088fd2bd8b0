//! JSON into slots and values: `serde_json` parses, and [`visit`](super::visit) does the rest.

use serde::de::DeserializeSeed as _;

use super::{
    fields::Names,
    path::Path,
    visit::{AnyValue, Reader},
};
use crate::{
    DecodeError, DecodeProblem, Value,
    model::{Record, UnknownFields},
};

pub(super) fn fill(
    text: &[u8],
    record: &mut dyn Record,
    names: Names,
) -> (bool, Result<(), DecodeError>) {
    let reader = Reader::new(names, UnknownFields::Ignore);
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let read = reader
        .fill(record, &mut deserializer)
        .and_then(|()| deserializer.end());
    let read = read.map_err(|error| failure(reader.failure(), text, &error));
    (reader.met_own_field(), read)
}

pub(super) fn value(text: &[u8]) -> Result<Value, DecodeError> {
    let reader = Reader::new(Names::Lenient, UnknownFields::Ignore);
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let root = AnyValue {
        path: &Path::ROOT,
        reader: &reader,
    };
    let read = root.deserialize(&mut deserializer);
    let read = read.and_then(|value| deserializer.end().map(|()| value));
    read.map_err(|error| failure(reader.failure(), text, &error))
}

/// What went wrong when serde says that something did: what a visitor found, or else what the
/// parser did.
fn failure(found: Option<DecodeError>, text: &[u8], error: &serde_json::Error) -> DecodeError {
    if let Some(found) = found {
        return found;
    }
    let problem = if error.to_string().starts_with("recursion limit exceeded") {
        DecodeProblem::TooDeep
    } else if std::str::from_utf8(text).is_err() {
        DecodeProblem::NotUtf8
    } else {
        DecodeProblem::Syntax {
            line: error.line(),
            column: error.column(),
        }
    };
    DecodeError::new("", problem)
}
