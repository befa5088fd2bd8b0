//! Access to a field's value by its kind instead of its Rust type.

use std::collections::{BTreeMap, btree_map::Entry};

use serde_json::Value;

use super::{Record, RecordView};

/// A place for one value in a generated type.
///
/// This crate implements the trait for every type that the generator uses: `String`, `i64`, `f64`,
/// `bool`, [`serde_json::Value`] and [`Record`]s. This crate also implements the trait for `Option`
/// of each of these types, and for `Vec` and `BTreeMap<String, _>` of any slot type that implements
/// `Default`.
pub trait Slot {
    /// Returns the value, or `None` if the slot has no value.
    fn view(&self) -> Option<View<'_>>;

    /// Returns the place for a value from a reply. If the slot's record is absent, this method
    /// creates an empty record.
    fn target(&mut self) -> Target<'_>;

    /// Clears the value. An optional value becomes absent, and a required value gets its default.
    fn clear(&mut self);
}

/// A borrowed value of a slot.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum View<'a> {
    /// Text.
    Text(&'a str),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// `true` or `false`.
    Boolean(bool),
    /// An object with known fields.
    Record(RecordView<'a>),
    /// A list.
    List(&'a dyn List),
    /// An object with arbitrary keys and values of one type.
    Map(&'a dyn Map),
    /// Any JSON value.
    Any(&'a Value),
}

/// The place for a value from a reply, with one variant for each kind of value.
#[expect(
    missing_debug_implementations,
    reason = "it only borrows a place and has nothing to show"
)]
#[non_exhaustive]
pub enum Target<'a> {
    /// Text.
    Text(Place<'a, String>),
    /// A whole number.
    Integer(Place<'a, i64>),
    /// A number.
    Number(Place<'a, f64>),
    /// `true` or `false`.
    Boolean(Place<'a, bool>),
    /// An object with known fields.
    Record(&'a mut dyn Record),
    /// A list.
    List(&'a mut dyn List),
    /// An object with arbitrary keys and values of one type.
    Map(&'a mut dyn Map),
    /// Any JSON value.
    Any(Place<'a, Value>),
}

impl Target<'_> {
    /// Returns the expected kind with its article, such as `an integer`.
    pub(crate) fn expects(&self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::Integer(_) => "an integer",
            Self::Number(_) => "a number",
            Self::Boolean(_) => "a boolean",
            Self::Record(_) => "an object",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
            Self::Any(_) => "any value",
        }
    }
}

/// The place of a required or an optional value.
#[derive(Debug)]
#[non_exhaustive]
pub enum Place<'a, T> {
    /// The place of a required value.
    Required(&'a mut T),
    /// The place of an optional value.
    Optional(&'a mut Option<T>),
}

impl<T> Place<'_, T> {
    /// Stores the value.
    #[inline]
    pub fn put(self, value: T) {
        match self {
            Self::Required(place) => *place = value,
            Self::Optional(place) => *place = Some(value),
        }
    }
}

/// A list of slots.
pub trait List {
    /// Returns the number of items.
    fn len(&self) -> usize;

    /// Returns whether [`len`](Self::len) is 0.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the item at `index`, counted from 0.
    fn item(&self, index: usize) -> Option<&dyn Slot>;

    /// Appends an empty item and returns its slot.
    fn push(&mut self) -> &mut dyn Slot;

    /// Removes the last item.
    fn pop(&mut self);
}

/// A map from keys to slots.
pub trait Map {
    /// Returns the number of entries.
    fn len(&self) -> usize;

    /// Returns whether [`len`](Self::len) is 0.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Calls `each` with every entry, in the order of the keys.
    fn for_each<'a>(&'a self, each: &mut dyn FnMut(&'a str, &'a dyn Slot));

    /// Adds an entry without a value and returns its slot, or `None` if the key already exists.
    fn insert(&mut self, key: &str) -> Option<&mut dyn Slot>;

    /// Removes the entry of `key`.
    fn remove(&mut self, key: &str);
}

macro_rules! scalar {
    ($type:ty, $kind:ident, $value:ident => $view:expr) => {
        impl Slot for $type {
            fn view(&self) -> Option<View<'_>> {
                let $value = self;
                Some(View::$kind($view))
            }

            fn target(&mut self) -> Target<'_> {
                Target::$kind(Place::Required(self))
            }

            fn clear(&mut self) {
                *self = Self::default();
            }
        }

        impl Slot for Option<$type> {
            fn view(&self) -> Option<View<'_>> {
                self.as_ref().and_then(Slot::view)
            }

            fn target(&mut self) -> Target<'_> {
                Target::$kind(Place::Optional(self))
            }

            fn clear(&mut self) {
                *self = None;
            }
        }
    };
}

scalar!(String, Text, text => text);
scalar!(i64, Integer, number => *number);
scalar!(f64, Number, number => *number);
scalar!(bool, Boolean, flag => *flag);
scalar!(Value, Any, any => any);

impl<R: Record> Slot for R {
    fn view(&self) -> Option<View<'_>> {
        Some(View::Record(RecordView::new(self)))
    }

    fn target(&mut self) -> Target<'_> {
        Target::Record(self)
    }

    fn clear(&mut self) {
        super::clear(self);
    }
}

impl<R: Record + Default> Slot for Option<R> {
    fn view(&self) -> Option<View<'_>> {
        self.as_ref()
            .map(|record| View::Record(RecordView::new(record)))
    }

    fn target(&mut self) -> Target<'_> {
        Target::Record(self.get_or_insert_default())
    }

    fn clear(&mut self) {
        *self = None;
    }
}

impl<T: Slot + Default> Slot for Vec<T> {
    fn view(&self) -> Option<View<'_>> {
        Some(View::List(self))
    }

    fn target(&mut self) -> Target<'_> {
        Target::List(self)
    }

    fn clear(&mut self) {
        self.clear();
    }
}

impl<T: Slot + Default> List for Vec<T> {
    fn len(&self) -> usize {
        self.len()
    }

    fn item(&self, index: usize) -> Option<&dyn Slot> {
        self.get(index).map(|item| item as &dyn Slot)
    }

    fn push(&mut self) -> &mut dyn Slot {
        let last = self.len();
        self.push(T::default());
        &mut self[last]
    }

    fn pop(&mut self) {
        self.pop();
    }
}

impl<T: Slot + Default> Slot for BTreeMap<String, T> {
    fn view(&self) -> Option<View<'_>> {
        Some(View::Map(self))
    }

    fn target(&mut self) -> Target<'_> {
        Target::Map(self)
    }

    fn clear(&mut self) {
        self.clear();
    }
}

impl<T: Slot + Default> Map for BTreeMap<String, T> {
    fn len(&self) -> usize {
        self.len()
    }

    fn for_each<'a>(&'a self, each: &mut dyn FnMut(&'a str, &'a dyn Slot)) {
        for (key, slot) in self {
            each(key, slot);
        }
    }

    fn insert(&mut self, key: &str) -> Option<&mut dyn Slot> {
        match self.entry(key.to_owned()) {
            Entry::Vacant(place) => Some(place.insert(T::default())),
            Entry::Occupied(_) => None,
        }
    }

    fn remove(&mut self, key: &str) {
        self.remove(key);
    }
}
