//! JSON values with their places. Reading a value of the wrong type adds a diagnostic.

use serde_json::{Map, Value};

use crate::{
    diagnostic::{Diagnostics, join},
    nearest::nearest,
};

/// A JSON value and its place in the document.
#[derive(Clone, Debug)]
pub(crate) struct Node<'a> {
    pub(crate) value: &'a Value,
    pub(crate) pointer: String,
}

impl<'a> Node<'a> {
    pub(crate) fn root(value: &'a Value) -> Self {
        Self {
            value,
            pointer: String::new(),
        }
    }

    /// Reads the value as an object.
    ///
    /// An empty list counts as an empty object, because some exports write empty objects as lists.
    pub(crate) fn object(self, diagnostics: &mut Diagnostics) -> Object<'a> {
        let map = match self.value {
            Value::Object(map) => Ok(map),
            Value::Array(list) if list.is_empty() => Err(Absent::Empty),
            other => {
                diagnostics.error(&self.pointer, wrong(other, "an object"));
                Err(Absent::Wrong)
            }
        };
        Object {
            map,
            pointer: self.pointer,
        }
    }

    /// Reads the value as a list.
    pub(crate) fn list(self, diagnostics: &mut Diagnostics) -> Vec<Self> {
        let Value::Array(list) = self.value else {
            diagnostics.error(&self.pointer, wrong(self.value, "a list"));
            return Vec::new();
        };
        list.iter()
            .enumerate()
            .map(|(index, value)| Self {
                value,
                pointer: join(&self.pointer, &index.to_string()),
            })
            .collect()
    }

    /// Reads the value as a string.
    pub(crate) fn text(&self, diagnostics: &mut Diagnostics) -> Option<&'a str> {
        let text = self.value.as_str();
        if text.is_none() {
            diagnostics.error(&self.pointer, wrong(self.value, "a string"));
        }
        text
    }

    /// Returns the value in the form that documentation shows, for values of every type.
    ///
    /// A string is trimmed.
    pub(crate) fn shown(&self) -> String {
        match self.value {
            Value::String(text) => text.trim().to_owned(),
            other => other.to_string(),
        }
    }

    /// Whether the value is an empty object or an empty list.
    pub(crate) fn is_empty(&self) -> bool {
        match self.value {
            Value::Array(list) => list.is_empty(),
            Value::Object(map) => map.is_empty(),
            _ => false,
        }
    }
}

/// A JSON object and its place in the document.
#[derive(Clone, Debug)]
pub(crate) struct Object<'a> {
    map: Result<&'a Map<String, Value>, Absent>,
    pub(crate) pointer: String,
}

/// The reason for which an object has no entries.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Absent {
    /// The object is missing, or written as an empty list.
    Empty,
    /// The value has another type, and an error has been reported.
    Wrong,
}

impl<'a> Object<'a> {
    /// Returns the entries in the order of the document.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&'a str, Node<'a>)> + '_ {
        self.map.into_iter().flatten().map(|(key, value)| {
            let pointer = join(&self.pointer, key);
            (key.as_str(), Node { value, pointer })
        })
    }

    /// Returns the value of `key`. The value `null` counts as absent.
    pub(crate) fn get(&self, key: &str) -> Option<Node<'a>> {
        let value = self.map.ok()?.get(key).filter(|value| !value.is_null())?;
        Some(Node {
            value,
            pointer: join(&self.pointer, key),
        })
    }

    /// Whether `key` has a value that is not `null`, an empty list or an empty object.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.get(key).is_some_and(|node| !node.is_empty())
    }

    /// Whether the value was not an object, in which case an error has been reported.
    pub(crate) fn is_wrong(&self) -> bool {
        self.map == Err(Absent::Wrong)
    }

    /// Returns the value of the required `key`. A missing key is an error.
    pub(crate) fn need(&self, key: &str, diagnostics: &mut Diagnostics) -> Option<Node<'a>> {
        let node = self.get(key);
        if node.is_none() && !self.is_wrong() {
            diagnostics.error(
                &self.pointer,
                format!("the required key `{key}` is missing"),
            );
        }
        node
    }

    /// Reads the object at `key`. A missing key counts as an empty object.
    pub(crate) fn object(&self, key: &str, diagnostics: &mut Diagnostics) -> Self {
        match self.get(key) {
            Some(node) => node.object(diagnostics),
            None => Object {
                map: Err(Absent::Empty),
                pointer: join(&self.pointer, key),
            },
        }
    }

    /// Reads the list at `key`. A missing key counts as an empty list.
    pub(crate) fn list(&self, key: &str, diagnostics: &mut Diagnostics) -> Vec<Node<'a>> {
        self.get(key)
            .map(|node| node.list(diagnostics))
            .unwrap_or_default()
    }

    /// Reads the list of strings at `key`. A missing key counts as an empty list.
    pub(crate) fn texts(&self, key: &str, diagnostics: &mut Diagnostics) -> Vec<String> {
        let nodes = self.list(key, diagnostics);
        let texts = nodes.iter().filter_map(|node| node.text(diagnostics));
        texts.map(str::to_owned).collect()
    }

    /// Reads the string at `key`. A missing key counts as an empty string.
    pub(crate) fn text(&self, key: &str, diagnostics: &mut Diagnostics) -> String {
        self.get(key)
            .and_then(|node| node.text(diagnostics))
            .unwrap_or_default()
            .to_owned()
    }

    /// Reads the boolean at `key`, which some exports write as a string.
    pub(crate) fn flag(&self, key: &str, diagnostics: &mut Diagnostics) -> Option<bool> {
        let node = self.get(key)?;
        if let Some(flag) = node.value.as_bool() {
            return Some(flag);
        }
        let text = node.value.as_str().unwrap_or_default();
        let flag = [true, false]
            .into_iter()
            .find(|flag| text.eq_ignore_ascii_case(&flag.to_string()));
        match flag {
            Some(flag) => diagnostics.warning(
                node.pointer,
                format!("the string {} is read as the boolean {flag}", node.value),
            ),
            None => diagnostics.error(node.pointer, wrong(node.value, "true or false")),
        }
        flag
    }

    /// Returns the value at `key` in the form that documentation shows, if the form is not empty.
    pub(crate) fn shown(&self, key: &str) -> Option<String> {
        let text = self.get(key)?.shown();
        Some(text).filter(|text| !text.is_empty())
    }

    /// Adds a warning for each key that is not in `known`.
    pub(crate) fn expect_only(&self, known: &[&str], diagnostics: &mut Diagnostics) {
        for (key, node) in self.entries() {
            if !known.contains(&key) {
                let hint = match nearest(key, known.iter().copied()) {
                    Some(nearest) => format!("did you mean `{nearest}`?"),
                    None => format!("known keys: {}", known.join(", ")),
                };
                let message = format!("unknown key, which is ignored ({hint})");
                diagnostics.warning(node.pointer, message);
            }
        }
    }
}

fn wrong(value: &Value, wanted: &str) -> String {
    let found = match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    format!("expected {wanted}, found {found}")
}
