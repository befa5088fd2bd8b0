//! Removes secrets from the parameters of a request, before they are recorded.
//!
//! A value is a secret if its name is that of a secret. The name may be:
//!
//! - the name of a parameter, of a JSON member or of an XML element
//! - the text of a field beside the value, such as `ParameterKey` beside `ParameterValue`
//! - a word before `=` or `:` in a text, such as a URL or YAML
//! - the option before the value in a command
//!
//! Passwords in URLs and private keys in PEM are secrets without a name.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use serde_json::Value;

use crate::secret_names::is_secret;

/// The number of bytes of the longest name in a value. Longer texts, such as Base64, may contain a
/// secret's name by chance.
const LONGEST_NAME: usize = 128;

/// The number of JSON texts that may contain each other. A text in too many others is removed,
/// because each level takes as much time and as much of the stack as the first.
const MOST_NESTED_TEXTS: usize = 4;

/// Removes the parameters that contain a secret. In a JSON value, removes only the members that
/// contain a secret.
pub(crate) fn without_secrets<'a>(
    parameters: impl Iterator<Item = (&'a str, &'a str)> + Clone,
) -> BTreeMap<String, String> {
    let secrets = secret_fields(parameters.clone());
    parameters
        .filter(|(name, _)| !secrets.contains(name))
        .filter_map(|(name, text)| Some((name.to_owned(), shown(text)?.into_owned())))
        .collect()
}

/// The names of the fields that contain a secret according to their name, or according to the text
/// of the field beside them.
fn secret_fields<'a>(
    fields: impl Iterator<Item = (&'a str, &'a str)> + Clone,
) -> BTreeSet<&'a str> {
    let named: BTreeSet<Place<'_>> = fields
        .clone()
        .filter_map(|(name, text)| {
            let place = Place::of(name).without_end(&["key", "name"])?;
            is_secret_name(text).then_some(place)
        })
        .collect();
    let is_named = |name| {
        let place = Place::of(name).without_end(&["value", "values"]);
        place.is_some_and(|place| {
            let of_all = Place {
                numbers: "",
                ..place
            };
            named.contains(&place) || named.contains(&of_all)
        })
    };
    fields
        .map(|(name, _)| name)
        .filter(|name| is_secret(name) || (!named.is_empty() && is_named(name)))
        .collect()
}

/// The parts of a field's name. Fields in the same place describe each other, such as
/// `Filter.1.Key` and `Filter.1.Value.2`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place<'a> {
    /// The part before the last word, such as `Filter.1.`.
    before: &'a str,
    /// The last part that isn't a number, such as `Value`.
    last: &'a str,
    /// The numbers at the end, such as `.2`.
    numbers: &'a str,
}

impl<'a> Place<'a> {
    fn of(name: &'a str) -> Self {
        let word = name.trim_end_matches(|character: char| matches!(character, '0'..='9' | '.'));
        // Digits before the dot belong to the word, as in `Key2.1`.
        let dot = name[word.len()..].find('.');
        let (name, numbers) = name.split_at(dot.map_or(name.len(), |dot| word.len() + dot));
        let (before, last) = name.split_at(name.rfind('.').map_or(0, |dot| dot + 1));
        Self {
            before,
            last,
            numbers,
        }
    }

    /// The place without one of the ends of the last word, which are in lower case.
    fn without_end(self, ends: &[&str]) -> Option<Self> {
        ends.iter().find_map(|end| {
            let length = self.last.len().checked_sub(end.len())?;
            let (last, found) = self.last.split_at_checked(length)?;
            found
                .eq_ignore_ascii_case(end)
                .then_some(Self { last, ..self })
        })
    }
}

/// Whether a text is the name of a secret, and not too long for a name.
fn is_secret_name(name: &str) -> bool {
    name.len() <= LONGEST_NAME && is_secret(name)
}

/// The text without the secrets in its JSON. `None` if the text isn't JSON and contains a secret.
pub(crate) fn shown(text: &str) -> Option<Cow<'_, str>> {
    shown_in(text, MOST_NESTED_TEXTS)
}

/// Like [`shown`]. At most `most_nested` JSON texts may contain each other.
fn shown_in(text: &str, most_nested: usize) -> Option<Cow<'_, str>> {
    let json = text
        .trim_start_matches(|character: char| character.is_whitespace() || character == '\u{feff}');
    if json.starts_with(['{', '[', '"']) {
        let most_nested = most_nested.checked_sub(1)?;
        if let Ok(mut value) = serde_json::from_str::<Value>(json) {
            // The value has only the last of the members with the same name.
            let mut is_changed = members(&value) != members_of_text(json);
            let stays = remove_secrets(&mut value, most_nested, &mut is_changed);
            return stays.then(|| match is_changed {
                true => Cow::Owned(value.to_string()),
                false => Cow::Borrowed(text),
            });
        }
    }
    (!contains_secret(text)).then_some(Cow::Borrowed(text))
}

/// The number of members of all objects in a JSON value.
fn members(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(members).sum(),
        Value::Object(object) => object.len() + object.values().map(members).sum::<usize>(),
        _ => 0,
    }
}

/// The number of members of all objects in a valid JSON text: of the colons outside strings.
fn members_of_text(json: &str) -> usize {
    let mut count = 0;
    let mut is_in_string = false;
    let mut bytes = json.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => is_in_string = !is_in_string,
            b'\\' => _ = bytes.next(),
            b':' if !is_in_string => count += 1,
            _ => {}
        }
    }
    count
}

/// Removes secrets within a JSON value, and sets `is_changed` if it contained any. Returns `false`
/// if the value is a text that must be removed.
fn remove_secrets(value: &mut Value, most_nested: usize, is_changed: &mut bool) -> bool {
    match value {
        Value::String(text) => match shown_in(text, most_nested) {
            Some(Cow::Borrowed(_)) => true,
            Some(Cow::Owned(shown)) => {
                *text = shown;
                *is_changed = true;
                true
            }
            None => false,
        },
        Value::Array(items) => {
            let mut follows_option = false;
            items.retain_mut(|item| {
                let is_argument = follows_option;
                follows_option = item
                    .as_str()
                    .is_some_and(|text| text.starts_with('-') && is_secret_name(text));
                let stays = !is_argument && remove_secrets(item, most_nested, is_changed);
                *is_changed |= !stays;
                stays
            });
            true
        }
        Value::Object(members) => {
            let fields = members
                .iter()
                .map(|(name, value)| (&**name, value.as_str().unwrap_or_default()));
            let secrets: BTreeSet<String> = secret_fields(fields)
                .into_iter()
                .map(str::to_owned)
                .collect();
            members.retain(|name, value| {
                let stays =
                    !secrets.contains(name) && remove_secrets(value, most_nested, is_changed);
                *is_changed |= !stays;
                stays
            });
            true
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
    }
}

/// Whether a text that isn't JSON contains a secret: a private key, a password in a URL, or a value
/// after the name of a secret.
fn contains_secret(text: &str) -> bool {
    // No value follows a name at the end.
    let text = text.trim_end_matches(|character: char| {
        character.is_whitespace() || matches!(character, '=' | ':' | '"' | '\'' | '\\')
    });
    text.contains("PRIVATE KEY-----") || has_password_in_url(text) || assigns_secret(text)
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

/// Whether the text contains `name=value`, `name: value`, `<name>value` or `--name value` with the
/// name of a secret.
fn assigns_secret(text: &str) -> bool {
    let is_in_word =
        |character: char| character.is_alphanumeric() || matches!(character, '_' | '-' | '.');
    let mut word = 0..0;
    let mut is_in_tag = false;
    let mut previous = ' ';
    for (place, character) in text.char_indices() {
        if is_in_word(character) {
            if !is_in_word(previous) {
                word.start = place;
            }
            word.end = place + character.len_utf8();
        } else {
            let name = &text[word.clone()];
            let is_option = name.starts_with('-');
            let is_name = match character {
                '=' | ':' => true,
                '>' => is_in_tag,
                ',' => is_option,
                _ => character.is_whitespace() && (is_option || is_in_tag),
            };
            if is_name && is_secret_name(name) {
                return true;
            }
            // Space and quotation marks may stand between a name and its value. A name that was
            // examined is forgotten, because examining it at each space takes long.
            if is_name || !matches!(character, ' ' | '\t' | '"' | '\'' | '\\') {
                word = place..place;
            }
            is_in_tag = character == '<' || (is_in_tag && character == ':');
        }
        previous = character;
    }
    false
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::secret_names::tests::EXAMINED;

    #[test]
    fn shows_texts_without_secrets() {
        for text in [
            "plain password",
            r#"["i-1", "i-2"]"#,
            "{not JSON",
            "https://user@example.com/?page=1",
            "Tokenizer: words",
            "TokenName=a",
            "--name a -count 1",
            "<Name>a</Name><Password/>",
            "password=\n",
            r#"{"a": 1.50, "b": {"b": [":"]}}"#,
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
            "https://example.com/?api_key=planted",
            "access_key: planted",
            "private-key: planted",
            "ssh_key=planted",
            "login --password planted",
            "login --password\tplanted",
            "login --password \\\n planted",
            "login --password\nplanted",
            "login --password=planted",
            "login -password planted",
            "-----BEGIN RSA PRIVATE KEY-----\nplanted",
            r#"CMD ["login", "--password", "planted",]"#,
            "<a><Password>planted</Password></a>",
            "<x:Password kind='a'>planted</x:Password>",
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
            (
                r#"["login", "--password", "planted", "--port", "1"]"#,
                json!(["login", "--password", "--port", "1"]),
            ),
            (r#"{"a":{"Password":"planted"},"a":1}"#, json!({ "a": 1 })),
            (
                r#"{"a:\"":[{"b":{"Password":"planted"},"b":[]}]}"#,
                json!({ "a:\"": [{ "b": [] }] }),
            ),
        ] {
            let shown = shown(text).unwrap();
            assert!(!shown.contains("planted"), "{shown}");
            assert_eq!(serde_json::from_str::<Value>(&shown).unwrap(), expected);
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
        for (name, value) in [
            ("Parameters.1.ParameterKey", "Parameters.1.ParameterValue"),
            ("ParameterName", "ParameterValue"),
            ("TagKey", "TagValues"),
            ("Filter.1.Key", "Filter.1.Value.2"),
            ("Key.1", "Value.1"),
            ("name", "value"),
        ] {
            let parameters = [(name, "DbPassword"), (value, "planted")];
            let shown = without_secrets(parameters.into_iter());
            assert_eq!(shown.into_keys().collect::<Vec<_>>(), [name]);
            let parameters = [(name, "PasswordPolicy"), (value, "a")];
            assert_eq!(without_secrets(parameters.into_iter()).len(), 2);
        }
    }

    #[test]
    fn shows_parameters_beside_other_names() {
        let long = "secret ".repeat(200);
        for parameters in [
            [("Name", "reset-password"), ("CommandContent", "a")],
            [("InstanceName", "password"), ("Value", "a")],
            [("Tag.1.Key", "password"), ("Tag.2.Value", "a")],
            [("Key.1", "password"), ("Value.2", "a")],
            [("Name", &long), ("Value", "a")],
        ] {
            let shown = without_secrets(parameters.into_iter());
            assert_eq!(shown.len(), 2, "{parameters:?}");
        }
    }

    #[test]
    fn shows_base64() {
        let script = "QUJD".repeat(400);
        for text in [
            format!("{script}QQ=="),
            format!("- content: {script}QQ==\n  path: a\n"),
        ] {
            assert_eq!(shown(&text).as_deref(), Some(&*text));
        }
    }

    /// A JSON text that contains a JSON text, in `depth` levels. Each level lengthens an escape of
    /// the inner level by five characters only.
    fn nested(depth: usize, innermost: &str) -> String {
        (0..depth).fold(innermost.to_owned(), |text, _| {
            let text = text.replace('\\', "\\u005c").replace('"', "\\u0022");
            let (open, close) = ("[".repeat(120), "]".repeat(120));
            format!("{open}\"{text}\"{close}")
        })
    }

    #[test]
    fn hides_deeply_nested_texts() {
        for depth in [1, 3, 300] {
            let text = nested(depth, r#"{"Password":"planted"}"#);
            let shown = shown(&text).unwrap();
            assert!(!shown.contains("planted"));
            assert!(shown.len() <= text.len());
        }
        let text = nested(3, r#"{"Port":1}"#);
        assert_eq!(shown(&text).as_deref(), Some(&*text));
    }

    /// The time to examine a long value grows linearly with its length.
    #[test]
    fn examines_each_byte_a_few_times() {
        const LENGTH: usize = 1 << 18;
        let filled = |start: &str, unit: &str, end: &str| {
            let count = (LENGTH - start.len() - end.len()) / unit.len();
            format!("{start}{}{end}", unit.repeat(count))
        };
        let long_option = format!("--{}", "n".repeat(1000));
        let (word, option) = ("n".repeat(100), format!("--{} ", "n".repeat(100)));
        let half = "n".repeat(LENGTH / 2);
        let texts = [
            filled(&long_option, "\" ", ""),
            filled("", "a=", ""),
            filled("", "token_x=", ""),
            filled("", "tokenName=", ""),
            filled("", "nextToken: ", ""),
            filled("", "pskpwdjwt", "=a"),
            filled("", "PasswordId.", "=a"),
            filled("", &format!("{word}="), ""),
            filled("", &option, ""),
            filled("", "<a ", ""),
            filled("<", "a:", ">"),
            filled("", "a://a:", ""),
            filled("", &"y".repeat(128), "=a"),
            filled("", &format!("{}=", "y".repeat(100)), ""),
            filled("", "--", " a"),
            filled("{", " ", ""),
            filled("[[]", ",[]", "]"),
            filled("[{}", r#",{"a":{}}"#, "]"),
            filled("[\"\"", r#","a""#, "]"),
            filled("[\"\"", r#","a:a""#, "]"),
            filled("[\"\"", r#","[]""#, "]"),
            filled("[0", ",0", "]"),
            filled("{", r#""TokenName":0,"#, ""),
            filled(r#"{""#, "keyToken", r#"Id":0}"#),
            nested(200, &half),
            nested(3, &half.replace('n', "a=")),
            nested(3, &half.replace("nn", r#"\""#)),
        ];
        for text in texts {
            EXAMINED.set(0);
            let _shown = shown(&text);
            let examined = EXAMINED.get();
            assert!(
                examined <= MOST_NESTED_TEXTS * text.len(),
                "{examined}: {text:.50}"
            );
        }
        let numbered = |end: &str| {
            (0..LENGTH / 8)
                .map(|number| format!("{number}{end}"))
                .collect()
        };
        let long = [
            "y".repeat(LENGTH),
            "aPwdName".repeat(LENGTH / 8),
            ".1".repeat(LENGTH / 2),
        ];
        for names in [numbered("Value"), numbered(".Key"), long.to_vec()] {
            EXAMINED.set(0);
            let parameters = names.iter().map(|name| (&**name, "Password"));
            assert_eq!(without_secrets(parameters).len(), names.len());
            let texts = names.iter().map(|name| name.len() + "Password".len());
            let (examined, most) = (EXAMINED.get(), 2 * texts.sum::<usize>());
            assert!(examined <= most, "{examined}: {:.50}", names[0]);
        }
    }
}
