//! What someone may have meant by a name that isn't there.

/// A remark that names what is there: all of a few names, or those most like `name` of many.
pub(crate) fn suggest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    const FEW: usize = 5;
    // More than any product has operations. Comparing with more would take longer than all else.
    const MOST: usize = 1_000;
    let mut known: Vec<&str> = known.take(MOST).collect();
    if known.is_empty() {
        return "there are none".to_owned();
    }
    if known.len() <= FEW {
        return format!("there is {}", known.join(", "));
    }
    known.sort_by_cached_key(|candidate| distance(name, candidate));
    known.truncate(FEW);
    format!("the nearest are {}", known.join(", "))
}

/// The least number of letters to add, remove or change, whatever their case.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.to_lowercase().chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (index, letter) in left.to_lowercase().chars().enumerate() {
        let mut above_left = index;
        let mut here = index + 1;
        for (place, other) in row
            .iter_mut()
            .zip([None].into_iter().chain(right.iter().map(Some)))
        {
            let above = *place;
            if let Some(other) = other {
                let changed = above_left + usize::from(letter != *other);
                here = changed.min(above + 1).min(here + 1);
            }
            above_left = above;
            *place = here;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_single_letters() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", ""), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("DescribeRegion", "describeRegions"), 1);
    }

    #[test]
    fn few_names_are_all_listed_and_of_many_the_nearest() {
        assert_eq!(suggest("X", [].into_iter()), "there are none");
        assert_eq!(suggest("X", ["A", "B"].into_iter()), "there is A, B");
        let many = ["Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta"];
        assert!(suggest("Bet", many.into_iter()).starts_with("the nearest are Beta, Zeta"));
    }
}
