//! Which known name a misspelt one was meant to be.

use strsim::generic_levenshtein;

/// More bytes than any name of the vendor's has.
const LONGEST: usize = 256;

/// The name among `known` that is most like `name`: no more than two fifths of it have to be changed,
/// letter case aside. Letters outside of ASCII count by their bytes.
pub(super) fn nearest(
    name: &str,
    known: impl Iterator<Item = &'static str>,
) -> Option<&'static str> {
    // A longer text is no misspelt name, and comparing takes time in proportion to its length.
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
    fn the_most_similar_name_is_found() {
        let of = |name| nearest(name, ["RegionId", "ResourceId", "Id"].into_iter());
        assert_eq!(of("RegoinId"), Some("RegionId"));
        assert_eq!(of("regionid"), Some("RegionId"));
        assert_eq!(of("RessourceId"), Some("ResourceId"));
        assert_eq!(of("Password"), None);
        assert_eq!(of(""), None);
    }

    #[test]
    fn two_fifths_of_a_name_may_change() {
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
