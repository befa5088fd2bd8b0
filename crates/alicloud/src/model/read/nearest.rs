//! Search for the known name that is most similar to a misspelt name.

use strsim::generic_levenshtein;

/// The longest name that is compared, in bytes. Every name of the vendor is shorter.
const LONGEST: usize = 256;

/// Returns the name among `known` that is most similar to `name`.
///
/// Names are similar if the edit distance is at most two fifths of the known name's length in
/// bytes. The comparison ignores ASCII letter case.
pub(super) fn nearest(
    name: &str,
    known: impl Iterator<Item = &'static str>,
) -> Option<&'static str> {
    // A name longer than `LONGEST` is not a misspelled field name, and comparing it would be slow.
    if name.len() > LONGEST {
        return None;
    }
    let bytes = |text: &str| text.to_ascii_lowercase().into_bytes();
    let name = bytes(name);
    known
        .map(|candidate| (generic_levenshtein(&name, &bytes(candidate)), candidate))
        .filter(|(distance, candidate)| distance * 5 <= candidate.len() * 2)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_most_similar_name() {
        let of = |name| nearest(name, ["RegionId", "ResourceId", "Id"].into_iter());
        assert_eq!(of("RegoinId"), Some("RegionId"));
        assert_eq!(of("regionid"), Some("RegionId"));
        assert_eq!(of("RessourceId"), Some("ResourceId"));
        assert_eq!(of("Password"), None);
        assert_eq!(of(""), None);
    }

    #[test]
    fn accepts_changes_to_two_fifths_of_a_name() {
        for (name, known, expected) in [
            ("kitten", "sitting", false),
            ("zitten", "kitten", true),
            ("abc", "ABC", true),
            ("abXYe", "abcde", true),
            ("aXXXe", "abcde", false),
            ("abcdefg", "abcde", true),
            ("abcdefgh", "abcde", false),
            ("abc", "abcde", true),
            ("ab", "abcde", false),
            ("abcd\u{e9}", "abcde", true),
            ("abc\u{e9}e", "abcde", true),
            ("abc\u{20ac}e", "abcde", false),
        ] {
            let found = nearest(name, [known].into_iter());
            assert_eq!(found, expected.then_some(known), "{name} {known}");
        }
    }
}
