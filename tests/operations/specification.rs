//! The specification of ECS, read as JSON.

use std::{collections::BTreeSet, fs};

use serde_json::{Map, Value};

pub(crate) struct Specification(Map<String, Value>);

/// An operation in the specification.
pub(crate) struct Operation<'a> {
    pub(crate) action: &'a str,
    /// The names and schemas of the parameters. Some operations list a parameter twice.
    pub(crate) parameters: Vec<(&'a str, &'a Value)>,
    reply: &'a Value,
}

impl Specification {
    pub(crate) fn read() -> Self {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../api-specs/ecs/2014-05-26.json"
        );
        let mut document: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        match document["apis"].take() {
            Value::Object(operations) => Self(operations),
            _ => panic!("{path}: `apis` must be an object"),
        }
    }

    pub(crate) fn operations(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub(crate) fn operation<'a>(&'a self, action: &'a str) -> Operation<'a> {
        let api = &self.0[action];
        let mut parameters: Vec<(&str, &Value)> = Vec::new();
        for parameter in api["parameters"].as_array().into_iter().flatten() {
            let (name, schema) = (parameter["name"].as_str().unwrap(), &parameter["schema"]);
            match parameters.iter_mut().find(|(other, _)| *other == name) {
                Some((_, other)) if is_required(schema) => *other = schema,
                Some(_) => {}
                None => parameters.push((name, schema)),
            }
        }
        Operation {
            action,
            parameters,
            reply: &api["responses"]["200"]["schema"],
        }
    }
}

impl Operation<'_> {
    pub(crate) fn declares(&self, name: &str) -> bool {
        self.parameters.iter().any(|(other, _)| *other == name)
    }

    /// Whether the sent parameter `name` is `whole`, or is in `whole` as `Disk.1.Size` is in
    /// `Disk`. Some operations declare `SystemDisk.Size` beside `SystemDisk`.
    pub(crate) fn is_part(&self, name: &str, whole: &str) -> bool {
        name == whole || (is_within(name, whole) && !self.declares(name))
    }

    /// The paths of all fields of the reply, such as `Regions/Region/RegionId`.
    pub(crate) fn reply_fields(&self) -> BTreeSet<String> {
        let mut fields = BTreeSet::new();
        note_fields(self.reply, "", &mut fields);
        fields
    }
}

fn note_fields(schema: &Value, path: &str, fields: &mut BTreeSet<String>) {
    match schema["type"].as_str() {
        Some("array") => note_fields(&schema["items"], path, fields),
        Some("object") => {
            for (name, property) in properties(schema) {
                note_fields(property, &format!("{path}/{name}"), fields);
            }
        }
        _ => {
            fields.insert(path.to_owned());
        }
    }
}

pub(crate) fn properties(schema: &Value) -> impl Iterator<Item = (&String, &Value)> {
    schema["properties"].as_object().into_iter().flatten()
}

pub(crate) fn is_required(schema: &Value) -> bool {
    schema["required"] == true
}

/// Whether `name` begins with `outer` and a dot.
pub(crate) fn is_within(name: &str, outer: &str) -> bool {
    name.strip_prefix(outer)
        .is_some_and(|rest| rest.starts_with('.'))
}
