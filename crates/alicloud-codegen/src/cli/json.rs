//! Canonical JSON: one text per document, whatever order its keys came in.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer, ser::Error};
use serde_json::value::RawValue;

/// `document`, which is JSON, with the keys of every object in the order of their bytes, indented by
/// two blanks, and a line break at the end. Lists stay as they are: that of an operation's
/// parameters is the order of the arguments of `new`. So do the digits of numbers.
pub(super) fn canonical(document: &str) -> Result<String, String> {
    let sorted = serde_json::from_str(document)
        .and_then(|document| serde_json::to_string_pretty(&Sorted(document)));
    match sorted {
        Ok(text) => Ok(text + "\n"),
        Err(error) => Err(error.to_string()),
    }
}

struct Sorted<'a>(&'a RawValue);

impl Serialize for Sorted<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = self.0.get();
        match text.as_bytes().first() {
            Some(b'{') => {
                let object: BTreeMap<String, &RawValue> = read(text)?;
                serializer.collect_map(object.into_iter().map(|(key, value)| (key, Sorted(value))))
            }
            Some(b'[') => {
                let items: Vec<&RawValue> = read(text)?;
                serializer.collect_seq(items.into_iter().map(Sorted))
            }
            Some(b'"') => read::<String, _>(text)?.serialize(serializer),
            _ => self.0.serialize(serializer),
        }
    }
}

fn read<'a, T: serde::Deserialize<'a>, E: Error>(text: &'a str) -> Result<T, E> {
    serde_json::from_str(text).map_err(E::custom)
}

#[cfg(test)]
mod tests {
    use crate::{Input, generate, names_json};
    use serde_json::Value;

    use super::*;

    #[test]
    fn keys_are_sorted_at_every_depth_and_lists_are_left_alone() {
        let document =
            r#"{ "b": [{"z":1,"Z":2}, "y", "x"], "a": {"10":null,"2":0.5}, "é": [], "d": {} }"#;
        let expected = "{\n  \"a\": {\n    \"10\": null,\n    \"2\": 0.5\n  },\n  \"b\": [\n    {\n      \"Z\": 2,\n      \"z\": 1\n    },\n    \"y\",\n    \"x\"\n  ],\n  \"d\": {},\n  \"é\": []\n}\n";
        assert_eq!(canonical(document).unwrap(), expected);
    }

    #[test]
    fn numbers_keep_their_digits_and_texts_have_one_spelling() {
        let document = r#" [1.10, 123456789012345678901234567890, 1e3, -0, "\u00e9\/" ] "#;
        let expected =
            "[\n  1.10,\n  123456789012345678901234567890,\n  1e3,\n  -0,\n  \"é/\"\n]\n";
        assert_eq!(canonical(document).unwrap(), expected);
    }

    #[test]
    fn names_do_not_depend_on_the_order_of_keys() {
        let specification =
            include_str!("../../../../xtask/tests/corpus/specs/weather/2024-01-01.json");
        let names = |text: &str| {
            let output = generate(&Input::new("weather.json", text)).unwrap();
            let table = names_json(&output.product, &output.names, "");
            let table: Value = serde_json::from_str(&table).unwrap();
            let mut names: Vec<(String, Value)> = table["names"]
                .as_object()
                .unwrap()
                .clone()
                .into_iter()
                .collect();
            names.sort_by(|a, b| a.0.cmp(&b.0));
            names
        };
        let sorted = canonical(specification).unwrap();
        assert_ne!(sorted, specification);
        assert_eq!(names(&sorted), names(specification));
    }
}
