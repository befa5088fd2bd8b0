//! Splits a text into paragraphs, headings, list items, tables and code.

use super::{inline, wrap::wrap};

/// Converts `text` to lines of harmless Markdown, without a blank line at either end.
pub(crate) fn blocks(text: &str) -> Vec<String> {
    let mut blocks = Blocks::default();
    let text = inline::clean(text);
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let start = line.trim_start_matches([' ', '>']);
        let Some(fence) = fence(start) else {
            blocks.line(line);
            continue;
        };
        let mut code = Vec::new();
        while let Some(inner) = lines.next_if(|inner| !leaves(inner, indent(line))) {
            if inner.trim().starts_with(fence) {
                break;
            }
            code.push(inner.trim_end());
        }
        blocks.code(&code);
    }
    blocks.finish()
}

/// Whether `line` is a list item with less indentation than the code block before it. Such an item
/// ends the code block, even without a closing fence.
fn leaves(line: &str, fence: usize) -> bool {
    indent(line) < fence && item(line.trim()).is_some()
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

pub(super) fn fence(line: &str) -> Option<&'static str> {
    ["```", "~~~"].into_iter().find(|fence| {
        // "```x``` and more" is a code span.
        line.strip_prefix(fence)
            .is_some_and(|rest| !rest.trim_start_matches('`').contains('`'))
    })
}

/// The greatest nesting depth of list items. A limit is needed, because each line of an item
/// repeats the indentation.
const DEEPEST: usize = 8;

#[derive(Default)]
struct Blocks {
    out: Vec<String>,
    open: Option<Open>,
    /// The indentation of each list item around the last line, outermost first.
    lists: Vec<usize>,
    /// The kind of the last finished block.
    last: Option<Kind>,
}

/// A block that the next line may continue.
struct Open {
    kind: Kind,
    text: String,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Paragraph,
    /// A list item at this depth.
    Item(usize),
    Heading,
    Row,
}

impl Blocks {
    fn line(&mut self, line: &str) {
        let quoted = line.trim_start().trim_start_matches(['>', ' ']);
        let is_quoted = line.trim_start().starts_with('>');
        let line = if is_quoted { quoted } else { line };
        let text = line.trim();
        if text.is_empty() || is_rule(text) {
            self.close();
            return;
        }
        if let Some((marker, rest)) = item(text) {
            let indent = indent(line);
            self.lists.retain(|outer| *outer < indent);
            let depth = self.lists.len().min(DEEPEST);
            self.lists.push(indent);
            self.open(Kind::Item(depth), format!("{marker} {rest}"));
        } else if let Some(heading) = heading(text) {
            self.lists.clear();
            self.open(Kind::Heading, heading.to_owned());
        } else if text.starts_with('|') {
            self.lists.clear();
            self.open(Kind::Row, text.to_owned());
        } else if let Some(open) = self.open.as_mut().filter(|open| open.continues()) {
            open.text.push(' ');
            open.text.push_str(text);
        } else {
            self.lists.clear();
            self.open(Kind::Paragraph, text.to_owned());
        }
    }

    fn open(&mut self, kind: Kind, text: String) {
        self.close();
        self.open = Some(Open { kind, text });
    }

    fn close(&mut self) {
        let Some(open) = self.open.take() else {
            return;
        };
        let lines = match open.kind {
            Kind::Paragraph => wrap(&inline::inline(&open.text), "", ""),
            Kind::Heading => vec![format!("#### {}", inline::inline(&open.text))],
            Kind::Row => vec![inline::inline(&open.text)],
            Kind::Item(depth) => {
                let (marker, text) = open.text.split_once(' ').unwrap_or((&open.text, ""));
                let indent = "    ".repeat(depth);
                let hanging = " ".repeat(indent.len() + marker.len() + 1);
                wrap(
                    &inline::inline(text),
                    &format!("{indent}{marker} "),
                    &hanging,
                )
            }
        };
        if lines.is_empty() {
            return;
        }
        self.gap(open.kind);
        self.out.extend(lines);
    }

    /// Adds a blank line, unless the last block and a block of `kind` belong together.
    fn gap(&mut self, kind: Kind) {
        let together = matches!(
            (self.last, kind),
            (Some(Kind::Item(_)), Kind::Item(_)) | (Some(Kind::Row), Kind::Row)
        );
        if !self.out.is_empty() && !together {
            self.out.push(String::new());
        }
        self.last = Some(kind);
    }

    fn code(&mut self, lines: &[&str]) {
        self.close();
        self.lists.clear();
        let filled = lines.iter().filter(|line| !line.is_empty());
        let Some(margin) = filled.map(|line| indent(line)).min() else {
            return;
        };
        self.gap(Kind::Paragraph);
        let longest = lines
            .iter()
            .map(|line| inline::longest_run(line, '`'))
            .max();
        let fence = "`".repeat(longest.unwrap_or_default().max(2) + 1);
        self.out.push(format!("{fence}text"));
        let inner = lines
            .iter()
            .map(|line| line.get(margin..).unwrap_or_default());
        self.out.extend(inner.map(str::to_owned));
        self.out.push(fence);
    }

    fn finish(mut self) -> Vec<String> {
        self.close();
        self.out
    }
}

impl Open {
    fn continues(&self) -> bool {
        matches!(self.kind, Kind::Paragraph | Kind::Item(_))
    }
}

/// Whether `text` is a horizontal rule, or the underline of a heading.
pub(super) fn is_rule(text: &str) -> bool {
    let mut letters = text.chars().filter(|letter| *letter != ' ');
    match letters.next() {
        Some(first @ ('-' | '*' | '_' | '=')) => {
            text.len() >= 3 && letters.all(|letter| letter == first)
        }
        _ => false,
    }
}

/// Returns the marker and the text of a list item.
fn item(text: &str) -> Option<(&str, &str)> {
    let (marker, rest) = text.split_once(' ')?;
    let rest = rest.trim_start();
    let number = marker.strip_suffix(['.', ')']).unwrap_or_default();
    let counted =
        (1..=9).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    if rest.is_empty() || rest.starts_with("```") {
        return None;
    }
    match marker {
        "-" | "*" | "+" => Some(("-", rest)),
        _ if counted => Some((marker, rest)),
        _ => None,
    }
}

pub(super) fn heading(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches('#');
    let level = text.len() - rest.len();
    let title = rest.strip_prefix(' ')?.trim().trim_end_matches('#').trim();
    ((1..=6).contains(&level) && !title.is_empty()).then_some(title)
}
