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
    // Upper and lower case count as the same.
    let name = name.to_lowercase();
    known.sort_by_cached_key(|candidate| strsim::levenshtein(&name, &candidate.to_lowercase()));
    known.truncate(FEW);
    format!("the nearest are {}", known.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fewest_single_letters_differ_in_the_nearest_in_any_case() {
        let many = ["", "sitting", "Mitten", "kitchen", "Kit", "sit"];
        assert_eq!(
            suggest("kitten", many.into_iter()),
            "the nearest are Mitten, kitchen, sitting, Kit, sit"
        );
        let many = ["DescribeZones", "describeRegions", "A", "B", "C", "D"];
        assert!(
            suggest("DescribeRegion", many.into_iter())
                .starts_with("the nearest are describeRegions, DescribeZones")
        );
    }

    #[test]
    fn few_names_are_all_listed_and_of_many_the_nearest() {
        assert_eq!(suggest("X", [].into_iter()), "there are none");
        assert_eq!(suggest("X", ["A", "B"].into_iter()), "there is A, B");
        let many = ["Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta"];
        assert!(suggest("Bet", many.into_iter()).starts_with("the nearest are Beta, Zeta"));
    }
}
