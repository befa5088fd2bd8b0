//! A specification without its prose: what committed files hold.

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
    /// The reduced file.
    pub text: String,
    /// Facts that only the prose stated, and that marks in `text` state now.
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

/// Reduces the specification `text`, which is in `file`, to facts.
///
/// Names, places, types, required values, defaults, limits, patterns, methods, codes, hosts and the
/// ids of directories stay, in the vendor's order; titles, descriptions, examples and messages go.
/// What only these told becomes a [mark](crate::Marked). The text of a reduced file has keys in a
/// fixed order and is the same on every machine; reducing it again gives the same text.
///
/// Generated from the reduced file, code is what it is from the vendor's file, documentation aside.
///
/// # Errors
///
/// What is wrong with `text`: it isn't JSON, has a key twice, or isn't a specification of a style that
/// can be generated.
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
            diagnostics.error(place, "is missing, so this is not a specification");
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

/// What keeps `text`, which is in `file`, from being a file of facts: keys that a reduced file doesn't
/// have, or anything else that reducing would change. Empty if it is one.
#[must_use]
pub fn check_facts(file: &str, text: &str) -> Vec<Diagnostic> {
    let facts = match facts(file, text) {
        Ok(facts) => facts,
        Err(diagnostics) => return diagnostics,
    };
    let mut diagnostics = Diagnostics::new(file);
    if facts.text != text {
        // It was parsed before, so that it is parsed again.
        if let Some(document) = Document::parse(text, &mut diagnostics) {
            let reduced = reduce(&document.root);
            compare(&document.root, &reduced, "", &mut diagnostics);
        }
        if !diagnostics.has_errors() {
            diagnostics.error("", "is not laid out as a reduced file; reduce it again");
        }
    }
    diagnostics.into_vec()
}

/// Reports where `found` has what `reduced` hasn't.
fn compare(found: &Value, reduced: &Value, place: &str, diagnostics: &mut Diagnostics) {
    match (found, reduced) {
        (Value::Object(found), Value::Object(reduced)) => {
            for (key, value) in found {
                let place = join(place, key);
                match reduced.get(key) {
                    Some(reduced) => compare(value, reduced, &place, diagnostics),
                    None => diagnostics.error(
                        place,
                        "is not allowed in a reduced file; run `cargo xtask spec facts`",
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
        _ => diagnostics.error(place, format!("a reduced file has {reduced} here")),
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

/// The names of operations, and the ids of directories with what these hold.
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

/// The codes of a status, each once, as texts. What is no code stays, for those who read it to say so.
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

/// The entries of an object that are among `keys`, in their order, each as `reduced` makes it. What
/// says nothing is left out. Anything but an object stays as it is.
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

/// Whether leaving out the value changes nothing: it is what counts where there is none. What is of
/// another type than it should be stays, for those who read it to say so.
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

/// The values of an object, whatever their keys are.
fn each(value: &Value, reduced: impl Fn(&Value) -> Value) -> Value {
    let Value::Object(map) = value else {
        return value.clone();
    };
    let entries = map.iter().map(|(key, value)| (key.clone(), reduced(value)));
    Value::Object(entries.collect::<Map<_, _>>())
}

fn list(value: &Value, reduced: impl Fn(&Value) -> Value) -> Value {
    let Value::Array(items) = value else {
        return value.clone();
    };
    Value::Array(items.iter().map(reduced).collect())
}

#[cfg(test)]
mod tests;
