//! Suggestions for misspelt names.

/// The known name that is most similar to `name`, if it is similar enough to be a suggestion.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = name.to_lowercase();
    // A third of the characters may differ.
    let most = wanted.chars().count().div_ceil(3);
    known
        .map(|candidate| {
            let distance = strsim::levenshtein(&wanted, &candidate.to_lowercase());
            (distance, candidate)
        })
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}
