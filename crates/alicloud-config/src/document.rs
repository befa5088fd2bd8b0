//! JSON objects with secrets: profiles and responses.

mod credentials;

use std::time::{Duration, SystemTime};

use alicloud::Value;
use jiff::Timestamp;
use zeroize::Zeroize as _;

use crate::{DocumentProblem, variable::is_token};

/// A thousand years, which stands for a time that can't be represented.
const FAR_AHEAD: Duration = Duration::from_secs(1_000 * 365 * 24 * 60 * 60);

/// A JSON object. Its strings are overwritten on drop, and errors never contain secret values.
#[derive(Default)]
pub(crate) struct Document(Value);

impl Document {
    pub(crate) fn parse(text: &[u8]) -> Result<Self, DocumentProblem> {
        // PowerShell starts its output with a byte order mark.
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        // Only the position of the error is kept, because the error message may contain a value.
        let value = serde_json::from_slice(text).map_err(|error| DocumentProblem::Syntax {
            line: error.line(),
            column: error.column(),
        })?;
        Self::new(value)
    }

    pub(crate) fn new(value: Value) -> Result<Self, DocumentProblem> {
        let document = Self(value);
        match document.0 {
            Value::Object(_) => Ok(document),
            _ => Err(DocumentProblem::NotAnObject),
        }
    }

    /// The value of `key`. `None` if the value is absent, null or an empty string.
    fn value(&self, key: &str) -> Option<&Value> {
        let is_set = |value: &&Value| !value.is_null() && value.as_str() != Some("");
        self.0.get(key).filter(is_set)
    }

    /// Whether `key` has a value that is neither null nor an empty string.
    pub(crate) fn is_set(&self, key: &str) -> bool {
        self.value(key).is_some()
    }

    /// The string under `key`, if `key` [is set](Self::is_set).
    pub(crate) fn text(&self, key: &'static str) -> Result<Option<&str>, DocumentProblem> {
        let expected = "a string";
        let Some(value) = self.value(key) else {
            return Ok(None);
        };
        let text = value.as_str().map(Some);
        text.ok_or(DocumentProblem::WrongType { key, expected })
    }

    pub(crate) fn needed_text(&self, key: &'static str) -> Result<&str, DocumentProblem> {
        self.text(key)?.ok_or(DocumentProblem::Missing(key))
    }

    /// The string under `key`, which must have the characters of a [token](is_token).
    pub(crate) fn token(&self, key: &'static str) -> Result<Option<&str>, DocumentProblem> {
        match self.text(key)? {
            Some(text) if !is_token(text) => Err(DocumentProblem::Invalid(key)),
            text => Ok(text),
        }
    }

    pub(crate) fn needed_token(&self, key: &'static str) -> Result<&str, DocumentProblem> {
        self.token(key)?.ok_or(DocumentProblem::Missing(key))
    }

    /// The non-negative integer under `key`, as a number or a string.
    ///
    /// Returns `None` if the value is absent, null, empty or 0. The vendor's tools write 0 for a
    /// missing value.
    pub(crate) fn number(&self, key: &'static str) -> Result<Option<u64>, DocumentProblem> {
        let number = match self.value(key) {
            None => return Ok(None),
            Some(Value::String(text)) => text.parse().ok(),
            Some(value) => value.as_u64(),
        };
        let expected = "a whole number";
        let number = number.ok_or(DocumentProblem::WrongType { key, expected })?;
        Ok((number != 0).then_some(number))
    }

    /// The time under `key`, in seconds since 1970.
    pub(crate) fn seconds(&self, key: &'static str) -> Result<Option<SystemTime>, DocumentProblem> {
        let seconds = self.number(key)?.map(Duration::from_secs);
        // A time that can't be represented counts as far in the future.
        Ok(seconds.map(|seconds| {
            let time = SystemTime::UNIX_EPOCH.checked_add(seconds);
            time.unwrap_or(SystemTime::UNIX_EPOCH + FAR_AHEAD)
        }))
    }

    /// The boolean under `key`, as `true` or `false` or as a string in any letter case. `None` if
    /// the value is absent, null or empty.
    pub(crate) fn flag(&self, key: &'static str) -> Result<Option<bool>, DocumentProblem> {
        match self.value(key) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(Value::String(text)) if text.eq_ignore_ascii_case("true") => Ok(Some(true)),
            Some(Value::String(text)) if text.eq_ignore_ascii_case("false") => Ok(Some(false)),
            Some(_) => Err(DocumentProblem::WrongType {
                key,
                expected: "true or false",
            }),
        }
    }

    /// Removes and returns the object under `key`.
    pub(crate) fn take_object(&mut self, key: &'static str) -> Result<Self, DocumentProblem> {
        match self.0.get_mut(key).map(Value::take) {
            None | Some(Value::Null) => Err(DocumentProblem::Missing(key)),
            Some(value) => Self::new(value).map_err(|_| DocumentProblem::WrongType {
                key,
                expected: "an object",
            }),
        }
    }

    /// Removes and returns the items of the list under `key`. Without a list, there are no items.
    /// Items that aren't objects act like empty objects.
    pub(crate) fn take_list(&mut self, key: &'static str) -> Result<Vec<Self>, DocumentProblem> {
        match self.0.get_mut(key).map(Value::take) {
            None | Some(Value::Null) => Ok(Vec::new()),
            Some(Value::Array(values)) => Ok(values.into_iter().map(Self).collect()),
            Some(mut other) => {
                wipe(&mut other);
                let expected = "a list";
                Err(DocumentProblem::WrongType { key, expected })
            }
        }
    }

    fn time(&self, key: &'static str) -> Result<Option<SystemTime>, DocumentProblem> {
        let time = self
            .text(key)?
            .map(|text| text.parse::<Timestamp>()?.try_into());
        time.transpose()
            .map_err(|_: jiff::Error| DocumentProblem::NotATime(key))
    }
}

/// The first 64 characters of an external text, for error messages.
pub(crate) fn shown(text: &str) -> String {
    text.chars().take(64).collect()
}

impl Drop for Document {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

fn wipe(value: &mut Value) {
    match value {
        Value::String(text) => text.zeroize(),
        Value::Array(values) => values.iter_mut().for_each(wipe),
        Value::Object(map) => map.values_mut().for_each(wipe),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
