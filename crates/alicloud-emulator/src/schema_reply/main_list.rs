//! The list that an operation pages.

use crate::specification::{Kind, Operation, Schema, Specification};

/// The number of fields among which the main list is searched. A schema that contains itself
/// several times would else have very many.
const MOST_FIELDS: usize = 10_000;

/// The first list of objects in the reply outside of other lists, or else the first list, with the
/// schema of its items.
pub(super) fn main_list<'a>(
    specification: &'a Specification,
    operation: &'a Operation,
) -> Option<(&'a Schema, &'a Schema)> {
    let mut left = MOST_FIELDS;
    list_in(specification, &operation.reply, 0, &mut left)
}

fn list_in<'a>(
    specification: &'a Specification,
    schema: &'a Schema,
    depth: usize,
    left: &mut usize,
) -> Option<(&'a Schema, &'a Schema)> {
    const DEEPEST: usize = 4;
    let Kind::Object(properties) = &specification.resolve(schema).kind else {
        return None;
    };
    if depth == DEEPEST {
        return None;
    }
    let mut first = None;
    for (_, property) in properties {
        *left = left.checked_sub(1)?;
        let property = specification.resolve(property);
        let found = match &property.kind {
            Kind::List(items) => Some((property, &**items)),
            _ => list_in(specification, property, depth + 1, left),
        };
        if let Some((_, items)) = found {
            if matches!(specification.resolve(items).kind, Kind::Object(_)) {
                return found;
            }
        }
        first = first.or(found);
    }
    first
}
