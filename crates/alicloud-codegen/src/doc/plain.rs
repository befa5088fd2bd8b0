//! Converts the vendor's texts to plain text.

use super::{
    blocks::{fence, heading, is_rule},
    inline::{BREAKS, Links, address, angled, clean, span, tag},
};

/// Converts `text` to one paragraph without markup. A link becomes its text, followed by the URL in
/// parentheses.
pub(crate) fn plain(text: &str) -> String {
    let text = clean(text);
    let lines = text
        .lines()
        .map(|line| line.trim_start_matches([' ', '>']).trim_end());
    let lines = lines.filter(|line| fence(line).is_none() && !is_rule(line));
    let lines: Vec<&str> = lines.map(|line| heading(line).unwrap_or(line)).collect();
    let text = lines.join(" ");
    let plain = Plain {
        out: String::new(),
        links: Links::of(&text),
        bold: false,
    };
    let text = plain.all(&text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

struct Plain<'a> {
    out: String,
    links: Links<'a>,
    bold: bool,
}

impl Plain<'_> {
    fn all(mut self, text: &str) -> String {
        let mut rest = text;
        while let Some(letter) = rest.chars().next() {
            let taken = match letter {
                '`' => self.backticks(rest),
                '[' => self.bracket(rest),
                '!' if rest.starts_with("![") && self.links.first(&rest[1..]).is_some() => 1,
                '\\' => self.backslash(rest),
                '<' => self.angle(rest),
                '*' => self.stars(rest),
                _ => self.letter(letter),
            };
            rest = &rest[taken..];
        }
        self.out
    }

    fn letter(&mut self, letter: char) -> usize {
        self.out.push(letter);
        letter.len_utf8()
    }

    /// Copies the content of a code span, or backticks that open no code span.
    fn backticks(&mut self, rest: &str) -> usize {
        let run = rest.len() - rest.trim_start_matches('`').len();
        let (fence, after) = rest.split_at(run);
        match span(after, fence) {
            Some(length) => {
                self.out.push_str(&after[..length]);
                run + length + run
            }
            None => {
                self.out.push_str(fence);
                run
            }
        }
    }

    fn bracket(&mut self, rest: &str) -> usize {
        let Some((text, target, taken)) = self.links.first(rest) else {
            return self.letter('[');
        };
        let text = plain(text);
        match address(target) {
            Some(address) if text.is_empty() || text == address => self.out.push_str(&address),
            Some(address) => self.out.push_str(&format!("{text} ({address})")),
            None => self.out.push_str(&text),
        }
        taken
    }

    /// Copies an escaped character, or a backslash that escapes nothing.
    fn backslash(&mut self, rest: &str) -> usize {
        match rest[1..].chars().next() {
            Some(next) if next.is_ascii_punctuation() => 1 + self.letter(next),
            _ => self.letter('\\'),
        }
    }

    /// Removes a tag, copies a URL without angle brackets, or copies an angle bracket.
    fn angle(&mut self, rest: &str) -> usize {
        let Some(inner) = angled(rest) else {
            return self.letter('<');
        };
        let whole = inner.len() + 2;
        if let Some(name) = tag(inner) {
            if BREAKS.contains(&name.as_str()) {
                self.out.push(' ');
            }
            return whole;
        }
        match address(inner) {
            Some(address) => {
                self.out.push_str(&address);
                whole
            }
            None => self.letter('<'),
        }
    }

    /// Removes a pair of asterisks that begins or ends bold text, or copies an asterisk.
    fn stars(&mut self, rest: &str) -> usize {
        match rest.strip_prefix("**") {
            Some(after) if self.bold || after.contains("**") => {
                self.bold = !self.bold;
                2
            }
            _ => self.letter('*'),
        }
    }
}
