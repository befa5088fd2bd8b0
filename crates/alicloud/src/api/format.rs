//! The document formats of replies.

/// The format that a call requests for its reply.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// JSON, which is the default.
    #[default]
    Json,
    /// XML. Without the feature `xml`, a call that requests XML fails before it is sent.
    ///
    /// Without the feature `xml`, an XML reply to a call that requests JSON causes
    /// [`Error::Decode`], or [`Error::Unexpected`] if the HTTP status is an error.
    ///
    /// [`Error::Decode`]: crate::Error::Decode
    /// [`Error::Unexpected`]: crate::Error::Unexpected
    Xml,
}

impl Format {
    /// The value of the `Format` parameter.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::Xml => "XML",
        }
    }
}
