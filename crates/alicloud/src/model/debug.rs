//! `Debug` for generated types.

use std::fmt;

use super::{Record, RecordView, View, items};

/// Formats `record` like `#[derive(Debug)]`, but with the API's field names and without `Some`.
///
/// The text `[redacted]` replaces the values of [secret](super::Field::secret) fields.
///
/// # Errors
///
/// Returns only errors of the formatter.
pub fn debug(name: &str, record: &dyn Record, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut out = f.debug_struct(name);
    for (name, value) in shown(RecordView::new(record)) {
        out.field(name, &value);
    }
    out.finish()
}

/// Iterates over the field names, each with the value or the text to show.
fn shown(view: RecordView<'_>) -> impl Iterator<Item = (&'static str, Shown<'_>)> {
    view.values().map(|(field, value)| match value {
        Some(_) if field.is_secret() => (field.name(), Shown::Text("[redacted]")),
        Some(view) => (field.name(), Shown::Value(view)),
        None => (field.name(), Shown::Text("None")),
    })
}

enum Shown<'a> {
    Text(&'static str),
    Value(View<'a>),
}

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Value(view) => view.fmt(f),
        }
    }
}

impl fmt::Debug for RecordView<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.record() {
            Some(record) => record.fmt(f),
            None => f.debug_map().entries(shown(*self)).finish(),
        }
    }
}

impl fmt::Debug for View<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => text.fmt(f),
            Self::Integer(number) => number.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Boolean(flag) => flag.fmt(f),
            Self::Record(view) => view.fmt(f),
            Self::List(list) => f.debug_list().entries(items(*list)).finish(),
            Self::Map(map) => {
                let mut out = f.debug_map();
                map.for_each(&mut |key, slot| {
                    out.entry(&key, &slot.view());
                });
                out.finish()
            }
            Self::Any(value) => value.fmt(f),
        }
    }
}
