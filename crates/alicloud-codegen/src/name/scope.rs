//! A namespace in which every name is given once.

use std::collections::{HashMap, HashSet};

/// The names that something would have if it were alone, the best first.
#[derive(Default)]
pub(super) struct Wish {
    pub(super) names: Vec<String>,
    /// Whether it comes before those that are not.
    pub(super) first: bool,
    /// The name it was published under, which comes before all wishes.
    pub(super) published: Option<String>,
}

/// The names that are given, in a namespace.
pub(super) struct Scope {
    case: Case,
    taken: HashSet<String>,
}

impl Scope {
    /// A namespace that gives none of the `reserved` names.
    pub(super) fn new(case: Case, reserved: &[&str]) -> Self {
        Self {
            case,
            taken: reserved.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    /// Gives each of `wishes` a name of its own.
    ///
    /// What was published keeps its name. Then the best name of each is looked at, then the second
    /// best of those that are left, and so on; of several that wish for a name, the first gets it.
    /// The rest get their best name with a number, so that no number takes the name that something
    /// has by itself.
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

/// How the names of a namespace are written.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Case {
    /// `CamelCase`.
    Camel,
    /// `snake_case`, in either case of letters.
    Snake,
}

/// `name` with the least number from 2 on that is free. `numbers` has the least number that may be
/// free, by what stands before the number: a name that was given is never free again.
fn numbered(
    name: &str,
    case: Case,
    taken: &mut HashSet<String>,
    numbers: &mut HashMap<String, usize>,
) -> String {
    let stem = name.trim_end_matches('_');
    // A name that ends in a digit would run together with the number.
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
