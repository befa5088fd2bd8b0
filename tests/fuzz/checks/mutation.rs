//! Mutates a JSON document. The input bytes select the mutations.

use serde_json::{Map, Value, json};

/// The maximum number of mutations of a document. After many mutations, most documents are not a
/// specification any more.
const MOST: usize = 4;

/// Reduces the specification `text` to one operation and mutates it as selected by `choices`.
pub(super) fn mutated(text: &str, choices: &[u8]) -> String {
    let Ok(mut root) = serde_json::from_str::<Value>(text) else {
        return text.to_owned();
    };
    let mut choices = Choices(choices);
    if let Some(apis) = root.get_mut("apis").and_then(Value::as_object_mut) {
        let kept = choices.of(apis.len().max(1)).unwrap_or_default();
        let mut index = 0;
        apis.retain(|_, _| {
            index += 1;
            index == kept + 1
        });
    }
    for _ in 0..MOST {
        if change(&mut root, &mut choices).is_none() {
            break;
        }
    }
    root.to_string()
}

struct Choices<'a>(&'a [u8]);

impl Choices<'_> {
    fn of(&mut self, count: usize) -> Option<usize> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(usize::from(*first) % count)
    }

    fn value(&mut self) -> Option<Value> {
        let values = values();
        let index = self.of(values.len())?;
        values.into_iter().nth(index)
    }

    fn key(&mut self) -> Option<String> {
        self.of(KEYS.len()).map(|index| KEYS[index].to_owned())
    }
}

/// Makes one mutation. Returns `None` if `choices` is used up.
fn change(root: &mut Value, choices: &mut Choices<'_>) -> Option<()> {
    let other = find(root, choices)?.clone();
    let kind = choices.of(9)?;
    let place = find(root, choices)?;
    match kind {
        0 => *place = choices.value()?,
        1 => *place = other,
        2 => *place = json!([place.take()]),
        3 => {
            let mut map = Map::new();
            map.insert(choices.key()?, place.take());
            *place = Value::Object(map);
        }
        4 => {
            for _ in 0..choices.of(80)? {
                *place = json!({"type": "array", "items": place.take()});
            }
        }
        5 => {
            for level in 0..choices.of(40)? {
                let name = format!("L{level}");
                *place = json!({"type": "object", "properties": {name: place.take()}});
            }
        }
        6 => remove(place, choices)?,
        7 => rename(place, choices)?,
        _ => {
            let (key, value) = (choices.key()?, choices.value()?);
            match place {
                Value::Object(map) => drop(map.insert(key, value)),
                Value::Array(list) => list.push(value),
                _ => {}
            }
        }
    }
    Some(())
}

/// Selects a value in the document.
fn find<'a>(root: &'a mut Value, choices: &mut Choices<'_>) -> Option<&'a mut Value> {
    let mut place = root;
    loop {
        let length = match &*place {
            Value::Array(list) => list.len(),
            Value::Object(map) => map.len(),
            _ => return Some(place),
        };
        let index = choices.of(length + 1)?;
        if index == length {
            return Some(place);
        }
        place = match place {
            Value::Array(list) => list.get_mut(index)?,
            Value::Object(map) => map.values_mut().nth(index)?,
            _ => return None,
        };
    }
}

fn remove(place: &mut Value, choices: &mut Choices<'_>) -> Option<()> {
    match place {
        Value::Array(list) if !list.is_empty() => drop(list.remove(choices.of(list.len())?)),
        Value::Object(map) if !map.is_empty() => {
            let key = map.keys().nth(choices.of(map.len())?)?.clone();
            map.remove(&key);
        }
        _ => {}
    }
    Some(())
}

fn rename(place: &mut Value, choices: &mut Choices<'_>) -> Option<()> {
    match place {
        Value::Object(map) if !map.is_empty() => {
            let key = map.keys().nth(choices.of(map.len())?)?.clone();
            let value = map.remove(&key)?;
            map.insert(choices.key()?, value);
        }
        _ => {}
    }
    Some(())
}

/// Keys of the format, and names that are hard to convert to Rust names.
const KEYS: &[&str] = &[
    "",
    " ",
    "\0",
    "$ref",
    "..",
    "200",
    "2XX",
    "405Pv",
    "@",
    "A",
    "Action",
    "Code",
    "Content-Type",
    "Default",
    "Filter.1.Key",
    "Item",
    "Items",
    "MaxResults",
    "NextToken",
    "None",
    "Option",
    "PageNumber",
    "PageSize",
    "Password",
    "RequestId",
    "Self",
    "String",
    "TotalCount",
    "Vec",
    "__context",
    "_1",
    "a",
    "additionalProperties",
    "apis",
    "components",
    "crate",
    "default",
    "deprecated",
    "directories",
    "endpoints",
    "enum",
    "enumValueTitles",
    "errorCode",
    "errorCodes",
    "format",
    "in",
    "items",
    "methods",
    "name",
    "new",
    "parameters",
    "position",
    "properties",
    "r#type",
    "required",
    "responses",
    "schema",
    "schemas",
    "security",
    "self",
    "style",
    "sub_parameters",
    "super",
    "type",
    "x-secret",
    "zh_CN",
    "ß",
    "名",
    "𝒳",
];

fn values() -> Vec<Value> {
    let mut values = vec![
        Value::Null,
        json!(true),
        json!(false),
        json!(0),
        json!(-1),
        json!(u64::MAX),
        json!(1e300),
        json!([]),
        json!({}),
        json!([[]]),
        json!([{}]),
        json!({"type": "string"}),
        json!({"type": "integer", "format": "int64", "required": true}),
        json!({"type": "array", "items": {"type": "object", "properties": {"A": {"type": "any"}}}}),
        json!({"type": "object", "additionalProperties": {"type": "number"}}),
        json!({"$ref": "#/components/schemas/Tree"}),
        json!({"name": "X", "in": "query", "schema": {"type": "boolean"}}),
        json!({"errorCode": "Invalid%s", "errorMessage": "%s"}),
        json!({"title": "T", "children": ["A"]}),
        json!("x".repeat(250)),
    ];
    let texts = [
        "string",
        "integer",
        "number",
        "boolean",
        "array",
        "object",
        "any",
        "query",
        "formData",
        "body",
        "header",
        "flat",
        "repeatList",
        "json",
        "simple",
        "pipeDelimited",
        "post",
        "true",
        "RepeatList",
        "Struct",
        "PUT",
        "RPC",
        "#/components/schemas/Tree",
        "#/components/schemas/",
        "Anonymous",
        "*/ \" \\ \u{0}\u{200b}\u{202e}",
        "`a` ``` [b](~~1~~) <props=\"x\">c</props> <T> | d |\n|-|\n    e\n```rust\nf",
        "- a\n  - b\n\n    c\n1. d\n> # e\n***\n[f]: https://a.example",
        "[[`[`](((<<<>>>)))]](https://a.example/`)",
    ];
    values.extend(texts.map(Value::from));
    values.extend(KEYS.iter().map(|key| json!(key)));
    values
}
