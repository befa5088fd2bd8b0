//! Names as they were published: what a crate's users already write.

use std::collections::HashMap;

use crate::{diagnostic::Diagnostics, document::Document, node::Node, product::Operation};

use super::{table::key, words};

/// The names of a [`names_json`](crate::names_json) document that was written before, which
/// [`name`](crate::name()) keeps whatever else is added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// The last part of the Rust path by key.
    names: HashMap<String, String>,
    /// The part before that: the type.
    types: HashMap<String, String>,
}

impl Published {
    /// Reads a table of names.
    #[must_use]
    pub fn read(document: &Document, diagnostics: &mut Diagnostics) -> Self {
        let root = Node::root(&document.root).object(diagnostics);
        root.expect_only(&["generated", "product", "version", "names"], diagnostics);
        let mut published = Self::default();
        for (key, node) in root.object("names", diagnostics).entries() {
            if node.value.is_null() {
                continue;
            }
            let Some(path) = node.text(diagnostics) else {
                continue;
            };
            let is_name = match key.ends_with(" feature") {
                true => words::is_feature,
                false => words::is_identifier,
            };
            if !path.split("::").all(is_name) {
                diagnostics.error(
                    node.pointer,
                    format!("is `{path}`, which can't be a name in Rust; restore the file"),
                );
                continue;
            }
            let name = match path.rsplit_once("::") {
                Some((outer, name)) => {
                    published.types.insert(key.to_owned(), outer.to_owned());
                    name
                }
                None => path,
            };
            published.names.insert(key.to_owned(), name.to_owned());
        }
        published
    }

    pub(super) fn of(&self, key: &str) -> Option<String> {
        self.names.get(key).cloned()
    }

    /// The enumeration that the first of the published codes of `operation` is a variant of.
    pub(super) fn error_code(&self, operation: &Operation) -> Option<String> {
        let mut codes = operation.errors.iter();
        codes.find_map(|error| {
            let key = key::error(operation, &error.code);
            self.types.get(&key).cloned()
        })
    }
}
