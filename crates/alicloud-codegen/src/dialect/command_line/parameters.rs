//! Converts parameters in the command line's metadata to the `api-docs.json` format.

use serde_json::{Map, Value, json};

use crate::{diagnostic::Diagnostics, node::Object};

const KNOWN: &[&str] = &[
    "description",
    "example",
    "hidden",
    "name",
    "position",
    "required",
    "sub_parameters",
    "type",
];

pub(super) fn parameter(parameter: &Object<'_>, found: &mut Diagnostics) -> Value {
    let (schema, style) = schema(parameter, found);
    let position = parameter.text("position", found);
    let mut out = json!({
        "name": parameter.text("name", found),
        "in": match position.to_ascii_lowercase().as_str() {
            "query" => "query",
            "body" | "formdata" => "formData",
            "header" => "header",
            _ => position.as_str(),
        },
        "schema": schema,
    });
    if let Some((style, out)) = style.zip(out.as_object_mut()) {
        out.insert("style".to_owned(), style.into());
    }
    out
}

/// Returns the schema of a parameter, and the style if the type is not scalar.
fn schema(parameter: &Object<'_>, found: &mut Diagnostics) -> (Value, Option<&'static str>) {
    parameter.expect_only(KNOWN, found);
    let fields = fields(parameter, found);
    let object = match &fields {
        Some(fields) => json!({ "type": "object", "properties": fields }),
        None => json!({ "type": "object" }),
    };
    let list = |items: Value| json!({ "type": "array", "items": items });
    let kind = parameter.text("type", found);
    let (mut schema, style) = match kind.as_str() {
        "String" => (json!({ "type": "string" }), None),
        "Integer" => (json!({ "type": "integer", "format": "int32" }), None),
        "Long" => (json!({ "type": "integer", "format": "int64" }), None),
        "Float" | "Double" | "Number" => (json!({ "type": "number" }), None),
        "Boolean" => (json!({ "type": "boolean" }), None),
        "RepeatList" if fields.is_some() => (list(object), Some("repeatList")),
        "RepeatList" => (list(json!({ "type": "string" })), Some("repeatList")),
        "Array" | "List" if fields.is_some() => (list(object), Some("flat")),
        "Array" | "List" => (list(json!({ "type": "any" })), Some("flat")),
        "Struct" | "Object" | "Map" => (object, Some("flat")),
        "Json" => (json!({ "type": "any" }), Some("json")),
        other => {
            if !parameter.is_wrong() {
                found.warning(
                    format!("{}/type", parameter.pointer),
                    format!("the unknown type `{other}` is read as a string"),
                );
            }
            (json!({ "type": "string" }), None)
        }
    };
    if let Some(schema) = schema.as_object_mut() {
        let required = parameter.flag("required", found).unwrap_or_default();
        schema.insert("required".to_owned(), required.into());
        for key in ["description", "example"] {
            if let Some(text) = text(parameter, key) {
                schema.insert(key.to_owned(), text.into());
            }
        }
    }
    (schema, style)
}

/// Returns the fields of a structure, or `None` if the metadata has no fields.
fn fields(parameter: &Object<'_>, found: &mut Diagnostics) -> Option<Map<String, Value>> {
    let mut fields = Map::new();
    for node in parameter.list("sub_parameters", found) {
        let field = node.object(found);
        let name = field.text("name", found);
        let (schema, _) = schema(&field, found);
        if fields.insert(name, schema).is_some() {
            found.warning(field.pointer, "duplicate field; the last one counts");
        }
    }
    Some(fields).filter(|fields| !fields.is_empty())
}

/// Returns the text at `key`. If there are texts in several languages, returns the English text, or
/// else the first text.
fn text(parameter: &Object<'_>, key: &str) -> Option<String> {
    let node = parameter.get(key)?;
    let Value::Object(languages) = node.value else {
        return Some(node.shown()).filter(|text| !text.is_empty());
    };
    let text = languages.get("en").or_else(|| languages.values().next())?;
    text.as_str().map(str::to_owned)
}
