//! The two document formats of replies.

use crate::Plain;

/// The format a reply is asked for in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// JSON, the default.
    #[default]
    Json,
    /// XML.
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

    pub(crate) const fn plain(self) -> Plain {
        match self {
            Self::Json => const { Plain::new(Self::Json.as_str()) },
            Self::Xml => const { Plain::new(Self::Xml.as_str()) },
        }
    }
}
