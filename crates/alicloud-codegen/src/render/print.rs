//! Prints tokens as a formatted file.

use proc_macro2::TokenStream;
use syn::{File, Item};

use crate::header::header;

use super::{
    docs::LINE_BREAK,
    layout::{Expressions, LINE},
};

/// Prints `tokens` as a file with a header that names the specification.
pub(super) fn print(source: &str, tokens: TokenStream) -> Result<String, syn::Error> {
    let file: File = syn::parse2(tokens)?;
    let mut text = format!("// {}\n", header(source));
    if !file.attrs.is_empty() {
        text.push('\n');
        text.push_str(&prettyplease::unparse(&File {
            attrs: file.attrs,
            ..empty()
        }));
    }
    let mut last = None;
    for mut item in file.items {
        let kind = Kind::of(&item);
        if last != Some(kind) || kind == Kind::Other {
            text.push('\n');
        }
        last = Some(kind);
        let expressions = Expressions::take(&mut item);
        let item = prettyplease::unparse(&File {
            items: vec![item],
            ..empty()
        });
        with_air(&item, &expressions, &mut text);
    }
    Ok(text)
}

fn empty() -> File {
    File {
        shebang: None,
        frontmatter: None,
        attrs: Vec::new(),
        items: Vec::new(),
    }
}

/// The kind of an item. Consecutive `mod` items, or consecutive `use` items, have no blank lines
/// between them.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Mod,
    Use,
    Other,
}

impl Kind {
    fn of(item: &Item) -> Self {
        match item {
            Item::Mod(_) => Self::Mod,
            Item::Use(_) => Self::Use,
            _ => Self::Other,
        }
    }
}

/// Appends `item`, with blank lines between the items of an `impl`. The last line of such an item
/// is recognized by its text, which no other line of generated code has.
fn with_air(item: &str, expressions: &Expressions, text: &mut String) {
    let mut lines = item.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(end) = end_of_broken(line) {
            push_line(&join(line, end, &mut lines), text);
            continue;
        }
        let whole = expressions.put_back(line);
        push_line(whole.as_deref().unwrap_or(line), text);
        let ends = line == "    }" || line == "    ];" || line.starts_with("    type ");
        let last = lines.peek().is_none_or(|next| *next == "}");
        if ends && !last {
            text.push('\n');
        }
    }
}

/// If `line` begins a construct that prettyplease broke, returns the prefix of the construct's last
/// line. prettyplease breaks some constructs that fit on one line: the head of a function or an
/// `impl`, an attribute, and a generic type.
fn end_of_broken(line: &str) -> Option<&'static str> {
    if line.contains("///") {
        None
    } else if line.ends_with('(') && (line.contains("fn ") || line.contains("#[")) {
        Some(")")
    } else if line.ends_with('<') {
        Some(">")
    } else {
        (line.starts_with("impl ") && !line.ends_with('{')).then_some("for ")
    }
}

/// Joins the lines from `first` to the line that begins with `end`, unless the joined line is too
/// wide.
fn join<'a>(first: &'a str, end: &str, lines: &mut dyn Iterator<Item = &'a str>) -> String {
    let mut line = first.to_owned();
    let mut broken = Vec::new();
    for next in lines {
        broken.push(next);
        let next = next.trim_start();
        let ends = next.starts_with(end);
        if ends && line.ends_with(',') {
            line.pop();
        } else if line.ends_with(',') || end == "for " {
            line.push(' ');
        }
        line.push_str(next);
        if ends {
            break;
        }
    }
    if line.len() <= LINE {
        return line;
    }
    let mut text = first.to_owned();
    let mut broken = broken.into_iter();
    while let Some(line) = broken.next() {
        text.push('\n');
        match end_of_broken(line) {
            Some(end) => text.push_str(&join(line, end, &mut broken)),
            None => text.push_str(line),
        }
    }
    text
}

/// Appends a line. A doc comment within one token becomes several lines.
fn push_line(line: &str, text: &mut String) {
    let documentation = line.split_once("///").and_then(|(indent, rest)| {
        let lines = rest.strip_prefix(LINE_BREAK)?;
        Some((indent, lines))
    });
    let Some((indent, lines)) = documentation else {
        text.push_str(line);
        text.push('\n');
        return;
    };
    for line in lines.split(LINE_BREAK) {
        text.push_str(indent);
        text.push_str("///");
        text.push_str(line);
        text.push('\n');
    }
}
