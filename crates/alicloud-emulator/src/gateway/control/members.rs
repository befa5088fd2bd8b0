//! The members of a JSON object in a control call.

use serde_json::{Map, Value};

use crate::specification::nearest;

/// The unread members of a JSON object. Reading a member removes it, so the rest is unknown.
pub(super) struct Members {
    unread: Map<String, Value>,
    /// The names of all members that the reader knows.
    known: Vec<&'static str>,
}

impl Members {
    /// Reads an object. `shape` describes the object for the error, such as `a fault must be ...`.
    pub(super) fn of(object: Value, shape: &str) -> Result<Self, String> {
        match object {
            Value::Object(unread) => Ok(Self {
                unread,
                known: Vec::new(),
            }),
            _ => Err(shape.to_owned()),
        }
    }

    /// Reads a member that must be present. `shape` describes a valid value for the error.
    pub(super) fn required<T>(
        &mut self,
        name: &'static str,
        shape: &str,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Result<T, String> {
        self.optional(name, shape, read)?
            .ok_or_else(|| format!("{name:?} is missing; it must be {shape}"))
    }

    /// Reads a member that may be absent.
    pub(super) fn optional<T>(
        &mut self,
        name: &'static str,
        shape: &str,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Result<Option<T>, String> {
        let Some(value) = self.take(name) else {
            return Ok(None);
        };
        match read(&value) {
            Some(value) => Ok(Some(value)),
            None => Err(format!("{name:?} must be {shape}")),
        }
    }

    /// Removes a member that the caller reads.
    pub(super) fn take(&mut self, name: &'static str) -> Option<Value> {
        self.known.push(name);
        self.unread.remove(name)
    }

    pub(super) fn text(&mut self, name: &'static str) -> Result<String, String> {
        self.required(name, TEXT, text)
    }

    pub(super) fn optional_text(&mut self, name: &'static str) -> Result<Option<String>, String> {
        self.optional(name, TEXT, text)
    }

    /// Reads a member that is a list, with an empty list if the member is absent.
    pub(super) fn list(&mut self, name: &'static str) -> Result<Vec<Value>, String> {
        Ok(self.optional_list(name)?.unwrap_or_default())
    }

    /// Reads a member that is a list and may be absent.
    pub(super) fn optional_list(
        &mut self,
        name: &'static str,
    ) -> Result<Option<Vec<Value>>, String> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::Array(items)) => Ok(Some(items)),
            Some(_) => Err(format!("{name:?} must be a list")),
        }
    }

    /// Checks that all members have been read. `what` names the object in the error.
    pub(super) fn end(self, what: &str) -> Result<(), String> {
        let Some(unknown) = self.unread.keys().next() else {
            return Ok(());
        };
        let suggestion = match nearest(unknown, self.known.into_iter()) {
            Some(name) => format!(" (did you mean {name:?}?)"),
            None => String::new(),
        };
        Err(format!("unknown member {unknown:?} of {what}{suggestion}"))
    }
}

const TEXT: &str = "a string";

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}
