//! Schemas: the type of a value and what is said about it.

use std::collections::HashMap;

use crate::{
    diagnostic::{Diagnostics, join},
    node::{Node, Object},
    spec::{FirstPage, Kind, Notes, Schema},
};

use super::names;

const KNOWN: &[&str] = &[
    "$ref",
    "additionalProperties",
    "backendName",
    "default",
    "deprecated",
    "description",
    "docRequired",
    "enum",
    "enumValueTitles",
    "example",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "index",
    "isFileTransferUrl",
    "itemName",
    "items",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "parseType",
    "pattern",
    "properties",
    "readOnly",
    "required",
    "sdkPropertyName",
    "title",
    "type",
    "x-base64",
    "x-first-page",
    "x-idempotent",
    "x-json",
    "x-own",
    "x-required",
    "x-secret",
];

const COMPONENTS: &str = "#/components/schemas/";

/// How many lists and maps may be directly in each other: more than the three that are met, and few
/// enough for the stack of whoever reads their Rust type.
const DEEPEST: usize = 16;

pub(super) fn read(node: Node<'_>, diagnostics: &mut Diagnostics) -> Schema {
    inner(node, 1, diagnostics)
}

/// Reads a schema that is in `depth` - 1 lists and maps.
fn inner(node: Node<'_>, depth: usize, diagnostics: &mut Diagnostics) -> Schema {
    if depth > DEEPEST + 1 {
        diagnostics.error(
            node.pointer,
            format!("is in more than {DEEPEST} lists or maps; put an object in between"),
        );
        return Schema::default();
    }
    let schema = node.object(diagnostics);
    schema.expect_only(KNOWN, diagnostics);
    let schema = Schema {
        kind: kind(&schema, depth, diagnostics),
        required: schema.flag("required", diagnostics).unwrap_or_default(),
        required_by_correction: schema.flag("x-required", diagnostics),
        secret: schema.flag("x-secret", diagnostics),
        json: schema.flag("x-json", diagnostics).unwrap_or_default(),
        idempotent: schema.flag("x-idempotent", diagnostics).unwrap_or_default(),
        own: schema.flag("x-own", diagnostics).unwrap_or_default(),
        notes: notes(&schema, diagnostics),
        pointer: schema.pointer,
    };
    if schema.kind != Kind::Text && (schema.json || schema.notes.base64 || schema.idempotent) {
        diagnostics.error(
            &schema.pointer,
            "has `x-json`, `x-base64` or `x-idempotent`, and its type is not `string`",
        );
    }
    schema
}

fn kind(schema: &Object<'_>, depth: usize, diagnostics: &mut Diagnostics) -> Kind {
    if let Some(node) = schema.get("$ref") {
        return reference(&node, diagnostics);
    }
    let name = match schema.get("type") {
        Some(node) => node.text(diagnostics).unwrap_or("any"),
        None => missing(schema, diagnostics),
    };
    let kind = match name {
        "any" => Kind::Any,
        "string" => Kind::Text,
        "integer" => Kind::Integer,
        "number" => Kind::Number,
        "boolean" => Kind::Boolean,
        "array" => Kind::List(Box::new(items(schema, depth, diagnostics))),
        "object" => object(schema, depth, diagnostics),
        other => {
            diagnostics.error(
                join(&schema.pointer, "type"),
                format!(
                    "is the unknown type `{other}`; it must be string, integer, number, boolean, \
                     array, object or any"
                ),
            );
            return Kind::Any;
        }
    };
    for (key, type_) in [
        ("items", "array"),
        ("properties", "object"),
        ("additionalProperties", "object"),
    ] {
        if name != type_ && schema.has(key) {
            diagnostics.warning(
                join(&schema.pointer, key),
                format!("was passed over, since the type is `{name}` and not `{type_}`"),
            );
        }
    }
    kind
}

/// The type of a schema that names none: what the rest of it is about.
fn missing(schema: &Object<'_>, diagnostics: &mut Diagnostics) -> &'static str {
    let name = if schema.is_wrong() {
        return "any";
    } else if schema.has("properties") || schema.has("additionalProperties") {
        "object"
    } else if schema.has("items") {
        "array"
    } else {
        "any"
    };
    diagnostics.warning(
        &schema.pointer,
        format!("has no `type`; it is taken to be `{name}`"),
    );
    name
}

fn reference(node: &Node<'_>, diagnostics: &mut Diagnostics) -> Kind {
    let target = node.text(diagnostics).unwrap_or_default();
    if let Some(name) = target.strip_prefix(COMPONENTS) {
        return Kind::Reference(name.replace("~1", "/").replace("~0", "~"));
    }
    if node.value.is_string() {
        diagnostics.error(
            &node.pointer,
            format!("refers to `{target}`; a reference must be `{COMPONENTS}` and a name"),
        );
    }
    Kind::Any
}

fn items(schema: &Object<'_>, depth: usize, diagnostics: &mut Diagnostics) -> Schema {
    if let Some(items) = schema.get("items").filter(|node| !node.is_empty()) {
        return inner(items, depth + 1, diagnostics);
    }
    diagnostics.warning(
        &schema.pointer,
        "is a list without `items`; its items are taken to be any JSON value",
    );
    Schema {
        pointer: join(&schema.pointer, "items"),
        ..Schema::default()
    }
}

fn object(schema: &Object<'_>, depth: usize, diagnostics: &mut Diagnostics) -> Kind {
    let properties = schema.object("properties", diagnostics);
    let mut fields: Vec<(String, Schema)> = Vec::new();
    for (name, node) in properties.entries() {
        names::check(name, "property", &node, diagnostics);
        fields.push((name.to_owned(), inner(node, 1, diagnostics)));
    }
    let values = schema
        .get("additionalProperties")
        .filter(|node| !node.is_empty() && !node.value.is_boolean());
    match values {
        Some(node) if fields.is_empty() => Kind::Map(Box::new(inner(node, depth + 1, diagnostics))),
        Some(node) => {
            diagnostics.warning(
                node.pointer,
                "was passed over, since the object has `properties` as well",
            );
            Kind::Object(fields)
        }
        None if fields.is_empty() => Kind::Any,
        None => Kind::Object(fields),
    }
}

fn notes(schema: &Object<'_>, diagnostics: &mut Diagnostics) -> Notes {
    let mut flag = |key: &str| schema.flag(key, diagnostics).unwrap_or_default();
    let deprecated = flag("deprecated");
    let exclusive_minimum = flag("exclusiveMinimum");
    let exclusive_maximum = flag("exclusiveMaximum");
    let doc_required = flag("docRequired");
    let base64 = flag("x-base64");
    let file_address = flag("isFileTransferUrl");
    Notes {
        base64,
        first_page: first_page(schema, diagnostics),
        title: schema.text("title", diagnostics),
        description: schema.text("description", diagnostics),
        example: schema.shown("example"),
        default: schema.shown("default"),
        format: schema.shown("format"),
        minimum: schema.shown("minimum"),
        maximum: schema.shown("maximum"),
        exclusive_minimum,
        exclusive_maximum,
        min_length: schema.shown("minLength"),
        max_length: schema.shown("maxLength"),
        min_items: schema.shown("minItems"),
        max_items: schema.shown("maxItems"),
        pattern: schema.shown("pattern"),
        values: values(schema, diagnostics),
        deprecated,
        doc_required,
        may_be_empty: false,
        file_address,
    }
}

fn first_page(schema: &Object<'_>, diagnostics: &mut Diagnostics) -> Option<FirstPage> {
    let node = schema.get("x-first-page")?;
    match (node.value.as_i64(), node.value.as_str()) {
        (Some(number @ (0 | 1)), _) => Some(FirstPage::Number(number)),
        (_, Some("unknown")) => Some(FirstPage::Unknown),
        _ => {
            let problem = format!("is {}; it must be 0, 1 or \"unknown\"", node.value);
            diagnostics.error(node.pointer, problem);
            None
        }
    }
}

/// The documented values: those of the list, then those that have a title only.
fn values(schema: &Object<'_>, diagnostics: &mut Diagnostics) -> Vec<(String, String)> {
    let titles = schema.object("enumValueTitles", diagnostics);
    let listed = schema.list("enum", diagnostics);
    let mut values: Vec<(String, String)> = Vec::new();
    let mut places = HashMap::new();
    let listed = listed.iter().map(|value| (value.shown(), None));
    let titled = titles.entries();
    let titled = titled.map(|(value, title)| (value.trim().to_owned(), Some(title.shown())));
    for (value, title) in listed.chain(titled) {
        let place = *places.entry(value.clone()).or_insert(values.len());
        match (values.get_mut(place), title) {
            (Some((_, known)), Some(title)) => *known = title,
            (Some(_), None) => {}
            (None, title) => values.push((value, title.unwrap_or_default())),
        }
    }
    values
}
