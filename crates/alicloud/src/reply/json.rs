//! JSON into slots. `serde_json` parses; one visitor serves every record.

use std::{
    cell::{Cell, RefCell},
    fmt,
};

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{
    fields::{Fields, Names, Repeats},
    path::Path,
    scalar::Scalar,
};
use crate::{
    DecodeError, DecodeProblem, Value,
    model::{Record, Slot, Target, View},
};

pub(super) fn fill(
    text: &[u8],
    record: &mut dyn Record,
    names: Names,
) -> (bool, Result<(), DecodeError>) {
    let reader = Reader::new(names);
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let root = Filler {
        slot: &mut Root(record),
        path: &Path::ROOT,
        reader: &reader,
    };
    let read = deserializer
        .deserialize_any(root)
        .and_then(|_| deserializer.end());
    let read = read.map_err(|error| reader.failure(text, &error));
    (reader.own.get(), read)
}

pub(super) fn value(text: &[u8]) -> Result<Value, DecodeError> {
    let reader = Reader::new(Names::Exact);
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let root = AnyValue {
        path: &Path::ROOT,
        reader: &reader,
    };
    let read = root.deserialize(&mut deserializer);
    let read = read.and_then(|value| deserializer.end().map(|()| value));
    read.map_err(|error| reader.failure(text, &error))
}

fn syntax(text: &[u8], error: &serde_json::Error) -> DecodeError {
    let problem = if error.to_string().starts_with("recursion limit exceeded") {
        DecodeProblem::TooDeep
    } else if std::str::from_utf8(text).is_err() {
        DecodeProblem::NotUtf8
    } else {
        DecodeProblem::Syntax {
            line: error.line(),
            column: error.column(),
        }
    };
    DecodeError::new("", problem)
}

/// What all visitors of a document share. serde's errors are texts, so the typed one is put here
/// and serde is told to stop.
struct Reader {
    names: Names,
    /// Whether the document has a field of its own, one that is not the request id.
    own: Cell<bool>,
    failure: RefCell<Option<DecodeError>>,
}

impl Reader {
    fn new(names: Names) -> Self {
        Self {
            names,
            own: Cell::new(false),
            failure: RefCell::new(None),
        }
    }

    /// What went wrong when serde says that something did.
    fn failure(&self, text: &[u8], error: &serde_json::Error) -> DecodeError {
        self.failure.take().unwrap_or_else(|| syntax(text, error))
    }

    fn fail<E: Error>(&self, path: &Path<'_>, problem: DecodeProblem) -> E {
        self.fail_with(DecodeError::new(path.to_string(), problem))
    }

    fn fail_with<E: Error>(&self, error: DecodeError) -> E {
        self.failure.replace(Some(error));
        E::custom("see Reader::failure")
    }
}

/// Fills one slot; the value says whether there was anything to fill it with.
struct Filler<'a> {
    slot: &'a mut dyn Slot,
    path: &'a Path<'a>,
    reader: &'a Reader,
}

impl<'a> Filler<'a> {
    fn scalar<E: Error>(self, scalar: Scalar<'_>) -> Result<bool, E> {
        let Self { slot, path, reader } = self;
        scalar
            .put(slot.target())
            .map_err(|problem| reader.fail(path, problem))
    }

    fn record<'de, A: MapAccess<'de>>(
        record: &mut dyn Record,
        path: &'a Path<'a>,
        reader: &'a Reader,
        mut map: A,
    ) -> Result<bool, A::Error> {
        let mut fields = Fields::new(record, reader.names);
        while let Some(found) = map.next_key_seed(FieldKey(&mut fields))? {
            let Some(index) = found else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            // A value that can't be read is there all the same, so this comes before the reading.
            let before = reader.own.get();
            reader
                .own
                .set(before || (path.is_root() && fields.is_own(index)));
            let path = path.name(fields.name(index));
            let filled = match fields.open(index, Repeats::AreErrors) {
                Ok(Some(slot)) => map.next_value_seed(Filler {
                    slot,
                    path: &path,
                    reader,
                })?,
                Ok(None) => map.next_value::<IgnoredAny>().map(|_| false)?,
                Err(problem) => return Err(reader.fail(&path, problem)),
            };
            fields.close(index, filled);
            if !filled {
                reader.own.set(before);
            }
        }
        fields
            .finish(path)
            .map_err(|error| reader.fail_with(error))?;
        Ok(true)
    }
}

impl<'de> DeserializeSeed<'de> for Filler<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Filler<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<bool, E> {
        Ok(false)
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

    fn visit_str<E: Error>(self, text: &str) -> Result<bool, E> {
        self.scalar(Scalar::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<bool, A::Error> {
        let Self { slot, path, reader } = self;
        match slot.target() {
            Target::List(list) => loop {
                let path = path.index(list.len());
                let slot = list.push();
                // A null item is no item.
                match items.next_element_seed(Filler {
                    slot,
                    path: &path,
                    reader,
                })? {
                    Some(true) => {}
                    Some(false) => list.pop(),
                    None => {
                        list.pop();
                        return Ok(true);
                    }
                }
            },
            Target::Any(place) => {
                let any = AnyValue { path, reader };
                place.put(any.visit_seq(items)?);
                Ok(true)
            }
            other => Err(reader.fail(path, mismatch(&other, "a list"))),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<bool, A::Error> {
        let Self { slot, path, reader } = self;
        match slot.target() {
            Target::Record(record) => Self::record(record, path, reader, entries),
            Target::Map(map) => {
                while let Some(key) = entries.next_key::<String>()? {
                    let path = path.name(&key);
                    let Some(slot) = map.insert(&key) else {
                        return Err(reader.fail(&path, DecodeProblem::Duplicate));
                    };
                    let entry = Filler {
                        slot,
                        path: &path,
                        reader,
                    };
                    // A null value is no entry.
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
            other => Err(reader.fail(path, mismatch(&other, "an object"))),
        }
    }
}

/// Reads any value; a key that comes twice is an error, as in a record.
#[derive(Clone, Copy)]
struct AnyValue<'a> {
    path: &'a Path<'a>,
    reader: &'a Reader,
}

impl<'de> DeserializeSeed<'de> for AnyValue<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for AnyValue<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Value, E> {
        Ok(flag.into())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let Self { path, reader } = self;
        let mut list = Vec::new();
        loop {
            let path = path.index(list.len());
            match items.next_element_seed(AnyValue {
                path: &path,
                reader,
            })? {
                Some(item) => list.push(item),
                None => return Ok(list.into()),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let Self { path, reader } = self;
        let mut object = serde_json::Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let path = path.name(&key);
            let value = entries.next_value_seed(AnyValue {
                path: &path,
                reader,
            })?;
            if object.contains_key(&key) {
                return Err(reader.fail(&path, DecodeProblem::Duplicate));
            }
            object.insert(key, value);
        }
        Ok(object.into())
    }
}

fn mismatch(target: &Target<'_>, found: &'static str) -> DecodeProblem {
    DecodeProblem::Kind {
        expected: target.expects(),
        found,
    }
}

/// Reads a key without keeping it: what counts is the field it stands for.
struct FieldKey<'a, 'r>(&'a mut Fields<'r>);

impl<'de> DeserializeSeed<'de> for FieldKey<'_, '_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for FieldKey<'_, '_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Self::Value, E> {
        Ok(self.0.find(key))
    }
}

/// The document itself, as the slot that everything starts from.
struct Root<'a>(&'a mut dyn Record);

impl Slot for Root<'_> {
    fn view(&self) -> Option<View<'_>> {
        Some(View::Record(self.0))
    }

    fn target(&mut self) -> Target<'_> {
        Target::Record(self.0)
    }
}
