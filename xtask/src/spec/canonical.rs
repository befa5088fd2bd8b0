//! One text per document, whatever order its keys came in.

use serde_json::{Map, Value};

/// `document` with the keys of every object in the order of their bytes, indented by two blanks,
/// and a line break at the end. Lists stay as they are: that of an operation's parameters is the
/// order of the arguments of `new`.
pub(super) fn text(document: Value) -> Result<String, String> {
    match serde_json::to_string_pretty(&sorted(document)) {
        Ok(text) => Ok(text + "\n"),
        Err(error) => Err(error.to_string()),
    }
}

fn sorted(value: Value) -> Value {
    match value {
        Value::Object(object) => {
            let mut entries: Vec<(String, Value)> = object.into_iter().collect();
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            let entries = entries.into_iter();
            Value::Object(
                entries
                    .map(|(key, value)| (key, sorted(value)))
                    .collect::<Map<_, _>>(),
            )
        }
        Value::Array(items) => items.into_iter().map(sorted).collect(),
        scalar => scalar,
    }
}

#[cfg(test)]
mod tests {
    use alicloud_codegen::{Input, generate, names_json};
    use serde_json::json;

    use super::*;

    #[test]
    fn keys_are_sorted_at_every_depth_and_lists_are_left_alone() {
        let document =
            json!({ "b": [{ "z": 1, "Z": 2 }, "y", "x"], "a": { "10": null, "2": 0.5 }, "é": [] });
        let expected = "{\n  \"a\": {\n    \"10\": null,\n    \"2\": 0.5\n  },\n  \"b\": [\n    {\n      \"Z\": 2,\n      \"z\": 1\n    },\n    \"y\",\n    \"x\"\n  ],\n  \"é\": []\n}\n";
        assert_eq!(text(document).unwrap(), expected);
    }

    #[test]
    fn names_do_not_depend_on_the_order_of_keys() {
        let specification = include_str!("../../tests/corpus/specs/weather/2024-01-01.json");
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
        let sorted = text(serde_json::from_str(specification).unwrap()).unwrap();
        assert_ne!(sorted, specification);
        assert_eq!(names(&sorted), names(specification));
    }
}
