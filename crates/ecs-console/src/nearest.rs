//! Suggestions for mistyped names.

/// The known name that is most similar to `name`, if `name` is probably a typing mistake.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // A short name with two different characters is more likely another name.
    let limit = if name.chars().count() < 6 { 1 } else { 2 };
    known
        .map(|known| (strsim::osa_distance(name, known), known))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggests_only_similar_names() {
        let known = ["cn-beijing", "cn-hangzhou", "us-east-1", "prod"];
        for (name, expected) in [
            ("cn-hangzho", Some("cn-hangzhou")),
            ("cn-ebijng", Some("cn-beijing")),
            ("pord", Some("prod")),
            ("moon-1", None),
            ("port", None),
            ("", None),
        ] {
            assert_eq!(nearest(name, known.into_iter()), expected, "{name}");
        }
    }
}
