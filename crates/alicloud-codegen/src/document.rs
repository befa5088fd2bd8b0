//! JSON documents that keep the order of keys and report duplicate keys.

use std::{cell::RefCell, fmt};

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::diagnostic::{Diagnostics, join};

/// A JSON document whose objects keep the order of their keys.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    pub(crate) root: Value,
    /// Whether the document was assembled from files of single operations, some of which may be
    /// missing.
    pub(crate) partial: bool,
}

impl Document {
    /// Parses the JSON document `text`.
    ///
    /// A duplicate key in an object is an error, and the document keeps the key's first value. An
    /// integer that does not fit into 64 bits becomes a floating-point number. A byte order mark at
    /// the beginning is ignored.
    ///
    /// If the text is not JSON, the result is `None` and `diagnostics` has the error.
    pub fn parse(text: &str, diagnostics: &mut Diagnostics) -> Option<Self> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let repeated = RefCell::default();
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let root = Seed {
            pointer: String::new(),
            repeated: &repeated,
        }
        .deserialize(&mut deserializer)
        .and_then(|root| deserializer.end().map(|()| root));
        for pointer in repeated.into_inner() {
            diagnostics.error(
                pointer,
                "duplicate key in an object; remove or rename one of the two keys",
            );
        }
        match root {
            Ok(root) => Some(Self {
                root,
                partial: false,
            }),
            Err(error) => {
                diagnostics.error("", format!("invalid JSON: {error}"));
                None
            }
        }
    }
}

/// Builds the value at `pointer` and records the places of duplicate keys.
struct Seed<'a> {
    pointer: String,
    repeated: &'a RefCell<Vec<String>>,
}

impl Seed<'_> {
    fn child(&self, token: &str) -> Self {
        Seed {
            pointer: join(&self.pointer, token),
            repeated: self.repeated,
        }
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self.child(&list.len().to_string()))? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let child = self.child(&key);
            if map.contains_key(&key) {
                self.repeated.borrow_mut().push(child.pointer.clone());
            }
            let value = entries.next_value_seed(child)?;
            map.entry(key).or_insert(value);
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<String> {
        let mut diagnostics = Diagnostics::new("f");
        let _ = Document::parse(text, &mut diagnostics);
        diagnostics
            .into_vec()
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn keeps_the_order_of_keys() {
        let text = r#"{"b":[1,-2,0.5,true,null],"a":{"z":"x","y":{}}}"#;
        let document = Document::parse(text, &mut Diagnostics::new("f")).unwrap();
        assert_eq!(document.root.to_string(), text);
    }

    #[test]
    fn reports_line_and_column_of_invalid_json() {
        assert_eq!(
            problems("{\n  \"a\": nope\n}"),
            ["f: invalid JSON: expected ident at line 2 column 9"]
        );
        assert_eq!(
            problems("{} {}"),
            ["f: invalid JSON: trailing characters at line 1 column 4"]
        );
    }

    #[test]
    fn ignores_line_ends_and_a_byte_order_mark() {
        let text = "\u{feff}{\r\n  \"a\": 1\r\n}\r\n";
        let document = Document::parse(text, &mut Diagnostics::new("f")).unwrap();
        assert_eq!(document.root.to_string(), r#"{"a":1}"#);
        assert!(problems("{}\u{feff}")[0].starts_with("f: invalid JSON"));
    }

    #[test]
    fn refuses_invalid_numbers() {
        for number in ["1e999", "01", "NaN", "-", "1."] {
            let lines = problems(&format!("[{number}]"));
            assert!(lines[0].starts_with("f: invalid JSON"), "{lines:?}");
        }
    }

    #[test]
    fn reports_every_duplicate_key() {
        assert_eq!(
            problems(r#"{"apis":{"A":{},"A":{},"B":[{"x":1,"x":2}]}}"#),
            [
                "f: /apis/A: duplicate key in an object; remove or rename one of the two keys",
                "f: /apis/B/0/x: duplicate key in an object; remove or rename one of the two keys",
            ]
        );
    }

    #[test]
    fn refuses_deep_nesting() {
        let deep = "[".repeat(100_000);
        assert!(problems(&deep)[0].starts_with("f: invalid JSON: recursion limit"));
    }
}
