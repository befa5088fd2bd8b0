//! The marks of a specification that a value breaks, found without the emulator.

use serde_json::{Value, json};

/// A mark of a parameter, such as `{"maxItems": 1}`, and the value that breaks the mark.
pub(super) struct BrokenMark {
    pub(super) mark: Value,
    pub(super) value: Value,
}

/// The mark that the parameter `name` breaks. The name of a nested parameter contains the path to
/// it, such as `NodeGroups.1.DataDisks`.
pub(super) fn broken_mark(
    specification: &Value,
    action: &str,
    name: &str,
    values: &Value,
) -> Option<BrokenMark> {
    let parameters = specification["apis"][action]["parameters"].as_array()?;
    let parameter = parameters
        .iter()
        .filter(|parameter| {
            let rest = name.strip_prefix(parameter["name"].as_str().unwrap());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        })
        .max_by_key(|parameter| parameter["name"].as_str().unwrap().len())?;
    let top = parameter["name"].as_str()?;
    let (mut schema, mut value) = (&parameter["schema"], &values[top]);
    let path = name[top.len()..].replace('[', ".[");
    for part in path.split('.').filter(|part| !part.is_empty()) {
        schema = resolved(specification, schema);
        let index = match part
            .strip_prefix('[')
            .and_then(|part| part.strip_suffix(']'))
        {
            Some(index) => index.parse::<usize>().ok(),
            None => part.parse::<usize>().ok().map(|index| index - 1),
        };
        (schema, value) = match index.filter(|_| schema["type"] == "array") {
            Some(index) => (&schema["items"], &value[index]),
            None => (&schema["properties"][part], &value[part]),
        };
    }
    // `required` stands beside a reference.
    if schema["required"] == true && is_unset(value) {
        return Some(BrokenMark {
            mark: json!({ "required": true }),
            value: Value::Null,
        });
    }
    let schema = resolved(specification, schema);
    // Some texts must contain JSON, by their description.
    let description = schema["description"].as_str().unwrap_or_default();
    let text = value.as_str().filter(|_| description.contains("JSON"));
    if text.is_some_and(|text| serde_json::from_str::<Value>(text).is_err()) {
        return Some(BrokenMark {
            mark: json!({ "description": "JSON" }),
            value: value.clone(),
        });
    }
    let marks = [
        "enum", "minimum", "maximum", "pattern", "minItems", "maxItems",
    ];
    let mark = marks
        .iter()
        .find(|mark| breaks(mark, &schema[**mark], value))?;
    let value = match value.as_array() {
        Some(items) => json!(format!("{} items", items.len())),
        None => value.clone(),
    };
    Some(BrokenMark {
        mark: json!({ *mark: schema[*mark] }),
        value,
    })
}

fn resolved<'a>(specification: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"]
        .as_str()
        .and_then(|path| path.strip_prefix('#'))
    {
        Some(path) => specification.pointer(path).unwrap(),
        None => schema,
    }
}

/// Whether an SDK sends nothing for the value.
fn is_unset(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().all(is_unset),
        Value::Object(fields) => fields.values().all(is_unset),
        _ => false,
    }
}

fn breaks(mark: &str, limit: &Value, value: &Value) -> bool {
    if limit.is_null() {
        return false;
    }
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    // The metadata contains numbers as texts.
    let number: Option<f64> = match limit {
        Value::String(limit) => limit.parse().ok(),
        limit => limit.as_f64(),
    };
    let items = value.as_array().map(|items| items.len() as f64);
    let exceeds = |value: Option<f64>| value.zip(number).is_some_and(|(value, most)| value > most);
    let undercuts = |value: Option<f64>| {
        value
            .zip(number)
            .is_some_and(|(value, least)| value < least)
    };
    match mark {
        "enum" => !limit.as_array().unwrap().contains(&json!(text)),
        "pattern" => {
            let pattern = regex_lite::Regex::new(limit.as_str().unwrap()).unwrap();
            !pattern.is_match(&text)
        }
        "minimum" => undercuts(value.as_f64()),
        "maximum" => exceeds(value.as_f64()),
        "minItems" => undercuts(items),
        "maxItems" => exceeds(items),
        _ => false,
    }
}
