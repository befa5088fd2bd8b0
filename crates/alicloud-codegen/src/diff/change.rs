//! The types that describe a change, and functions that find changes.

use std::{
    collections::{BTreeSet, HashMap},
    hash::Hash,
};

use crate::product::RecordId;

/// A difference between two versions of a product.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    /// The kind of the changed item.
    pub subject: Subject,
    /// The place of the changed item on the wire, such as `DescribeRegions request Tag/Key`.
    pub place: String,
    /// The Rust path of the changed item, such as `DescribeRegionsRequestTag::key`.
    ///
    /// The path is the item's path in the old crate, or in the new crate if only the new crate has
    /// the item. The path is empty if the item has no Rust path.
    pub rust: String,
    /// The property that changes.
    pub aspect: Aspect,
    /// The old value of the property, or `None` for an added item.
    pub old: Option<String>,
    /// The new value of the property, or `None` for a removed item.
    pub new: Option<String>,
    /// Whether code that uses the old crate might fail to compile with the new crate.
    pub breaks_rust: bool,
    /// Whether a program that uses the old crate might fail against a server that follows the new
    /// specification.
    pub breaks_wire: bool,
    /// Whether unchanged code acts differently after a rebuild with the new crate.
    ///
    /// For example, the new crate no longer retries a failed call, or starts with another page
    /// number.
    pub changes_behaviour: bool,
}

impl Change {
    /// Whether the change breaks Rust code or calls on the wire.
    #[must_use]
    pub fn breaks(&self) -> bool {
        self.breaks_rust || self.breaks_wire
    }
}

/// The kind of the changed item in a [`Change`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Subject {
    /// The product.
    Product,
    /// An operation.
    Operation,
    /// A parameter, or a field nested in a parameter.
    Parameter,
    /// A field of a reply.
    ReplyField,
    /// A field of a type that several operations may share.
    SharedField,
    /// A documented value of a field.
    Value,
    /// An error code of an operation.
    ErrorCode,
    /// The public host of a region.
    Endpoint,
    /// The host of a region for calls from its VPCs.
    VpcEndpoint,
}

/// The changed property in a [`Change`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Aspect {
    /// Whether the item exists.
    Presence,
    /// The Rust name of the item, or the name of the product.
    Name,
    /// The type of a field or of a reply.
    Type,
    /// Whether a field must have a value.
    Required,
    /// Whether a parameter may be an empty string.
    Empty,
    /// A limit on the values of a field.
    Limit,
    /// The default of a field.
    Default,
    /// The declared format of a field, such as `int64` or the URL of a file.
    Format,
    /// The part of the request that carries parameters.
    Place,
    /// The encoding of a list or an object in the parameters of a request.
    Style,
    /// Whether a field is a secret, which `Debug` hides.
    Secret,
    /// The HTTP methods of an operation.
    Methods,
    /// Whether calls are signed, and the kind of signature.
    Signing,
    /// The security schemes that the specification lists.
    Security,
    /// Whether an operation only reads, which makes a retry safe.
    Idempotence,
    /// The read timeout of an operation.
    Timeout,
    /// The host for calls without a region.
    Central,
    /// The parameter with the idempotency token.
    Token,
    /// The RAM action that permits calls of an operation.
    Permission,
    /// Whether an operation is asynchronous.
    Completion,
    /// Whether calls of an operation cost money.
    Cost,
    /// Whether an operation is marked as high risk.
    Risk,
    /// The pagination of an operation.
    Paging,
    /// The Cargo feature that enables an operation.
    Feature,
    /// Whether the item is deprecated.
    Deprecation,
    /// The version of the product's API.
    Version,
    /// The host of a region.
    Host,
    /// The HTTP statuses of an error code.
    Status,
}

/// The changes found so far.
#[derive(Default)]
pub(super) struct Changes {
    pub(super) list: Vec<Change>,
    /// The pairs of an old and a new record that were compared.
    pub(super) compared: BTreeSet<(RecordId, RecordId)>,
}

/// The effects of a change.
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

/// Describes whether an item is deprecated.
pub(super) fn deprecation(deprecated: bool) -> String {
    choose(deprecated, "deprecated", "not deprecated")
}

/// Returns `yes` if `is` is true, and `no` otherwise.
pub(super) fn choose(is: bool, yes: &str, no: &str) -> String {
    if is { yes } else { no }.to_owned()
}

impl Change {
    /// Creates a change without effects, of an item without a Rust path.
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

    /// Sets the effects of the change.
    pub(super) fn breaking(self, breaks: Breaks) -> Self {
        Self {
            breaks_rust: breaks.rust,
            breaks_wire: breaks.wire,
            changes_behaviour: breaks.behaviour,
            ..self
        }
    }
}

/// Pairs the items of two lists by their keys.
///
/// The result has the order of the old list, followed by the items that only the new list has.
pub(super) fn matched<'a, T, K: Eq + Hash + ?Sized + 'a>(
    old: &'a [T],
    new: &'a [T],
    key: impl Fn(&'a T) -> &'a K,
) -> Vec<(&'a K, Option<&'a T>, Option<&'a T>)> {
    // If several items have the same key, the map contains the first item.
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
