//! A JSON value together with where it is, read with complaints instead of failures.

use serde_json::{Map, Value};

use crate::diagnostic::{Diagnostics, join};

/// A value and its place.
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

    /// The value as an object; an empty list counts as an empty one, as some exports write it.
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

    /// The items of a list.
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

    pub(crate) fn text(&self, diagnostics: &mut Diagnostics) -> Option<&'a str> {
        let text = self.value.as_str();
        if text.is_none() {
            diagnostics.error(&self.pointer, wrong(self.value, "a string"));
        }
        text
    }

    /// The value as documentation shows it, whatever it is; without blanks around it.
    pub(crate) fn shown(&self) -> String {
        match self.value {
            Value::String(text) => text.trim().to_owned(),
            other => other.to_string(),
        }
    }

    /// Whether it is the empty list that some exports write for an empty object, or that object.
    pub(crate) fn is_empty(&self) -> bool {
        match self.value {
            Value::Array(list) => list.is_empty(),
            Value::Object(map) => map.is_empty(),
            _ => false,
        }
    }
}

/// An object and its place.
#[derive(Clone, Debug)]
pub(crate) struct Object<'a> {
    map: Result<&'a Map<String, Value>, Absent>,
    pub(crate) pointer: String,
}

/// Why an object has no entries to look at.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Absent {
    Empty,
    /// There is a value of another type, which has been complained about.
    Wrong,
}

impl<'a> Object<'a> {
    /// The entries in the order they were written.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&'a str, Node<'a>)> + '_ {
        self.map.into_iter().flatten().map(|(key, value)| {
            let pointer = join(&self.pointer, key);
            (key.as_str(), Node { value, pointer })
        })
    }

    /// The value of `key`; `null` counts as absent.
    pub(crate) fn get(&self, key: &str) -> Option<Node<'a>> {
        let value = self.map.ok()?.get(key).filter(|value| !value.is_null())?;
        Some(Node {
            value,
            pointer: join(&self.pointer, key),
        })
    }

    /// Whether `key` has a value that says something: more than `null` or an empty collection.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.get(key).is_some_and(|node| !node.is_empty())
    }

    /// Whether it isn't the object it should be, which has been complained about.
    pub(crate) fn is_wrong(&self) -> bool {
        self.map == Err(Absent::Wrong)
    }

    /// The value of `key`, which has to be there.
    pub(crate) fn need(&self, key: &str, diagnostics: &mut Diagnostics) -> Option<Node<'a>> {
        let node = self.get(key);
        if node.is_none() && !self.is_wrong() {
            diagnostics.error(&self.pointer, format!("has no `{key}`; it is needed here"));
        }
        node
    }

    /// The object at `key`, empty if it isn't there.
    pub(crate) fn object(&self, key: &str, diagnostics: &mut Diagnostics) -> Self {
        match self.get(key) {
            Some(node) => node.object(diagnostics),
            None => Object {
                map: Err(Absent::Empty),
                pointer: join(&self.pointer, key),
            },
        }
    }

    /// The items of the list at `key`, none if it isn't there.
    pub(crate) fn list(&self, key: &str, diagnostics: &mut Diagnostics) -> Vec<Node<'a>> {
        self.get(key)
            .map(|node| node.list(diagnostics))
            .unwrap_or_default()
    }

    /// The texts in the list at `key`, none if it isn't there.
    pub(crate) fn texts(&self, key: &str, diagnostics: &mut Diagnostics) -> Vec<String> {
        let nodes = self.list(key, diagnostics);
        let texts = nodes.iter().filter_map(|node| node.text(diagnostics));
        texts.map(str::to_owned).collect()
    }

    /// The text at `key`, empty if it isn't there.
    pub(crate) fn text(&self, key: &str, diagnostics: &mut Diagnostics) -> String {
        self.get(key)
            .and_then(|node| node.text(diagnostics))
            .unwrap_or_default()
            .to_owned()
    }

    /// The flag at `key`, which some exports write as text.
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
                format!("is the text {}; it is read as {flag}", node.value),
            ),
            None => diagnostics.error(node.pointer, wrong(node.value, "true or false")),
        }
        flag
    }

    /// The value at `key` as documentation shows it, whatever it is.
    pub(crate) fn shown(&self, key: &str) -> Option<String> {
        let text = self.get(key)?.shown();
        Some(text).filter(|text| !text.is_empty())
    }

    /// Warns of every key that is not among `known`.
    pub(crate) fn expect_only(&self, known: &[&str], diagnostics: &mut Diagnostics) {
        for (key, node) in self.entries() {
            if !known.contains(&key) {
                diagnostics.warning(
                    node.pointer,
                    format!(
                        "is not part of the format and was passed over; known here: {}",
                        known.join(", ")
                    ),
                );
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
    format!("is {found}; it must be {wanted}")
}
