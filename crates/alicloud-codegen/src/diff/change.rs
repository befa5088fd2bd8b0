//! Changes, and how they are found.

use std::{
    collections::{BTreeSet, HashMap},
    hash::Hash,
};

use crate::product::RecordId;

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    /// The kind of thing that changes.
    pub subject: Subject,
    /// The place on the wire, such as `DescribeRegions request Tag/Key`.
    pub place: String,
    /// The path in Rust, such as `DescribeRegionsRequestTag::key`: in the old crate, or in the new
    /// crate if the thing is added. Empty if the thing has no path.
    pub rust: String,
    /// The property that changes.
    pub aspect: Aspect,
    /// How it was; `None` for what is added.
    pub old: Option<String>,
    /// How it is; `None` for what is removed.
    pub new: Option<String>,
    /// Whether code that was written against the old crate may no longer compile with the new one.
    pub breaks_rust: bool,
    /// Whether a program that was built with the old crate may fail against a server that does what
    /// the new specification says.
    pub breaks_wire: bool,
    /// Whether a program that is built with the new crate behaves differently although it compiles.
    /// For example, it no longer repeats an operation after a failure, its pages begin with another
    /// number, or a parameter that it leaves out means something else.
    pub changes_behaviour: bool,
}

impl Change {
    /// Whether it breaks anything.
    #[must_use]
    pub fn breaks(&self) -> bool {
        self.breaks_rust || self.breaks_wire
    }
}

/// A kind of thing in a [`Change`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Subject {
    /// The product itself.
    Product,
    /// An operation.
    Operation,
    /// A parameter, or what is nested in one.
    Parameter,
    /// A field of a reply.
    ReplyField,
    /// A field of a type that operations share.
    SharedField,
    /// A documented value of a field.
    Value,
    /// An error code of an operation.
    ErrorCode,
    /// The public host that serves a region.
    Endpoint,
    /// The host that serves a region to its VPCs.
    VpcEndpoint,
}

/// A property that changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Aspect {
    /// Whether it is there.
    Presence,
    /// Its name in Rust.
    Name,
    /// Its type, or that of a reply.
    Type,
    /// Whether it must have a value.
    Required,
    /// Whether an empty text is a value.
    Empty,
    /// A limit on its values.
    Limit,
    /// The default: the value that counts when none is sent.
    Default,
    /// The declared format, such as `int64`.
    Format,
    /// Which part of a request it travels in.
    Place,
    /// How it is written into parameters.
    Style,
    /// Whether `Debug` shows it.
    Secret,
    /// The HTTP methods.
    Methods,
    /// Whether it is signed, and how.
    Signing,
    /// The security schemes that the specification lists.
    Security,
    /// Whether repeating it is safe.
    Idempotence,
    /// How long its reply may take.
    Timeout,
    /// The host for calls about no region.
    Central,
    /// The parameter that makes calls idempotent.
    Token,
    /// The RAM action that permits it.
    Permission,
    /// Whether its reply comes before the work is done.
    Completion,
    /// Whether using it costs money.
    Cost,
    /// Whether the operation is marked as high risk.
    Risk,
    /// How its result comes in pages.
    Paging,
    /// The Cargo feature that turns it on.
    Feature,
    /// Whether the vendor advises against its use.
    Deprecation,
    /// The version of the API.
    Version,
    /// The host of a region.
    Host,
    /// The HTTP statuses that an error code comes with.
    Status,
}

/// The changes found so far.
#[derive(Default)]
pub(super) struct Changes {
    pub(super) list: Vec<Change>,
    /// The pairs of types that were compared.
    pub(super) compared: BTreeSet<(RecordId, RecordId)>,
}

/// What a change breaks.
#[derive(Clone, Copy)]
pub(super) struct Breaks {
    pub(super) rust: bool,
    pub(super) wire: bool,
    pub(super) behaviour: bool,
}

impl Breaks {
    pub(super) const NOTHING: Self = Self {
        rust: false,
        wire: false,
        behaviour: false,
    };
    pub(super) const RUST: Self = Self::rust(true);
    pub(super) const WIRE: Self = Self::wire(true);
    pub(super) const BEHAVIOUR: Self = Self::behaviour(true);

    pub(super) const fn rust(rust: bool) -> Self {
        Self {
            rust,
            ..Self::NOTHING
        }
    }

    pub(super) const fn behaviour(behaviour: bool) -> Self {
        Self {
            behaviour,
            ..Self::NOTHING
        }
    }

    pub(super) const fn wire(wire: bool) -> Self {
        Self {
            wire,
            ..Self::NOTHING
        }
    }
}

pub(super) fn deprecation(deprecated: bool) -> String {
    choose(deprecated, "deprecated", "not deprecated")
}

pub(super) fn choose(is: bool, yes: &str, no: &str) -> String {
    if is { yes } else { no }.to_owned()
}

impl Change {
    /// One that breaks nothing, of what has no name in Rust.
    pub(super) fn of(subject: Subject, aspect: Aspect, place: impl Into<String>) -> Self {
        Self {
            subject,
            place: place.into(),
            rust: String::new(),
            aspect,
            old: None,
            new: None,
            breaks_rust: false,
            breaks_wire: false,
            changes_behaviour: false,
        }
    }

    pub(super) fn breaking(self, breaks: Breaks) -> Self {
        Self {
            breaks_rust: breaks.rust,
            breaks_wire: breaks.wire,
            changes_behaviour: breaks.behaviour,
            ..self
        }
    }
}

/// Items of one key from both lists: those of the old list in their order, then what is new.
pub(super) fn matched<'a, T, K: Eq + Hash + ?Sized + 'a>(
    old: &'a [T],
    new: &'a [T],
    key: impl Fn(&'a T) -> &'a K,
) -> Vec<(&'a K, Option<&'a T>, Option<&'a T>)> {
    // The first item of a key counts, if there are several.
    let by_key = |list: &'a [T]| -> HashMap<&'a K, &'a T> {
        list.iter().rev().map(|item| (key(item), item)).collect()
    };
    let (of_old, of_new) = (by_key(old), by_key(new));
    let mut pairs: Vec<_> = old
        .iter()
        .map(|item| (key(item), Some(item), of_new.get(key(item)).copied()))
        .collect();
    let added = new.iter().filter(|item| !of_old.contains_key(key(item)));
    pairs.extend(added.map(|item| (key(item), None, Some(item))));
    pairs
}
