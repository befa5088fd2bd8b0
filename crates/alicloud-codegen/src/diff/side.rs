//! The two sides of a comparison: the old product and the new product.

use std::collections::HashMap;

use crate::{
    name::{Names, OperationNames, RecordNames},
    product::{Product, Type},
};

/// A product and its Rust names.
#[derive(Clone, Copy, Debug)]
pub(super) struct Side<'a> {
    pub(super) product: &'a Product,
    pub(super) names: &'a Names,
    /// The Rust names of the operations, by the name of the operation on the wire.
    pub(super) operations: &'a HashMap<&'a str, &'a OperationNames>,
}

impl<'a> Side<'a> {
    /// Describes a type, with the Rust paths of records.
    pub(super) fn kind(self, kind: &Type) -> String {
        match kind {
            Type::Any => "any value".to_owned(),
            Type::Text => "text".to_owned(),
            Type::Integer => "integer".to_owned(),
            Type::Number => "number".to_owned(),
            Type::Boolean => "boolean".to_owned(),
            Type::Record(id) => {
                let names = self.names.record(*id);
                names.map(RecordNames::path).unwrap_or_default()
            }
            Type::List(items) => format!("list of {}", self.kind(items)),
            Type::Map(values) => format!("map of {}", self.kind(values)),
        }
    }
}
