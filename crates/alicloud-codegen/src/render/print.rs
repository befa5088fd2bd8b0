//! Tokens as a formatted file.

use proc_macro2::TokenStream;
use syn::{File, Item};

use crate::header::header;

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
        text.push_str(&with_air(&item));
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

/// Puts blank lines between the parts of an `impl`. In generated code only those end in such a
/// line and are followed by another at that depth.
fn with_air(item: &str) -> String {
    let mut text = String::with_capacity(item.len());
    let mut lines = item.lines().peekable();
    while let Some(line) = lines.next() {
        text.push_str(line);
        text.push('\n');
        let ends = line == "    }" || line == "    ];" || line.starts_with("    type ");
        let last = lines.peek().is_none_or(|next| *next == "}");
        if ends && !last {
            text.push('\n');
        }
    }
    text
}
