//! Breaks long lines of Markdown without changing the rendered text.

use super::inline::longest_run;

/// The width at which lines are broken if possible.
const WIDTH: usize = 92;

/// Breaks `text` into lines. The first line begins with `first`, and all other lines with
/// `hanging`.
pub(super) fn wrap(text: &str, first: &str, hanging: &str) -> Vec<String> {
    let mut words = text.split_whitespace();
    let Some(start) = words.next() else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    let mut line = format!("{first}{}", guarded(start, words.clone().next().is_none()));
    let mut width = columns(&line);
    for word in words {
        let more = columns(word) + 1;
        if width + more > WIDTH && !begins_block(word) {
            lines.push(std::mem::replace(&mut line, format!("{hanging}{word}")));
            width = columns(&line);
        } else {
            line.push(' ');
            line.push_str(word);
            width += more;
        }
    }
    lines.push(line);
    lines
}

/// Returns the number of columns of `text`. Each character from U+1100 on counts as two columns,
/// like Chinese, Japanese and Korean characters.
fn columns(text: &str) -> usize {
    text.chars()
        .map(|letter| if letter < '\u{1100}' { 1 } else { 2 })
        .sum()
}

/// Whether `word` at the start of a line would begin a list item, a heading or another block.
fn begins_block(word: &str) -> bool {
    let digits = word.trim_start_matches(|letter: char| letter.is_ascii_digit());
    word.starts_with(['#', '>', '+', '-', '*', '_', '=', '|', '~', ':'])
        || (digits.len() < word.len() && digits.starts_with(['.', ')']))
        || (word.starts_with('<') && !word.starts_with("<http"))
        || (word.starts_with('`') && longest_run(word, '`') >= 3)
}

/// Escapes the first word of a text if it would begin a block other than a paragraph.
fn guarded(word: &str, alone: bool) -> String {
    if !begins_block(word) {
        return word.to_owned();
    }
    match word.find(|letter: char| !letter.is_ascii_digit()) {
        // A word such as `*text*` is not escaped, because it may be emphasis or a code span. A
        // single `*` before other words is escaped, because it would begin a list item.
        Some(0) if word.starts_with(['*', '_', '`']) && (word.len() > 1 || alone) => {
            word.to_owned()
        }
        Some(end) => format!("{}\\{}", &word[..end], &word[end..]),
        None => word.to_owned(),
    }
}
