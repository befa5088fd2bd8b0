//! Tracking of the record fields that occurred in a document.

use super::nearest;
use crate::{
    error::DecodeProblem,
    model::{Field, FieldPlace, Record, RecordView, Slot, Target, View},
};

/// The comparison of names in a document with the field names of a record.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Names {
    /// Names must match exactly. A repeated name is an error.
    Exact,
    /// Like [`Exact`](Self::Exact), but a name without an exact match may match in another letter
    /// case. The first of several such matches counts. If the exact name follows later, its value
    /// replaces the earlier value.
    Lenient,
    /// Names match in any letter case, because error documents vary. The first of several matches
    /// counts.
    AnyCase,
}

/// A record that is being filled. After reading, it still tells which fields occurred.
pub(crate) struct Fields<'r> {
    record: &'r mut dyn Record,
    fields: &'static [Field],
    met: AllMet,
    names: Names,
    /// One more than the index of the field found last.
    next: usize,
    /// Whether the field found last was found by its exact name instead of in another letter case.
    own: bool,
}

/// The occurrence of each field. Nearly all records have fewer fields than the array has elements.
struct AllMet {
    first: [Met; 64],
    rest: Vec<Met>,
}

impl AllMet {
    #[inline]
    fn get(&self, index: usize) -> Met {
        let first = self.first.get(index);
        let met = first.or_else(|| self.rest.get(index - self.first.len()));
        met.copied().unwrap_or(Met::Nothing)
    }

    #[inline]
    fn set(&mut self, index: usize, met: Met) {
        match self.first.get_mut(index) {
            Some(place) => *place = met,
            None => self.set_rest(index - self.first.len(), met),
        }
    }

    #[cold]
    fn set_rest(&mut self, index: usize, met: Met) {
        if self.rest.len() <= index {
            self.rest.resize(index + 1, Met::Nothing);
        }
        if let Some(place) = self.rest.get_mut(index) {
            *place = met;
        }
    }
}

/// The occurrence of a field. A field counts as filled while its value is read, and also if the
/// value can't be read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Met {
    Nothing,
    /// The name occurred in another letter case, without a value.
    Similar,
    /// The name occurred in another letter case, with a value.
    SimilarFilled,
    /// The exact name occurred, without a value.
    Own,
    /// The exact name occurred, with a value.
    OwnFilled,
}

impl Met {
    #[inline]
    fn new(own: bool, filled: bool) -> Self {
        match (own, filled) {
            (false, false) => Self::Similar,
            (false, true) => Self::SimilarFilled,
            (true, false) => Self::Own,
            (true, true) => Self::OwnFilled,
        }
    }
}

impl<'r> Fields<'r> {
    #[inline]
    pub(crate) fn new(record: &'r mut dyn Record, names: Names) -> Self {
        let fields = record.fields();
        Self {
            record,
            fields,
            met: AllMet {
                first: [Met::Nothing; 64],
                rest: Vec::new(),
            },
            names,
            next: 0,
            own: true,
        }
    }

    pub(super) fn record(&mut self) -> &mut dyn Record {
        self.record
    }

    pub(super) fn names(&self) -> Names {
        self.names
    }

    /// Finds the field called `name`, which the caller opens next.
    ///
    /// Most replies keep the order of the specification. So the search first tries the field after
    /// the field found last.
    #[inline]
    pub(super) fn find(&mut self, name: &str) -> Option<&'static Field> {
        match self.fields.get(self.next) {
            Some(field) if field.name() == name => {
                self.next += 1;
                self.own = true;
                Some(field)
            }
            _ => self.find_elsewhere(name),
        }
    }

    #[inline(never)]
    fn find_elsewhere(&mut self, name: &str) -> Option<&'static Field> {
        let own = self.fields.iter().position(|field| field.name() == name);
        let index = match own {
            None if self.names == Names::Exact => None,
            None => similar(self.fields, name),
            own => own,
        }?;
        self.next = index + 1;
        self.own = own.is_some();
        self.fields.get(index)
    }

    /// Returns the index of the field found last.
    fn index(&self) -> usize {
        self.next.saturating_sub(1)
    }

    /// Returns the field name that is most similar to `name`, if any field name is similar enough.
    pub(super) fn nearest(&self, name: &str) -> Option<&'static str> {
        nearest::nearest(name, self.fields.iter().map(Field::name))
    }

    /// Returns the slot of the field found last, or `None` if the field must be skipped.
    ///
    /// This method is a faster [`open`](Self::open) for fields that have their own slot.
    #[inline]
    pub(super) fn open_slot(
        &mut self,
        repeats: Repeats,
    ) -> Result<Option<&mut dyn Slot>, DecodeProblem> {
        let index = self.index();
        if self.met.get(index) != Met::Nothing {
            let place = self.open_again(repeats)?;
            return Ok(place.and_then(FieldPlace::into_slot));
        }
        let slot = self.record.slot_mut(index);
        self.met.set(index, Met::new(self.own, slot.is_some()));
        Ok(slot)
    }

    /// Returns the place of the field found last, or `None` if the field must be skipped.
    #[inline]
    pub(super) fn open(
        &mut self,
        repeats: Repeats,
    ) -> Result<Option<FieldPlace<'_>>, DecodeProblem> {
        let index = self.index();
        if self.met.get(index) != Met::Nothing {
            return self.open_again(repeats);
        }
        let place = FieldPlace::of(self.record, self.fields, index);
        self.met.set(index, Met::new(self.own, place.is_some()));
        Ok(place)
    }

    #[cold]
    fn open_again(&mut self, repeats: Repeats) -> Result<Option<FieldPlace<'_>>, DecodeProblem> {
        let index = self.index();
        let before = matches!(self.met.get(index), Met::Own | Met::OwnFilled);
        match (self.names, before, self.own) {
            (Names::AnyCase, ..) => Ok(None),
            (_, before, own)
                if before == own && repeats == Repeats::AreItems && is_list(self.record, index) =>
            {
                self.met.set(index, Met::new(own, true));
                Ok(FieldPlace::of(self.record, self.fields, index))
            }
            (_, true, true) => {
                self.met.set(index, Met::OwnFilled);
                Err(DecodeProblem::Duplicate)
            }
            (_, false, true) => {
                let mut place = FieldPlace::of(self.record, self.fields, index);
                self.met.set(index, Met::new(true, place.is_some()));
                if let Some(place) = &mut place {
                    place.slot().clear();
                }
                Ok(place)
            }
            _ => Ok(None),
        }
    }

    /// Notes whether the opened slot was filled.
    #[inline]
    pub(super) fn close(&mut self, filled: bool) {
        if !filled {
            self.met.set(self.index(), Met::new(self.own, false));
        }
    }

    /// Returns whether the document gives a value to a field of the record by its exact name.
    ///
    /// The request id doesn't count, because an error document has a request id, too. A `null`
    /// doesn't count as a value.
    pub(crate) fn has_own(&self) -> bool {
        let mut fields = self.fields.iter().enumerate().rev();
        fields.any(|(index, field)| {
            self.met.get(index) == Met::OwnFilled && !field.name().eq_ignore_ascii_case("RequestId")
        })
    }

    pub(super) fn requires_any(&self) -> bool {
        self.fields.iter().any(Field::is_required)
    }

    /// Returns whether the record is a request, whose names must match exactly.
    fn is_request(&self) -> bool {
        self.names == Names::Exact
    }

    fn takes_empty(&self, field: &Field, is_root: bool) -> bool {
        self.is_request() && (field.takes_empty() || !is_root)
    }

    fn filled(&self, index: usize) -> bool {
        matches!(self.met.get(index), Met::SimilarFilled | Met::OwnFilled)
    }

    /// Checks that all required fields have values. The error contains the name of the first field
    /// that fails.
    ///
    /// Required text must not be empty, with two exceptions in requests: a parameter may allow
    /// empty text, and the server checks text that is nested in a parameter.
    #[inline]
    pub(super) fn finish(&self, is_root: bool) -> Result<(), (&'static str, DecodeProblem)> {
        let record = RecordView::of(self.record, self.fields);
        for (index, field) in self.fields.iter().enumerate() {
            if !field.is_required() {
                continue;
            }
            let problem = match (self.filled(index), record.value(index)) {
                (true, Some(View::Text(""))) if !self.takes_empty(field, is_root) => {
                    DecodeProblem::Empty
                }
                (true, _) => continue,
                (false, Some(View::Record(inner))) if self.is_request() && !requires_any(inner) => {
                    continue;
                }
                _ => DecodeProblem::Missing,
            };
            return Err((field.name(), problem));
        }
        Ok(())
    }
}

/// Returns whether an empty object of this kind lacks a required value.
///
/// A required object lacks a value only if a field in it lacks a value, at any depth.
fn requires_any(record: RecordView<'_>) -> bool {
    let lacks = |(field, value): (&Field, Option<View<'_>>)| {
        field.is_required()
            && match value {
                Some(View::Record(inner)) => requires_any(inner),
                _ => true,
            }
    };
    record.values().any(lacks)
}

/// Returns the index of the field called `name` in any letter case.
pub(crate) fn similar(fields: &[Field], name: &str) -> Option<usize> {
    let mut fields = fields.iter();
    fields.position(|field| field.name().eq_ignore_ascii_case(name))
}

/// Returns whether a field of a record is a list.
pub(super) fn is_list(record: &mut dyn Record, index: usize) -> bool {
    let fields = record.fields();
    let place = FieldPlace::of(record, fields, index);
    place.is_some_and(|mut place| matches!(place.slot().target(), Target::List(_)))
}

/// The meaning of a repeated name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeats {
    /// A repeated name is an error.
    AreErrors,
    /// A repeated name adds an item if the field is a list.
    AreItems,
}
