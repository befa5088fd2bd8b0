//! Which fields of a record were met in a document.

use smallvec::{SmallVec, smallvec};

use super::path::Path;
use crate::{
    DecodeError, DecodeProblem,
    model::{Field, Record, Slot, Target, View},
};

/// How names in a document are compared with those of a record.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Names {
    /// To the letter; a name that comes twice is an error.
    Exact,
    /// In any letter case, the first of several counts: error documents vary.
    AnyCase,
}

/// A record being filled.
pub(super) struct Fields<'r> {
    record: &'r mut dyn Record,
    fields: &'static [Field],
    met: SmallVec<[Met; 64]>,
    names: Names,
    next: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Met {
    No,
    Null,
    Filled,
}

impl<'r> Fields<'r> {
    pub(super) fn new(record: &'r mut dyn Record, names: Names) -> Self {
        let fields = record.fields();
        Self {
            record,
            fields,
            met: smallvec![Met::No; fields.len()],
            names,
            next: 0,
        }
    }

    /// The index of the field called `name`. Replies keep to the order of the specification for
    /// the most part, so the field after the last one found is looked at first.
    pub(super) fn find(&mut self, name: &str) -> Option<usize> {
        let matches = |field: &Field| match self.names {
            Names::Exact => field.name() == name,
            Names::AnyCase => field.name().eq_ignore_ascii_case(name),
        };
        let index = match self.fields.get(self.next) {
            Some(field) if matches(field) => self.next,
            _ => self.fields.iter().position(matches)?,
        };
        self.next = index + 1;
        Some(index)
    }

    pub(super) fn name(&self, index: usize) -> &'static str {
        self.fields.get(index).map_or("", Field::name)
    }

    /// The slot of a field that was found; `None` if it is to be passed over.
    pub(super) fn open(
        &mut self,
        index: usize,
        repeats: Repeats,
    ) -> Result<Option<&mut dyn Slot>, DecodeProblem> {
        let met = self.met.get(index).copied().unwrap_or(Met::No);
        match (met, self.names) {
            (Met::No, _) => Ok(self.record.slot_mut(index)),
            (_, Names::AnyCase) => Ok(None),
            (_, Names::Exact) if repeats == Repeats::AreItems && self.is_list(index) => {
                Ok(self.record.slot_mut(index))
            }
            (_, Names::Exact) => Err(DecodeProblem::Duplicate),
        }
    }

    fn is_list(&mut self, index: usize) -> bool {
        let slot = self.record.slot_mut(index);
        slot.is_some_and(|slot| matches!(slot.target(), Target::List(_)))
    }

    /// Notes what became of the slot.
    pub(super) fn close(&mut self, index: usize, filled: bool) {
        if let Some(met) = self.met.get_mut(index) {
            *met = match (*met, filled) {
                (_, true) | (Met::Filled, _) => Met::Filled,
                _ => Met::Null,
            };
        }
    }

    /// Whether the field is one that an error document doesn't have as well.
    pub(super) fn is_own(&self, index: usize) -> bool {
        !self.name(index).eq_ignore_ascii_case("RequestId")
    }

    /// Holds the record against what it requires.
    pub(super) fn finish(self, path: &Path<'_>) -> Result<(), DecodeError> {
        for (index, field) in self.fields.iter().enumerate() {
            if !field.is_required() {
                continue;
            }
            let problem = match (
                self.met.get(index),
                self.record.slot(index).and_then(Slot::view),
            ) {
                (Some(Met::Filled), Some(View::Text(""))) => DecodeProblem::Empty,
                (Some(Met::Filled), _) => continue,
                _ => DecodeProblem::Missing,
            };
            return Err(DecodeError::new(
                path.name(field.name()).to_string(),
                problem,
            ));
        }
        Ok(())
    }
}

/// What a name that comes again means.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeats {
    /// That the document contradicts itself.
    AreErrors,
    /// One more item, where the field is a list.
    AreItems,
}
