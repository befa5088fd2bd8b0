//! Replies of scripted operations with all fields of their schema.

use super::DEEPEST;
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
    for (name, schema) in properties {
        if name.eq_ignore_ascii_case("RequestId") {
            continue;
        }
        match fields.iter_mut().find(|(other, _)| **other == **name) {
            Some((_, value)) => complete_value(specification, schema, value),
            None => fields.push((name.clone(), empty(specification, schema, 0))),
        }
    }
}

fn complete_value(specification: &Specification, schema: &Schema, value: &mut Value) {
    match (&specification.resolve(schema).kind, value) {
        (Kind::Object(properties), Value::Object(fields)) => {
            complete(specification, properties, fields);
        }
        (Kind::List(schema), Value::List(items)) => items
            .iter_mut()
            .for_each(|item| complete_value(specification, schema, item)),
        _ => {}
    }
}

fn empty(specification: &Specification, schema: &Schema, depth: usize) -> Value {
    match &specification.resolve(schema).kind {
        Kind::Text | Kind::Any => Value::Text(String::new()),
        Kind::Integer => Value::Integer(0),
        Kind::Number => Value::Float(0.0),
        Kind::Boolean => Value::Boolean(false),
        Kind::List(_) => Value::List(Vec::new()),
        Kind::Object(properties) if depth < DEEPEST => Value::Object(
            properties
                .iter()
                .map(|(name, schema)| (name.clone(), empty(specification, schema, depth + 1)))
                .collect(),
        ),
        // `resolve` has followed the reference.
        Kind::Object(_) | Kind::Map(_) | Kind::Reference(_) => Value::Object(Vec::new()),
    }
}
