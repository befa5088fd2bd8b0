//! Lists in replies that are the only field of an object of their own.

use std::collections::HashSet;

use crate::product::{Field, Product, Record, RecordId, Root, Type};

use super::Published;

/// Endings of the names of such objects. The name may also be that of the list.
const ENDINGS: &[&str] = &["s", "Set", "Sets", "List", "Items"];

/// Puts the fields of objects that only hold a list in place of the objects: `Instances`, which has
/// nothing but a list `Instance`. The fields keep the object's name as their
/// [`wrapper`](Field::wrapper).
///
/// Published objects keep their form, even if they gain a field or are left with only a list.
pub fn flatten(product: &mut Product, published: &Published) {
    let mut gone = HashSet::new();
    for index in 0..product.records.len() {
        let Some(record) = product.records.get(index) else {
            continue;
        };
        // The object comes before what is in it.
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

/// The record of `field`, if its fields take the place of `field`.
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

/// `inner` as a field of the record that has `outer`.
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
