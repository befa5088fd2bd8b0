//! Namespaces in which each name is unique.

use std::collections::{HashMap, HashSet};

/// The candidate names of an item. The first name is the best name.
#[derive(Default)]
pub(super) struct Wish {
    pub(super) names: Vec<String>,
    /// Whether this wish comes before all wishes without this flag.
    pub(super) first: bool,
    /// The published name, which takes precedence over `names`.
    pub(super) published: Option<String>,
}

/// A namespace, with the names that are taken.
pub(super) struct Scope {
    case: Case,
    taken: HashSet<String>,
}

impl Scope {
    /// Creates a namespace that never gives a `reserved` name.
    pub(super) fn new(case: Case, reserved: &[&str]) -> Self {
        Self {
            case,
            taken: reserved.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    /// Gives each of `wishes` a unique name.
    ///
    /// Published names are given first. The next round gives each wish its best name, the round
    /// after that gives the second-best name, and so on. If several wishes want the same name, a
    /// wish with the flag `first` gets the name, or else the first of these wishes. Finally, each
    /// remaining wish gets its best name with a number. Numbers come last, so that a numbered name
    /// never takes the best name of another wish.
    pub(super) fn settle(&mut self, wishes: Vec<Wish>) -> Vec<String> {
        let mut granted: Vec<Option<String>> = vec![None; wishes.len()];
        for (wish, granted) in wishes.iter().zip(&mut granted) {
            let published = wish.published.as_ref();
            *granted = published
                .filter(|name| self.taken.insert((*name).clone()))
                .cloned();
        }
        let rounds = wishes.iter().map(|wish| wish.names.len()).max();
        for round in 0..rounds.unwrap_or_default() {
            for first in [true, false] {
                for (wish, granted) in wishes.iter().zip(&mut granted) {
                    if let Some(name) = wish.names.get(round) {
                        if granted.is_none()
                            && wish.first == first
                            && self.taken.insert(name.clone())
                        {
                            *granted = Some(name.clone());
                        }
                    }
                }
            }
        }
        let mut numbers = HashMap::new();
        let mut names = Vec::with_capacity(wishes.len());
        for (wish, granted) in wishes.into_iter().zip(granted) {
            names.push(granted.unwrap_or_else(|| {
                let best = wish.names.into_iter().next().unwrap_or_default();
                numbered(&best, self.case, &mut self.taken, &mut numbers)
            }));
        }
        names
    }
}

/// The style of the names in a namespace.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Case {
    /// `CamelCase`.
    Camel,
    /// `snake_case` or `SNAKE_CASE`.
    Snake,
}

/// Returns `name` with the lowest free number, starting at 2. `numbers` has the lowest number that
/// may be free for each stem, because given names stay taken.
fn numbered(
    name: &str,
    case: Case,
    taken: &mut HashSet<String>,
    numbers: &mut HashMap<String, usize>,
) -> String {
    let stem = name.trim_end_matches('_');
    // In camel case, an underscore precedes the number only if the name ends with a digit.
    let gap = if case == Case::Camel && !stem.ends_with(|last: char| last.is_ascii_digit()) {
        ""
    } else {
        "_"
    };
    let number = numbers.entry(format!("{stem}{gap}")).or_insert(2);
    loop {
        let candidate = format!("{stem}{gap}{number}");
        *number += 1;
        if taken.insert(candidate.clone()) {
            return candidate;
        }
    }
}
