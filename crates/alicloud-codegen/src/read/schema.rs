//! Schemas: the type of a value and what is said about it.

use serde_json::Value;

use crate::{
    diagnostic::{Diagnostics, join},
    node::{Node, Object},
    spec::{Kind, Notes, Schema},
};

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
    "x-secret",
];

const COMPONENTS: &str = "#/components/schemas/";

pub(super) fn read(node: Node<'_>, diagnostics: &mut Diagnostics) -> Schema {
    let schema = node.object(diagnostics);
    schema.expect_only(KNOWN, diagnostics);
    Schema {
        kind: kind(&schema, diagnostics),
        required: schema.flag("required", diagnostics).unwrap_or_default(),
        secret: schema.flag("x-secret", diagnostics),
        notes: notes(&schema, diagnostics),
        pointer: schema.pointer,
    }
}

fn kind(schema: &Object<'_>, diagnostics: &mut Diagnostics) -> Kind {
    if let Some(node) = schema.get("$ref") {
        return reference(&node, diagnostics);
    }
    let Some(node) = schema.need("type", diagnostics) else {
        return Kind::Any;
    };
    match node.text(diagnostics).unwrap_or("any") {
        "any" => Kind::Any,
        "string" => Kind::Text,
        "integer" => Kind::Integer,
        "number" => Kind::Number,
        "boolean" => Kind::Boolean,
        "array" => Kind::List(Box::new(items(schema, diagnostics))),
        "object" => object(schema, diagnostics),
        other => {
            diagnostics.error(
                node.pointer,
                format!(
                    "is the unknown type `{other}`; it must be string, integer, number, boolean, \
                     array, object or any"
                ),
            );
            Kind::Any
        }
    }
}

fn reference(node: &Node<'_>, diagnostics: &mut Diagnostics) -> Kind {
    let target = node.text(diagnostics).unwrap_or_default();
    if let Some(name) = target.strip_prefix(COMPONENTS) {
        return Kind::Reference(name.to_owned());
    }
    if node.value.is_string() {
        diagnostics.error(
            &node.pointer,
            format!("refers to `{target}`; a reference must be `{COMPONENTS}` and a name"),
        );
    }
    Kind::Any
}

fn items(schema: &Object<'_>, diagnostics: &mut Diagnostics) -> Schema {
    if let Some(items) = schema.get("items").filter(|node| !is_empty(node.value)) {
        return read(items, diagnostics);
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

fn object(schema: &Object<'_>, diagnostics: &mut Diagnostics) -> Kind {
    let properties = schema.object("properties", diagnostics);
    let fields: Vec<(String, Schema)> = properties
        .entries()
        .map(|(name, node)| {
            if name.trim().is_empty() {
                diagnostics.error(&node.pointer, "has an empty name; a property needs a name");
            }
            (name.to_owned(), read(node, diagnostics))
        })
        .collect();
    let values = schema
        .get("additionalProperties")
        .filter(|node| !is_empty(node.value));
    match values {
        Some(node) if fields.is_empty() => Kind::Map(Box::new(read(node, diagnostics))),
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
    let titles = schema.object("enumValueTitles", diagnostics);
    let mut values: Vec<(String, String)> = Vec::new();
    for node in schema.list("enum", diagnostics) {
        let value = match node.value {
            Value::String(text) => text.trim().to_owned(),
            other => other.to_string(),
        };
        let title = titles.shown(&value).unwrap_or_default();
        values.push((value, title));
    }
    if values.is_empty() {
        values.extend(titles.entries().map(|(value, _)| {
            (
                value.trim().to_owned(),
                titles.shown(value).unwrap_or_default(),
            )
        }));
    }
    Notes {
        title: schema.text("title", diagnostics),
        description: schema.text("description", diagnostics),
        example: schema.shown("example"),
        default: schema.shown("default"),
        minimum: schema.shown("minimum"),
        maximum: schema.shown("maximum"),
        values,
        deprecated: schema.flag("deprecated", diagnostics).unwrap_or_default(),
    }
}

/// Whether it is the empty list that some exports write for "nothing".
fn is_empty(value: &Value) -> bool {
    value.as_array().is_some_and(Vec::is_empty)
}
