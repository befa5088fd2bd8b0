//! Which known name a misspelt one was meant to be.

/// The name among `known` that is most like `name`: no more than two fifths of it have to be changed,
/// letter case aside.
pub(super) fn nearest(
    name: &str,
    known: impl Iterator<Item = &'static str>,
) -> Option<&'static str> {
    known
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|(distance, candidate)| distance * 5 <= candidate.len() * 2)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How many bytes have to be added, taken away or replaced to make `b` of `a`, in any letter case.
fn distance(a: &str, b: &str) -> usize {
    // `row[i]` is the distance of the first i bytes of `b` from what has been seen of `a`.
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (seen, byte) in a.bytes().enumerate() {
        let mut last = seen + 1;
        let mut diagonal = std::mem::replace(&mut row[0], last);
        for (above, other) in row[1..].iter_mut().zip(b.bytes()) {
            let replaced = diagonal + usize::from(!byte.eq_ignore_ascii_case(&other));
            diagonal = *above;
            last = replaced.min(last + 1).min(diagonal + 1);
            *above = last;
        }
    }
    row[b.len()]
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
    fn distance_counts_single_changes() {
        for (a, b, expected) in [
            ("", "", 0),
            ("abc", "ABC", 0),
            ("abc", "", 3),
            ("kitten", "sitting", 3),
        ] {
            assert_eq!(
                (distance(a, b), distance(b, a)),
                (expected, expected),
                "{a} {b}"
            );
        }
    }
}
