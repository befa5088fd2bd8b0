//! Serialization and deserialization of records with serde.

use serde_core::{
    Deserializer,
    ser::{Error as _, Serialize, SerializeMap as _, SerializeSeq as _, Serializer},
};

use super::{Record, RecordView, View, items};
use crate::model::read::{Fields, Names, Reader, UnknownFields};

/// Serializes `record` as a map with the API's field names as keys.
///
/// Fields without a value are omitted. Values of [secret](super::Field::secret) fields **are**
/// written, because a request without its password would be a different request. Store serialized
/// records as securely as passwords.
///
/// # Errors
///
/// Returns the errors of the serializer, and an error if a number is not finite.
pub fn serialize<S: Serializer>(record: &dyn Record, serializer: S) -> Result<S::Ok, S::Error> {
    View::Record(RecordView::new(record)).serialize(serializer)
}

/// Deserializes a record from a map with the API's field names as keys.
///
/// The function accepts the output of [`serialize`]. The function converts values as leniently as
/// [`Reply::record`](crate::Reply::record). The format must be self-describing, such as JSON, YAML
/// or TOML.
///
/// # Errors
///
/// Returns the errors of the deserializer. A missing required field, a repeated field, or a value
/// of the wrong kind is an error. With [`UnknownFields::Refuse`], an unknown field is an error,
/// too. An error about a field contains the field's path, as in a
/// [`DecodeError`](crate::error::DecodeError), and no values.
pub fn deserialize<'de, R, D>(deserializer: D, unknown: UnknownFields) -> Result<R, D::Error>
where
    R: Record + Default,
    D: Deserializer<'de>,
{
    let mut record = R::default();
    let names = match unknown {
        UnknownFields::Refuse => Names::Exact,
        UnknownFields::Ignore => Names::Lenient,
    };
    let mut fields = Fields::new(&mut record, names);
    Reader::new(names, unknown).fill(&mut fields, deserializer)?;
    Ok(record)
}

/// Implements `Serialize` and `Deserialize` for [`Record`](crate::model::Record) types.
///
/// The implementations call [`model::serialize`](crate::model::serialize) and
/// [`model::deserialize`](crate::model::deserialize). The word before the arrow is a variant of
/// [`UnknownFields`](crate::model::UnknownFields). The types must implement `Default`. A crate that
/// invokes the macro needs no dependency on serde.
///
/// ```
/// use alicloud::model::{Field, Record, Slot};
///
/// #[derive(Debug, Default)]
/// struct DescribeRegions {
///     accept_language: Option<String>,
/// }
///
/// impl Record for DescribeRegions {
///     fn fields(&self) -> &'static [Field] {
///         const { &[Field::new("AcceptLanguage")] }
///     }
///     fn slot(&self, index: usize) -> Option<&dyn Slot> {
///         (index == 0).then_some(&self.accept_language)
///     }
///     fn slot_mut(&mut self, index: usize) -> Option<&mut dyn Slot> {
///         (index == 0).then_some(&mut self.accept_language)
///     }
/// }
///
/// alicloud::model::impl_serde!(Refuse => DescribeRegions);
///
/// let request: DescribeRegions = serde_json::from_str(r#"{"AcceptLanguage":"en-US"}"#)?;
/// assert_eq!(request.accept_language.as_deref(), Some("en-US"));
/// assert_eq!(serde_json::to_string(&request)?, r#"{"AcceptLanguage":"en-US"}"#);
///
/// let error = serde_json::from_str::<DescribeRegions>(r#"{"AcceptLangauge":"en-US"}"#).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "AcceptLangauge: unknown field (did you mean AcceptLanguage?) at line 1 column 17",
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_serde {
    ($unknown:ident => $($record:ty),+ $(,)?) => {$(
        impl $crate::__private::serde::Serialize for $record {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::model::serialize(self, serializer)
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $record {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::model::deserialize(deserializer, $crate::model::UnknownFields::$unknown)
            }
        }
    )+};
}
pub use __impl_serde;

/// Uses the API's field names and omits fields without a value. This implementation also writes
/// parameters of the style [`Json`](super::Style::Json).
impl Serialize for View<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            View::Text(text) => serializer.serialize_str(text),
            View::Integer(number) => serializer.serialize_i64(number),
            View::Number(number) if number.is_finite() => serializer.serialize_f64(number),
            View::Number(_) => Err(S::Error::custom("the number is not finite")),
            View::Boolean(flag) => serializer.serialize_bool(flag),
            View::Any(value) => value.serialize(serializer),
            View::List(list) => {
                let mut out = serializer.serialize_seq(None)?;
                for view in items(list) {
                    out.serialize_element(&view)?;
                }
                out.end()
            }
            View::Record(record) => {
                let mut out = serializer.serialize_map(None)?;
                for (field, value) in record.values() {
                    if let Some(view) = value {
                        out.serialize_entry(field.name(), &view)?;
                    }
                }
                out.end()
            }
            View::Map(map) => {
                let mut out = serializer.serialize_map(None)?;
                let mut written = Ok(());
                map.for_each(&mut |key, slot| {
                    if let (Ok(()), Some(view)) = (&written, slot.view()) {
                        written = out.serialize_entry(key, &view);
                    }
                });
                written?;
                out.end()
            }
        }
    }
}
