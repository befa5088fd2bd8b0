//! Splitting the commands in profiles into words.

/// Splits a command into words, by the rules of the platform.
///
/// Returns `None` if a quote is not closed, if a backslash ends a POSIX command, or if the command
/// has a character that is not allowed in an argument.
///
/// Whitespace separates words, and single or double quotes group words. Variables and wildcards are
/// not expanded, and `#` doesn't start a comment.
///
/// - On platforms other than Windows, the rules are those of a POSIX shell.
/// - On Windows, a backslash is an ordinary character, except in `\"` inside double quotes.
pub(crate) fn split(command: &str, is_windows: bool) -> Option<Vec<String>> {
    if is_windows {
        split_on_windows(command)
    } else {
        split_as_shell(command)
    }
}

/// Replaces `#` while `shlex` splits, because `shlex` would silently drop a comment.
const HASH: char = '\0';
/// Marks a line break after a backslash. `shlex` turns such a line break between spaces into an
/// empty word, and the mark distinguishes that word from `""`.
const CONTINUATION: char = '\u{1}';

fn split_as_shell(command: &str) -> Option<Vec<String>> {
    if command.contains([HASH, CONTINUATION]) {
        return None;
    }
    let marked = command
        .replace('#', &HASH.to_string())
        .replace("\\\n", &format!("\\\n{CONTINUATION}"));
    let words = shlex::split(&marked)?.into_iter();
    let words = words.filter(|word| word.is_empty() || word.chars().any(|c| c != CONTINUATION));
    Some(
        words
            .map(|word| word.replace(CONTINUATION, "").replace(HASH, "#"))
            .collect(),
    )
}

fn split_on_windows(command: &str) -> Option<Vec<String>> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    let mut characters = command.chars().peekable();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (_, '\0') => return None,
            (Some(open), _) if open == character => quote = None,
            (Some('"'), '\\') if characters.next_if_eq(&'"').is_some() => {
                word.get_or_insert_default().push('"');
            }
            (None, '"' | '\'') => {
                word.get_or_insert_default();
                quote = Some(character);
            }
            (None, _) if character.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    quote.is_none().then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(command: &str, is_windows: bool) -> Vec<String> {
        split(command, is_windows).unwrap_or_else(|| panic!("{command:?} can't be split"))
    }

    #[test]
    fn splits_commands_without_backslashes_alike_on_every_platform() {
        for (command, expected) in [
            ("get-key --for me", &["get-key", "--for", "me"][..]),
            ("  get-key \t\n --for\tme  ", &["get-key", "--for", "me"]),
            ("get-key 'a b'", &["get-key", "a b"]),
            ("\"/my tools/get-key\" a", &["/my tools/get-key", "a"]),
            (
                "get-key \"it's\" 'say \"hi\"'",
                &["get-key", "it's", "say \"hi\""],
            ),
            ("get-key a\"b c\"d'e f'", &["get-key", "ab cde f"]),
            ("get-key '' \"\" a''", &["get-key", "", "", "a"]),
            ("get-key --tag #1 a#b", &["get-key", "--tag", "#1", "a#b"]),
            ("get-key '# a' \"#\"", &["get-key", "# a", "#"]),
            ("#get-key", &["#get-key"]),
            (
                "get-key $HOME `id` *.txt ~ a;b|c&d>e",
                &["get-key", "$HOME", "`id`", "*.txt", "~", "a;b|c&d>e"],
            ),
            (
                "get-key \u{e9}\u{4e00}\u{a0}",
                &["get-key", "\u{e9}\u{4e00}\u{a0}"],
            ),
            ("", &[]),
            (" \n", &[]),
        ] {
            for is_windows in [false, true] {
                // On Windows, every Unicode whitespace character separates words.
                if !(is_windows && command.contains('\u{a0}')) {
                    assert_eq!(words(command, is_windows), expected, "{command:?}");
                }
            }
        }
    }

    #[test]
    fn escapes_like_a_posix_shell() {
        for (command, expected) in [
            (
                r"get-key a\ b \'c \\ \#d",
                &["get-key", "a b", "'c", "\\", "#d"][..],
            ),
            (
                r#"get-key "a\"b" "\\ \$ \`""#,
                &["get-key", "a\"b", "\\ $ `"],
            ),
            (r#"get-key "a\b \'c""#, &["get-key", r"a\b \'c"]),
            (r"get-key 'a\b' 'a\'", &["get-key", r"a\b", r"a\"]),
            (r"get-key a\ ", &["get-key", "a "]),
            ("get-key a \\\n b", &["get-key", "a", "b"]),
            (
                "get-key a\\\nb \\\n\\\n \"c\\\nd\" ''",
                &["get-key", "ab", "cd", ""],
            ),
            (
                "get-key 'a\\\nb' a\\\\\nb",
                &["get-key", "a\\\nb", "a\\", "b"],
            ),
        ] {
            assert_eq!(words(command, false), expected, "{command:?}");
        }
    }

    #[test]
    fn keeps_backslashes_on_windows() {
        for (command, expected) in [
            (
                r"C:\tools\key.exe C:\a\",
                &[r"C:\tools\key.exe", r"C:\a\"][..],
            ),
            (
                r#""C:\Program Files\key.exe" get"#,
                &[r"C:\Program Files\key.exe", "get"],
            ),
            (
                r#"key.exe "say \"hi\"" '\"'"#,
                &["key.exe", "say \"hi\"", "\\\""],
            ),
            (r#"key.exe "a\\b" \"a b""#, &["key.exe", r"a\\b", r"\a b"]),
        ] {
            assert_eq!(words(command, true), expected, "{command:?}");
        }
    }

    #[test]
    fn refuses_unclosed_quotes_trailing_backslashes_and_control_characters() {
        for command in ["get-key 'a", "get-key \"a", "get-key a'", "get-key \0"] {
            assert_eq!(split(command, false), None, "{command:?}");
            assert_eq!(split(command, true), None, "{command:?}");
        }
        for command in [
            "get-key\\",
            "get-key \"a\\",
            "get-key \"a\\\"",
            "get-key \u{1}",
        ] {
            assert_eq!(split(command, false), None, "{command:?}");
        }
        assert_eq!(split(r#"key.exe "C:\a\""#, true), None);
    }
}
