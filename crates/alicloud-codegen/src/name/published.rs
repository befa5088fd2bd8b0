//! The names of a published crate, which must not change.

use std::collections::{HashMap, HashSet};

use crate::{
    diagnostic::Diagnostics,
    document::Document,
    node::Node,
    product::{Operation, Origin},
};

use super::{table::key, words};

/// The names in an earlier [`names_json`](crate::names_json) document. [`name`](crate::name())
/// keeps these names, even if the specification gains other items.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// The last segment of each Rust path, by key.
    names: HashMap<String, String>,
    /// The segment before the last segment of each Rust path, by key. For fields and variants, this
    /// segment is the type.
    types: HashMap<String, String>,
    /// The fields that a constructor takes, by key.
    arguments: HashMap<String, Vec<String>>,
    /// The keys of fields whose object is flattened in Rust.
    flattened: HashSet<String>,
}

impl Published {
    /// Reads a table of names. Problems are added to `diagnostics`.
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
            if key.ends_with(" (new)") {
                let fields = path.split(", ").map(str::to_owned).collect();
                published.arguments.insert(key.to_owned(), fields);
                continue;
            }
            let is_name = if key.ends_with(" feature") {
                words::is_feature
            } else {
                words::is_identifier
            };
            if !path.split("::").all(is_name) {
                diagnostics.error(
                    node.pointer,
                    format!("`{path}` is not a valid name; restore the file"),
                );
                continue;
            }
            let name = match path.rsplit_once("::") {
                Some((outer, name)) => {
                    let of = outer.rsplit("::").next().unwrap_or(outer);
                    published.types.insert(key.to_owned(), of.to_owned());
                    name
                }
                None => path,
            };
            if let Some((record, field)) = key.split_once(" . ") {
                if let Some((wrapper, _)) = field.split_once('/') {
                    published.flattened.insert(format!("{record} . {wrapper}"));
                }
            }
            published.names.insert(key.to_owned(), name.to_owned());
        }
        published
    }

    pub(super) fn of(&self, key: &str) -> Option<String> {
        self.names.get(key).cloned()
    }

    /// Returns the wire names of the fields that the constructor of a published record takes.
    /// Returns `None` if the record was not published.
    pub(super) fn arguments(&self, origin: &Origin) -> Option<&[String]> {
        let arguments = self.arguments.get(&key::new(origin)).map(Vec::as_slice);
        let is_published = self.names.contains_key(&origin.to_string());
        is_published.then(|| arguments.unwrap_or_default())
    }

    /// Whether the object in the field `wire` was published as flattened. Returns `None` if the
    /// field was not published.
    pub(super) fn is_flattened(&self, origin: &Origin, wire: &str) -> Option<bool> {
        let field = format!("{origin} . {wire}");
        if self.names.contains_key(&field) {
            return Some(false);
        }
        self.flattened.contains(&field).then_some(true)
    }

    /// Returns the enumeration that contains the first published error code of `operation`.
    pub(super) fn error_code(&self, operation: &Operation) -> Option<String> {
        let mut codes = operation.errors.iter();
        codes.find_map(|error| {
            let key = key::error(operation, &error.code);
            self.types.get(&key).cloned()
        })
    }
}
