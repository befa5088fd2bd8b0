//! Records and serde, in both directions.

use serde_core::{
    Deserializer,
    ser::{Error as _, Serialize, SerializeMap as _, SerializeSeq as _, Serializer},
};

use super::{Record, RecordView, View, items};
use crate::model::read::{Fields, Names, Reader, UnknownFields};

/// Writes `record` as a map under the API's own names.
///
/// Fields without a value are left out. Values of [secret](super::Field::secret) fields **are**
/// written: a request without its password would be another request. Keep such files as you keep
/// passwords.
///
/// # Errors
///
/// Those of the serializer, and a number that is not finite.
pub fn serialize<S: Serializer>(record: &dyn Record, serializer: S) -> Result<S::Ok, S::Error> {
    View::Record(RecordView::new(record)).serialize(serializer)
}

/// Reads a record from a map under the API's own names: what [`serialize`] writes, and whatever a
/// [reply](crate::Reply::record) may be.
///
/// The format has to describe itself, as JSON, YAML and TOML do.
///
/// # Errors
///
/// Those of the deserializer. A field that is missing, of the wrong kind, there twice or (if so
/// wanted) unknown is named with its path, as in a [`DecodeError`](crate::error::DecodeError); values are
/// not repeated.
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

/// Makes [`Record`](crate::model::Record)s `Serialize` and `Deserialize`, by
/// [`model::serialize`](crate::model::serialize) and
/// [`model::deserialize`](crate::model::deserialize).
///
/// The word before the arrow is an [`UnknownFields`](crate::model::UnknownFields). The types have
/// to be `Default`. The crate that invokes the macro needs no dependency on serde of its own.
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
///     "AcceptLangauge: no such field; there is AcceptLanguage at line 1 column 17",
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

/// The API's own names, fields without a value left out. Parameters of the style
/// [`Json`](super::Style::Json) are written by this too.
impl Serialize for View<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            View::Text(text) => serializer.serialize_str(text),
            View::Integer(number) => serializer.serialize_i64(number),
            View::Number(number) if number.is_finite() => serializer.serialize_f64(number),
            View::Number(_) => Err(S::Error::custom("not a finite number")),
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
