//! Reads schemas, which have the type of a value and facts about the value.

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

/// The maximum depth of directly nested lists and maps.
///
/// The vendor's specifications have at most three levels. The limit prevents stack overflows in
/// tools that parse the generated Rust type.
const DEEPEST: usize = 16;

pub(super) fn read(node: Node<'_>, diagnostics: &mut Diagnostics) -> Schema {
    inner(node, 1, diagnostics)
}

/// Reads a schema that is nested in `depth` - 1 lists and maps.
fn inner(node: Node<'_>, depth: usize, diagnostics: &mut Diagnostics) -> Schema {
    if depth > DEEPEST + 1 {
        diagnostics.error(
            node.pointer,
            format!("nested in more than {DEEPEST} lists or maps; put an object in between"),
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
            "`x-json`, `x-base64` and `x-idempotent` require the type `string`",
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
                    "unknown type `{other}`; expected string, integer, number, boolean, array, \
                     object or any"
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
                format!("the key is ignored, because the type is `{name}` and not `{type_}`"),
            );
        }
    }
    kind
}

/// Derives the type of a schema without `type` from its other keys.
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
        format!("the key `type` is missing, so `{name}` is assumed"),
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
            format!("invalid reference `{target}`; expected `{COMPONENTS}NAME`"),
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
        "the key `items` is missing, so the items are of any JSON type",
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
                "the key is ignored, because the object has `properties`",
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
            let problem = format!("expected 0, 1 or \"unknown\", found {}", node.value);
            diagnostics.error(node.pointer, problem);
            None
        }
    }
}

/// Returns the documented values: first the values in `enum`, then the other titled values.
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
