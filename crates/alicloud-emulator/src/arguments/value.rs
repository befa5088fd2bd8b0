//! Types and limits of single values.

use serde_json::Value;

use super::{Check, Strictness};
use crate::{
    protocol::{ApiError, encode},
    specification::{Kind, Limits, Schema},
};

impl Check<'_> {
    /// Checks a scalar that was sent as text.
    pub(super) fn check_text(
        &self,
        schema: &Schema,
        name: &str,
        text: &str,
    ) -> Result<(), ApiError> {
        let schema = self.specification.resolve(schema);
        let number = match schema.kind {
            Kind::Integer => Some(integer(text).ok_or_else(|| wrong_type(name, "an integer"))?),
            Kind::Number => {
                let number = text.parse().ok().filter(|number: &f64| number.is_finite());
                Some(number.ok_or_else(|| wrong_type(name, "a number"))?)
            }
            // The vendor's Python SDK writes `True`.
            Kind::Boolean if !["true", "false"].contains(&&*text.to_ascii_lowercase()) => {
                return Err(wrong_type(name, "true or false"));
            }
            _ => None,
        };
        self.check_limits(schema, name, text, number)
    }

    /// Checks the items of a list that was sent as one text.
    pub(super) fn check_items(
        &self,
        schema: &Schema,
        name: &str,
        items: &[String],
    ) -> Result<(), ApiError> {
        if let Kind::List(item) = &self.specification.resolve(schema).kind {
            items
                .iter()
                .try_for_each(|text| self.check_text(item, name, text))?;
        }
        self.check_length(schema, name, "items", items.len())
    }

    /// Checks a value that was sent as JSON.
    pub(super) fn check_value(
        &self,
        schema: &Schema,
        name: &str,
        value: &Value,
    ) -> Result<(), ApiError> {
        let resolved = self.specification.resolve(schema);
        match (&resolved.kind, value) {
            (Kind::Any, _) | (_, Value::Null) => Ok(()),
            (Kind::List(item), Value::Array(items)) => {
                self.check_length(schema, name, "items", items.len())?;
                items.iter().enumerate().try_for_each(|(index, value)| {
                    self.check_value(item, &format!("{name}[{index}]"), value)
                })
            }
            // In the vendor's samples, a list stands for an object only if the schema has no
            // properties.
            (Kind::Object(properties), _) if properties.is_empty() => Ok(()),
            (Kind::Object(properties), Value::Object(fields)) => {
                for key in fields.keys() {
                    if !properties.iter().any(|(name, _)| **name == **key) {
                        let names = properties.iter().map(|(name, _)| &**name);
                        let near = crate::specification::nearest(key, names);
                        let name = format!("{name}.{}", encode(key));
                        return Err(ApiError::unknown_parameter(self.action, &name, near));
                    }
                }
                properties.iter().try_for_each(|(key, schema)| {
                    let name = format!("{name}.{}", &**key);
                    match fields.get(&**key).filter(|value| !value.is_null()) {
                        Some(value) => self.check_value(schema, &name, value),
                        None if schema.required => Err(ApiError::missing_parameter(&name)),
                        None => Ok(()),
                    }
                })
            }
            (Kind::Map(values), Value::Object(fields)) => {
                fields.iter().try_for_each(|(key, value)| {
                    self.check_value(values, &format!("{name}.{}", encode(key)), value)
                })
            }
            (Kind::Text, Value::String(text)) => self.check_limits(resolved, name, text, None),
            (Kind::Integer, Value::Number(number)) if !number.is_f64() => {
                self.check_limits(resolved, name, &number.to_string(), number.as_f64())
            }
            (Kind::Number, Value::Number(number)) => {
                self.check_limits(resolved, name, &number.to_string(), number.as_f64())
            }
            (Kind::Boolean, Value::Bool(_)) => Ok(()),
            (kind, _) => Err(wrong_type(name, kind.described())),
        }
    }

    pub(super) fn check_length(
        &self,
        schema: &Schema,
        name: &str,
        unit: &str,
        length: usize,
    ) -> Result<(), ApiError> {
        let Some(limits) = self.limits(schema) else {
            return Ok(());
        };
        let length = length as u64;
        if let Some(shortest) = limits.shortest.filter(|shortest| length < *shortest) {
            let problem = format!("it has {length} {unit}; the minimum is {shortest}");
            return Err(ApiError::invalid_value(name, problem));
        }
        if let Some(longest) = limits.longest.filter(|longest| length > *longest) {
            let problem = format!("it has {length} {unit}; the maximum is {longest}");
            return Err(ApiError::invalid_value(name, problem));
        }
        Ok(())
    }

    fn check_limits(
        &self,
        schema: &Schema,
        name: &str,
        text: &str,
        number: Option<f64>,
    ) -> Result<(), ApiError> {
        let Some(limits) = self.limits(schema) else {
            return Ok(());
        };
        let values = &limits.enumeration;
        if !values.is_empty() && !values.iter().any(|value| value == text) {
            let problem = format!("must be one of {}", values.join(", "));
            return Err(ApiError::invalid_value(name, problem));
        }
        if let Some(number) = number {
            check_bounds(limits, name, number)?;
        }
        if matches!(schema.kind, Kind::Text) {
            self.check_length(schema, name, "characters", text.chars().count())?;
        }
        match &limits.pattern {
            Some(pattern) if !pattern.whole.is_match(text) => {
                let problem = format!("must match {}", pattern.text);
                Err(ApiError::invalid_value(name, problem))
            }
            _ => Ok(()),
        }
    }

    fn limits<'s>(&'s self, schema: &'s Schema) -> Option<&'s Limits> {
        match self.strictness {
            Strictness::Strict => self.specification.resolve(schema).limits.as_deref(),
            Strictness::Lenient => None,
        }
    }
}

fn check_bounds(limits: &Limits, name: &str, number: f64) -> Result<(), ApiError> {
    if let Some(bound) = limits.minimum {
        if number < bound.value || (bound.exclusive && number <= bound.value) {
            let at_least = if bound.exclusive {
                "more than"
            } else {
                "at least"
            };
            let problem = format!("must be {at_least} {}", bound.value);
            return Err(ApiError::invalid_value(name, problem));
        }
    }
    if let Some(bound) = limits.maximum {
        if number > bound.value || (bound.exclusive && number >= bound.value) {
            let at_most = if bound.exclusive {
                "less than"
            } else {
                "at most"
            };
            let problem = format!("must be {at_most} {}", bound.value);
            return Err(ApiError::invalid_value(name, problem));
        }
    }
    Ok(())
}

/// The number of a text that contains an integer of up to 64 bits.
fn integer(text: &str) -> Option<f64> {
    let signed = text.parse::<i64>().map(|number| number as f64);
    let is_digits = text
        .strip_prefix('-')
        .unwrap_or(text)
        .bytes()
        .all(|b| b.is_ascii_digit());
    let number = signed.or_else(|_| text.parse::<u64>().map(|number| number as f64));
    number.ok().filter(|_| is_digits)
}

fn wrong_type(name: &str, expected: &str) -> ApiError {
    ApiError::invalid_value(name, format!("must be {expected}"))
}

impl Kind {
    fn described(&self) -> &'static str {
        match self {
            Self::Text => "a string",
            Self::Integer => "an integer",
            Self::Number => "a number",
            Self::Boolean => "true or false",
            Self::List(_) => "a list",
            Self::Object(_) | Self::Map(_) | Self::Reference(_) => "an object",
            Self::Any => "a value",
        }
    }
}
