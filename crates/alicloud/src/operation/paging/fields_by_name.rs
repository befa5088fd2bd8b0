//! Access to the fields of requests and replies by their names on the wire.

use std::borrow::Cow;

use serde_json::Value;

use super::{Parameters, Path};
use crate::model::{Field, Record, RecordView, View, read::Scalar};

fn field(fields: &[Field], name: &str) -> Option<usize> {
    fields.iter().position(|field| field.name() == name)
}

pub(super) fn value<'r>(record: RecordView<'r>, name: &str) -> Option<View<'r>> {
    record.value(field(record.fields(), name)?)
}

/// The value of a request's parameter, or `None` if the parameter is unset, empty or null.
pub(super) fn parameter_of<'r>(request: &'r dyn Parameters, name: &str) -> Option<View<'r>> {
    let view = request.parameter(name)?;
    (!matches!(view, View::Text("") | View::Any(Value::Null))).then_some(view)
}

/// Sets a field of a record to a text or an integer. Returns false if the record has no such field,
/// or if the field doesn't accept the value.
pub(super) fn set(record: &mut dyn Record, name: &str, value: View<'_>) -> bool {
    let value = match value {
        View::Text(text) => Scalar::Text(text),
        View::Integer(number) => Scalar::Integer(number),
        _ => return false,
    };
    let slot = field(record.fields(), name).and_then(|index| record.slot_mut(index));
    slot.is_some_and(|slot| value.put(slot.target()) == Ok(true))
}

/// The value at `path` in a reply. An empty path has no value.
pub(super) fn at<'r>(page: View<'r>, path: Path) -> Option<View<'r>> {
    let (name, inner) = path.split_first()?;
    let mut view = within(page, name)?;
    for name in inner {
        view = within(view, name)?;
    }
    Some(view)
}

fn within<'r>(view: View<'r>, name: &str) -> Option<View<'r>> {
    match view {
        View::Record(record) => value(record, name),
        View::Any(value) => value.get(name).map(View::Any),
        _ => None,
    }
}

/// The number of items in the list at `path`, or 0 if there is no list.
pub(super) fn length(page: View<'_>, path: Path) -> i64 {
    let length = match at(page, path) {
        Some(View::List(list)) => list.len(),
        Some(View::Any(Value::Array(items))) => items.len(),
        _ => 0,
    };
    i64::try_from(length).unwrap_or(i64::MAX)
}

/// The text of a non-empty string, or of a number.
pub(super) fn text_of(view: View<'_>) -> Option<Cow<'_, str>> {
    match view {
        View::Text(text) => Some(text.into()),
        View::Any(Value::String(text)) => Some(text.as_str().into()),
        View::Integer(number) => Some(number.to_string().into()),
        View::Any(Value::Number(number)) => Some(number.to_string().into()),
        _ => None,
    }
    .filter(|text: &Cow<'_, str>| !text.is_empty())
}

/// The value of an integer, or of a text that contains an integer.
pub(super) fn integer_of(view: View<'_>) -> Option<i64> {
    match view {
        View::Integer(number) => Some(number),
        view => text_of(view)?.trim().parse().ok(),
    }
}
