//! A visitor that fills any record from any self-describing format of serde.

mod any_value;

use std::fmt;

use serde_core::de::{
    DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

pub(super) use self::any_value::AnyValue;
use super::{
    fields::{Fields, Names, Repeats, is_list},
    path::Path,
    scalar::Scalar,
};
use crate::{
    error::{DecodeError, DecodeProblem},
    model::{Field, List, Record, Slot, Target, read::UnknownFields},
};

/// The state that all visitors of a document share.
pub(crate) struct Reader {
    names: Names,
    unknown: UnknownFields,
    /// Whether a list is being read from its JSON text.
    in_text: bool,
    /// The typed form of the error that was passed to serde, which keeps errors only as text.
    pub(super) failure: Option<DecodeError>,
}

impl Reader {
    pub(crate) fn new(names: Names, unknown: UnknownFields) -> Self {
        Self {
            names,
            unknown,
            in_text: false,
            failure: None,
        }
    }

    /// Fills the outermost record from the next value of the deserializer.
    pub(crate) fn fill<'de, D: Deserializer<'de>>(
        &mut self,
        fields: &mut Fields<'_>,
        deserializer: D,
    ) -> Result<(), D::Error> {
        let root = Filler {
            into: Place::Document(fields),
            path: &Path::ROOT,
            reader: self,
        };
        if root.deserialize(deserializer)? {
            Ok(())
        } else {
            Err(self.fail(&Path::ROOT, DecodeProblem::Missing))
        }
    }

    /// Fills a list from its JSON text.
    ///
    /// Returns `false` if `slot` is not the slot of a list, or if `text` is not the JSON text of a
    /// list. After an invalid text, the list is empty.
    ///
    /// A string inside such a text is not read as a list again. Servers don't nest lists this way,
    /// and the parser's depth limit would not apply to the nesting.
    pub(super) fn list_in_text(
        &mut self,
        text: &str,
        slot: &mut dyn Slot,
        path: &Path<'_>,
    ) -> bool {
        // `target` is called last, because this call may create a value in the slot.
        let may_be = text.trim_start().starts_with('[') && !self.in_text;
        if !may_be || !matches!(slot.target(), Target::List(_)) {
            return false;
        }
        self.in_text = true;
        let mut text = serde_json::Deserializer::from_str(text);
        let filler = Filler {
            into: Place::Slot(&mut *slot),
            path,
            reader: self,
        };
        let read = filler.deserialize(&mut text).and_then(|_| text.end());
        self.in_text = false;
        if read.is_err() {
            slot.clear();
        }
        read.is_ok()
    }

    fn fail<E: Error>(&mut self, path: &Path<'_>, problem: DecodeProblem) -> E {
        // While `in_text` is set, `list_in_text` discards every error, so the path is not needed.
        // Formatting a long path for many texts would be slow.
        if self.in_text {
            return E::custom("the text is not a JSON list");
        }
        let error = DecodeError::new(path.to_string(), problem);
        let text = E::custom(&error);
        self.failure = Some(error);
        text
    }
}

/// The place that a value fills.
enum Place<'a, 'r> {
    /// The outermost record.
    Document(&'a mut Fields<'r>),
    Slot(&'a mut dyn Slot),
}

impl Place<'_, '_> {
    #[inline]
    fn target(&mut self) -> Target<'_> {
        match self {
            Self::Document(fields) => Target::Record(fields.record()),
            Self::Slot(slot) => slot.target(),
        }
    }
}

/// Fills one place. The result is `false` if the document has no value for the place.
struct Filler<'a, 'r> {
    into: Place<'a, 'r>,
    path: &'a Path<'a>,
    reader: &'a mut Reader,
}

impl<'a> Filler<'a, '_> {
    #[inline]
    fn scalar<E: Error>(mut self, scalar: Scalar<'_>) -> Result<bool, E> {
        match scalar.put(self.into.target()) {
            Ok(filled) => Ok(filled),
            Err(problem) => self.text_in_place_of_another(scalar, problem),
        }
    }

    /// Reads text where another kind is expected: blank text as an absent value, or the JSON text
    /// of a list.
    #[cold]
    fn text_in_place_of_another<E: Error>(
        self,
        scalar: Scalar<'_>,
        problem: DecodeProblem,
    ) -> Result<bool, E> {
        let Self { into, path, reader } = self;
        let Scalar::Text(text) = scalar else {
            return Err(reader.fail(path, problem));
        };
        if let Place::Slot(slot) = into {
            slot.clear();
            if reader.list_in_text(text, slot, path) {
                return Ok(true);
            }
        }
        if text.trim().is_empty() {
            Ok(false)
        } else {
            Err(reader.fail(path, problem))
        }
    }

    fn record<'de, A: MapAccess<'de>>(
        fields: &mut Fields<'_>,
        path: &'a Path<'a>,
        reader: &'a mut Reader,
        mut map: A,
    ) -> Result<bool, A::Error> {
        while let Some(field) = map.next_key_seed(FieldKey {
            fields: &mut *fields,
            path,
            reader: &mut *reader,
        })? {
            let Some(field) = field else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            let path = path.name(field.name());
            let mut object;
            let slot = if field.held().is_some() {
                object = fields.open(Repeats::AreErrors);
                let slot = object.as_mut().map(|place| Some(place.as_mut()?.slot()));
                slot.map_err(|problem| problem.clone())
            } else {
                fields.open_slot(Repeats::AreErrors)
            };
            match slot {
                Ok(Some(slot)) => {
                    let filled = map.next_value_seed(Filler {
                        into: Place::Slot(slot),
                        path: &path,
                        reader: &mut *reader,
                    })?;
                    fields.close(filled);
                }
                Ok(None) => {
                    map.next_value::<IgnoredAny>()?;
                }
                Err(problem) => return Err(reader.fail(&path, problem)),
            }
        }
        match fields.finish(path.is_root()) {
            Ok(()) => Ok(true),
            Err((name, problem)) => Err(reader.fail(&path.name(name), problem)),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Filler<'_, '_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Filler<'_, '_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_none<E: Error>(self) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<bool, E> {
        self.scalar(Scalar::Boolean(flag))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<bool, E> {
        self.scalar(Scalar::Integer(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<bool, E> {
        self.scalar(i64::try_from(number).map_or(Scalar::Large(number), Scalar::Integer))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<bool, E> {
        self.scalar(Scalar::Number(number))
    }

    fn visit_str<E: Error>(mut self, text: &str) -> Result<bool, E> {
        match self.into.target() {
            Target::Text(place) => {
                // The result is the same as that of `to_owned`, but the allocation is inlined.
                place.put(Box::<str>::from(text).into_string());
                Ok(true)
            }
            _ => self.scalar(Scalar::Text(text)),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<bool, A::Error> {
        let Self {
            mut into,
            path,
            reader,
        } = self;
        match into.target() {
            Target::List(list) => {
                while let Some(()) = items.next_element_seed(Item {
                    list: &mut *list,
                    path,
                    reader: &mut *reader,
                })? {}
                Ok(true)
            }
            Target::Any(place) => {
                let any = AnyValue { path, reader };
                place.put(any.visit_seq(items)?);
                Ok(true)
            }
            Target::Record(record) => match only_list(record) {
                // The document has a list in place of an object whose only field is that list.
                Some(slot) => {
                    let into = Place::Slot(slot);
                    Filler { into, path, reader }.visit_seq(items)
                }
                None => Err(reader.fail(path, mismatch("an object", "a list"))),
            },
            other => Err(reader.fail(path, mismatch(other.expects(), "a list"))),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<bool, A::Error> {
        let Self { into, path, reader } = self;
        let slot = match into {
            Place::Document(fields) => return Self::record(fields, path, reader, entries),
            Place::Slot(slot) => slot,
        };
        match slot.target() {
            Target::Record(record) => {
                let mut fields = Fields::new(record, reader.names);
                Self::record(&mut fields, path, reader, entries)
            }
            Target::Map(map) => {
                while let Some(key) = entries.next_key::<String>()? {
                    let path = path.name(&key);
                    let Some(slot) = map.insert(&key) else {
                        return Err(reader.fail(&path, DecodeProblem::Duplicate));
                    };
                    let entry = Filler {
                        into: Place::Slot(slot),
                        path: &path,
                        reader: &mut *reader,
                    };
                    // An entry without a value, such as null, is ignored.
                    if !entries.next_value_seed(entry)? {
                        map.remove(&key);
                    }
                }
                Ok(true)
            }
            Target::Any(place) => {
                let any = AnyValue { path, reader };
                place.put(any.visit_map(entries)?);
                Ok(true)
            }
            other => Err(reader.fail(path, mismatch(other.expects(), "an object"))),
        }
    }
}

/// Appends the next item to a list, unless the item has no value.
struct Item<'a> {
    list: &'a mut dyn List,
    path: &'a Path<'a>,
    reader: &'a mut Reader,
}

impl<'de> DeserializeSeed<'de> for Item<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let Self { list, path, reader } = self;
        let path = &path.index(list.len());
        let into = Place::Slot(list.push());
        // An item without a value, such as null, is ignored.
        if !(Filler { into, path, reader }).deserialize(deserializer)? {
            list.pop();
        }
        Ok(())
    }
}

/// Returns the slot of a record's only field if that field is a list.
fn only_list(record: &mut dyn Record) -> Option<&mut dyn Slot> {
    if record.fields().len() != 1 || !is_list(record, 0) {
        return None;
    }
    record.slot_mut(0)
}

fn mismatch(expected: &'static str, found: &'static str) -> DecodeProblem {
    DecodeProblem::Kind { expected, found }
}

/// Reads a key and finds its field, without a copy of the key.
struct FieldKey<'a, 'r> {
    fields: &'a mut Fields<'r>,
    path: &'a Path<'a>,
    reader: &'a mut Reader,
}

impl FieldKey<'_, '_> {
    #[cold]
    fn unknown<E: Error>(self, key: &str) -> Result<Option<&'static Field>, E> {
        if self.reader.unknown == UnknownFields::Ignore {
            return Ok(None);
        }
        let nearest = self.fields.nearest(key);
        let problem = DecodeProblem::Unknown { nearest };
        Err(self.reader.fail(&self.path.name(key), problem))
    }
}

impl<'de> DeserializeSeed<'de> for FieldKey<'_, '_> {
    type Value = Option<&'static Field>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for FieldKey<'_, '_> {
    type Value = Option<&'static Field>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    #[inline]
    fn visit_str<E: Error>(self, key: &str) -> Result<Self::Value, E> {
        match self.fields.find(key) {
            Some(field) => Ok(Some(field)),
            None => self.unknown(key),
        }
    }
}
