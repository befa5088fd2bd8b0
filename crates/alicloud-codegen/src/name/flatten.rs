//! Flattens objects that contain only a list. Only objects in replies, outside of components, are
//! flattened.

use std::collections::HashSet;

use crate::product::{Field, Product, Record, RecordId, Root, Type};

use super::Published;

/// The name endings of objects that are flattened. A name that ends with the name of the list also
/// counts.
const ENDINGS: &[&str] = &["s", "Set", "Sets", "List", "Items"];

/// In replies, replaces each object that contains only a list with the list itself. An example is
/// the object `Instances`, whose only field is the list `Instance`. The name of the object must
/// indicate a list, such as `Instances` or `InstanceSet`. The list keeps the name of the object as
/// its [`wrapper`](Field::wrapper).
///
/// Objects in components are not flattened, and neither are objects whose list is required. An
/// object in a published crate stays flattened or unflattened, even if the specification adds or
/// removes fields.
pub fn flatten(product: &mut Product, published: &Published) {
    let mut gone = HashSet::new();
    for index in 0..product.records.len() {
        let Some(record) = product.records.get(index) else {
            continue;
        };
        // Parents come before their nested objects, so `gone` already contains this object's id if
        // the object was flattened.
        if gone.contains(&RecordId(index)) {
            continue;
        }
        let mut fields = Vec::with_capacity(record.fields.len());
        for field in &record.fields {
            match wrapped(product, record, field, published) {
                Some((id, wrapper)) => {
                    gone.insert(id);
                    fields.extend(wrapper.fields.iter().map(|inner| within(field, inner)));
                }
                None => fields.push(field.clone()),
            }
        }
        if let Some(record) = product.records.get_mut(index) {
            record.fields = fields;
        }
    }
    for operation in &mut product.operations {
        operation.records.retain(|id| !gone.contains(id));
    }
}

/// Returns the record of `field`, if this record is to be flattened.
fn wrapped<'a>(
    product: &'a Product,
    record: &Record,
    field: &Field,
    published: &Published,
) -> Option<(RecordId, &'a Record)> {
    let Type::Record(id) = field.kind else {
        return None;
    };
    let wrapper = product.record(id)?;
    let is_own = |record: &Record| matches!(record.origin.root, Root::Reply(_));
    if !is_own(record) || !is_own(wrapper) || field.wrapper.is_some() {
        return None;
    }
    let is_flat = published.is_flattened(&record.origin, &field.wire);
    is_flat
        .unwrap_or_else(|| only_holds_a_list(field, wrapper))
        .then_some((id, wrapper))
}

fn only_holds_a_list(field: &Field, wrapper: &Record) -> bool {
    let [list] = wrapper.fields.as_slice() else {
        return false;
    };
    let is_named_so = |ending: &str| field.wire.ends_with(ending);
    matches!(list.kind, Type::List(_))
        && !list.required
        && (is_named_so(&list.wire) || ENDINGS.iter().any(|ending| is_named_so(ending)))
}

/// Makes `inner` a field of the record that contains `outer`.
fn within(outer: &Field, inner: &Field) -> Field {
    let mut field = inner.clone();
    field.wrapper = Some(outer.wire.clone());
    field.secret |= outer.secret;
    if field.is_many() {
        field.required |= outer.required;
        if !outer.notes.description.trim().is_empty() {
            field.notes.description.clone_from(&outer.notes.description);
        }
    }
    field.notes.deprecated |= outer.notes.deprecated;
    field
}
