//! A namespace in which every name is given once.

use std::collections::{HashMap, HashSet};

/// A name that something would have if it were alone.
#[derive(Default)]
pub(super) struct Wish {
    pub(super) name: String,
    /// Whether it comes before those that are not.
    pub(super) first: bool,
    /// The name it was published under, which comes before all wishes.
    pub(super) published: Option<String>,
}

/// Gives each of `wishes` a name of its own, none of them `reserved`.
///
/// What was published keeps its name. Of the others the first to wish for a name gets it. Only then
/// do the rest get one with a number, so that no number takes the name that something has by itself.
pub(super) fn settle(case: Case, reserved: &[&str], mut wishes: Vec<Wish>) -> Vec<String> {
    let mut taken: HashSet<String> = reserved.iter().map(|name| (*name).to_owned()).collect();
    let mut granted = vec![false; wishes.len()];
    for (wish, granted) in wishes.iter_mut().zip(&mut granted) {
        if let Some(published) = wish.published.take() {
            *granted = taken.insert(published.clone());
            if *granted {
                wish.name = published;
            }
        }
    }
    for first in [true, false] {
        for (wish, granted) in wishes.iter().zip(&mut granted) {
            if wish.first == first && !*granted {
                *granted = taken.insert(wish.name.clone());
            }
        }
    }
    let mut numbers = HashMap::new();
    wishes
        .into_iter()
        .zip(granted)
        .map(|(wish, granted)| match granted {
            true => wish.name,
            false => numbered(&wish.name, case, &mut taken, &mut numbers),
        })
        .collect()
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
    let gap = match case == Case::Camel && !stem.ends_with(|last: char| last.is_ascii_digit()) {
        true => "",
        false => "_",
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
