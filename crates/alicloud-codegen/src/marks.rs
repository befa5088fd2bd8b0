//! Adds marks to specifications. Marks are keys for facts that otherwise only the prose states.
//!
//! A specification reduced to [facts](crate::facts()) has no prose, so generated code depends on
//! marks instead. The generator adds the same marks to the vendor's file before it reads the file.

use std::{collections::HashSet, fmt};

use serde_json::{Map, Value, json};

use crate::{diagnostic::join, document::Document, lower::paging::NUMBER};

/// A mark that was added to a specification because of its prose.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Marked {
    /// The place of the mark, as a JSON pointer (RFC 6901).
    pub at: String,
    /// The value of the mark, as JSON.
    pub value: String,
    /// The reason for the mark.
    pub because: &'static str,
}

impl fmt::Display for Marked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} = {}: {}", self.at, self.value, self.because)
    }
}

/// Phrases in descriptions that require Base64.
const BASE64: &[&str] = &[
    "需要以base64",
    "必须填写已采用base64",
    "必须使用base64",
    "must be base64",
    "must be encoded in base64",
    "must be in base64",
];
/// The value of a parameter that selects plain text instead of Base64.
const PLAIN_TEXT: &str = "plaintext";

/// Adds marks to `document` for facts that the prose states, and returns the added marks. Existing
/// marks are kept. In the table, a description includes the title.
///
/// | mark | place | condition |
/// |---|---|---|
/// | `x-json` | a string parameter in the query or form | the example is a JSON list or object |
/// | `x-base64` | a string parameter, or a string in a parameter | the description requires Base64, and no parameter offers plain text |
/// | `x-idempotent` | the string parameter `ClientToken` in the query or form | the description says that the parameter makes calls idempotent |
/// | `x-first-page` | a page number in the query or form | the number of the first page is stated only in the description, contradictory, or unclear (example 0) |
/// | `x-own` | a parameter `Format` in the query or form without `enum` | the example is one word that is not a reply format |
/// | `enum` | every schema | `enumValueTitles` has keys that `enum` lacks |
pub fn mark(document: &mut Document) -> Vec<Marked> {
    let mut marks = Marks::default();
    let Value::Object(root) = &mut document.root else {
        return marks.found;
    };
    for (name, api) in entries(root, "apis") {
        let place = join("/apis", name);
        let Value::Object(api) = api else { continue };
        if let Some(Value::Array(parameters)) = api.get_mut("parameters") {
            marks.parameters(&join(&place, "parameters"), parameters);
        }
        for (status, response) in entries(api, "responses") {
            let place = join(&join(&join(&place, "responses"), status), "schema");
            if let Some(schema) = response.get_mut("schema") {
                marks.values(&place, schema);
            }
        }
    }
    if let Some(Value::Object(components)) = root.get_mut("components") {
        for (name, schema) in entries(components, "schemas") {
            marks.values(&join("/components/schemas", name), schema);
        }
    }
    marks.found
}

/// Returns the entries of the object at `key`.
fn entries<'a>(
    object: &'a mut Map<String, Value>,
    key: &str,
) -> impl Iterator<Item = (&'a String, &'a mut Value)> {
    let inner = object.get_mut(key).and_then(Value::as_object_mut);
    inner.into_iter().flatten()
}

#[derive(Default)]
struct Marks {
    found: Vec<Marked>,
}

impl Marks {
    fn parameters(&mut self, place: &str, parameters: &mut [Value]) {
        let offers_plain_text = parameters.iter().any(|parameter| {
            let schema = &parameter["schema"];
            let listed = schema["enum"].to_string();
            (prose(schema) + &listed.to_lowercase()).contains(PLAIN_TEXT)
        });
        for (index, parameter) in parameters.iter_mut().enumerate() {
            let place = join(&join(place, &index.to_string()), "schema");
            let name = parameter["name"].as_str().unwrap_or_default().to_owned();
            let travels_by_name = matches!(parameter["in"].as_str(), Some("query" | "formData"));
            let Some(schema) = parameter.get_mut("schema") else {
                continue;
            };
            self.values(&place, schema);
            if travels_by_name {
                self.parameter(&place, &name, schema);
            }
            if !offers_plain_text {
                self.base64(&place, schema);
            }
        }
    }

    /// Adds the marks that are limited to parameters in the query or the form.
    fn parameter(&mut self, place: &str, name: &str, schema: &mut Value) {
        let Value::Object(map) = schema else { return };
        let is_text = map.get("type").is_some_and(|kind| kind == "string");
        let example = shown(map, "example").unwrap_or_default();
        if is_text && is_json(&example) {
            let why = "the example is a JSON list or object";
            self.put(place, map, "x-json", json!(true), why);
        }
        if is_text && name.eq_ignore_ascii_case("ClientToken") && is_idempotent(&description(map)) {
            let why = "the description says that the parameter makes calls idempotent";
            self.put(place, map, "x-idempotent", json!(true), why);
        }
        if NUMBER
            .iter()
            .any(|number| name.eq_ignore_ascii_case(number))
        {
            self.first_page(place, map, &example);
        }
        if name == "Format" && is_own_format(map, &example) {
            let why = "the example is not a reply format";
            self.put(place, map, "x-own", json!(true), why);
        }
    }

    /// Adds the mark for the number of the first page.
    ///
    /// The mark is the number in the description, if neither default nor minimum state the number.
    /// The mark is `unknown` if the description contradicts the default or the minimum, or if the
    /// example is 0 and nothing states the number.
    fn first_page(&mut self, place: &str, map: &mut Map<String, Value>, example: &str) {
        let declared = declared_first_page(map);
        match (declared, stated_first_page(&description(map))) {
            (None, Some(stated)) => {
                let why = "the description states the number of the first page";
                self.put(place, map, "x-first-page", json!(stated), why);
            }
            (Some(declared), Some(stated)) if declared != stated => {
                let why = "the description contradicts `default` or `minimum`";
                self.put(place, map, "x-first-page", json!("unknown"), why);
            }
            (None, None) if example == "0" => {
                let why = "the example is 0, and the first page is not documented";
                self.put(place, map, "x-first-page", json!("unknown"), why);
            }
            _ => {}
        }
    }

    /// Adds the keys of `enumValueTitles` to `enum`, in `schema` and in all nested schemas.
    fn values(&mut self, place: &str, schema: &mut Value) {
        let Value::Object(map) = schema else { return };
        let titles = map.get("enumValueTitles").and_then(Value::as_object);
        let titled: Vec<String> = titles.map_or_else(Vec::new, |titles| {
            titles.keys().map(|key| key.trim().to_owned()).collect()
        });
        let mut listed = match map.get("enum") {
            Some(Value::Array(listed)) => listed.clone(),
            None => Vec::new(),
            Some(_) => return,
        };
        let known: HashSet<String> = listed.iter().map(text).collect();
        let is_integer = map.get("type").is_some_and(|kind| kind == "integer");
        let value = |title: &String| match title.parse::<i64>() {
            Ok(number) if is_integer && number.to_string() == *title => json!(number),
            _ => json!(title),
        };
        let before = listed.len();
        listed.extend(
            titled
                .iter()
                .filter(|title| !known.contains(*title))
                .map(value),
        );
        if listed.len() > before {
            let why = "`enumValueTitles` has keys that `enum` lacks";
            map.shift_remove("enum");
            self.put(place, map, "enum", Value::Array(listed), why);
        }
        self.inside(place, map, Self::values);
    }

    /// Adds `x-base64` to `schema` and to nested schemas, where the description requires Base64.
    fn base64(&mut self, place: &str, schema: &mut Value) {
        let asked = prose(schema);
        let Value::Object(map) = schema else { return };
        let is_text = map.get("type").is_some_and(|kind| kind == "string");
        if is_text && BASE64.iter().any(|phrase| asked.contains(phrase)) {
            let why = "the description requires Base64";
            self.put(place, map, "x-base64", json!(true), why);
        }
        self.inside(place, map, Self::base64);
    }

    /// Calls `next` for each schema that is directly in `map`.
    fn inside(
        &mut self,
        place: &str,
        map: &mut Map<String, Value>,
        next: fn(&mut Self, &str, &mut Value),
    ) {
        for (name, schema) in entries(map, "properties") {
            next(self, &join(&join(place, "properties"), name), schema);
        }
        for key in ["items", "additionalProperties"] {
            if let Some(schema) = map.get_mut(key) {
                next(self, &join(place, key), schema);
            }
        }
    }

    /// Adds a mark to `map`, which is at `place`, unless `map` already has the mark.
    fn put(
        &mut self,
        place: &str,
        map: &mut Map<String, Value>,
        mark: &str,
        value: Value,
        because: &'static str,
    ) {
        if map.contains_key(mark) {
            return;
        }
        self.found.push(Marked {
            at: join(place, mark),
            value: value.to_string(),
            because,
        });
        map.insert(mark.to_owned(), value);
    }
}

/// Returns a scalar as trimmed text.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        other => other.to_string(),
    }
}

/// Returns the value at `key` as trimmed text, if the text is not empty.
fn shown(map: &Map<String, Value>, key: &str) -> Option<String> {
    let value = map.get(key).filter(|value| !value.is_null())?;
    Some(text(value)).filter(|text| !text.is_empty())
}

fn description(map: &Map<String, Value>) -> String {
    let parts = ["title", "description"].map(|key| shown(map, key).unwrap_or_default());
    parts.join("\n").to_lowercase()
}

fn prose(schema: &Value) -> String {
    schema.as_object().map(description).unwrap_or_default()
}

/// Whether an example is a JSON list or object.
///
/// Many examples are shortened (`["a", … "z"]`) or have typographic quotes, so the function checks
/// only the beginning and the end.
fn is_json(example: &str) -> bool {
    let plain: String = example
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .map(|letter| {
            if matches!(letter, '“' | '”') {
                '"'
            } else {
                letter
            }
        })
        .collect();
    let is_list = (plain.starts_with("[\"") || plain.starts_with("[{")) && plain.ends_with(']');
    let is_object = plain.starts_with("{\"") && plain.ends_with('}');
    is_list || is_object || plain == "[]" || plain == "{}"
}

fn is_idempotent(description: &str) -> bool {
    const DENIED: &[&str] = &[
        "不支持幂等",
        "不保证幂等",
        "not idempotent",
        "not guarantee",
    ];
    let says = description.contains("幂等") || description.contains("idempot");
    says && !DENIED.iter().any(|denied| description.contains(denied))
}

/// Whether the example of a parameter `Format` is not a reply format.
///
/// The example counts only if it is one word and the schema has no `enum`.
fn is_own_format(map: &Map<String, Value>, example: &str) -> bool {
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || "-_.+".contains(letter);
    let is_reply = ["json", "xml"]
        .iter()
        .any(|format| example.eq_ignore_ascii_case(format));
    let lists_values = map.get("enum").and_then(Value::as_array);
    lists_values.is_none_or(Vec::is_empty)
        && !example.is_empty()
        && example.chars().all(is_word)
        && !is_reply
}

/// Returns the number of the first page according to the default and the minimum.
fn declared_first_page(map: &Map<String, Value>) -> Option<i64> {
    let integer = |key: &str| shown(map, key)?.parse::<i64>().ok();
    let exclusive = map
        .get("exclusiveMinimum")
        .is_some_and(|flag| text(flag) == "true");
    let least = integer("minimum").map(|least| least.saturating_add(i64::from(exclusive)));
    match (integer("default"), least) {
        (_, Some(1..)) => Some(1),
        (Some(0), _) => Some(0),
        (Some(_), _) => Some(1),
        (None, _) => None,
    }
}

/// Returns the number of the first page according to the description.
///
/// The number is 0 or 1 and follows a phrase that means "begins at".
fn stated_first_page(description: &str) -> Option<i64> {
    const BEGINS: &[&str] = &[
        "起始值",
        "起始页",
        "start from",
        "starts from",
        "start at",
        "starts at",
    ];
    let number = |after: &str| {
        let between = |letter: char| letter.is_whitespace() || "：:为是*`第页".contains(letter);
        let rest = after.trim_start_matches(between);
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits
            .parse::<i64>()
            .ok()
            .filter(|page| matches!(page, 0 | 1))
    };
    let after = BEGINS
        .iter()
        .find_map(|begins| description.split_once(begins));
    after.and_then(|(_, after)| number(after)).or_else(|| {
        let (before, _) = description.split_once("开始")?;
        let (_, after) = before.rsplit_once('从')?;
        number(after)
    })
}

#[cfg(test)]
mod tests;
