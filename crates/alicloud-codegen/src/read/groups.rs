//! Reads directories, which group operations by topic.

use std::collections::{HashMap, HashSet};

use crate::{
    diagnostic::Diagnostics,
    name::is_feature,
    nearest,
    node::{Node, Object},
    spec::{Api, Group},
};

/// Reads the directories. An unknown or repeated operation is only a warning.
pub(super) fn read(root: &Object<'_>, apis: &[Api], diagnostics: &mut Diagnostics) -> Vec<Group> {
    let mut groups = Groups {
        apis,
        names: apis.iter().map(|api| api.name.as_str()).collect(),
        places: HashMap::new(),
        list: Vec::new(),
        by_ids: HashMap::new(),
        features: features(root, diagnostics),
    };
    let entries = root.list("directories", diagnostics);
    groups.directory(&[], None, entries, diagnostics);
    groups.list.retain(|group| !group.operations.is_empty());
    groups.list
}

/// Reads the Cargo features that corrections or texts assign to directories, by directory id.
fn features(root: &Object<'_>, diagnostics: &mut Diagnostics) -> HashMap<String, String> {
    let named = root.object("x-features", diagnostics);
    let mut features = HashMap::new();
    for (id, node) in named.entries() {
        match node.text(diagnostics) {
            Some(name) if is_feature(name) => {
                features.insert(id.to_owned(), name.to_owned());
            }
            Some(name) => diagnostics.error(
                node.pointer,
                format!(
                    "`{name}` is not a valid name of a Cargo feature; use ASCII letters, digits, \
                     `-` and `_`"
                ),
            ),
            None => {}
        }
    }
    features
}

struct Groups<'a> {
    apis: &'a [Api],
    /// The names of the operations in `apis`.
    names: HashSet<&'a str>,
    /// The places of the operations listed so far, as JSON pointers.
    places: HashMap<&'a str, String>,
    list: Vec<Group>,
    /// The indices of the groups in `list`, by directory ids.
    by_ids: HashMap<Vec<String>, usize>,
    features: HashMap<String, String>,
}

impl<'a> Groups<'a> {
    /// Adds the entries of a directory.
    ///
    /// Two directories with the same ids are one group. A directory without an id belongs to its
    /// parent directory.
    fn directory(
        &mut self,
        ids: &[String],
        feature: Option<&str>,
        entries: Vec<Node<'_>>,
        diagnostics: &mut Diagnostics,
    ) {
        let group = self.group(ids, feature);
        for entry in entries {
            if entry.value.is_object() {
                let directory = entry.object(diagnostics);
                directory.expect_only(&["children", "id", "title", "type"], diagnostics);
                let id = directory.shown("id");
                let named = id.as_ref().and_then(|id| self.features.get(id).cloned());
                let ids: Vec<String> = ids.iter().cloned().chain(id).collect();
                let feature = named.as_deref().or(feature);
                let children = directory.list("children", diagnostics);
                self.directory(&ids, feature, children, diagnostics);
            } else if let Some(name) = self.operation(&entry, diagnostics) {
                if let Some(group) = group.and_then(|group| self.list.get_mut(group)) {
                    group.operations.push(name.to_owned());
                }
            }
        }
    }

    /// Returns the index of the group of these ids, and creates the group if it does not exist.
    ///
    /// The top level has no group.
    fn group(&mut self, ids: &[String], feature: Option<&str>) -> Option<usize> {
        if ids.is_empty() {
            return None;
        }
        if let Some(place) = self.by_ids.get(ids) {
            return Some(*place);
        }
        let place = self.list.len();
        self.by_ids.insert(ids.to_vec(), place);
        self.list.push(Group {
            ids: ids.to_vec(),
            feature: feature.map(str::to_owned),
            operations: Vec::new(),
        });
        Some(place)
    }

    /// Returns the operation that `entry` names. Unknown and repeated operations are warnings.
    fn operation(&mut self, entry: &Node<'_>, diagnostics: &mut Diagnostics) -> Option<&'a str> {
        let name = entry.text(diagnostics)?;
        let Some(name) = self.names.get(name).copied() else {
            let known = self.apis.iter().map(|api| api.name.as_str());
            diagnostics.warning(
                &entry.pointer,
                format!(
                    "unknown operation `{name}`{}",
                    nearest::suggest(name, known)
                ),
            );
            return None;
        };
        if let Some(place) = self.places.get(name) {
            diagnostics.warning(
                &entry.pointer,
                format!(
                    "the entry is ignored, because `{place}` already lists the operation `{name}`"
                ),
            );
            return None;
        }
        self.places.insert(name, entry.pointer.clone());
        Some(name)
    }
}
