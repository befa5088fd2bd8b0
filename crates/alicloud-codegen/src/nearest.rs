//! Suggestions for unknown names.

/// Returns a hint that lists known names for the unknown `name`.
///
/// The hint lists all known names if there are few, and otherwise the most similar names.
pub(crate) fn suggest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    const FEW: usize = 5;
    // The limit bounds the time for comparing names. No known product has more operations than the
    // limit.
    const MOST: usize = 1_000;
    let mut known: Vec<&str> = known.take(MOST).collect();
    if known.is_empty() {
        return "no names are known".to_owned();
    }
    if known.len() <= FEW {
        return format!("known names: {}", known.join(", "));
    }
    // The comparison ignores case.
    let name = name.to_lowercase();
    known.sort_by_cached_key(|candidate| strsim::levenshtein(&name, &candidate.to_lowercase()));
    known.truncate(FEW);
    format!("similar names: {}", known.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_names_by_edit_distance_and_ignores_case() {
        let many = ["", "sitting", "Mitten", "kitchen", "Kit", "sit"];
        assert_eq!(
            suggest("kitten", many.into_iter()),
            "similar names: Mitten, kitchen, sitting, Kit, sit"
        );
        let many = ["DescribeZones", "describeRegions", "A", "B", "C", "D"];
        assert!(
            suggest("DescribeRegion", many.into_iter())
                .starts_with("similar names: describeRegions, DescribeZones")
        );
    }

    #[test]
    fn lists_all_of_a_few_names_and_the_most_similar_of_many() {
        assert_eq!(suggest("X", [].into_iter()), "no names are known");
        assert_eq!(suggest("X", ["A", "B"].into_iter()), "known names: A, B");
        let many = ["Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta"];
        assert!(suggest("Bet", many.into_iter()).starts_with("similar names: Beta, Zeta"));
    }
}
