//! Reduces specifications to facts, without prose. Committed specifications are reduced.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use crate::{
    diagnostic::{Diagnostic, Diagnostics, join},
    document::Document,
    marks::{Marked, mark},
    read::protocol,
};

/// A specification reduced to facts.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Facts {
    /// The text of the reduced file.
    pub text: String,
    /// The marks that the reduction added for facts that only the removed prose stated.
    pub marks: Vec<Marked>,
}

const ROOT: &[&str] = &[
    "version",
    "info",
    "directories",
    "components",
    "apis",
    "endpoints",
];
const INFO: &[&str] = &["style", "product", "version"];
const DIRECTORY: &[&str] = &["id", "children"];
const API: &[&str] = &[
    "methods",
    "path",
    "consumes",
    "security",
    "operationType",
    "systemTags",
    "deprecated",
    "staticInfo",
    "parameters",
    "responses",
    "errorCodes",
];
const SYSTEM_TAGS: &[&str] = &["operationType", "chargeType", "riskType"];
const STATIC_INFO: &[&str] = &["returnType", "callback", "substitutions"];
const PARAMETER: &[&str] = &["name", "in", "style", "allowEmptyValue", "schema"];
const RESPONSE: &[&str] = &["schema"];
const SCHEMA: &[&str] = &[
    "$ref",
    "type",
    "format",
    "required",
    "docRequired",
    "deprecated",
    "isFileTransferUrl",
    "default",
    "enum",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "pattern",
    "x-base64",
    "x-first-page",
    "x-idempotent",
    "x-json",
    "x-own",
    "items",
    "properties",
    "additionalProperties",
];
const ENDPOINT: &[&str] = &["regionId", "endpoint", "public", "vpc"];

/// Reduces the specification `text` to facts. `file` is the name of the specification in
/// diagnostics.
///
/// A reduced specification keeps facts, such as names, types, required flags, documented values,
/// defaults, limits, methods, error codes, hosts and the ids of directories. Everything else is
/// removed, such as titles, descriptions, examples and messages. If the generator needs a fact that
/// only the removed texts state, the fact becomes a [mark](crate::Marked).
///
/// Operations, parameters and other named entries keep the vendor's order. The keys of the
/// specification format have a fixed order, so the text is the same on every machine. Reducing a
/// reduced file does not change the text.
///
/// The code generated from a reduced file equals the code generated from the vendor's file, except
/// for documentation.
///
/// # Errors
///
/// Fails if `text` is not JSON, has a duplicate key, or is not a specification of a supported
/// style.
pub fn facts(file: &str, text: &str) -> Result<Facts, Vec<Diagnostic>> {
    let mut diagnostics = Diagnostics::new(file);
    let document = Document::assemble(&[(file, text)], &mut diagnostics);
    let Some(mut document) = document.filter(|_| !diagnostics.has_errors()) else {
        return Err(diagnostics.into_vec());
    };
    let has = |place: &str, is_right: fn(&Value) -> bool| {
        document.root.pointer(place).is_some_and(is_right)
    };
    for (place, is_there) in [
        ("/info/style", has("/info/style", Value::is_string)),
        ("/apis", has("/apis", Value::is_object)),
    ] {
        if !is_there {
            diagnostics.error(
                place,
                "the key is missing or has the wrong type, so the file is not a specification",
            );
        }
    }
    if protocol(&document, &mut diagnostics).is_none() || diagnostics.has_errors() {
        return Err(diagnostics.into_vec());
    }
    let marks = mark(&mut document);
    let reduced = reduce(&document.root);
    Ok(Facts {
        text: format!("{reduced:#}\n"),
        marks,
    })
}

/// Checks that `text` is a reduced specification. `file` is the name of the specification in
/// diagnostics.
///
/// Returns the errors of [`facts()`], or an error for each difference between `text` and its
/// reduced text. An example of a difference is a key that reduced files do not have. The list is
/// empty if the file is reduced.
#[must_use]
pub fn check_facts(file: &str, text: &str) -> Vec<Diagnostic> {
    let facts = match facts(file, text) {
        Ok(facts) => facts,
        Err(diagnostics) => return diagnostics,
    };
    let mut diagnostics = Diagnostics::new(file);
    if facts.text != text {
        // The parser succeeds again, because `facts` has parsed the same text.
        if let Some(document) = Document::parse(text, &mut diagnostics) {
            let reduced = reduce(&document.root);
            compare(&document.root, &reduced, "", &mut diagnostics);
        }
        if !diagnostics.has_errors() {
            diagnostics.error(
                "",
                "key order or formatting differs from a reduced file; run `cargo xtask spec facts`",
            );
        }
    }
    diagnostics.into_vec()
}

/// Adds an error for each place at which `found` differs from `reduced`.
fn compare(found: &Value, reduced: &Value, place: &str, diagnostics: &mut Diagnostics) {
    match (found, reduced) {
        (Value::Object(found), Value::Object(reduced)) => {
            for (key, value) in found {
                let place = join(place, key);
                match reduced.get(key) {
                    Some(reduced) => compare(value, reduced, &place, diagnostics),
                    None => diagnostics.error(
                        place,
                        "a reduced file must not have this key; run `cargo xtask spec facts`",
                    ),
                }
            }
        }
        (Value::Array(found), Value::Array(reduced)) if found.len() == reduced.len() => {
            for (index, (found, reduced)) in found.iter().zip(reduced).enumerate() {
                compare(
                    found,
                    reduced,
                    &join(place, &index.to_string()),
                    diagnostics,
                );
            }
        }
        _ if found == reduced => {}
        _ => diagnostics.error(place, format!("a reduced file must have {reduced} here")),
    }
}

fn reduce(root: &Value) -> Value {
    object(root, ROOT, |key, value| match key {
        "info" => object(value, INFO, |_, value| value.clone()),
        "directories" => directories(value),
        "components" => object(value, &["schemas"], |_, schemas| each(schemas, schema)),
        "apis" => each(value, api),
        "endpoints" => list(value, |endpoint| {
            object(endpoint, ENDPOINT, |_, value| value.clone())
        }),
        _ => value.clone(),
    })
}

/// Reduces directories to ids, subdirectories and the names of operations.
fn directories(value: &Value) -> Value {
    list(value, |entry| {
        object(entry, DIRECTORY, |key, value| match key {
            "children" => directories(value),
            _ => value.clone(),
        })
    })
}

fn api(value: &Value) -> Value {
    object(value, API, |key, value| match key {
        "systemTags" => object(value, SYSTEM_TAGS, |_, value| value.clone()),
        "staticInfo" => object(value, STATIC_INFO, |_, value| value.clone()),
        "parameters" => list(value, |parameter| {
            object(parameter, PARAMETER, |key, value| match key {
                "schema" => schema(value),
                _ => value.clone(),
            })
        }),
        "responses" => each(value, |response| {
            object(response, RESPONSE, |_, value| schema(value))
        }),
        "errorCodes" => each(value, codes),
        _ => value.clone(),
    })
}

fn schema(value: &Value) -> Value {
    object(value, SCHEMA, |key, value| match key {
        "properties" => each(value, schema),
        "items" | "additionalProperties" => schema(value),
        _ => value.clone(),
    })
}

/// Returns the distinct error codes of a status as strings.
///
/// An invalid code is kept, because a later stage reports it.
fn codes(value: &Value) -> Value {
    let Value::Array(entries) = value else {
        return value.clone();
    };
    let mut seen = HashSet::new();
    let codes = entries.iter().filter_map(|entry| {
        let code = if entry.is_object() {
            entry.get("errorCode")?
        } else {
            entry
        };
        let code = match code {
            Value::String(code) => code.trim().to_owned(),
            Value::Number(code) if entry.is_object() => code.to_string(),
            Value::Null => return None,
            wrong if entry.is_object() => return Some(json!({ "errorCode": wrong })),
            wrong => return Some(wrong.clone()),
        };
        (!code.is_empty() && seen.insert(code.clone())).then(|| code.into())
    });
    Value::Array(codes.collect())
}

/// Reduces an object to the entries in `keys`, in the order of `keys`.
///
/// `reduced` converts each value. Entries that have no effect are removed. A value that is not an
/// object is returned unchanged.
fn object(value: &Value, keys: &[&str], reduced: impl Fn(&str, &Value) -> Value) -> Value {
    let Value::Object(map) = value else {
        return value.clone();
    };
    let entries = keys.iter().filter_map(|key| {
        let value = reduced(key, map.get(*key)?);
        (!says_nothing(key, &value)).then(|| ((*key).to_owned(), value))
    });
    Value::Object(entries.collect())
}

/// Whether `value` equals the default for a missing `key`, so that the entry can be removed.
///
/// A value of the wrong type is kept, because a later stage reports it.
fn says_nothing(key: &str, value: &Value) -> bool {
    const FLAGS: &[&str] = &[
        "allowEmptyValue",
        "deprecated",
        "docRequired",
        "exclusiveMaximum",
        "exclusiveMinimum",
        "isFileTransferUrl",
        "required",
    ];
    const LISTS: &[&str] = &[
        "consumes",
        "directories",
        "endpoints",
        "enum",
        "methods",
        "security",
    ];
    const OBJECTS: &[&str] = &[
        "components",
        "errorCodes",
        "properties",
        "schemas",
        "staticInfo",
        "systemTags",
    ];
    match value {
        Value::Null => true,
        Value::Bool(flag) => !flag && FLAGS.contains(&key),
        Value::Array(list) => list.is_empty() && (LISTS.contains(&key) || OBJECTS.contains(&key)),
        Value::Object(map) => map.is_empty() && OBJECTS.contains(&key),
        _ => false,
    }
}

/// Converts every value of an object with `reduced`.
fn each(value: &Value, reduced: impl Fn(&Value) -> Value) -> Value {
    let Value::Object(map) = value else {
        return value.clone();
    };
    let entries = map.iter().map(|(key, value)| (key.clone(), reduced(value)));
    Value::Object(entries.collect::<Map<_, _>>())
}

/// Converts every item of a list with `reduced`.
fn list(value: &Value, reduced: impl Fn(&Value) -> Value) -> Value {
    let Value::Array(items) = value else {
        return value.clone();
    };
    Value::Array(items.iter().map(reduced).collect())
}

#[cfg(test)]
mod tests;
