//! Compares limits, defaults and formats.

use std::cmp::Ordering;

use super::{
    change::{Aspect, Breaks, choose, deprecation},
    direction::Direction,
};
use crate::product::Notes;

/// A difference between the notes of two versions of a field.
pub(super) struct Difference {
    pub(super) aspect: Aspect,
    pub(super) texts: [String; 2],
    pub(super) breaks: Breaks,
}

/// Returns the differences between two notes about values that are sent in `direction`.
pub(super) fn differences(direction: Direction, old: &Notes, new: &Notes) -> Vec<Difference> {
    let is_sent = direction != Direction::Reply;
    let limits = LIMITS.iter().map(|limit| Difference {
        aspect: Aspect::Limit,
        texts: [limit.text(old), limit.text(new)],
        breaks: Breaks::wire(is_sent && limit.is_tighter(old, new)),
    });
    let deprecation = Difference {
        aspect: Aspect::Deprecation,
        texts: [old, new].map(|notes| deprecation(notes.deprecated)),
        breaks: Breaks::NOTHING,
    };
    // A list of values that appears or disappears counts as a change of a limit. The module
    // `constants` compares added and removed values.
    let values = Difference {
        aspect: Aspect::Limit,
        texts: [old, new]
            .map(|notes| choose(notes.values.is_empty(), "any value", "listed values only")),
        breaks: Breaks::wire(is_sent && old.values.is_empty()),
    };
    let default = Difference {
        aspect: Aspect::Default,
        texts: [old, new].map(|notes| or_none(notes.default.as_deref(), "default")),
        // A default that is documented for the first time may have applied before, so behaviour
        // need not change.
        breaks: Breaks::behaviour(is_sent && old.default.is_some()),
    };
    let format = Difference {
        aspect: Aspect::Format,
        texts: [old, new].map(|notes| or_none(notes.format.as_deref(), "format")),
        breaks: Breaks::wire(changes_format(direction, old, new)),
    };
    let file = Difference {
        aspect: Aspect::Format,
        texts: [old, new].map(|notes| {
            choose(
                notes.file_address,
                "the URL of a file",
                "not the URL of a file",
            )
        }),
        breaks: Breaks::NOTHING,
    };
    let empty = Difference {
        aspect: Aspect::Empty,
        texts: [old, new].map(|notes| choose(notes.may_be_empty, "allowed", "refused")),
        breaks: Breaks::wire(is_sent && old.may_be_empty),
    };
    let all = [deprecation].into_iter().chain(limits);
    let all = all.chain([values, default, format, file, empty]);
    all.filter(|one| one.texts[0] != one.texts[1]).collect()
}

/// Describes an optional value, such as `default 1` or `no default`.
fn or_none(value: Option<&str>, name: &str) -> String {
    value.map_or_else(|| format!("no {name}"), |value| format!("{name} {value}"))
}

/// Whether the receiver of a value may fail to understand the sender's format.
///
/// Formats of numbers don't matter in replies, because the generated code reads all digits of a
/// number.
fn changes_format(direction: Direction, old: &Notes, new: &Notes) -> bool {
    const NUMBERS: [&str; 4] = ["int32", "int64", "float", "double"];
    let is_number = |format: &str| NUMBERS.contains(&format);
    let (old, new) = (old.format.as_deref(), new.format.as_deref());
    let widens = matches!(
        (old, new),
        (Some("int32"), Some("int64")) | (Some("float"), Some("double"))
    );
    let in_request = new.is_some() && !widens;
    let in_reply = old.is_some_and(|old| !is_number(old));
    match direction {
        Direction::Request => in_request,
        Direction::Reply => in_reply,
        Direction::Both => in_request || in_reply,
    }
}

/// A limit on values.
struct Limit {
    name: &'static str,
    value: fn(&Notes) -> Option<&String>,
    /// Whether the limit is exclusive, so that the limit itself is not allowed.
    is_exclusive: fn(&Notes) -> bool,
    /// The result of comparing the new limit with the old limit if the new limit is tighter. `None`
    /// for limits without an order.
    tighter: Option<Ordering>,
}

const LIMITS: [Limit; 7] = [
    Limit {
        is_exclusive: |notes| notes.exclusive_minimum,
        ..Limit::least("minimum", |notes| notes.minimum.as_ref())
    },
    Limit {
        is_exclusive: |notes| notes.exclusive_maximum,
        ..Limit::greatest("maximum", |notes| notes.maximum.as_ref())
    },
    Limit::least("minimum length", |notes| notes.min_length.as_ref()),
    Limit::greatest("maximum length", |notes| notes.max_length.as_ref()),
    Limit::least("minimum number of items", |notes| notes.min_items.as_ref()),
    Limit::greatest("maximum number of items", |notes| notes.max_items.as_ref()),
    Limit {
        tighter: None,
        ..Limit::least("pattern", |notes| notes.pattern.as_ref())
    },
];

impl Limit {
    const fn least(name: &'static str, value: fn(&Notes) -> Option<&String>) -> Self {
        Self {
            name,
            value,
            is_exclusive: |_| false,
            tighter: Some(Ordering::Greater),
        }
    }

    const fn greatest(name: &'static str, value: fn(&Notes) -> Option<&String>) -> Self {
        Self {
            tighter: Some(Ordering::Less),
            ..Self::least(name, value)
        }
    }

    fn text(&self, notes: &Notes) -> String {
        let text = or_none((self.value)(notes).map(String::as_str), self.name);
        if (self.value)(notes).is_some() && (self.is_exclusive)(notes) {
            text + " excluded"
        } else {
            text
        }
    }

    /// Whether a value within the old limit may be outside of the new limit.
    fn is_tighter(&self, old: &Notes, new: &Notes) -> bool {
        let (was, is) = match ((self.value)(old), (self.value)(new)) {
            (_, None) => return false,
            (None, Some(_)) => return true,
            (Some(was), Some(is)) => (was, is),
        };
        match (compare(is, was), self.tighter) {
            (Some(Ordering::Equal), Some(_)) => (self.is_exclusive)(new),
            (Some(order), Some(tighter)) => order == tighter,
            // These limits are different patterns, or at least one of them is not a number.
            _ => true,
        }
    }
}

/// Compares two numbers. Returns `None` if one of the texts is not a number.
fn compare(one: &str, other: &str) -> Option<Ordering> {
    let (one, other) = (one.trim(), other.trim());
    match (one.parse::<i128>(), other.parse::<i128>()) {
        (Ok(one), Ok(other)) => Some(one.cmp(&other)),
        _ => one.parse::<f64>().ok()?.partial_cmp(&other.parse().ok()?),
    }
}
