//! How the fields of a request become parameters, style by style.

use std::fmt::{self, Write};

use http::{HeaderName, HeaderValue};
use serde_json::Value;

use super::{Draft, Encoder};
use crate::{
    RequestError,
    model::{self, Field, Record, Style, View},
};

impl Draft<'_> {
    /// Writes every field of `record` that has a value, as its [`Field`] says. A required field
    /// without one, or with an empty text, refuses the request; so does a number that isn't finite.
    pub fn record(&mut self, record: &dyn Record) {
        for (index, field) in record.fields().iter().enumerate() {
            match model::value(record, index) {
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
            (Style::Simple, View::List(list)) => self.joined(name, model::items(list), ","),
            (Style::SpaceDelimited, View::List(list)) => self.joined(name, model::items(list), " "),
            (Style::PipeDelimited, View::List(list)) => self.joined(name, model::items(list), "|"),
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
            let json = serde_json::to_string(&view).map_err(|_| fmt::Error)?;
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
                    if let Some(view) = model::value(record, index) {
                        self.flat_under(path, field.name(), view);
                    }
                }
            }
            View::List(list) => {
                for (index, view) in model::items(list).enumerate() {
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
        compound => out.write_str(&serde_json::to_string(&compound).map_err(|_| fmt::Error)?),
    }
}
