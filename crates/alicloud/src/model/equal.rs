//! Comparison of generated types.

use super::{List, Map, Record, RecordView, Slot, View};

/// Returns whether two records of one type have equal values in all fields.
///
/// Generated types implement `PartialEq` with this function. An empty list or map equals an absent
/// list or map, because both are omitted on the wire. A NaN is not equal to any number, as with
/// `f64`.
///
/// ```
/// # use alicloud::model::{self, Field, Record, Slot};
/// # #[derive(Debug)]
/// # struct Tag;
/// # impl Record for Tag {
/// #     fn fields(&self) -> &'static [Field] { &[] }
/// #     fn slot(&self, _: usize) -> Option<&dyn Slot> { None }
/// #     fn slot_mut(&mut self, _: usize) -> Option<&mut dyn Slot> { None }
/// # }
/// impl PartialEq for Tag {
///     fn eq(&self, other: &Self) -> bool {
///         model::equal(self, other)
///     }
/// }
/// assert_eq!(Tag, Tag);
/// ```
#[must_use]
pub fn equal(left: &dyn Record, right: &dyn Record) -> bool {
    records(RecordView::new(left), RecordView::new(right))
}

fn records(left: RecordView<'_>, right: RecordView<'_>) -> bool {
    left.fields().len() == right.fields().len()
        && left
            .values()
            .zip(right.values())
            .all(|((_, left), (_, right))| same(left, right))
}

fn same(left: Option<View<'_>>, right: Option<View<'_>>) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => views(left, right),
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    }
}

fn views(left: View<'_>, right: View<'_>) -> bool {
    match (left, right) {
        (View::Text(left), View::Text(right)) => left == right,
        (View::Integer(left), View::Integer(right)) => left == right,
        (View::Number(left), View::Number(right)) => left == right,
        (View::Boolean(left), View::Boolean(right)) => left == right,
        (View::Any(left), View::Any(right)) => left == right,
        (View::Record(left), View::Record(right)) => records(left, right),
        (View::List(left), View::List(right)) => lists(left, right),
        (View::Map(left), View::Map(right)) => maps(left, right),
        _ => false,
    }
}

fn lists(left: &dyn List, right: &dyn List) -> bool {
    left.len() == right.len()
        && (0..left.len()).all(|index| {
            let (left, right) = (left.item(index), right.item(index));
            same(left.and_then(Slot::view), right.and_then(Slot::view))
        })
}

fn maps(left: &dyn Map, right: &dyn Map) -> bool {
    let mut others = Vec::with_capacity(right.len());
    right.for_each(&mut |key, slot| others.push((key, slot.view())));
    let mut equal = left.len() == right.len();
    let mut others = others.into_iter();
    left.for_each(&mut |key, slot| {
        let other = others.next();
        equal = equal && other.is_some_and(|(known, view)| known == key && same(slot.view(), view));
    });
    equal
}
