//! Suggestions for misspelt names.

/// The number of bytes of the longest name that gets a suggestion.
const LONGEST: usize = 128;

/// The known name that is most similar to `name`, if it is similar enough to be a suggestion.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    nearest_with_distance(name, known).map(|(_, nearest)| nearest)
}

/// Like [`nearest`]. Also returns the number of characters that differ.
pub(crate) fn nearest_with_distance<'a>(
    name: &str,
    known: impl Iterator<Item = &'a str>,
) -> Option<(usize, &'a str)> {
    // The time for a comparison grows with the length, and no known name is so long.
    if name.len() > LONGEST {
        return None;
    }
    let wanted = name.to_lowercase();
    // A third of the characters may differ.
    let most = wanted.chars().count().div_ceil(3);
    known
        .map(|candidate| {
            let distance = strsim::osa_distance(&wanted, &candidate.to_lowercase());
            (distance, candidate)
        })
        .filter(|(distance, _)| *distance <= most)
        // Some operations have names that differ only in case, such as `Tag.1.Key` and `Tag.1.key`.
        .min_by_key(|(distance, candidate)| (*distance, strsim::osa_distance(name, candidate)))
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn ignores_case_unless_names_differ_only_in_case() {
        let names = || ["value", "key", "Key"].into_iter();
        assert_eq!(nearest("Kez", names()), Some("Key"));
        assert_eq!(nearest("kez", names()), Some("key"));
        assert_eq!(nearest("VALUES", names()), Some("value"));
        assert_eq!(nearest("Kye", names()), Some("Key"));
        assert_eq!(nearest("Name", names()), None);
    }
}
