//! Profiles and answers: objects of JSON that hold secrets.

mod credentials;

use std::time::{Duration, SystemTime};

use alicloud::Value;
use jiff::Timestamp;
use zeroize::Zeroize as _;

use crate::{DocumentProblem, variable::is_token};

/// A thousand years.
const FAR_AHEAD: Duration = Duration::from_secs(1_000 * 365 * 24 * 60 * 60);

/// An object of JSON. Its texts are overwritten when it is dropped, and no error repeats one.
#[derive(Default)]
pub(crate) struct Document(Value);

impl Document {
    pub(crate) fn parse(text: &[u8]) -> Result<Self, DocumentProblem> {
        // As PowerShell begins what it prints.
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        // The message of the error may repeat a value, so its place is all that is kept.
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

    /// The value under `key`; `None` if it is absent, null or an empty text.
    fn value(&self, key: &str) -> Option<&Value> {
        let is_set = |value: &&Value| !value.is_null() && value.as_str() != Some("");
        self.0.get(key).filter(is_set)
    }

    /// Whether there is a value that is neither null nor an empty text.
    pub(crate) fn is_set(&self, key: &str) -> bool {
        self.value(key).is_some()
    }

    /// The text under `key`, if it [is set](Self::is_set).
    pub(crate) fn text(&self, key: &'static str) -> Result<Option<&str>, DocumentProblem> {
        let expected = "a text";
        let Some(value) = self.value(key) else {
            return Ok(None);
        };
        let text = value.as_str().map(Some);
        text.ok_or(DocumentProblem::WrongType { key, expected })
    }

    pub(crate) fn needed_text(&self, key: &'static str) -> Result<&str, DocumentProblem> {
        self.text(key)?.ok_or(DocumentProblem::Missing(key))
    }

    /// A text that can be a key or a token.
    pub(crate) fn token(&self, key: &'static str) -> Result<Option<&str>, DocumentProblem> {
        match self.text(key)? {
            Some(text) if !is_token(text) => Err(DocumentProblem::Invalid(key)),
            text => Ok(text),
        }
    }

    pub(crate) fn needed_token(&self, key: &'static str) -> Result<&str, DocumentProblem> {
        self.token(key)?.ok_or(DocumentProblem::Missing(key))
    }

    /// A whole number that is not negative, or its digits in a text; `None` if it is absent, null, empty
    /// or 0, which is how the vendor's tools write that there is none.
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

    /// A time in seconds since 1970.
    pub(crate) fn seconds(&self, key: &'static str) -> Result<Option<SystemTime>, DocumentProblem> {
        let seconds = self.number(key)?.map(Duration::from_secs);
        // One that can't be told is far ahead.
        Ok(seconds.map(|seconds| {
            let time = SystemTime::UNIX_EPOCH.checked_add(seconds);
            time.unwrap_or(SystemTime::UNIX_EPOCH + FAR_AHEAD)
        }))
    }

    /// `true` or `false`, perhaps as a text in any letter case; `None` if it is absent, null or empty.
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

    /// The object under `key`, taken out.
    pub(crate) fn take_object(&mut self, key: &'static str) -> Result<Self, DocumentProblem> {
        match self.0.get_mut(key).map(Value::take) {
            None | Some(Value::Null) => Err(DocumentProblem::Missing(key)),
            Some(value) => Self::new(value).map_err(|_| DocumentProblem::WrongType {
                key,
                expected: "an object",
            }),
        }
    }

    /// What is in the list under `key`, taken out; nothing if there is no list. Items that
    /// aren't objects count as empty objects.
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
        let time = self.text(key)?.map(str::parse::<Timestamp>).transpose();
        Ok(time
            .map_err(|_| DocumentProblem::NotATime(key))?
            .map(SystemTime::from))
    }
}

/// Enough of a word from outside to know it by.
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
