//! Patterns with `*`, in filters.

/// Whether `text` matches `pattern`, in which `*` matches any text.
pub(super) fn is_like(text: &str, pattern: &str) -> bool {
    let Some((head, tail)) = pattern.split_once('*') else {
        return text == pattern;
    };
    let Some(mut rest) = text.strip_prefix(head) else {
        return false;
    };
    let (middle, end) = tail.rsplit_once('*').unwrap_or(("", tail));
    for part in middle.split('*') {
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    rest.ends_with(end)
}

#[cfg(test)]
mod tests {
    use super::is_like;

    #[test]
    fn star_matches_any_text() {
        for (text, pattern) in [
            ("web", "web"),
            ("web", "*"),
            ("", "*"),
            ("web-01", "web*"),
            ("web-01", "*01"),
            ("web-01", "w*1"),
            ("web-01", "*b*0*"),
            ("web-01", "**"),
            ("aXbXc", "a*X*c"),
        ] {
            assert!(is_like(text, pattern), "{text} {pattern}");
        }
        for (text, pattern) in [
            ("web", "we"),
            ("web", "WEB"),
            ("web", ""),
            ("web", "web*web"),
            ("web-01", "*02"),
            ("web-01", "*1*0*"),
            ("ab", "ab*b"),
        ] {
            assert!(!is_like(text, pattern), "{text} {pattern}");
        }
    }
}
