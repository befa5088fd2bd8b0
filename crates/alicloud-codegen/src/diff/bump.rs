//! The version number that changes ask for.

use std::fmt;

use super::change::{Aspect, Change, Subject};

/// The part of a version number that has to grow, by the words of semantic versioning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Bump {
    /// No code changes, only documentation.
    #[default]
    None,
    /// The crate gains something, and code that was written against the old crate keeps its meaning.
    Minor,
    /// Code that was written against the old crate may no longer compile, may be refused by the
    /// server, or may do something else.
    Major,
}

impl Bump {
    /// What all of `changes` ask for together. [`Change::bump`] has the rules.
    #[must_use]
    pub fn of(changes: &[Change]) -> Self {
        changes.iter().map(Change::bump).max().unwrap_or_default()
    }
}

impl fmt::Display for Bump {
    /// `none`, `minor` or `major`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::Minor => "minor",
            Self::Major => "major",
        })
    }
}

impl Change {
    /// The part of the version number that has to grow for this change alone.
    ///
    /// - A change that breaks Rust or the wire is major.
    /// - A change of behaviour is major, too, because rebuilt code does something else. Changes of the
    ///   method, the part of the request and the timeout are minor: the same call is sent in another
    ///   way.
    /// - An addition is minor, because generated structs and enums are `#[non_exhaustive]`. So is a
    ///   deprecation, which only warns.
    /// - A fact that only the documentation shows is none: limits, formats, costs, risks, statuses,
    ///   and values without a constant.
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

    /// Whether only the documentation shows the difference, given that nothing breaks.
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
