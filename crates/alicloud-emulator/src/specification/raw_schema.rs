//! Reads the schemas of the vendor's metadata.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer},
};
use serde_json::Value;

use super::{
    Bound, Kind, Limits, Pattern, Schema, SpecificationError,
    entries::{Entries, end_of_empty_list},
};

type Result<T> = std::result::Result<T, SpecificationError>;

/// A schema as the metadata contains it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawSchema {
    #[serde(rename = "type")]
    kind: Option<String>,
    #[serde(rename = "$ref")]
    reference: Option<String>,
    #[serde(default)]
    properties: Entries<Self>,
    items: Option<OrEmptyList>,
    additional_properties: Option<OrEmptyList>,
    #[serde(default)]
    required: bool,
    #[serde(rename = "enum", default)]
    enumeration: Vec<Value>,
    minimum: Option<Value>,
    maximum: Option<Value>,
    #[serde(default)]
    exclusive_minimum: bool,
    #[serde(default)]
    exclusive_maximum: bool,
    min_length: Option<Value>,
    max_length: Option<Value>,
    min_items: Option<Value>,
    max_items: Option<Value>,
    pattern: Option<String>,
}

impl RawSchema {
    pub(super) fn read(mut self) -> Result<Schema> {
        let kind = self.kind()?;
        let limits = self.limits(&kind);
        Ok(Schema {
            kind,
            required: self.required,
            limits: (!limits.is_empty()).then(|| Box::new(limits)),
        })
    }

    fn kind(&mut self) -> Result<Kind> {
        if let Some(reference) = &self.reference {
            let name = reference.strip_prefix("#/components/schemas/");
            let name = name.ok_or_else(|| {
                SpecificationError::new(format!(
                    "$ref {reference:?} must begin with \"#/components/schemas/\""
                ))
            })?;
            return Ok(Kind::Reference(name.to_owned()));
        }
        Ok(match self.kind.as_deref() {
            Some("string") => Kind::Text,
            Some("integer") => Kind::Integer,
            Some("number") => Kind::Number,
            Some("boolean") => Kind::Boolean,
            Some("any") => Kind::Any,
            Some("array") => Kind::List(Box::new(
                match self.items.take().and_then(|items| items.0) {
                    Some(items) => items.read().map_err(|error| error.within("items"))?,
                    None => Schema::any(),
                },
            )),
            Some("object") => self.object()?,
            Some(other) => {
                return Err(SpecificationError::new(format!(
                    "unknown type {other:?}; known types: any, array, boolean, integer, number, \
                     object, string"
                )));
            }
            None => {
                return Err(SpecificationError::new(
                    "the schema has neither type nor $ref",
                ));
            }
        })
    }

    fn object(&mut self) -> Result<Kind> {
        let values = self
            .additional_properties
            .take()
            .and_then(|values| values.0);
        if let (Some(values), true) = (values, self.properties.0.is_empty()) {
            let values = values.read().map_err(|error| error.within("values"))?;
            return Ok(Kind::Map(Box::new(values)));
        }
        std::mem::take(&mut self.properties)
            .0
            .into_iter()
            .map(|(name, schema)| match schema.read() {
                Ok(schema) => Ok((name.into(), schema)),
                Err(error) => Err(error.within(name)),
            })
            .collect::<Result<_>>()
            .map(Kind::Object)
    }

    /// The limits that fit the type. For example, the metadata declares a minimum for a text. Such
    /// a limit is ignored.
    fn limits(&mut self, kind: &Kind) -> Limits {
        let mut limits = Limits::default();
        match kind {
            Kind::Integer | Kind::Number => {
                let bound = |value: &Option<Value>, exclusive| {
                    let value = number(value.as_ref()?)?;
                    Some(Bound { value, exclusive })
                };
                limits.minimum = bound(&self.minimum, self.exclusive_minimum);
                limits.maximum = bound(&self.maximum, self.exclusive_maximum);
                if let (Some(minimum), Some(maximum)) = (limits.minimum, limits.maximum) {
                    if minimum.value > maximum.value {
                        (limits.minimum, limits.maximum) = (None, None);
                    }
                }
            }
            Kind::Text => {
                (limits.shortest, limits.longest) = lengths(&self.min_length, &self.max_length);
                limits.pattern = self.pattern.as_deref().and_then(whole_match);
            }
            Kind::List(_) => {
                (limits.shortest, limits.longest) = lengths(&self.min_items, &self.max_items);
            }
            _ => {}
        }
        if matches!(kind, Kind::Text | Kind::Integer | Kind::Number) {
            let text = |value: Value| match value {
                Value::String(text) => text,
                other => other.to_string(),
            };
            limits.enumeration = std::mem::take(&mut self.enumeration)
                .into_iter()
                .map(text)
                .collect();
        }
        limits
    }
}

/// A pattern that must match a whole text. `None` if the pattern uses syntax that only other
/// languages have. An empty pattern in the metadata is an unset pattern.
fn whole_match(pattern: &str) -> Option<Pattern> {
    if pattern.is_empty() {
        return None;
    }
    let whole = regex_lite::Regex::new(&format!("^(?:{pattern})$")).ok()?;
    Some(Pattern {
        text: pattern.to_owned(),
        whole,
    })
}

/// The shortest and the longest length, if they don't contradict each other.
fn lengths(shortest: &Option<Value>, longest: &Option<Value>) -> (Option<u64>, Option<u64>) {
    let length = |value: &Option<Value>| {
        let value = number(value.as_ref()?)?;
        // A float is rounded towards zero and limited to the range of the integer.
        (value >= 0.0).then_some(value as u64)
    };
    match (length(shortest), length(longest)) {
        (Some(shortest), Some(longest)) if shortest > longest => (None, None),
        lengths => lengths,
    }
}

/// The metadata contains numbers as texts and as numbers.
fn number(value: &Value) -> Option<f64> {
    match value {
        Value::String(text) => text.trim().parse().ok(),
        other => other.as_f64(),
    }
    .filter(|number: &f64| number.is_finite())
}

/// A schema, or the empty list that some exports write in place of an empty object.
struct OrEmptyList(Option<Box<RawSchema>>);

impl<'de> Deserialize<'de> for OrEmptyList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct OrEmptyListVisitor;

        impl<'de> Visitor<'de> for OrEmptyListVisitor {
            type Value = OrEmptyList;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a schema")
            }

            fn visit_map<A: MapAccess<'de>>(
                self,
                map: A,
            ) -> std::result::Result<OrEmptyList, A::Error> {
                let schema = RawSchema::deserialize(MapAccessDeserializer::new(map))?;
                Ok(OrEmptyList(Some(Box::new(schema))))
            }

            fn visit_seq<A: SeqAccess<'de>>(
                self,
                list: A,
            ) -> std::result::Result<OrEmptyList, A::Error> {
                end_of_empty_list(list, &self).map(|()| OrEmptyList(None))
            }
        }

        deserializer.deserialize_any(OrEmptyListVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::whole_match;

    #[test]
    fn an_empty_pattern_is_unset() {
        assert!(whole_match("").is_none());
    }

    #[test]
    fn a_pattern_matches_the_whole_text() {
        let pattern = whole_match("a|b").unwrap();
        assert!(pattern.whole.is_match("b"));
        assert!(!pattern.whole.is_match("ab"));
        assert_eq!(pattern.text, "a|b");
    }
}
