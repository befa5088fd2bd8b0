//! The trait of typed error codes.

/// A type for documented error codes, such as the error codes of one operation.
///
/// [`Error::known`](crate::Error::known) converts the code of an API error to this type. The vendor
/// adds codes without notice. So `known` returns `None` for a code that isn't listed, and a later
/// version of the crate may list that code.
pub trait KnownCode: Copy + Eq + 'static {
    /// All documented codes with their typed values.
    const CODES: &'static [(&'static str, Self)];

    /// The text of the code in an error document.
    fn as_str(self) -> &'static str {
        let mut codes = Self::CODES.iter();
        codes
            .find(|(_, view)| *view == self)
            .map_or("", |(code, _)| code)
    }

    /// A description of the code, often with advice. `None` if the code has no description.
    fn description(self) -> Option<&'static str> {
        None
    }

    /// Returns the typed value of `code`, or `None` if the type has no value for `code`. Some types
    /// also return the value of the family that `code` belongs to.
    fn from_code(code: &str) -> Option<Self> {
        let mut codes = Self::CODES.iter();
        codes
            .find(|(known, _)| *known == code)
            .map(|(_, view)| *view)
    }
}
