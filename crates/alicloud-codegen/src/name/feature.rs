//! Assigns operations to Cargo features.

use std::collections::{BTreeSet, HashMap};

use crate::product::{Group, Product};

use super::{published::Published, table::key, words};

/// The limit of crates.io, minus the features that every generated crate has.
const LIMIT: usize = 300 - RESERVED.len();

const RESERVED: &[&str] = &["default", "full", "serde"];

/// The feature of operations that would otherwise need too many features.
const OTHER: &str = "other";

/// Returns the feature of each operation: its published feature, or else the feature of its group.
/// An operation without a group has a feature of its own.
///
/// A group takes the published feature of its operations, or else the feature that a text or a
/// correction names. Otherwise, the feature is the commonest noun of the operations, because a
/// reduced specification has no titles. Groups with the same name share a feature.
///
/// If the innermost groups need too many features, the outermost groups are used. If these are
/// still too many, all operations without a group share the feature `other`. In the last resort,
/// all operations share this feature.
pub(super) fn features(product: &Product, published: &Published) -> Vec<String> {
    let outermost = outermost(&product.groups);
    let levels: [(&[Group], bool); 4] = [
        (&product.groups, true),
        (&outermost, true),
        (&outermost, false),
        (&[], false),
    ];
    let mut features = Vec::new();
    for (groups, alone) in levels {
        features = of(product, groups, alone, published);
        if features.iter().collect::<BTreeSet<_>>().len() <= LIMIT {
            break;
        }
    }
    features
}

fn of(product: &Product, groups: &[Group], alone: bool, published: &Published) -> Vec<String> {
    let mut group_names: HashMap<&str, String> = HashMap::new();
    for group in groups {
        let name = of_group(group, published);
        for action in &group.operations {
            let known = group_names.entry(action);
            known.or_insert_with(|| name.clone());
        }
    }
    let of_action = |action: &str| {
        let name = match group_names.get(action) {
            Some(name) => name.clone(),
            None if alone => words::feature_name(action),
            None => OTHER.to_owned(),
        };
        if RESERVED.contains(&name.as_str()) || name.is_empty() {
            format!("{name}-operations")
        } else {
            name
        }
    };
    let operations = product.operations.iter();
    operations
        .map(|operation| {
            let action = &operation.action;
            published
                .of(&key::feature(action))
                .unwrap_or_else(|| of_action(action))
        })
        .collect()
}

fn of_group(group: &Group, published: &Published) -> String {
    let mut operations = group.operations.iter();
    let published = operations.find_map(|action| published.of(&key::feature(action)));
    published
        .or_else(|| group.feature.clone())
        .unwrap_or_else(|| commonest_noun(&group.operations))
}

/// Returns the commonest noun of the operations. The result is plural if an operation has the
/// plural. Of several equally common nouns, the first is returned.
fn commonest_noun(operations: &[String]) -> String {
    let mut nouns: Vec<(String, usize)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for noun in operations.iter().map(|action| words::noun(action)) {
        let stem = noun.strip_suffix('s').unwrap_or(&noun).to_owned();
        let place = *places.entry(stem).or_insert(nouns.len());
        match nouns.get_mut(place) {
            Some((known, count)) => {
                *count += 1;
                // `max` selects the plural, because the plural sorts after the singular.
                *known = noun.max(std::mem::take(known));
            }
            None => nouns.push((noun, 1)),
        }
    }
    // The list is reversed, because `max_by_key` returns the last maximum and the first noun is
    // preferred.
    let commonest = nouns.into_iter().rev().max_by_key(|(_, count)| *count);
    commonest.map(|(noun, _)| noun).unwrap_or_default()
}

/// Merges the groups of the same outermost directory.
fn outermost(groups: &[Group]) -> Vec<Group> {
    let mut merged: Vec<Group> = Vec::new();
    let mut places = HashMap::new();
    for group in groups {
        let place = *places.entry(group.ids.first()).or_insert(merged.len());
        match merged.get_mut(place) {
            Some(known) => known.operations.extend(group.operations.iter().cloned()),
            None => merged.push(group.clone()),
        }
    }
    merged
}
