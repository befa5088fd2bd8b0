//! Field names and slots of generated types.
//!
//! Use this module to write the type of an operation by hand, or to read and change the fields of
//! any [`Record`].
//!
//! A generated struct contains no logic. The struct only returns the names of its fields on the
//! wire ([`Record::fields`]) and the slot of each field ([`Record::slot`] and
//! [`Record::slot_mut`]). With the methods of [`Record`], this crate reads replies and writes
//! parameters.
//!
//! ```
//! use alicloud::model::{Field, Record, Slot, View};
//!
//! #[derive(Clone, Debug, Default)]
//! struct Tag {
//!     key: String,
//!     value: Option<String>,
//! }
//!
//! impl Record for Tag {
//!     fn fields(&self) -> &'static [Field] {
//!         const { &[Field::new("Key").required(), Field::new("Value")] }
//!     }
//!     fn slot(&self, index: usize) -> Option<&dyn Slot> {
//!         Some(match index {
//!             0 => &self.key,
//!             1 => &self.value,
//!             _ => return None,
//!         })
//!     }
//!     fn slot_mut(&mut self, index: usize) -> Option<&mut dyn Slot> {
//!         Some(match index {
//!             0 => &mut self.key,
//!             1 => &mut self.value,
//!             _ => return None,
//!         })
//!     }
//! }
//!
//! let tag = Tag { key: "env".into(), value: None };
//! assert!(matches!(tag.slot(0).and_then(Slot::view), Some(View::Text("env"))));
//! assert!(tag.slot(1).and_then(Slot::view).is_none());
//! ```

use std::fmt;

pub(crate) use self::view::FieldPlace;

mod base64;
mod debug;
mod equal;
mod field;
pub(crate) mod read;
mod serde;
mod slot;
mod view;

pub use crate::api::Endpoints;

pub use self::{
    base64::base64,
    debug::debug,
    equal::equal,
    field::{Field, Style},
    read::UnknownFields,
    serde::{__impl_serde as impl_serde, deserialize, serialize},
    slot::{List, Map, Place, Slot, Target, View},
    view::RecordView,
};

/// A struct whose fields have names on the wire.
///
/// Generated code implements this trait. A top-level field and its slot have the same index. A
/// field that [holds](Field::holding) other fields has no slot of its own.
pub trait Record: fmt::Debug {
    /// Returns the fields in the order of the specification.
    fn fields(&self) -> &'static [Field];

    /// Returns slot `index` for reading its value, or `None` if the slot doesn't exist.
    fn slot(&self, index: usize) -> Option<&dyn Slot>;

    /// Returns slot `index` for changing its value, or `None` if the slot doesn't exist.
    fn slot_mut(&mut self, index: usize) -> Option<&mut dyn Slot>;
}

/// Clears the values of all fields.
pub(crate) fn clear(record: &mut dyn Record) {
    let fields = record.fields();
    for index in 0..fields.len() {
        if let Some(mut place) = FieldPlace::of(record, fields, index) {
            place.slot().clear();
        }
    }
}

/// Iterates over the items of a list that have a value.
pub(crate) fn items(list: &dyn List) -> impl Iterator<Item = View<'_>> {
    (0..list.len()).filter_map(|index| list.item(index)?.view())
}

impl<R: Record + ?Sized> Record for Box<R> {
    fn fields(&self) -> &'static [Field] {
        (**self).fields()
    }

    fn slot(&self, index: usize) -> Option<&dyn Slot> {
        (**self).slot(index)
    }

    fn slot_mut(&mut self, index: usize) -> Option<&mut dyn Slot> {
        (**self).slot_mut(index)
    }
}
