//! Which fields of a record were met in a document.

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
    met: AllMet,
    names: Names,
    /// One more than the index of the field found last.
    next: usize,
    /// Whether that field was found by its own name, rather than by one in another letter case.
    own: bool,
}

/// What was met of each field. Nearly all records have fewer fields than the array.
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

/// What was met of a field. A value counts while it is being read, and if it can't be read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Met {
    Nothing,
    /// Its name in another letter case, without a value.
    Similar,
    /// The same with a value.
    SimilarFilled,
    /// Its own name, without a value.
    Own,
    /// The same with a value.
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

    /// The field called `name`, to be opened next. Replies keep to the order of the specification
    /// for the most part, so the field after the last one found is looked at first.
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

    /// The index of the field found last.
    fn index(&self) -> usize {
        self.next.saturating_sub(1)
    }

    /// The field whose name is most like `name`, if one is.
    pub(super) fn nearest(&self, name: &str) -> Option<&'static str> {
        nearest::nearest(name, self.fields.iter().map(Field::name))
    }

    /// The slot of the field found last, if it has one; `None` if it is to be passed over. The same as
    /// [`open`](Self::open) where that matters for speed.
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

    /// The place of the field found last; `None` if it is to be passed over.
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

    /// Notes what became of the slot that was opened.
    #[inline]
    pub(super) fn close(&mut self, filled: bool) {
        if !filled {
            self.met.set(self.index(), Met::new(self.own, false));
        }
    }

    /// Whether the document has a field of the record, to the letter, besides the request id, which
    /// an error document has as well. `null` and the like are no values of it.
    pub(crate) fn has_own(&self) -> bool {
        let mut fields = self.fields.iter().enumerate().rev();
        fields.any(|(index, field)| {
            self.met.get(index) == Met::OwnFilled && !field.name().eq_ignore_ascii_case("RequestId")
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
        matches!(self.met.get(index), Met::SimilarFilled | Met::OwnFilled)
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
