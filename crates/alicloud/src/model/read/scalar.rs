//! Lenient conversion of scalars to the kind that a field declares.
//!
//! Some products declare one kind and send another: numbers as text, booleans as `0` and `1`, or an
//! empty string for a missing number.

use crate::{error::DecodeProblem, model::Target};
use serde_json::Value;

/// The first number above `i64::MAX`.
const BEYOND: f64 = 9_223_372_036_854_775_808.0;

/// A scalar value in a document.
#[derive(Clone, Copy)]
pub(crate) enum Scalar<'a> {
    Text(&'a str),
    Integer(i64),
    /// An integer above `i64::MAX`.
    Large(u64),
    Number(f64),
    Boolean(bool),
}

impl Scalar<'_> {
    /// Stores the value in `target`. Returns `false` for blank text where a number or a boolean is
    /// expected.
    #[inline]
    pub(crate) fn put(self, target: Target<'_>) -> Result<bool, DecodeProblem> {
        let expected = target.expects();
        let (put, may_be_blank) = match target {
            Target::Text(place) => (self.to_text().map(|text| place.put(text)), false),
            Target::Integer(place) => (self.to_integer().map(|number| place.put(number)), true),
            Target::Number(place) => (self.to_number().map(|number| place.put(number)), true),
            Target::Boolean(place) => (self.to_boolean().map(|flag| place.put(flag)), true),
            Target::Any(place) => (Some(self.to_value()).map(|any| place.put(any)), false),
            Target::Record(_) | Target::List(_) | Target::Map(_) => (None, false),
        };
        match put {
            Some(()) => Ok(true),
            None if may_be_blank && self.is_blank() => Ok(false),
            None => Err(DecodeProblem::Kind {
                expected,
                found: self.found(),
            }),
        }
    }

    fn is_blank(self) -> bool {
        matches!(self, Self::Text(text) if text.trim().is_empty())
    }

    fn found(self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::Integer(_) => "an integer",
            Self::Large(_) => "an integer above 9223372036854775807",
            Self::Number(number) if number.fract() != 0.0 => "a number with a fraction",
            Self::Number(number) if number.abs() >= BEYOND => "a number beyond 64 bits",
            Self::Number(_) => "a number",
            Self::Boolean(_) => "a boolean",
        }
    }

    /// Returns the scalar as text, or `None` for a number that the JSON parser rounded.
    ///
    /// The parser rounds integers beyond 64 bits. The text could be an id, which must not be
    /// rounded.
    fn to_text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.to_owned()),
            Self::Number(number) if number.abs() >= BEYOND => None,
            // A number is formatted as in JSON.
            other => Some(other.to_value().to_string()),
        }
    }

    fn to_value(self) -> Value {
        match self {
            Self::Text(text) => text.into(),
            Self::Integer(number) => number.into(),
            Self::Large(number) => number.into(),
            Self::Number(number) => number.into(),
            Self::Boolean(flag) => flag.into(),
        }
    }

    fn to_integer(self) -> Option<i64> {
        match self {
            Self::Integer(number) => Some(number),
            Self::Number(number) => whole(number),
            Self::Text(text) => {
                let text = text.trim();
                text.parse().ok().or_else(|| whole(text.parse().ok()?))
            }
            Self::Large(_) | Self::Boolean(_) => None,
        }
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "a number field has the precision of f64"
    )]
    fn to_number(self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(number),
            Self::Integer(number) => Some(number as f64),
            Self::Large(number) => Some(number as f64),
            Self::Text(text) => text
                .trim()
                .parse()
                .ok()
                .filter(|number: &f64| number.is_finite()),
            Self::Boolean(_) => None,
        }
    }

    fn to_boolean(self) -> Option<bool> {
        match self {
            Self::Boolean(flag) => Some(flag),
            Self::Integer(0) => Some(false),
            Self::Integer(1) => Some(true),
            Self::Text(text) => match text.trim() {
                "0" => Some(false),
                "1" => Some(true),
                text if text.eq_ignore_ascii_case("true") => Some(true),
                text if text.eq_ignore_ascii_case("false") => Some(false),
                _ => None,
            },
            Self::Integer(_) | Self::Large(_) | Self::Number(_) => None,
        }
    }
}

/// Converts a whole number such as `2.0` to an integer, up to 2^53, where `f64` is exact.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the number is whole and at most 2^53, so the cast is exact"
)]
fn whole(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Slot;

    fn read<T: Slot + Clone>(scalar: Scalar<'_>, mut slot: T) -> Result<T, DecodeProblem> {
        scalar.put(slot.target()).map(|_| slot)
    }

    #[test]
    fn reads_every_scalar_as_text() {
        for (scalar, text) in [
            (Scalar::Text(" a "), " a "),
            (Scalar::Integer(-5), "-5"),
            (Scalar::Large(u64::MAX), "18446744073709551615"),
            (Scalar::Number(1.5), "1.5"),
            (Scalar::Boolean(true), "true"),
        ] {
            assert_eq!(read(scalar, String::new()).unwrap(), text);
        }
    }

    #[test]
    fn refuses_to_read_rounded_numbers_as_text() {
        assert!(read(Scalar::Number(1.234_567_890_123_456_8e29), String::new()).is_err());
        assert!(read(Scalar::Number(-1e300), String::new()).is_err());
    }

    #[test]
    fn reads_integers_from_whole_numbers_and_text() {
        for (scalar, number) in [
            (Scalar::Integer(i64::MIN), Some(i64::MIN)),
            (Scalar::Text("9223372036854775807"), Some(i64::MAX)),
            (Scalar::Text(" 7 "), Some(7)),
            (Scalar::Text("7.0"), Some(7)),
            (Scalar::Number(2.0), Some(2)),
            (Scalar::Text(""), None),
        ] {
            assert_eq!(read(scalar, None::<i64>).unwrap(), number);
        }
        for scalar in [
            Scalar::Number(0.5),
            Scalar::Number(1e300),
            Scalar::Large(u64::MAX),
            Scalar::Text("181****"),
            Scalar::Boolean(true),
        ] {
            assert!(matches!(
                read(scalar, None::<i64>),
                Err(DecodeProblem::Kind {
                    expected: "an integer",
                    ..
                })
            ));
        }
    }

    #[test]
    fn reads_numbers_and_booleans_from_text() {
        assert_eq!(read(Scalar::Text("1.5"), None::<f64>).unwrap(), Some(1.5));
        assert_eq!(read(Scalar::Integer(3), None::<f64>).unwrap(), Some(3.0));
        assert!(read(Scalar::Text("NaN"), None::<f64>).is_err());
        for (text, flag) in [("True", true), ("false", false), ("1", true), ("0", false)] {
            assert_eq!(read(Scalar::Text(text), None::<bool>).unwrap(), Some(flag));
        }
        assert_eq!(read(Scalar::Text(""), None::<bool>).unwrap(), None);
        assert!(read(Scalar::Integer(2), None::<bool>).is_err());
    }
}
