//! How the fields of a request become parameters, style by style.

use std::fmt::{self, Write};

use http::{HeaderName, HeaderValue};
use serde::ser::{Error as _, Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::Value;

use super::{Draft, Encoder};
use crate::{
    RequestError,
    model::{Field, List, Record, Slot, Style, View},
};

impl Draft<'_> {
    /// Writes every field of `record` that has a value, as its [`Field`] says. A required field
    /// without one, or with an empty text, refuses the request; so does a number that isn't finite.
    pub fn record(&mut self, record: &dyn Record) {
        for (index, field) in record.fields().iter().enumerate() {
            match record.slot(index).and_then(Slot::view) {
                None | Some(View::Text("")) if field.is_required() => {
                    self.refuse(RequestError::empty_parameter(field.name()));
                }
                None => {}
                Some(view) if field.is_header() => self.header_field(field.name(), view),
                Some(view) => self.field(field, view),
            }
        }
    }

    fn header_field(&mut self, name: &str, view: View<'_>) {
        let mut text = String::new();
        let written = write_scalar(&mut text, view);
        match (HeaderName::try_from(name), HeaderValue::try_from(text)) {
            (Ok(name), Ok(value)) if written.is_ok() => self.header(name, value),
            _ => self.refuse(RequestError::unwritable(name)),
        }
    }

    fn field(&mut self, field: &Field, view: View<'_>) {
        let name = field.name();
        let compound = matches!(
            view,
            View::Record(_) | View::List(_) | View::Map(_) | View::Any(_)
        );
        match (field.how(), view) {
            (Style::Json, view) if compound => self.json(name, view),
            (Style::Simple, View::List(list)) => self.joined(name, views(list), ","),
            (Style::SpaceDelimited, View::List(list)) => self.joined(name, views(list), " "),
            (Style::PipeDelimited, View::List(list)) => self.joined(name, views(list), "|"),
            (Style::Simple, View::Any(Value::Array(items))) => self.joined(name, any(items), ","),
            (Style::SpaceDelimited, View::Any(Value::Array(items))) => {
                self.joined(name, any(items), " ");
            }
            (Style::PipeDelimited, View::Any(Value::Array(items))) => {
                self.joined(name, any(items), "|");
            }
            (_, view) if compound => self.flat(&mut name.to_owned(), view),
            (_, view) => self.value(name, |encoder| write_scalar(encoder, view)),
        }
    }

    /// One parameter, whose value may turn out to have no wire form.
    fn value(&mut self, name: &str, write: impl FnOnce(&mut Encoder<'_>) -> fmt::Result) {
        let mut written = Ok(());
        self.parameter_with(name, |encoder| written = write(encoder));
        if written.is_err() {
            self.refuse(RequestError::unwritable(name));
        }
    }

    fn json(&mut self, name: &str, view: View<'_>) {
        self.value(name, |encoder| {
            let json = serde_json::to_string(&Json(view)).map_err(|_| fmt::Error)?;
            encoder.text(&json);
            Ok(())
        });
    }

    fn joined<'v>(&mut self, name: &str, items: impl Iterator<Item = View<'v>>, separator: &str) {
        self.value(name, |encoder| {
            for (index, view) in items.enumerate() {
                if index > 0 {
                    encoder.text(separator);
                }
                write_scalar(encoder, view)?;
            }
            Ok(())
        });
    }

    /// One parameter per leaf; `path` is the name so far and is left as it was.
    fn flat(&mut self, path: &mut String, view: View<'_>) {
        match view {
            View::Record(record) => {
                for (index, field) in record.fields().iter().enumerate() {
                    if let Some(view) = record.slot(index).and_then(Slot::view) {
                        self.flat_under(path, field.name(), view);
                    }
                }
            }
            View::List(list) => {
                for (index, view) in views(list).enumerate() {
                    self.flat_under(path, index + 1, view);
                }
            }
            View::Map(map) => map.for_each(&mut |key, slot| {
                if let Some(view) = slot.view() {
                    self.flat_under(path, key, view);
                }
            }),
            View::Any(Value::Object(object)) => {
                for (key, value) in object {
                    self.flat_under(path, key, View::Any(value));
                }
            }
            View::Any(Value::Array(items)) => {
                for (index, view) in any(items).enumerate() {
                    self.flat_under(path, index + 1, view);
                }
            }
            View::Any(Value::Null) => {}
            scalar => self.value(path, |encoder| write_scalar(encoder, scalar)),
        }
    }

    fn flat_under(&mut self, path: &mut String, segment: impl fmt::Display, view: View<'_>) {
        let length = path.len();
        path.push('.');
        path.push_str(&segment.to_string());
        self.flat(path, view);
        path.truncate(length);
    }
}

fn views(list: &dyn List) -> impl Iterator<Item = View<'_>> {
    (0..list.len()).filter_map(|index| list.item(index)?.view())
}

/// As in a typed list, a null is no item.
fn any(items: &[Value]) -> impl Iterator<Item = View<'_>> {
    items.iter().filter(|item| !item.is_null()).map(View::Any)
}

/// Writes a value as one text: scalars as themselves, anything else as JSON.
fn write_scalar(out: &mut impl Write, view: View<'_>) -> fmt::Result {
    match view {
        View::Text(text) => out.write_str(text),
        View::Any(Value::String(text)) => out.write_str(text),
        View::Integer(number) => write!(out, "{number}"),
        View::Number(number) if number.is_finite() => write!(out, "{number}"),
        View::Number(_) => Err(fmt::Error),
        View::Boolean(flag) => out.write_str(if flag { "true" } else { "false" }),
        compound => out.write_str(&serde_json::to_string(&Json(compound)).map_err(|_| fmt::Error)?),
    }
}

/// A view as JSON: the API's own names, fields without a value left out.
struct Json<'a>(View<'a>);

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            View::Text(text) => serializer.serialize_str(text),
            View::Integer(number) => serializer.serialize_i64(number),
            View::Number(number) if number.is_finite() => serializer.serialize_f64(number),
            View::Number(_) => Err(S::Error::custom("not a finite number")),
            View::Boolean(flag) => serializer.serialize_bool(flag),
            View::Any(value) => value.serialize(serializer),
            View::List(list) => {
                let mut out = serializer.serialize_seq(None)?;
                for view in views(list) {
                    out.serialize_element(&Json(view))?;
                }
                out.end()
            }
            View::Record(record) => {
                let mut out = serializer.serialize_map(None)?;
                for (index, field) in record.fields().iter().enumerate() {
                    if let Some(view) = record.slot(index).and_then(Slot::view) {
                        out.serialize_entry(field.name(), &Json(view))?;
                    }
                }
                out.end()
            }
            View::Map(map) => {
                let mut out = serializer.serialize_map(None)?;
                let mut written = Ok(());
                map.for_each(&mut |key, slot| {
                    if let (Ok(()), Some(view)) = (&written, slot.view()) {
                        written = out.serialize_entry(key, &Json(view));
                    }
                });
                written?;
                out.end()
            }
        }
    }
}
