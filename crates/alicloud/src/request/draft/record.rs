//! Writing of a request's fields as parameters, in the style of each field.

use std::{
    collections::HashSet,
    fmt::{self, Write},
};

use http::{HeaderName, HeaderValue};
use serde_core::de::IgnoredAny;
use serde_json::Value;

use super::{DRY_RUN, Draft, DryRun, Pair};
use crate::{
    encoding::Encoder,
    error::RequestError,
    model::{self, Field, Record, RecordView, Style, View},
};

/// The media type of a JSON body.
const JSON: HeaderValue = HeaderValue::from_static("application/json");

const INVALID_NAME: &str = "has an invalid name: use ASCII letters, digits and hyphens";

const CONTROL_CHARACTER: &str = "has a control character: remove it from the value";

/// Returns whether `text` is a JSON list or a JSON object.
pub(crate) fn is_json(text: &str) -> bool {
    text.trim_start().starts_with(['[', '{']) && serde_json::from_str::<IgnoredAny>(text).is_ok()
}

impl Draft<'_> {
    /// Sets a JSON [body](Self::set_body).
    pub fn set_json(&mut self, body: &Value) {
        self.set_body(JSON, body.to_string());
    }

    /// Writes every field of `record` that has a value, by the rules of its [`Field`].
    ///
    /// A [region](Field::region) field that is unset, or required and empty, gets the region of the
    /// draft. A [given region](Self::given_region) overrides the field's value.
    ///
    /// The request is refused in these cases:
    ///
    /// - A required field has no value, or an empty string that the field doesn't allow.
    /// - A number is not finite.
    /// - The name or the value of a header is invalid.
    /// - The body is not an object, or a body is already set.
    ///
    /// A required object without content is omitted, and the server decides whether the request is
    /// valid.
    ///
    /// A field such as `Disk.1.Size` can have the same name as a value in a list `Disk`. The field
    /// that comes later in the record takes precedence.
    pub fn record(&mut self, record: &dyn Record) {
        let first = self.pairs.len();
        let (mut dotted, mut nested) = (false, false);
        for (field, view) in RecordView::new(record).values() {
            let view = match self.region {
                Some(region_id) if field.is_region() => {
                    let is_open = match &view {
                        None => true,
                        Some(view) => field.is_required() && matches!(view, View::Text("")),
                    };
                    if is_open || self.given_region.is_some() {
                        Some(View::Text(region_id))
                    } else {
                        view
                    }
                }
                _ => view,
            };
            let view = if self.dry_run != DryRun::No && field.name() == DRY_RUN.as_str() {
                self.dry_run = DryRun::Written;
                Some(View::Boolean(true))
            } else {
                view
            };
            match view {
                view if field.is_body() => self.body_field(field, view),
                Some(View::Record(inner)) if field.is_required() && is_empty(inner) => {}
                None => {
                    if field.is_required() {
                        self.refuse(RequestError::empty_parameter(field.name()));
                    }
                }
                Some(View::Text("")) if field.is_required() && !field.takes_empty() => {
                    self.refuse(RequestError::empty_parameter(field.name()));
                }
                Some(view) if field.is_header() => self.header_field(field.name(), view),
                Some(view) => {
                    dotted |= field.name().as_bytes().contains(&b'.');
                    nested |= is_nested(&view);
                    self.field(field, view);
                }
            }
        }
        if dotted && nested {
            self.drop_overwritten(first);
        }
    }

    /// Removes each parameter, from `first` on, whose name occurs again later.
    #[cold]
    fn drop_overwritten(&mut self, first: usize) {
        let text = std::mem::take(&mut self.text);
        let written: Vec<Pair> = self.pairs.drain(first..).collect();
        let mut names = HashSet::new();
        let mut last: Vec<Pair> = written
            .iter()
            .rev()
            .filter(|pair| names.insert(pair.name(&text)))
            .copied()
            .collect();
        if last.len() == written.len() {
            self.pairs.extend(written);
            self.text = text;
            return;
        }
        last.reverse();
        self.text
            .push_str(&text[..written.first().map_or(0, |pair| pair.start as usize)]);
        for (index, mut pair) in last.into_iter().enumerate() {
            if index > 0 {
                self.text.push('&');
            }
            // The text was longer before, so every position in it fits in a `u32`.
            let start = self.text.len() as u32;
            self.text
                .push_str(&text[pair.start as usize..pair.end as usize]);
            pair.name_end = start + (pair.name_end - pair.start);
            pair.end = self.text.len() as u32;
            pair.start = start;
            self.pairs.push(pair);
        }
    }

    fn body_field(&mut self, field: &Field, view: Option<View<'_>>) {
        let body = match view {
            None if field.is_required() => {
                return self.refuse(RequestError::empty_parameter(field.name()));
            }
            None => Ok(b"{}".to_vec()),
            Some(view @ (View::Record(_) | View::Map(_) | View::Any(Value::Object(_)))) => {
                serde_json::to_vec(&view)
            }
            Some(_) => {
                const WHY: &str = "must be an object, because its value is the request body";
                return self.refuse(RequestError::invalid_parameter(field.name(), WHY));
            }
        };
        match body {
            Ok(body) => self.set_body(JSON, body),
            Err(_) => self.refuse(RequestError::not_finite(field.name())),
        }
    }

    fn header_field(&mut self, name: &str, view: View<'_>) {
        let mut text = String::new();
        let written = write_scalar(&mut text, view);
        if written.is_err() {
            return self.refuse(RequestError::not_finite(name));
        }
        match (HeaderName::try_from(name), HeaderValue::try_from(text)) {
            (Ok(name), Ok(value)) => self.header(name, value),
            (Err(_), _) => self.refuse(RequestError::invalid_header(name, INVALID_NAME)),
            (_, Err(_)) => self.refuse(RequestError::invalid_header(name, CONTROL_CHARACTER)),
        }
    }

    fn field(&mut self, field: &Field, view: View<'_>) {
        let name = field.name();
        let compound = is_nested(&view);
        match (field.how(), view) {
            (_, View::Text(text)) => self.parameter(name, text),
            // Text that is already JSON is not encoded again. With the style `JsonText`, no text is
            // encoded.
            (style @ (Style::Json | Style::JsonText), View::Any(Value::String(text)))
                if style == Style::JsonText || is_json(text) =>
            {
                self.value(name, |encoder| {
                    encoder.text(text);
                    Ok(())
                });
            }
            (Style::Json | Style::JsonText, view) if compound => self.json(name, view),
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

    /// Adds one parameter. The request is refused if `write` fails.
    fn value(&mut self, name: &str, write: impl FnOnce(&mut Encoder<'_>) -> fmt::Result) {
        let mut written = Ok(());
        self.parameter_with(name, |encoder| written = write(encoder));
        if written.is_err() {
            self.refuse(RequestError::not_finite(name));
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

    /// Adds one parameter per leaf value. `path` is the name so far, and is the same afterwards.
    fn flat(&mut self, path: &mut String, view: View<'_>) {
        match view {
            View::Record(record) => {
                for (field, value) in record.values() {
                    if let Some(view) = value {
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

/// Returns whether the value may contain other values.
fn is_nested(view: &View<'_>) -> bool {
    matches!(
        view,
        View::Record(_) | View::List(_) | View::Map(_) | View::Any(_)
    )
}

/// Returns whether no field has a value. A required object counts as absent if all of its fields
/// are absent.
fn is_empty(record: RecordView<'_>) -> bool {
    let has_none = |(field, value): (&Field, Option<View<'_>>)| match value {
        None => true,
        Some(View::Record(inner)) => field.is_required() && is_empty(inner),
        Some(_) => false,
    };
    record.values().all(has_none)
}

/// Iterates over the items that are not null, as in a typed list.
fn any(items: &[Value]) -> impl Iterator<Item = View<'_>> {
    items.iter().filter(|item| !item.is_null()).map(View::Any)
}

/// Writes a value as one text: a scalar as plain text, any other value as JSON.
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
