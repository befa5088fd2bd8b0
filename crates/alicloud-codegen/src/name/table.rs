//! Writes `names.json`, which maps wire names to Rust paths.

use serde_json::{Map, Value, json};

use crate::{
    header::header,
    product::{Field, Operation, Origin, Product},
};

use super::Names;

/// Returns the document that maps wire names to Rust paths within the crate.
///
/// The entries of operations come first, and then the entries of records. The keys are:
///
/// | key | entry |
/// |---|---|
/// | `Action module`, `Action feature` | the operation's module and feature |
/// | `Action error Code` | an error code; `null` for a pattern, which has no variant |
/// | `Action request`, `Action reply A/B` | a record, with the path of fields that leads to it |
/// | `component Name` | a record that operations share |
/// | `Record (new)` | the wire names of the fields that the record's constructor takes |
/// | `Record required` | the struct of these fields, if the constructor takes a struct |
/// | `Record . Field` | a field of a record |
/// | `Record . Wrapper/Field` | a field of a flattened object in the record |
/// | `Record . Field = Value` | a constant for a documented value of a field |
#[must_use]
pub fn names_json(product: &Product, names: &Names, source: &str) -> String {
    let table: Map<String, Value> = entries(product, names)
        .into_iter()
        .map(|(key, path)| (key, path.map_or(Value::Null, Value::String)))
        .collect();
    let document = json!({
        "generated": header(source),
        "product": product.product,
        "version": product.version,
        "names": table,
    });
    format!("{document:#}\n")
}

fn entries(product: &Product, names: &Names) -> Vec<(String, Option<String>)> {
    let mut entries = Vec::new();
    for (operation, names) in product.operations.iter().zip(&names.operations) {
        let action = &operation.action;
        entries.push((key::module(action), Some(names.module.clone())));
        entries.push((key::feature(action), Some(names.feature.clone())));
        for (error, variant) in operation.errors.iter().zip(&names.variants) {
            let path = variant.as_ref().map(|name| names.code_path(name));
            entries.push((key::error(operation, &error.code), path));
        }
    }
    for (record, names) in product.records.iter().zip(&names.records) {
        // A flattened object has no struct.
        if names.name.is_empty() {
            continue;
        }
        let (origin, path) = (&record.origin, names.path());
        entries.push((origin.to_string(), Some(path.clone())));
        if let Some(arguments) = names.arguments.as_ref().filter(|list| !list.is_empty()) {
            let fields = arguments
                .iter()
                .filter_map(|index| record.fields.get(*index));
            let fields: Vec<&str> = fields.map(|field| field.wire.as_str()).collect();
            entries.push((key::new(origin), Some(fields.join(", "))));
        }
        if let Some(required) = &names.required {
            entries.push((
                key::required(origin),
                Some(format!("{}::{required}", names.module)),
            ));
        }
        for (field, names) in record.fields.iter().zip(&names.fields) {
            let name = &names.name;
            entries.push((key::field(origin, field), Some(format!("{path}::{name}"))));
            for ((value, _), constant) in field.notes.values.iter().zip(&names.constants) {
                if let Some(constant) = constant {
                    let path = format!("{path}::{constant}");
                    entries.push((key::value(origin, field, value), Some(path)));
                }
            }
        }
    }
    entries
}

/// The keys of the table.
pub(super) mod key {
    use super::{Field, Operation, Origin};

    pub(in super::super) fn module(action: &str) -> String {
        format!("{action} module")
    }

    pub(in super::super) fn feature(action: &str) -> String {
        format!("{action} feature")
    }

    pub(in super::super) fn error(operation: &Operation, code: &str) -> String {
        format!("{} error {code}", operation.action)
    }

    pub(in super::super) fn required(origin: &Origin) -> String {
        format!("{origin} required")
    }

    pub(in super::super) fn new(origin: &Origin) -> String {
        format!("{origin} (new)")
    }

    pub(in super::super) fn field(origin: &Origin, field: &Field) -> String {
        format!("{origin} . {}", field.path())
    }

    pub(in super::super) fn value(origin: &Origin, of: &Field, value: &str) -> String {
        format!("{} = {value}", field(origin, of))
    }
}
