//! JSON documents that hold secrets.

use std::time::{Duration, SystemTime};

use alicloud::Value;
use alicloud_sign::Credentials;
use jiff::Timestamp;
use zeroize::Zeroize as _;

use crate::{DocumentProblem, Fetched, variable::is_token};

/// How long to keep what a process prints without an expiration.
const KEPT: Duration = Duration::from_secs(600);

/// The names of what describes temporary credentials.
const TEMPORARY: [&str; 4] = [
    "AccessKeyId",
    "AccessKeySecret",
    "SecurityToken",
    "Expiration",
];

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

    /// The text under `key`; `None` if it is absent, null or empty.
    pub(crate) fn text(&self, key: &'static str) -> Result<Option<&str>, DocumentProblem> {
        match self.0.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if text.is_empty() => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(DocumentProblem::WrongType {
                key,
                expected: "a text",
            }),
        }
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
        let number = match self.0.get(key) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::String(text)) if text.is_empty() => return Ok(None),
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
        match self.0.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if text.is_empty() => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(Value::String(text)) if text.eq_ignore_ascii_case("true") => Ok(Some(true)),
            Some(Value::String(text)) if text.eq_ignore_ascii_case("false") => Ok(Some(false)),
            Some(_) => Err(DocumentProblem::WrongType {
                key,
                expected: "true or false",
            }),
        }
    }

    /// Whether there is a value that is neither null nor an empty text.
    pub(crate) fn is_set(&self, key: &str) -> bool {
        match self.0.get(key) {
            None | Some(Value::Null) => false,
            Some(Value::String(text)) => !text.is_empty(),
            Some(_) => true,
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

    /// Renames the keys of [temporary](Self::temporary) credentials to their usual letter case.
    pub(crate) fn with_names_in_any_case(mut self) -> Self {
        let Value::Object(map) = &mut self.0 else {
            return self;
        };
        for name in TEMPORARY {
            let other = map.keys().find(|key| key.eq_ignore_ascii_case(name));
            if let Some((_, value)) = other.cloned().and_then(|key| map.remove_entry(&key)) {
                map.insert(name.to_owned(), value);
            }
        }
        self
    }

    fn time(&self, key: &'static str) -> Result<Option<SystemTime>, DocumentProblem> {
        let Some(text) = self.text(key)? else {
            return Ok(None);
        };
        let time: Timestamp = text.parse().map_err(|_| DocumentProblem::NotATime(key))?;
        Ok(Some(time.into()))
    }

    /// `Code` is `Success`, if there is one.
    pub(crate) fn is_success(&self) -> Result<(), DocumentProblem> {
        match self.text("Code")? {
            None | Some("Success") => Ok(()),
            Some(code) => Err(DocumentProblem::Code(shown(code))),
        }
    }

    /// The temporary credentials that STS, the metadata service and a credentials URI describe in
    /// the same words. They were asked for at `asked_at`; the service's clock said `date` when it
    /// answered, if it told. What expires by that clock is told by the one that `asked_at` is of.
    pub(crate) fn temporary(
        &self,
        asked_at: SystemTime,
        date: Option<SystemTime>,
    ) -> Result<Fetched, DocumentProblem> {
        let [id, secret, token, expiration] = TEMPORARY;
        let id = self.needed_token(id)?;
        let secret = self.needed_token(secret)?;
        let token = self.needed_token(token)?;
        let expires_at = self
            .time(expiration)?
            .ok_or(DocumentProblem::Missing(expiration))?;
        let lifetime = expires_at.duration_since(date.unwrap_or(asked_at));
        let expires_at = match lifetime {
            Ok(lifetime) => asked_at.checked_add(lifetime),
            Err(_) => return Err(DocumentProblem::Expired),
        };
        let credentials = Credentials::new(id, secret).with_security_token(token);
        valid(credentials, expires_at, asked_at)
    }

    /// The credentials that a process prints: a CLI profile of the mode `AK` or `StsToken`, or of no
    /// mode, perhaps with an `expiration`. Without one they are kept for [`KEPT`].
    pub(crate) fn printed(&self, now: SystemTime) -> Result<Fetched, DocumentProblem> {
        let id = self.needed_token("access_key_id");
        let secret = self.needed_token("access_key_secret");
        let token = self.token("sts_token");
        let token = match self.text("mode")? {
            Some(mode) if mode.eq_ignore_ascii_case("StsToken") => {
                Some(self.needed_token("sts_token")?)
            }
            Some(mode) if !mode.eq_ignore_ascii_case("AK") => {
                return Err(DocumentProblem::Mode(shown(mode)));
            }
            // A key that has a token is of no use without it.
            _ => token?,
        };
        let credentials = Credentials::new(id?, secret?);
        let credentials = match token {
            Some(token) => credentials.with_security_token(token),
            None => credentials,
        };
        let expires_at = self.time("expiration")?.or_else(|| now.checked_add(KEPT));
        valid(credentials, expires_at, now)
    }
}

fn valid(
    credentials: Credentials,
    expires_at: Option<SystemTime>,
    now: SystemTime,
) -> Result<Fetched, DocumentProblem> {
    if expires_at.is_some_and(|time| time <= now) {
        return Err(DocumentProblem::Expired);
    }
    let fetched = Fetched::new(credentials);
    Ok(match expires_at {
        Some(time) => fetched.expires_at(time),
        None => fetched,
    })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::now;

    const EXPIRATION: &str = r#""Expiration":"2030-01-01T00:00:01Z""#;

    fn temporary(text: &str) -> Result<Fetched, DocumentProblem> {
        Document::parse(text.as_bytes())?.temporary(now(), None)
    }

    fn printed(text: &str) -> Result<Fetched, DocumentProblem> {
        Document::parse(text.as_bytes())?.printed(now())
    }

    #[test]
    fn temporary_credentials_need_all_four_and_time_to_live() {
        let key = r#""AccessKeyId":"a","AccessKeySecret":"s""#;
        let fetched = temporary(&format!(r#"{{{key},"SecurityToken":"t",{EXPIRATION}}}"#)).unwrap();
        assert_eq!(
            fetched.credentials,
            Credentials::new("a", "s").with_security_token("t")
        );
        let second = std::time::Duration::from_secs(1);
        assert_eq!(fetched.expires_at, Some(now() + second));

        for (text, problem) in [
            (
                format!("{{{key},{EXPIRATION}}}"),
                DocumentProblem::Missing("SecurityToken"),
            ),
            (
                format!(r#"{{{key},"SecurityToken":"t"}}"#),
                DocumentProblem::Missing("Expiration"),
            ),
            (
                format!(r#"{{{key},"SecurityToken":"t","Expiration":"soon"}}"#),
                DocumentProblem::NotATime("Expiration"),
            ),
            (
                format!(r#"{{{key},"SecurityToken":"t","Expiration":"2030-01-01T00:00:00Z"}}"#),
                DocumentProblem::Expired,
            ),
            (
                format!(r#"{{"AccessKeyId":null,{EXPIRATION}}}"#),
                DocumentProblem::Missing("AccessKeyId"),
            ),
            (
                r#"{"AccessKeyId":"a\nb"}"#.to_owned(),
                DocumentProblem::Invalid("AccessKeyId"),
            ),
        ] {
            assert_eq!(temporary(&text), Err(problem), "{text}");
        }
    }

    #[test]
    fn the_clock_of_who_answers_says_how_long_credentials_last() {
        let text = format!(
            r#"{{"AccessKeyId":"a","AccessKeySecret":"s","SecurityToken":"t",{EXPIRATION}}}"#
        );
        let document = Document::parse(text.as_bytes()).unwrap();
        let second = std::time::Duration::from_secs(1);
        let two_hours = 7200 * second;
        let ahead = document.temporary(now() + two_hours, Some(now())).unwrap();
        assert_eq!(ahead.expires_at, Some(now() + two_hours + second));
        let behind = document.temporary(now() - two_hours, Some(now())).unwrap();
        assert_eq!(behind.expires_at, Some(now() - two_hours + second));
        let late = document.temporary(now(), Some(now() + second));
        assert_eq!(late, Err(DocumentProblem::Expired));
    }

    #[test]
    fn a_process_prints_a_key_or_a_token() {
        let key = r#""access_key_id":"a","access_key_secret":"s""#;
        let kept = Fetched::new(Credentials::new("a", "s")).expires_at(now() + KEPT);
        for mode in [
            "",
            r#""mode":"","#,
            r#""mode":null,"#,
            r#""mode":"AK","#,
            r#""mode":"ak","#,
        ] {
            let text = format!(r#"{{{mode}{key},"sts_token":"","expiration":""}}"#);
            assert_eq!(printed(&text).as_ref(), Ok(&kept), "{text}");
        }
        let kept = Fetched::new(Credentials::new("a", "s").with_security_token("t"));
        let kept = kept.expires_at(now() + KEPT);
        for mode in ["", r#""mode":"AK","#, r#""mode":"STSTOKEN","#] {
            let text = format!(r#"{{{mode}{key},"sts_token":"t"}}"#);
            assert_eq!(printed(&text).as_ref(), Ok(&kept), "{text}");
        }
        let text = format!(
            r#"{{"mode":"StsToken",{key},"sts_token":"t","expiration":"2030-01-01T00:00:01Z"}}"#
        );
        let fetched = printed(&text).unwrap();
        assert_eq!(fetched.credentials.security_token(), Some("t"));
        assert_eq!(
            fetched.expires_at,
            Some(now() + std::time::Duration::from_secs(1))
        );
        let offset = format!(r#"{{{key},"expiration":"2030-01-01T08:00:01.5+08:00"}}"#);
        let expires_at = printed(&offset).unwrap().expires_at;
        assert_eq!(expires_at, Some(now() + Duration::from_millis(1500)));
        for (text, problem) in [
            (
                format!(r#"{{{key},"expiration":"2030-01-01T00:00:00Z"}}"#),
                DocumentProblem::Expired,
            ),
            (
                format!(r#"{{{key},"expiration":"2030-01-01T00:00:01"}}"#),
                DocumentProblem::NotATime("expiration"),
            ),
            (
                format!(r#"{{{key},"sts_token":"a b"}}"#),
                DocumentProblem::Invalid("sts_token"),
            ),
            (
                format!(r#"{{"mode":"RamRoleArn",{key}}}"#),
                DocumentProblem::Mode("RamRoleArn".to_owned()),
            ),
            (
                format!(r#"{{"mode":"StsToken",{key}}}"#),
                DocumentProblem::Missing("sts_token"),
            ),
            (
                r#"{"mode":"AK","access_key_id":"a"}"#.to_owned(),
                DocumentProblem::Missing("access_key_secret"),
            ),
        ] {
            assert_eq!(printed(&text), Err(problem), "{text}");
        }
    }

    #[test]
    fn only_success_is_success() {
        let is_success = |text: &str| Document::parse(text.as_bytes()).unwrap().is_success();
        assert_eq!(is_success("{}"), Ok(()));
        assert_eq!(is_success(r#"{"Code":"Success"}"#), Ok(()));
        let long = "x".repeat(100);
        assert_eq!(
            is_success(&format!(r#"{{"Code":"{long}"}}"#)),
            Err(DocumentProblem::Code("x".repeat(64)))
        );
    }
}
