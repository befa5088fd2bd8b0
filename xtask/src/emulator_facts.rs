//! Writes the specification that is built into the emulator.

use std::path::Path;

use alicloud_codegen::cli::change::{self, Change};
use serde_json::{Map, Value};

/// The specification to build in, and the file in the emulator's crate.
const SPECIFICATION: &str = "api-specs/ecs/2014-05-26.json";
const FACTS: &str = "crates/alicloud-emulator/src/ecs/facts.json";

/// The keys that the emulator reads, wherever they occur.
const KEYS: [&str; 32] = [
    "$ref",
    "additionalProperties",
    "apis",
    "components",
    "enum",
    "errorCodes",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "in",
    "info",
    "items",
    "maxItems",
    "maxLength",
    "maximum",
    "methods",
    "minItems",
    "minLength",
    "minimum",
    "name",
    "operationType",
    "parameters",
    "pattern",
    "product",
    "properties",
    "required",
    "responses",
    "schema",
    "schemas",
    "style",
    "systemTags",
    "type",
    "version",
];

/// The keys whose values are maps with arbitrary keys.
const MAPS: [&str; 5] = ["apis", "errorCodes", "properties", "responses", "schemas"];

/// Returns the change that updates the specification in the emulator's crate, if the workspace has
/// this crate.
pub(crate) fn changes(root: &Path) -> Result<Option<Change>, String> {
    if !root.join("crates/alicloud-emulator/Cargo.toml").exists() {
        return Ok(None);
    }
    let text = change::read(&root.join(SPECIFICATION))?;
    let mut document: Value =
        serde_json::from_str(&text).map_err(|error| format!("{SPECIFICATION}: {error}"))?;
    let object = document
        .as_object_mut()
        .ok_or_else(|| format!("{SPECIFICATION}: not an object"))?;
    // The version of the metadata format has the same key as the version of the API.
    object.remove("version");
    reduce(&mut document);
    change::file(&root.join(FACTS), format!("{document}\n"))
}

/// Removes all keys that the emulator doesn't read.
fn reduce(value: &mut Value) {
    match value {
        Value::Object(object) => {
            object.retain(|key, _| KEYS.contains(&&**key));
            for (key, value) in object {
                if MAPS.contains(&&**key) {
                    each(value.as_object_mut(), reduce);
                } else {
                    reduce(value);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(reduce),
        _ => {}
    }
}

fn each(map: Option<&mut Map<String, Value>>, change: fn(&mut Value)) {
    map.into_iter().flat_map(Map::values_mut).for_each(change);
}
