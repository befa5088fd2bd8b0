//! Which fields of a record were met in a document.

use smallvec::{SmallVec, smallvec};

use super::nearest;
use crate::{
    error::DecodeProblem,
    model::{Field, FieldPlace, Record, RecordView, Slot, Target, View},
};

/// How names in a document are compared with those of a record.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Names {
    /// To the letter; a name that comes twice is an error.
    Exact,
    /// As [`Exact`](Self::Exact), and what isn't found so is looked for in another letter case. The
    /// field counts as written so until its own name comes, which has precedence.
    Lenient,
    /// In any letter case, the first of several counts: error documents vary.
    AnyCase,
}

/// A record being filled. It outlives the reading, and says what was met.
pub(crate) struct Fields<'r> {
    record: &'r mut dyn Record,
    fields: &'static [Field],
    met: SmallVec<[Met; 64]>,
    names: Names,
    next: usize,
}

/// What was met of a field.
#[derive(Clone, Copy)]
struct Met {
    name: Name,
    /// Whether there is a value. One that is being read is, and so is one that can't be read.
    filled: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Name {
    None,
    /// In another letter case.
    Similar,
    Own,
}

/// A field that a name stands for.
#[derive(Clone, Copy)]
pub(super) struct Found {
    pub(super) index: usize,
    name: Name,
}

impl<'r> Fields<'r> {
    #[inline]
    pub(crate) fn new(record: &'r mut dyn Record, names: Names) -> Self {
        const NOT_MET: Met = Met {
            name: Name::None,
            filled: false,
        };
        let fields = record.fields();
        Self {
            record,
            fields,
            met: smallvec![NOT_MET; fields.len()],
            names,
            next: 0,
        }
    }

    pub(super) fn record(&mut self) -> &mut dyn Record {
        self.record
    }

    pub(super) fn names(&self) -> Names {
        self.names
    }

    /// The field called `name`. Replies keep to the order of the specification for the most part,
    /// so the field after the last one found is looked at first.
    #[inline]
    pub(super) fn find(&mut self, name: &str) -> Option<Found> {
        let index = match self.fields.get(self.next) {
            Some(field) if field.name() == name => self.next,
            _ => match self.fields.iter().position(|field| field.name() == name) {
                Some(index) => index,
                None => return self.find_similar(name),
            },
        };
        self.next = index + 1;
        Some(Found {
            index,
            name: Name::Own,
        })
    }

    #[cold]
    fn find_similar(&self, name: &str) -> Option<Found> {
        if self.names == Names::Exact {
            return None;
        }
        Some(Found {
            index: similar(self.fields, name)?,
            name: Name::Similar,
        })
    }

    /// The field whose name is most like `name`, if one is.
    pub(super) fn nearest(&self, name: &str) -> Option<&'static str> {
        nearest::nearest(name, self.fields.iter().map(Field::name))
    }

    #[inline]
    pub(super) fn name(&self, index: usize) -> &'static str {
        self.fields.get(index).map_or("", Field::name)
    }

    /// Whether the field is an object without a Rust type of its own.
    #[inline]
    pub(super) fn is_held_object(&self, index: usize) -> bool {
        let field = self.fields.get(index);
        field.is_some_and(|field| field.held().is_some())
    }

    /// The slot of a field that was found and has one; `None` if it is to be passed over. The same as
    /// [`open`](Self::open) where that matters for speed.
    #[inline]
    pub(super) fn open_slot(
        &mut self,
        found: Found,
        repeats: Repeats,
    ) -> Result<Option<&mut dyn Slot>, DecodeProblem> {
        match self.met.get_mut(found.index) {
            Some(met) if met.name == Name::None => {
                let slot = self.record.slot_mut(found.index);
                met.name = found.name;
                met.filled = slot.is_some();
                Ok(slot)
            }
            _ => {
                let place = self.open_again(found, repeats)?;
                Ok(place.and_then(FieldPlace::into_slot))
            }
        }
    }

    /// The place of a field that was found; `None` if it is to be passed over.
    pub(super) fn open(
        &mut self,
        found: Found,
        repeats: Repeats,
    ) -> Result<Option<FieldPlace<'_>>, DecodeProblem> {
        match self.met.get_mut(found.index) {
            Some(met) if met.name == Name::None => {
                let place = FieldPlace::of(self.record, self.fields, found.index);
                met.name = found.name;
                met.filled = place.is_some();
                Ok(place)
            }
            _ => self.open_again(found, repeats),
        }
    }

    #[cold]
    fn open_again(
        &mut self,
        found: Found,
        repeats: Repeats,
    ) -> Result<Option<FieldPlace<'_>>, DecodeProblem> {
        let Found { index, name } = found;
        let Some(met) = self.met.get_mut(index) else {
            return Ok(None);
        };
        let before = met.name;
        match (self.names, before, name) {
            (Names::AnyCase, ..) => Ok(None),
            _ if before == name && repeats == Repeats::AreItems && is_list(self.record, index) => {
                Ok(FieldPlace::of(self.record, self.fields, index))
            }
            (_, Name::Own, Name::Own) => {
                met.filled = true;
                Err(DecodeProblem::Duplicate)
            }
            (_, _, Name::Own) => {
                let mut place = FieldPlace::of(self.record, self.fields, index);
                met.name = name;
                met.filled = place.is_some();
                if let Some(place) = &mut place {
                    place.slot().clear();
                }
                Ok(place)
            }
            _ => Ok(None),
        }
    }

    /// Notes what became of the slot that was opened.
    #[inline]
    pub(super) fn close(&mut self, found: Found, filled: bool) {
        if let Some(met) = self.met.get_mut(found.index) {
            met.filled = filled;
        }
    }

    /// Whether the document has a field of the record, to the letter, besides the request id, which
    /// an error document has as well. `null` and the like are no values of it.
    pub(crate) fn has_own(&self) -> bool {
        let mut fields = self.fields.iter().zip(&self.met);
        fields.any(|(field, met)| {
            met.filled && met.name == Name::Own && !field.name().eq_ignore_ascii_case("RequestId")
        })
    }

    pub(super) fn requires_any(&self) -> bool {
        self.fields.iter().any(Field::is_required)
    }

    /// Whether it is one that a caller makes: its names are taken to the letter.
    fn is_request(&self) -> bool {
        self.names == Names::Exact
    }

    fn takes_empty(&self, field: &Field, is_root: bool) -> bool {
        self.is_request() && (field.takes_empty() || !is_root)
    }

    fn filled(&self, index: usize) -> bool {
        self.met.get(index).is_some_and(|met| met.filled)
    }

    /// Compares the record with what it requires. Required text must not be empty. The error has the
    /// name of a field.
    ///
    /// A request is checked as it is when it is sent: text may be empty where a parameter takes that,
    /// and the server judges what is nested in a parameter.
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

/// Whether an empty object of this kind lacks something: a required value that is no object, however
/// deep in required objects.
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

/// The field that is called `name` in any letter case.
pub(crate) fn similar(fields: &[Field], name: &str) -> Option<usize> {
    let mut fields = fields.iter();
    fields.position(|field| field.name().eq_ignore_ascii_case(name))
}

/// Whether a field of a record is a list.
pub(super) fn is_list(record: &mut dyn Record, index: usize) -> bool {
    let fields = record.fields();
    let place = FieldPlace::of(record, fields, index);
    place.is_some_and(|mut place| matches!(place.slot().target(), Target::List(_)))
}

/// What a name that comes again means.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeats {
    /// That the document contradicts itself.
    AreErrors,
    /// One more item, where the field is a list.
    AreItems,
}
