//! Line breaks that do not change the meaning of Markdown.

use super::inline::longest_run;

/// The width that lines are broken at, where that can be done.
const WIDTH: usize = 92;

/// `text` in lines, the first after `first` and the others after `hanging`.
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

/// Chinese, Japanese and Korean letters take two columns.
fn columns(text: &str) -> usize {
    text.chars()
        .map(|letter| if letter < '\u{1100}' { 1 } else { 2 })
        .sum()
}

/// Whether a line that begins with `word` would begin something other than a line of text.
fn begins_block(word: &str) -> bool {
    let digits = word.trim_start_matches(|letter: char| letter.is_ascii_digit());
    word.starts_with(['#', '>', '+', '-', '*', '_', '=', '|', '~', ':'])
        || (digits.len() < word.len() && digits.starts_with(['.', ')']))
        || (word.starts_with('<') && !word.starts_with("<http"))
        || (word.starts_with('`') && longest_run(word, '`') >= 3)
}

/// The first word of a text, so that it begins nothing but the text.
fn guarded(word: &str, alone: bool) -> String {
    if !begins_block(word) {
        return word.to_owned();
    }
    match word.find(|letter: char| !letter.is_ascii_digit()) {
        // `*` may begin emphasis, unless it stands alone as the marker of a list does
        Some(0) if word.starts_with(['*', '_', '`']) && (word.len() > 1 || alone) => {
            word.to_owned()
        }
        Some(end) => format!("{}\\{}", &word[..end], &word[end..]),
        None => word.to_owned(),
    }
}
