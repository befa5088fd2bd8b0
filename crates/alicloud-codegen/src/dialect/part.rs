//! The files of a specification.

use serde_json::Value;

use crate::{
    diagnostic::{Diagnostics, join},
    node::{Node, Object},
};

/// A file of a specification.
pub(super) struct Part<'a> {
    pub(super) file: &'a str,
    pub(super) value: Value,
    /// The place of `value` in the file.
    pub(super) pointer: &'static str,
}

impl<'a> Part<'a> {
    /// Creates a part from the parsed file, and removes the wrapper `{"code": 0, "data": ...}`.
    pub(super) fn new(file: &'a str, mut root: Value) -> Self {
        let wrapped = root.as_object().is_some_and(|root| {
            root.contains_key("code") && root.get("data").is_some_and(Value::is_object)
        });
        Part {
            file,
            value: match root.get_mut("data") {
                Some(data) if wrapped => data.take(),
                _ => root,
            },
            pointer: if wrapped { "/data" } else { "" },
        }
    }

    /// Reads the value as an object.
    pub(super) fn object(&self, found: &mut Diagnostics) -> Object<'_> {
        let pointer = self.pointer.to_owned();
        let value = &self.value;
        Node { value, pointer }.object(found)
    }

    /// Returns the folders in the path, and the name of the file without `.json`.
    pub(super) fn segments(&self) -> Vec<&'a str> {
        let mut segments: Vec<&str> = self
            .file
            .split(['/', '\\'])
            .filter(|segment| !segment.is_empty() && *segment != ".")
            .collect();
        if let Some(last) = segments.last_mut() {
            *last = last.strip_suffix(".json").unwrap_or(last);
        }
        segments
    }
}

/// Returns the place of an operation in the document.
pub(super) fn place(name: &str) -> String {
    join("/apis", name)
}
