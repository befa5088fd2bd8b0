//! Adds this project's texts to a specification, before the specification is read.

use serde_json::{Map, Value, json};

use crate::{
    diagnostic::Diagnostics,
    document::Document,
    marks::text,
    nearest,
    node::{Node, Object},
};

/// The texts for one specification, and the names of its features.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Texts {
    features: Vec<Entry<String>>,
    default: Vec<String>,
    operations: Vec<Entry<Operation>>,
}

/// A value with its key, and the JSON pointer of the value in the file of texts.
#[derive(Clone, Debug, PartialEq)]
struct Entry<T> {
    key: String,
    value: T,
    pointer: String,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Operation {
    /// The `title`, `summary` and `description`.
    about: Vec<Entry<Value>>,
    /// The texts of parameters. Each key is a path of names, with `/` as the separator.
    parameters: Vec<Entry<Field>>,
    reply: Vec<Entry<Field>>,
    /// The texts of errors, by error code.
    errors: Vec<Entry<Field>>,
}

/// Keys of the vendor's format, with their values.
type Field = Vec<(&'static str, Value)>;

const ABOUT: &[&str] = &["title", "summary", "description"];
const FIELD: &[&str] = &["description", "example", "values"];
const ERROR: &[&str] = &["message", "description"];

impl Texts {
    /// Reads a file of texts.
    ///
    /// ```json
    /// {
    ///   "features": { "86036": "instances", "86352": "regions" },
    ///   "default": ["instances"],
    ///   "operations": {
    ///     "DescribeInstances": {
    ///       "title": "List instances",
    ///       "parameters": {
    ///         "Tag/Key": "The tag's key.",
    ///         "Status": { "description": "The state.", "values": { "Running": "up" } }
    ///       },
    ///       "reply": { "Instances/Instance/InstanceId": "The id of the instance." },
    ///       "errors": { "InvalidRegionId.NotFound": { "message": "…", "description": "…" } }
    ///     }
    ///   }
    /// }
    /// ```
    ///
    /// `features` maps the ids of directories to Cargo features. `default` lists the default
    /// features of the crate. The keys of `parameters` and `reply` are paths of field names,
    /// without segments for list items and map values.
    #[must_use]
    pub fn read(document: &Document, diagnostics: &mut Diagnostics) -> Self {
        let root = Node::root(&document.root).object(diagnostics);
        root.expect_only(&["features", "default", "operations"], diagnostics);
        let features = root.object("features", diagnostics);
        let features = features.entries().filter_map(|(id, node)| {
            let name = node.text(diagnostics)?.to_owned();
            Some(Entry::new(id, name, node.pointer))
        });
        let features: Vec<Entry<String>> = features.collect();
        for node in root.list("default", diagnostics) {
            let is_known = |name| features.iter().any(|feature| feature.value == name);
            if !node.text(diagnostics).is_none_or(is_known) {
                let problem = format!("{} is not a feature name in `features`", node.value);
                diagnostics.error(node.pointer, problem);
            }
        }
        let operations = root.object("operations", diagnostics);
        let operations = operations.entries().map(|(name, node)| {
            let pointer = node.pointer.clone();
            let operation = operation(&node.object(diagnostics), diagnostics);
            Entry::new(name, operation, pointer)
        });
        Self {
            features,
            operations: operations.collect(),
            default: root.texts("default", diagnostics),
        }
    }

    /// Adds the texts to `document`. A text for an unknown place in `document` is an error.
    /// `diagnostics` are the diagnostics about the file of texts.
    pub fn put(&self, document: &mut Document, diagnostics: &mut Diagnostics) {
        let root = &mut document.root;
        let mut ids = Vec::new();
        collect_ids(&root["directories"], &mut ids);
        for entry in &self.features {
            if !ids.contains(&entry.key) {
                entry.unknown("directory", &ids, diagnostics);
            }
        }
        let features = self.features.iter();
        let features: Map<String, Value> = features
            .map(|entry| (entry.key.clone(), json!(entry.value)))
            .collect();
        if let Value::Object(root) = root {
            for (key, value, is_there) in [
                ("x-features", json!(features), !features.is_empty()),
                (
                    "x-default-features",
                    json!(self.default),
                    !self.default.is_empty(),
                ),
            ] {
                if is_there {
                    root.insert(key.to_owned(), value);
                }
            }
        }
        for entry in &self.operations {
            let api = root
                .get_mut("apis")
                .and_then(|apis| apis.get_mut(&entry.key));
            match api.and_then(Value::as_object_mut) {
                Some(api) => entry.value.put(api, diagnostics),
                None => entry.unknown("operation", &keys(&root["apis"]), diagnostics),
            }
        }
    }
}

impl<T> Entry<T> {
    fn new(key: &str, value: T, pointer: String) -> Self {
        let key = key.to_owned();
        Self {
            key,
            value,
            pointer,
        }
    }

    fn unknown(&self, what: &str, known: &[String], diagnostics: &mut Diagnostics) {
        let nearest = nearest::suggest(&self.key, known.iter().map(String::as_str));
        let message = format!("the specification has no {what} `{}`{nearest}", self.key);
        diagnostics.error(&self.pointer, message);
    }
}

impl Entry<Field> {
    /// Adds the text to its schema.
    fn put(&self, schema: &mut Value, diagnostics: &mut Diagnostics) {
        if let Some(value) = unknown_value(schema, &self.value) {
            let problem = format!("`{value}` is not one of the values in `enum`");
            diagnostics.error(&self.pointer, problem);
        }
        set(schema, &self.value);
    }
}

impl Operation {
    fn put(&self, api: &mut Map<String, Value>, diagnostics: &mut Diagnostics) {
        for text in &self.about {
            api.insert(text.key.clone(), text.value.clone());
        }
        for entry in &self.parameters {
            let found = parameters(api, &entry.key);
            if found.is_empty() {
                entry.unknown("parameter", &parameter_ways(api), diagnostics);
            }
            for schema in parameters(api, &entry.key) {
                entry.put(schema, diagnostics);
            }
        }
        for entry in &self.reply {
            let reply = api.get_mut("responses").and_then(|responses| {
                // If status 200 is missing, the reply is described under the first 2xx status.
                let statuses = keys(responses);
                let success = statuses
                    .iter()
                    .find(|status| status.trim().starts_with('2'));
                let status = if responses.get("200").is_some() {
                    "200"
                } else {
                    success?
                };
                responses.get_mut(status)?.get_mut("schema")
            });
            let Some(reply) = reply else {
                entry.unknown("field", &[], diagnostics);
                continue;
            };
            match at(reply, &entry.key) {
                Some(schema) => entry.put(schema, diagnostics),
                None => {
                    let mut known = Vec::new();
                    collect_ways(reply, "", &mut known);
                    entry.unknown("field", &known, diagnostics);
                }
            }
        }
        for entry in &self.errors {
            let codes = api.get_mut("errorCodes").and_then(Value::as_object_mut);
            let codes = codes.into_iter().flat_map(|codes| codes.values_mut());
            let codes = codes.filter_map(Value::as_array_mut).flatten();
            let (mut known, mut is_known) = (Vec::new(), false);
            for code in codes {
                if code.is_string() {
                    *code = json!({ "errorCode": code });
                }
                let name = text(&code["errorCode"]);
                if name == entry.key {
                    is_known = true;
                    set(code, &entry.value);
                }
                known.push(name);
            }
            if !is_known {
                entry.unknown("error code", &known, diagnostics);
            }
        }
    }
}

fn operation(entry: &Object<'_>, diagnostics: &mut Diagnostics) -> Operation {
    let mut operation = Operation::default();
    entry.expect_only(
        &[
            "title",
            "summary",
            "description",
            "parameters",
            "reply",
            "errors",
        ],
        diagnostics,
    );
    for key in ABOUT {
        if let Some(node) = entry.get(key) {
            let text = node.text(diagnostics).unwrap_or_default();
            let text = Entry::new(key, json!(text), node.pointer);
            operation.about.push(text);
        }
    }
    for (key, place, keys) in [
        ("parameters", &mut operation.parameters, FIELD),
        ("reply", &mut operation.reply, FIELD),
        ("errors", &mut operation.errors, ERROR),
    ] {
        for (name, node) in entry.object(key, diagnostics).entries() {
            let pointer = node.pointer.clone();
            let field = field(node, keys, diagnostics);
            place.push(Entry::new(name, field, pointer));
        }
    }
    operation
}

/// Reads a field. A single text is the description, and an object has several texts by key.
fn field(node: Node<'_>, keys: &[&str], diagnostics: &mut Diagnostics) -> Field {
    if node.value.is_string() {
        return vec![("description", node.value.clone())];
    }
    let entry = node.object(diagnostics);
    entry.expect_only(keys, diagnostics);
    let vendors = [
        ("message", "errorMessage"),
        ("description", "description"),
        ("example", "example"),
        ("values", "enumValueTitles"),
    ];
    let mut field = Vec::new();
    for (key, vendors) in vendors.iter().filter(|(key, _)| keys.contains(key)) {
        let Some(node) = entry.get(key) else { continue };
        let value = node.value.clone();
        if *key == "values" {
            let _ = node.object(diagnostics);
        } else {
            let _ = node.text(diagnostics);
        }
        field.push((*vendors, value));
    }
    field
}

fn set(schema: &mut Value, field: &Field) {
    let Value::Object(map) = schema else { return };
    for (key, value) in field {
        map.insert((*key).to_owned(), value.clone());
    }
}

/// Returns the first value that `field` documents although `enum` in `schema` does not list the
/// value. For a list, the `enum` of its items counts.
fn unknown_value(schema: &Value, field: &Field) -> Option<String> {
    let mut schema = schema;
    while let Some(items) = schema.get("items") {
        schema = items;
    }
    let known: Vec<String> = schema.get("enum")?.as_array()?.iter().map(text).collect();
    let titles = field.iter().find(|(key, _)| *key == "enumValueTitles");
    let values = titles.map_or_else(Vec::new, |(_, titles)| keys(titles));
    values.into_iter().find(|value| !known.contains(value))
}

/// Returns the schemas of all parameters at the path `way`. Two parameters may have the same name,
/// and a name may contain `/`.
fn parameters<'a>(api: &'a mut Map<String, Value>, way: &str) -> Vec<&'a mut Value> {
    let list = api.get_mut("parameters").and_then(Value::as_array_mut);
    let found = list.into_iter().flatten().filter_map(|parameter| {
        let name = parameter["name"].as_str()?.to_owned();
        let schema = parameter.get_mut("schema")?;
        match way.strip_prefix(&name)? {
            "" => Some(schema),
            rest => at(schema, rest.strip_prefix('/')?),
        }
    });
    found.collect()
}

/// Returns the schema at the path `way`, which skips lists and maps. A name may contain `/`.
fn at<'a>(mut schema: &'a mut Value, way: &str) -> Option<&'a mut Value> {
    while let Some(key) = ["items", "additionalProperties"]
        .into_iter()
        .find(|key| schema.get(key).is_some())
    {
        schema = schema.get_mut(key)?;
    }
    let fields = schema.get_mut("properties")?.as_object_mut()?;
    fields
        .iter_mut()
        .find_map(|(name, field)| match way.strip_prefix(name.as_str())? {
            "" => Some(field),
            rest => at(field, rest.strip_prefix('/')?),
        })
}

fn keys(object: &Value) -> Vec<String> {
    let keys = object.as_object().into_iter().flat_map(Map::keys);
    keys.cloned().collect()
}

/// Returns the paths of all parameters and of the fields in them.
fn parameter_ways(api: &Map<String, Value>) -> Vec<String> {
    let mut ways = Vec::new();
    let list = api.get("parameters").and_then(Value::as_array);
    for parameter in list.into_iter().flatten() {
        let name = parameter["name"].as_str().unwrap_or_default();
        ways.push(name.to_owned());
        collect_ways(&parameter["schema"], &format!("{name}/"), &mut ways);
    }
    ways
}

/// Adds the paths of all fields in `schema`, which is at the path `outer`.
fn collect_ways(schema: &Value, outer: &str, ways: &mut Vec<String>) {
    for key in ["items", "additionalProperties"] {
        if let Some(inner) = schema.get(key) {
            collect_ways(inner, outer, ways);
        }
    }
    for (name, inner) in schema["properties"].as_object().into_iter().flatten() {
        let way = format!("{outer}{name}");
        collect_ways(inner, &format!("{way}/"), ways);
        ways.push(way);
    }
}

fn collect_ids(directories: &Value, ids: &mut Vec<String>) {
    for entry in directories.as_array().into_iter().flatten() {
        if let Some(id) = entry.get("id") {
            ids.push(text(id));
        }
        collect_ids(&entry["children"], ids);
    }
}

#[cfg(test)]
mod tests;
