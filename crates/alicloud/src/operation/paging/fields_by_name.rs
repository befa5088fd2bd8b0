//! Fields of requests and replies, found by their names on the wire.

use std::borrow::Cow;

use serde_json::Value;

use super::Path;
use crate::{
    error::PagingError,
    model::{Field, Record, RecordView, View, read::Scalar},
};

fn field(fields: &[Field], name: &str) -> Option<usize> {
    fields.iter().position(|field| field.name() == name)
}

fn value<'r>(record: RecordView<'r>, name: &str) -> Option<View<'r>> {
    record.value(field(record.fields(), name)?)
}

/// The value of a request's parameter, if it is set.
pub(super) fn parameter_of<'r>(request: &'r dyn Record, name: &str) -> Option<View<'r>> {
    let view = value(RecordView::new(request), name)?;
    (!matches!(view, View::Text("") | View::Any(Value::Null))).then_some(view)
}

/// Gives a request's parameter a value.
pub(super) fn set(
    request: &mut dyn Record,
    name: &'static str,
    value: Scalar<'_>,
) -> Result<(), PagingError> {
    let slot = field(request.fields(), name).and_then(|index| request.slot_mut(index));
    let filled = slot.is_some_and(|slot| value.put(slot.target()) == Ok(true));
    filled.then_some(()).ok_or(PagingError::Parameter { name })
}

/// The value at `path` in a reply; an empty path leads nowhere.
pub(super) fn at<'r>(page: &'r dyn Record, path: Path) -> Option<View<'r>> {
    let (name, inner) = path.split_first()?;
    let mut view = value(RecordView::new(page), name)?;
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

/// How many items the list at `path` has; none if there is no list.
pub(super) fn length(page: &dyn Record, path: Path) -> i64 {
    let length = match at(page, path) {
        Some(View::List(list)) => list.len(),
        Some(View::Any(Value::Array(items))) => items.len(),
        _ => 0,
    };
    i64::try_from(length).unwrap_or(i64::MAX)
}

/// A text that isn't empty, or a whole number as text.
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

/// A whole number, or a text that is one.
pub(super) fn integer_of(view: View<'_>) -> Option<i64> {
    match view {
        View::Integer(number) => Some(number),
        view => text_of(view)?.trim().parse().ok(),
    }
}
