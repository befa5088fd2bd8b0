//! Checks whether an old type and a new type are compatible on the wire.

use crate::product::Type;

/// The direction in which values are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Request,
    Reply,
    /// Values of a type that requests and replies may contain.
    Both,
}

impl Direction {
    /// Whether a program with the type `old` can exchange values with a server with the type `new`.
    pub(super) fn is_compatible(self, old: &Type, new: &Type) -> bool {
        match self {
            Self::Request => accepts(new, old),
            Self::Reply => accepts(old, new),
            Self::Both => accepts(new, old) && accepts(old, new),
        }
    }
}

/// Whether a receiver of the `expected` type accepts values of the `given` type.
///
/// All records count as compatible, because their fields are compared separately.
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
