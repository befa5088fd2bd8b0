//! A field's value, seen by what it is rather than by its Rust type.

use std::collections::{BTreeMap, btree_map::Entry};

use serde_json::Value;

use super::{Record, RecordView};

/// A place for one value in a generated type.
///
/// Implemented here for every type the generator uses: `String`, `i64`, `f64`, `bool`,
/// [`serde_json::Value`], [`Record`]s, `Vec` and `BTreeMap<String, _>` of those, and `Option` of
/// the single values.
pub trait Slot {
    /// The value that is there; `None` where there is none.
    fn view(&self) -> Option<View<'_>>;

    /// Where a value from a reply goes. A record, list or map comes into being by asking.
    fn target(&mut self) -> Target<'_>;

    /// Takes the value away again: what is optional is absent then, and the rest as it is by
    /// default.
    fn clear(&mut self);
}

/// A value to be written.
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
    /// An object with any keys and values of one type.
    Map(&'a dyn Map),
    /// Any JSON value.
    Any(&'a Value),
}

/// Where a value that was read goes.
#[expect(
    missing_debug_implementations,
    reason = "it lends out a place and has nothing to show"
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
    /// An object with any keys and values of one type.
    Map(&'a mut dyn Map),
    /// Any JSON value.
    Any(Place<'a, Value>),
}

impl Target<'_> {
    /// What belongs there, with its article: `an integer`.
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

/// The place of a single value, which may be one that can also be absent.
#[derive(Debug)]
#[non_exhaustive]
pub enum Place<'a, T> {
    /// The place of a required value.
    Required(&'a mut T),
    /// The place of an optional value.
    Optional(&'a mut Option<T>),
}

impl<T> Place<'_, T> {
    /// Puts the value there.
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
    /// How many items there are.
    fn len(&self) -> usize;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The item at `index`, counted from 0.
    fn item(&self, index: usize) -> Option<&dyn Slot>;

    /// Appends an empty item and gives its slot.
    fn push(&mut self) -> &mut dyn Slot;

    /// Takes the last item away again.
    fn pop(&mut self);
}

/// Slots by key.
pub trait Map {
    /// How many entries there are.
    fn len(&self) -> usize;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Calls `each` with every entry, ordered by key.
    fn for_each<'a>(&'a self, each: &mut dyn FnMut(&'a str, &'a dyn Slot));

    /// Adds an entry without a value and gives its slot; `None` if there is one of that key.
    fn insert(&mut self, key: &str) -> Option<&mut dyn Slot>;

    /// Takes the entry of `key` away again.
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
