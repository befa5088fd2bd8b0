//! Whether values of one type can pass for another.

use crate::product::Type;

/// Which way values travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Request,
    Reply,
    /// In a type that may be part of either.
    Both,
}

impl Direction {
    /// Whether a program that knows a value as `old` gets on with a server that knows it as `new`.
    pub(super) fn is_compatible(self, old: &Type, new: &Type) -> bool {
        match self {
            Self::Request => accepts(new, old),
            Self::Reply => accepts(old, new),
            Self::Both => accepts(new, old) && accepts(old, new),
        }
    }
}

/// Whether whoever expects the first can take the second. What is in records is compared field by
/// field elsewhere.
fn accepts(expected: &Type, given: &Type) -> bool {
    match (expected, given) {
        (Type::Any, _)
        | (Type::Record(_), Type::Record(_))
        | (Type::Text, Type::Integer | Type::Number | Type::Boolean)
        | (Type::Number, Type::Integer) => true,
        (Type::List(expected), Type::List(given)) | (Type::Map(expected), Type::Map(given)) => {
            accepts(expected, given)
        }
        (expected, given) => expected == given,
    }
}
