//! Removes secrets from the parameters of a request, before they are recorded.
//!
//! A value is a secret if its name is that of a secret. The name may be the name of a parameter or of
//! a JSON member, the value beside it (`ParameterKey` and `ParameterValue`), or a word before `=` or
//! `:` in a text, such as a URL or YAML.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::secret_names::{is_secret, mentions_secret};

/// Removes the parameters that contain a secret. In a JSON value, removes only the members that
/// contain a secret.
pub(crate) fn without_secrets<'a>(
    parameters: impl Iterator<Item = (&'a str, &'a str)> + Clone,
) -> BTreeMap<String, String> {
    let named: BTreeSet<&str> = parameters
        .clone()
        .filter(|(name, value)| names_secret(last_part(name), value))
        .map(|(name, _)| before_last_part(name))
        .collect();
    parameters
        .filter(|(name, _)| !is_secret(name))
        .filter(|(name, _)| !(is_value(last_part(name)) && named.contains(before_last_part(name))))
        .filter_map(|(name, value)| Some((name.to_owned(), shown(value)?)))
        .collect()
}

/// The part of a dotted name after the last dot.
fn last_part(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(_, last)| last)
}

/// The part of a dotted name before the last dot.
fn before_last_part(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(before, _)| before)
}

/// Whether a field, such as `ParameterKey`, contains the name of a secret. The secret itself is then
/// in a field beside it.
fn names_secret(field: &str, text: &str) -> bool {
    let field = field.to_ascii_lowercase();
    (field.ends_with("key") || field.ends_with("name")) && is_secret(text)
}

/// Whether a field, such as `ParameterValue`, contains the value of the name beside it.
fn is_value(field: &str) -> bool {
    let field = field.to_ascii_lowercase();
    field.ends_with("value") || field.ends_with("values") || field.ends_with("content")
}

/// The text without the secrets in its JSON. `None` if another text contains a secret.
fn shown(text: &str) -> Option<String> {
    let json = text
        .trim_start_matches(|character: char| character.is_whitespace() || character == '\u{feff}');
    if json.starts_with(['{', '[', '"']) {
        if let Ok(value) = serde_json::from_str::<Value>(json) {
            let (shown, is_changed) = shown_json(value);
            return match (shown, is_changed) {
                (shown, true) => shown.map(|value| value.to_string()),
                (_, false) => Some(text.to_owned()),
            };
        }
    }
    (!contains_secret(text)).then(|| text.to_owned())
}

/// The JSON value without secrets, and whether it contained any. `None` if the whole value is a
/// secret.
fn shown_json(value: Value) -> (Option<Value>, bool) {
    match value {
        Value::String(text) => match shown(&text) {
            Some(shown) => {
                let is_changed = shown != text;
                (Some(Value::String(shown)), is_changed)
            }
            None => (None, true),
        },
        Value::Array(items) => {
            let (items, changed): (Vec<_>, Vec<_>) = items.into_iter().map(shown_json).unzip();
            let items = items.into_iter().flatten().collect();
            (Some(Value::Array(items)), changed.contains(&true))
        }
        Value::Object(members) => {
            let named = members
                .iter()
                .any(|(name, value)| value.as_str().is_some_and(|text| names_secret(name, text)));
            let mut is_changed = false;
            let mut shown = Map::new();
            for (name, value) in members {
                let is_removed = is_secret(&name) || (named && is_value(&name));
                let (value, was_changed) = match is_removed {
                    true => (None, true),
                    false => shown_json(value),
                };
                is_changed |= was_changed;
                if let Some(value) = value {
                    shown.insert(name, value);
                }
            }
            (Some(Value::Object(shown)), is_changed)
        }
        other => (Some(other), false),
    }
}

/// Whether a text that isn't JSON contains a secret: after its name and `=` or `:`, as the argument
/// of an option, or in the user information of a URL.
fn contains_secret(text: &str) -> bool {
    has_password_in_url(text)
        || (mentions_secret(&text.to_ascii_lowercase()) && assigns_secret(text))
}

/// Whether a URL in the text has the form `scheme://user:password@host`.
fn has_password_in_url(text: &str) -> bool {
    text.split("://").skip(1).any(|rest| {
        let ends = |character: char| "/?#\"'<>".contains(character) || character.is_whitespace();
        let authority = rest.split(ends).next().unwrap_or_default();
        let user = authority.rsplit_once('@').map_or("", |(user, _)| user);
        user.contains(':')
    })
}

/// Whether the text contains `name=value`, `name: value` or `--name value` with the name of a secret.
fn assigns_secret(text: &str) -> bool {
    let is_in_word =
        |character: char| character.is_alphanumeric() || matches!(character, '_' | '-' | '.');
    let mut word = 0..0;
    let mut previous = ' ';
    for (place, character) in text.char_indices() {
        let name = &text[word.clone()];
        match character {
            _ if is_in_word(character) => {
                if !is_in_word(previous) {
                    word.start = place;
                }
                word.end = place + character.len_utf8();
            }
            '=' | ':' if is_secret(name) => return true,
            // An option and its argument.
            ' ' if previous != ' ' && name.starts_with("--") && is_secret(name) => return true,
            // Space and quotation marks may stand between a name and its value.
            ' ' | '\t' | '"' | '\'' | '\\' => {}
            _ => word = place..place,
        }
        previous = character;
    }
    false
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn shows_texts_without_secrets() {
        for text in [
            "plain password",
            r#"["i-1", "i-2"]"#,
            "{not JSON",
            "https://user@example.com/?page=1",
            "Tokenizer: words",
            "TokenName=a",
            "http://example.com:80/a@b",
            "a=password",
            "",
        ] {
            assert_eq!(shown(text).as_deref(), Some(text));
        }
        for text in [
            r#"{"Password":"planted""#,
            "https://example.com/?user=a&password=planted",
            "https://user:planted@example.com/",
            "User: a\nPassword: planted\n",
            "- Password : 'planted'",
            "export DB_PASSWORD=planted",
            "login --password planted",
            r#"{\"Password\": \"planted\"}"#,
            r#""{\"Password\": \"planted\" ""#,
        ] {
            assert_eq!(shown(text), None, "{text}");
        }
    }

    #[test]
    fn removes_secrets_in_json() {
        for (text, expected) in [
            (
                r#"{"User":"a","Login":[{"Password":"planted","Port":1}]}"#,
                json!({ "User": "a", "Login": [{ "Port": 1 }] }),
            ),
            ("\u{feff} {\"Password\":\"planted\"}", json!({})),
            (
                r#"[{"ParameterKey":"Password","ParameterValue":"planted"},{"Key":"a","Value":"b"}]"#,
                json!([{ "ParameterKey": "Password" }, { "Key": "a", "Value": "b" }]),
            ),
            (r#"["a", "password=planted"]"#, json!(["a"])),
        ] {
            let found: Value = serde_json::from_str(&shown(text).unwrap()).unwrap();
            assert_eq!(found, expected);
        }
        // A text of JSON in a text of JSON.
        let inner = json!({ "Password": "planted", "Port": 1 }).to_string();
        for (outer, expected) in [
            (json!({ "Body": inner }), json!({ "Body": r#"{"Port":1}"# })),
            (json!(inner), json!(r#"{"Port":1}"#)),
        ] {
            let found: Value = serde_json::from_str(&shown(&outer.to_string()).unwrap()).unwrap();
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn removes_the_value_of_a_named_secret() {
        let parameters = [
            ("Parameters.1.ParameterKey", "DbPassword"),
            ("Parameters.1.ParameterValue", "planted"),
            ("Parameters.2.ParameterKey", "Port"),
            ("Parameters.2.ParameterValue", "1"),
            ("ParameterName", "secret"),
            ("ParameterValue", "planted"),
            ("Tag.1.Key", "team"),
            ("Tag.1.Value", "web"),
        ];
        let shown = without_secrets(parameters.into_iter());
        let removed: Vec<&str> = parameters
            .map(|(name, _)| name)
            .into_iter()
            .filter(|name| !shown.contains_key(*name))
            .collect();
        assert_eq!(removed, ["Parameters.1.ParameterValue", "ParameterValue"]);
    }
}
