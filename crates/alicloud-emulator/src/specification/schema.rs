//! The schemas of parameters and replies.

use std::{ops::Deref, sync::Arc};

/// The type of a value, with its limits.
#[derive(Clone, Debug)]
pub(crate) struct Schema {
    pub(crate) kind: Kind,
    pub(crate) required: bool,
    /// The limits, or `None` if every value of the type is valid.
    pub(crate) limits: Option<Box<Limits>>,
}

impl Schema {
    pub(super) fn any() -> Self {
        Self {
            kind: Kind::Any,
            required: false,
            limits: None,
        }
    }

    pub(super) fn object() -> Self {
        Self {
            kind: Kind::Object(Vec::new()),
            ..Self::any()
        }
    }
}

/// The type of a value.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Text,
    Integer,
    Number,
    Boolean,
    Any,
    /// An object with these properties. Without properties, every object is valid.
    Object(Vec<(Name, Schema)>),
    /// An object with any keys, whose values have the same type.
    Map(Box<Schema>),
    List(Box<Schema>),
    /// A component of the specification.
    Reference(String),
}

impl Kind {
    pub(crate) fn is_scalar(&self) -> bool {
        matches!(
            self,
            Self::Text | Self::Integer | Self::Number | Self::Boolean | Self::Any
        )
    }
}

/// The values that are valid, of all values of a type.
#[derive(Clone, Debug, Default)]
pub(crate) struct Limits {
    /// The valid values as text. Empty if the values are not enumerated.
    pub(crate) enumeration: Vec<String>,
    pub(crate) minimum: Option<Bound>,
    pub(crate) maximum: Option<Bound>,
    /// The valid numbers of characters of a text, or of items of a list.
    pub(crate) shortest: Option<u64>,
    pub(crate) longest: Option<u64>,
    pub(crate) pattern: Option<Pattern>,
}

impl Limits {
    pub(crate) fn is_empty(&self) -> bool {
        self.enumeration.is_empty()
            && self.minimum.is_none()
            && self.maximum.is_none()
            && self.shortest.is_none()
            && self.longest.is_none()
            && self.pattern.is_none()
    }
}

/// A regular expression that a whole text must match.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    /// The expression as the metadata contains it.
    pub(crate) text: String,
    pub(crate) whole: regex_lite::Regex,
}

/// A limit of a number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bound {
    pub(crate) value: f64,
    /// Whether the limit itself is invalid.
    pub(crate) exclusive: bool,
}

/// A name in a schema or in a document, which is cheap to clone.
#[derive(Clone, Debug)]
pub(crate) enum Name {
    Static(&'static str),
    Shared(Arc<str>),
}

impl Deref for Name {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Static(name) => name,
            Self::Shared(name) => name,
        }
    }
}

impl From<&'static str> for Name {
    fn from(name: &'static str) -> Self {
        Self::Static(name)
    }
}

impl From<String> for Name {
    fn from(name: String) -> Self {
        Self::Shared(name.into())
    }
}
