//! `Debug` for generated types.

use std::fmt;

use super::{Record, View, items, value};

/// Writes `record` the way `#[derive(Debug)]` would, under its wire names, with the values of
/// [secret](super::Field::secret) fields left out.
///
/// # Errors
///
/// Only those of the formatter.
pub fn debug(name: &str, record: &dyn Record, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut out = f.debug_struct(name);
    for (index, field) in record.fields().iter().enumerate() {
        match value(record, index) {
            Some(_) if field.is_secret() => out.field(field.name(), &format_args!("[redacted]")),
            Some(view) => out.field(field.name(), &view),
            None => out.field(field.name(), &format_args!("None")),
        };
    }
    out.finish()
}

impl fmt::Debug for View<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => text.fmt(f),
            Self::Integer(number) => number.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Boolean(flag) => flag.fmt(f),
            Self::Record(record) => record.fmt(f),
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
