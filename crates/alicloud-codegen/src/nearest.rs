//! Suggestions for unknown names.

/// `MOST` limits the time for comparing names. No known product has more than `MOST` operations.
const MOST: usize = 1_000;

/// Returns the known name that `name` most likely stands for: at most one third of the characters
/// differ. Of two names at the same distance, a name that begins with `name` is more likely. The
/// comparison ignores case.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let close = known.take(MOST).map(|candidate| {
        let is_unfinished = candidate.to_lowercase().starts_with(&name.to_lowercase());
        ((distance(name, candidate), !is_unfinished), candidate)
    });
    let ((distance, _), candidate) = close.min_by_key(|(key, _)| *key)?;
    (distance <= name.chars().count() / 3).then_some(candidate)
}

/// Returns the end of a message about the unknown `name`: the nearest known name in parentheses,
/// or else all known names if there are few, or else the most similar names. The end is empty if
/// no names are known.
pub(crate) fn suggest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    const FEW: usize = 5;
    let mut known: Vec<&str> = known.take(MOST).collect();
    if let Some(nearest) = nearest(name, known.iter().copied()) {
        return format!(" (did you mean `{nearest}`?)");
    }
    if known.is_empty() {
        return String::new();
    }
    if known.len() <= FEW {
        return format!(" (known: {})", known.join(", "));
    }
    known.sort_by_cached_key(|candidate| distance(name, candidate));
    known.truncate(FEW);
    format!(" (similar: {})", known.join(", "))
}

fn distance(name: &str, known: &str) -> usize {
    strsim::levenshtein(&name.to_lowercase(), &known.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_nearest_name_and_ignores_case() {
        let many = ["DescribeZones", "describeRegions", "A", "B", "C", "D"];
        assert_eq!(
            suggest("DescribeRegion", many.into_iter()),
            " (did you mean `describeRegions`?)"
        );
        let many = ["DescribeZones", "DescribeZoneUrl", "A", "B", "C", "D"];
        assert_eq!(
            suggest("DescribeZone", many.into_iter()),
            " (did you mean `DescribeZones`?)"
        );
        assert_eq!(
            suggest(
                "DescribeZoneU",
                ["DescribeZones", "DescribeZoneUx"].into_iter()
            ),
            " (did you mean `DescribeZoneUx`?)"
        );
        assert_eq!(
            suggest("sit", ["SIT"].into_iter()),
            " (did you mean `SIT`?)"
        );
    }

    #[test]
    fn lists_all_of_a_few_names_and_the_most_similar_of_many() {
        assert_eq!(suggest("X", [].into_iter()), "");
        assert_eq!(suggest("X", ["A", "B"].into_iter()), " (known: A, B)");
        let many = ["", "sitting", "Mitten", "kitchen", "Kit", "sit"];
        assert_eq!(
            suggest("button", many.into_iter()),
            " (similar: Mitten, sitting, kitchen, Kit, sit)"
        );
    }
}
