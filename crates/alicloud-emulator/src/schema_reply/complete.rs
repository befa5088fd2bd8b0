//! Adds the missing fields of the schema to replies of scripted operations.

use super::{DEEPEST, MOST_VALUES};
use crate::{
    protocol::{Fields, Value},
    specification::{Kind, Name, Schema, Specification},
};

/// Adds the fields of a schema that are absent, with empty values, as the real service does.
pub(crate) fn complete(
    specification: &Specification,
    properties: &[(Name, Schema)],
    fields: &mut Fields,
) {
    let mut left = MOST_VALUES;
    complete_fields(specification, properties, fields, &mut left);
}

/// `left` is the number of values that may still be added.
fn complete_fields(
    specification: &Specification,
    properties: &[(Name, Schema)],
    fields: &mut Fields,
    left: &mut usize,
) {
    for (name, schema) in properties {
        if name.eq_ignore_ascii_case("RequestId") {
            continue;
        }
        match fields.iter_mut().find(|(other, _)| **other == **name) {
            Some((_, value)) => complete_value(specification, schema, value, left),
            None => fields.push((name.clone(), empty(specification, schema, 0, left))),
        }
    }
}

fn complete_value(
    specification: &Specification,
    schema: &Schema,
    value: &mut Value,
    left: &mut usize,
) {
    match (&specification.resolve(schema).kind, value) {
        (Kind::Object(properties), Value::Object(fields)) => {
            complete_fields(specification, properties, fields, left);
        }
        (Kind::List(schema), Value::List(items)) => items
            .iter_mut()
            .for_each(|item| complete_value(specification, schema, item, left)),
        _ => {}
    }
}

fn empty(specification: &Specification, schema: &Schema, depth: usize, left: &mut usize) -> Value {
    *left = left.saturating_sub(1);
    match &specification.resolve(schema).kind {
        Kind::Text | Kind::Any => Value::Text(String::new()),
        Kind::Integer => Value::Integer(0),
        Kind::Number => Value::Float(0.0),
        Kind::Boolean => Value::Boolean(false),
        Kind::List(_) => Value::List(Vec::new()),
        Kind::Object(properties) if depth < DEEPEST && *left > 0 => Value::Object(
            properties
                .iter()
                .map(|(name, schema)| (name.clone(), empty(specification, schema, depth + 1, left)))
                .collect(),
        ),
        // `resolve` has followed the reference.
        Kind::Object(_) | Kind::Map(_) | Kind::Reference(_) => Value::Object(Vec::new()),
    }
}
