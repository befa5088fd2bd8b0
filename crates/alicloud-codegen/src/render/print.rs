//! Tokens as a formatted file.

use proc_macro2::TokenStream;
use syn::{File, Item};

use crate::header::header;

use super::docs::LINE_BREAK;

/// The file that `tokens` make, under a header that tells where it comes from.
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
    for item in file.items {
        let kind = Kind::of(&item);
        if last != Some(kind) || kind == Kind::Other {
            text.push('\n');
        }
        last = Some(kind);
        let item = prettyplease::unparse(&File {
            items: vec![item],
            ..empty()
        });
        with_air(&item, &mut text);
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

/// What stands without blank lines between, and the rest.
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

/// Appends `item`, with blank lines between the parts of an `impl`. In generated code only those end
/// in such a line and are followed by another at that depth.
fn with_air(item: &str, text: &mut String) {
    let mut lines = item.lines().peekable();
    while let Some(line) = lines.next() {
        push_line(line, text);
        let ends = line == "    }" || line == "    ];" || line.starts_with("    type ");
        let last = lines.peek().is_none_or(|next| *next == "}");
        if ends && !last {
            text.push('\n');
        }
    }
}

/// Appends a line, or the lines that a documentation of one token stands for.
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
