//! The version increment that changes require.

use std::fmt;

use super::change::{Aspect, Change, Subject};

/// The version increment that changes require, according to semantic versioning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Bump {
    /// No increment is required, because at most the documentation changes.
    #[default]
    None,
    /// A new minor version is required. Code that uses the old crate still compiles and keeps its
    /// meaning.
    Minor,
    /// A new major version is required. Code that uses the old crate might fail to compile, might
    /// be refused by the server, or might act differently.
    Major,
}

impl Bump {
    /// Returns the increment for all `changes` together. [`Change::bump`] has the rules.
    #[must_use]
    pub fn of(changes: &[Change]) -> Self {
        changes.iter().map(Change::bump).max().unwrap_or_default()
    }
}

impl fmt::Display for Bump {
    /// Writes `none`, `minor` or `major`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::Minor => "minor",
            Self::Major => "major",
        })
    }
}

impl Change {
    /// Returns the version increment for this change alone.
    ///
    /// - A change that breaks Rust code or calls on the wire is major.
    /// - A change of behaviour is major, because rebuilt code acts differently. The exceptions are
    ///   an operation's HTTP method, its timeout, and the part of the request that carries its
    ///   parameters. Changes of these properties are minor if they break nothing.
    /// - An addition that breaks nothing is minor, because generated structs and enums are
    ///   `#[non_exhaustive]`. A deprecation is minor, because deprecated code still compiles.
    /// - Otherwise, a change that is visible only in the documentation requires no increment.
    ///   Examples are limits, formats, costs, risks, statuses, and values without a constant.
    #[must_use]
    pub fn bump(&self) -> Bump {
        let is_sending = matches!(
            self.aspect,
            Aspect::Methods | Aspect::Place | Aspect::Timeout
        );
        if self.breaks() || (self.changes_behaviour && !is_sending) {
            Bump::Major
        } else if self.is_documentation() {
            Bump::None
        } else {
            Bump::Minor
        }
    }

    /// Whether a change that breaks nothing is visible only in the documentation.
    fn is_documentation(&self) -> bool {
        match self.aspect {
            Aspect::Limit
            | Aspect::Format
            | Aspect::Default
            | Aspect::Required
            | Aspect::Empty
            | Aspect::Security
            | Aspect::Cost
            | Aspect::Risk
            | Aspect::Status => true,
            Aspect::Presence => match self.subject {
                Subject::Value | Subject::ErrorCode => self.rust.is_empty(),
                _ => false,
            },
            _ => false,
        }
    }
}
