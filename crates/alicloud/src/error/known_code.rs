//! Documented error codes as a type.

/// The documented error codes of an operation, as a typed view on an API error's code.
///
/// [`Error::known`](crate::Error::known) gives the view. The vendor adds codes without notice, so
/// a code that isn't listed is `None`, and one that becomes listed turns `None` into `Some`.
pub trait KnownCode: Copy + Eq + 'static {
    /// Every documented code, and its view.
    const CODES: &'static [(&'static str, Self)];

    /// The code on the wire.
    fn as_str(self) -> &'static str {
        let mut codes = Self::CODES.iter();
        codes
            .find(|(_, view)| *view == self)
            .map_or("", |(code, _)| code)
    }

    /// What the specification says to do about it, if anything.
    fn description(self) -> Option<&'static str> {
        None
    }

    /// The documented code that reads `code` on the wire, or stands for its family.
    fn from_code(code: &str) -> Option<Self> {
        let mut codes = Self::CODES.iter();
        codes
            .find(|(known, _)| *known == code)
            .map(|(_, view)| *view)
    }
}
