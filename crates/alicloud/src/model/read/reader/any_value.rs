//! Reading of arbitrary values, for fields and documents without a known type.

use std::fmt;

use serde_core::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::Reader;
use crate::{error::DecodeProblem, model::read::path::Path};
use serde_json::Value;

/// Reads any value. A repeated key is an error, as in a record.
pub(in crate::model::read) struct AnyValue<'a> {
    pub(in crate::model::read) path: &'a Path<'a>,
    pub(in crate::model::read) reader: &'a mut Reader,
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
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
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
                reader: &mut *reader,
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
                reader: &mut *reader,
            })?;
            if object.contains_key(&key) {
                return Err(reader.fail(&path, DecodeProblem::Duplicate));
            }
            object.insert(key, value);
        }
        Ok(object.into())
    }
}
