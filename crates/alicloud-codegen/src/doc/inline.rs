//! Makes the markup within a line harmless: links, code spans, tags, brackets and URLs.

use std::collections::HashMap;

/// The URL prefix of the vendor's numbered documents.
const DOCUMENTS: &str = "https://help.aliyun.com/document_detail/";

/// The HTML tags and tags of the vendor that are removed. The content of a removed tag stays.
const TAGS: &[&str] = &[
    "a",
    "b",
    "blockquote",
    "br",
    "caution",
    "center",
    "code",
    "concept",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "important",
    "label",
    "li",
    "note",
    "notice",
    "ol",
    "p",
    "ph",
    "pre",
    "props",
    "s",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "text",
    "th",
    "thead",
    "tip",
    "tr",
    "tt",
    "u",
    "ul",
    "uicontrol",
    "warning",
];

/// The tags that separate words, so that a space replaces the tag.
pub(super) const BREAKS: &[&str] = &[
    "br", "dd", "div", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "p", "td", "th", "tr",
];

/// Converts one paragraph to harmless Markdown. `text` has no line breaks.
pub(super) fn inline(text: &str) -> String {
    Inline {
        out: String::with_capacity(text.len() + 16),
        links: Links::of(text),
        in_link: false,
    }
    .all(text)
}

/// Formats any `text` as a code span. A blank `text` gives an empty string.
pub(crate) fn code(text: &str) -> String {
    let text = clean(text);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        return String::new();
    }
    let fence = "`".repeat(longest_run(&text, '`') + 1);
    let gap = if text.starts_with('`') || text.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{gap}{text}{gap}{fence}")
}

/// Returns the length of the longest run of `letter`.
pub(crate) fn longest_run(text: &str, letter: char) -> usize {
    text.split(|other| other != letter)
        .map(str::len)
        .max()
        .unwrap_or_default()
}

struct Inline<'a> {
    out: String,
    links: Links<'a>,
    in_link: bool,
}

impl Inline<'_> {
    fn all(mut self, text: &str) -> String {
        let mut rest = text;
        while let Some(letter) = rest.chars().next() {
            let taken = match letter {
                '`' => self.backticks(rest),
                '[' => self.bracket(rest),
                '!' if rest.starts_with("![") && self.links.first(&rest[1..]).is_some() => 1,
                ']' => self.escaped(letter),
                '\\' => self.backslash(rest),
                '<' => self.angle(rest),
                '~' => self.tildes(rest),
                'h' if !self.in_link => self.address(rest),
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

    fn escaped(&mut self, letter: char) -> usize {
        self.out.push('\\');
        self.letter(letter)
    }

    /// Copies a code span, or escapes backticks that open no code span.
    fn backticks(&mut self, rest: &str) -> usize {
        let run = rest.len() - rest.trim_start_matches('`').len();
        let (fence, after) = rest.split_at(run);
        if let Some(length) = span(after, fence) {
            if let Some((address, _)) = numbered(&after[..length]).filter(|_| !self.in_link) {
                self.out.push_str(&format!("<{address}>"));
                return run + length + run;
            }
            let span = code(&after[..length]);
            // A renderer could read three or more backticks as the fence of a code block.
            if !span.is_empty() && !span.starts_with("```") {
                self.out.push_str(&span);
                return run + length + run;
            }
        }
        self.out.push_str(&"\\`".repeat(run));
        run
    }

    /// Converts a link, or escapes a bracket that opens no link.
    fn bracket(&mut self, rest: &str) -> usize {
        let Some((text, target, taken)) = self.links.first(rest).filter(|_| !self.in_link) else {
            return self.escaped('[');
        };
        let text = Inline {
            out: String::new(),
            links: Links::default(),
            in_link: true,
        }
        .all(text.trim());
        match address(target) {
            Some(address) if text.is_empty() => self.out.push_str(&format!("<{address}>")),
            Some(address) => self.out.push_str(&format!("[{text}]({address})")),
            None => self.out.push_str(&text),
        }
        taken
    }

    /// Copies an escape sequence, or escapes a backslash that escapes nothing.
    fn backslash(&mut self, rest: &str) -> usize {
        match rest[1..].chars().next() {
            Some(next) if next.is_ascii_punctuation() => {
                self.out.push('\\');
                1 + self.letter(next)
            }
            _ => self.escaped('\\'),
        }
    }

    /// Converts the number of a document to a URL, or copies tildes. A single tilde outside of a
    /// word is escaped, because it could strike text through.
    fn tildes(&mut self, rest: &str) -> usize {
        if let Some((address, taken)) = numbered(rest).filter(|_| !self.in_link) {
            self.out.push_str(&format!("<{address}>"));
            return taken;
        }
        let inside = self.out.ends_with(char::is_alphanumeric);
        let run = rest.len() - rest.trim_start_matches('~').len();
        if run == 1 && !inside {
            return self.escaped('~');
        }
        self.out.push_str(&rest[..run]);
        run
    }

    /// Removes a tag, copies a URL in angle brackets, or escapes an angle bracket.
    fn angle(&mut self, rest: &str) -> usize {
        let Some(inner) = angled(rest) else {
            return self.escaped('<');
        };
        let whole = inner.len() + 2;
        if let Some(name) = tag(inner) {
            let parts = self.out.ends_with(|last: char| !last.is_whitespace());
            if parts && BREAKS.contains(&name.as_str()) {
                self.out.push(' ');
            }
            return whole;
        }
        match address(inner) {
            Some(address) if !self.in_link => {
                self.out.push_str(&format!("<{address}>"));
                whole
            }
            _ => self.escaped('<'),
        }
    }

    /// Puts a bare URL into angle brackets.
    fn address(&mut self, rest: &str) -> usize {
        if !rest.starts_with("http://") && !rest.starts_with("https://") {
            return self.letter('h');
        }
        let end = rest
            .find(|letter: char| {
                !letter.is_ascii() || letter.is_whitespace() || "<>\"'`()[]{}|\\^*".contains(letter)
            })
            .unwrap_or(rest.len());
        let found = rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?']);
        match address(found) {
            Some(address) => self.out.push_str(&format!("<{address}>")),
            // A scheme without a host is not a URL, so the text gets no angle brackets.
            None => self.out.push_str(found),
        }
        found.len()
    }
}

/// Returns the distance in bytes to the `fence` that closes a code span.
///
/// The search stops at the first run of two or more backticks that is not the `fence`. A code span
/// with such a run would need a longer fence, which looks like the fence of a code block. Stopping
/// early also limits how often the same text is searched.
pub(super) fn span(text: &str, fence: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = text[from..].find('`') {
        let start = from + found;
        let run = text[start..].len() - text[start..].trim_start_matches('`').len();
        note(found + run);
        if run == fence.len() {
            return Some(start);
        }
        if run > 1 {
            return None;
        }
        from = start + run;
    }
    note(text.len() - from);
    None
}

/// Returns the text between the angle brackets that `rest` begins with.
pub(super) fn angled(rest: &str) -> Option<&str> {
    let end = rest[1..].find(['<', '>'])? + 1;
    note(end);
    rest[end..].starts_with('>').then(|| &rest[1..end])
}

/// The links of a text.
#[derive(Default)]
pub(super) struct Links<'a> {
    text: &'a str,
    /// The position of the closing parenthesis for each opening parenthesis. This map avoids
    /// searching the rest of the text for each opening parenthesis.
    closed: HashMap<usize, usize>,
}

impl<'a> Links<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let mut closed = HashMap::new();
        if text.contains("](") {
            let mut open = Vec::new();
            for (at, byte) in text.bytes().enumerate() {
                match byte {
                    b'(' => open.push(at),
                    b')' => {
                        if let Some(opened) = open.pop() {
                            closed.insert(opened, at);
                        }
                    }
                    _ => {}
                }
            }
        }
        Self { text, closed }
    }

    /// Returns the text, the target and the length in bytes of the link that `rest` begins with.
    /// `rest` must be a suffix of the whole text.
    pub(super) fn first<'t>(&self, rest: &'t str) -> Option<(&'t str, &'t str, usize)> {
        let close = rest[1..].find(['[', ']'])? + 1;
        note(close);
        if !rest[close..].starts_with("](") {
            return None;
        }
        let before = self.text.len().checked_sub(rest.len())?;
        let end = self.closed.get(&(before + close + 1))? - before;
        Some((&rest[1..close], rest[close + 2..end].trim(), end + 1))
    }
}

/// Counts `bytes` as searched, for the tests.
fn note(bytes: usize) {
    #[cfg(test)]
    super::tests::note(bytes);
    let _ = bytes;
}

/// Returns the URL of the numbered document that `rest` begins with, such as `~~25609~~`. Also
/// returns the length of the number and its tildes in bytes.
fn numbered(rest: &str) -> Option<(String, usize)> {
    let end = rest.strip_prefix("~~")?.find("~~")?;
    let taken = end + 4;
    Some((address(&rest[..taken])?, taken))
}

/// Returns the URL for the target of a link, if the target has one.
pub(super) fn address(target: &str) -> Option<String> {
    if let Some((id, rest)) = target
        .strip_prefix("~~")
        .and_then(|rest| rest.split_once("~~"))
    {
        let (id, anchor) = id
            .split_once('#')
            .unwrap_or((id, rest.trim_start_matches('#')));
        if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
        let mut address = format!("{DOCUMENTS}{id}.html");
        if !anchor.is_empty() && anchor.chars().all(plain) {
            address += &format!("#{anchor}");
        }
        return Some(address);
    }
    let rest = target
        .strip_prefix("https://")
        .or_else(|| target.strip_prefix("http://"))?;
    let fits = !rest.is_empty()
        && rest
            .chars()
            .all(|letter| letter.is_ascii_graphic() && !"<>[]\\`\"".contains(letter));
    fits.then(|| target.replace('(', "%28").replace(')', "%29"))
}

/// Removes control characters, byte order marks and other zero-width characters, but keeps line
/// feeds. A tab becomes four spaces, and a no-break or ideographic space becomes a space.
pub(super) fn clean(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' => clean.push('\n'),
            '\t' => clean.push_str("    "),
            '\u{a0}' | '\u{3000}' => clean.push(' '),
            '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{ad}'
            | '\u{feff}' => {}
            _ if letter.is_control() => {}
            _ => clean.push(letter),
        }
    }
    clean
}

/// Returns the lower-case name of the tag between the angle brackets, if the tag is known.
pub(super) fn tag(inner: &str) -> Option<String> {
    let name = inner.trim_start_matches('/').trim_end_matches('/');
    let end = name
        .find(|letter: char| !letter.is_ascii_alphanumeric())
        .unwrap_or(name.len());
    let (name, rest) = name.split_at(end);
    let name = name.to_ascii_lowercase();
    let comment = inner.starts_with("!--");
    let attributes = rest.is_empty() || rest.starts_with([' ', '=']);
    (comment || (attributes && TAGS.contains(&name.as_str()))).then_some(name)
}
