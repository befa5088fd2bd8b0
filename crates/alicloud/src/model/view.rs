//! Views of records with the structure that they have on the wire.

use super::{Field, Record, Slot, View};

/// The fields of a record, or of a nested object that has no Rust type of its own.
///
/// [`Field::holding`] declares a nested object without a Rust type.
#[derive(Clone, Copy)]
pub struct RecordView<'a> {
    record: &'a dyn Record,
    fields: &'static [Field],
    /// The index of the first field's slot.
    first: usize,
}

impl<'a> RecordView<'a> {
    /// Creates a view of all fields of `record`.
    #[must_use]
    pub fn new(record: &'a dyn Record) -> Self {
        Self {
            record,
            fields: record.fields(),
            first: 0,
        }
    }

    /// Creates a view of all fields of `record`. `fields` must be the fields of `record`.
    #[inline]
    pub(crate) fn of(record: &'a dyn Record, fields: &'static [Field]) -> Self {
        Self {
            record,
            fields,
            first: 0,
        }
    }

    /// Returns the fields of this object, without the fields of nested objects.
    #[must_use]
    pub fn fields(self) -> &'static [Field] {
        self.fields
    }

    /// Returns the value of field `index`, or `None` if the field has no value.
    ///
    /// An empty list or map doesn't count as the value of a field, but it counts as an item of a
    /// list.
    #[inline]
    #[must_use]
    pub fn value(self, index: usize) -> Option<View<'a>> {
        let field = self.fields.get(index)?;
        if let Some((fields, first)) = field.held() {
            let record = self.record;
            let object = Self {
                record,
                fields,
                first,
            };
            let has_value = field.is_required() || object.values().any(|(_, view)| view.is_some());
            return has_value.then_some(View::Record(object));
        }
        let view = self.record.slot(self.first + index)?.view()?;
        let empty = match view {
            View::List(list) => list.is_empty(),
            View::Map(map) => map.is_empty(),
            _ => false,
        };
        (!empty).then_some(view)
    }

    /// Iterates over the fields with their values.
    pub fn values(self) -> impl Iterator<Item = (&'static Field, Option<View<'a>>)> {
        let fields = self.fields.iter().enumerate();
        fields.map(move |(index, field)| (field, self.value(index)))
    }

    /// Returns the record if this view has all fields of the record.
    pub(crate) fn record(self) -> Option<&'a dyn Record> {
        std::ptr::eq(self.fields, self.record.fields()).then_some(self.record)
    }
}

impl<'a> From<&'a dyn Record> for RecordView<'a> {
    fn from(record: &'a dyn Record) -> Self {
        Self::new(record)
    }
}

/// The place of a field's value.
pub(crate) enum FieldPlace<'a> {
    Slot(&'a mut dyn Slot),
    Object(HeldObject<'a>),
}

impl<'a> FieldPlace<'a> {
    /// Returns the place of field `index` of `record`. `fields` must be the fields of `record`.
    #[inline]
    pub(crate) fn of(
        record: &'a mut dyn Record,
        fields: &'static [Field],
        index: usize,
    ) -> Option<Self> {
        match fields.get(index).and_then(Field::held) {
            None => record.slot_mut(index).map(Self::Slot),
            Some((fields, first)) => Some(Self::Object(HeldObject {
                record,
                fields,
                first,
            })),
        }
    }

    /// Returns the slot if the field has its own slot.
    pub(crate) fn into_slot(self) -> Option<&'a mut dyn Slot> {
        match self {
            Self::Slot(slot) => Some(slot),
            Self::Object(_) => None,
        }
    }

    #[inline]
    pub(crate) fn slot(&mut self) -> &mut dyn Slot {
        match self {
            Self::Slot(slot) => *slot,
            Self::Object(object) => object,
        }
    }
}

/// An object without its own Rust type, whose slots belong to the surrounding record.
#[derive(Debug)]
pub(crate) struct HeldObject<'a> {
    record: &'a mut dyn Record,
    fields: &'static [Field],
    first: usize,
}

impl Record for HeldObject<'_> {
    fn fields(&self) -> &'static [Field] {
        self.fields
    }

    fn slot(&self, index: usize) -> Option<&dyn Slot> {
        self.record.slot(self.first + index)
    }

    fn slot_mut(&mut self, index: usize) -> Option<&mut dyn Slot> {
        self.record.slot_mut(self.first + index)
    }
}
