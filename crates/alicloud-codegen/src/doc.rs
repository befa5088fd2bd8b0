//! Converts the vendor's texts to Markdown that rustdoc accepts without warnings.
//!
//! The vendor's texts are Markdown mixed with HTML, JSON, generic types, unclosed code spans and
//! links to numbered documents. The texts are rebuilt instead of copied: [`blocks`] finds
//! paragraphs, list items, code and tables, [`inline`] escapes markup within a line, and [`wrap`]
//! breaks lines. [`plain`] removes all markup.

mod blocks;
mod inline;
mod plain;
mod wrap;

pub(crate) use self::{
    blocks::blocks,
    inline::{code, longest_run},
    plain::plain,
};

/// Converts `text` to one paragraph of harmless Markdown. Line breaks become spaces.
pub(crate) fn line(text: &str) -> String {
    inline::inline(
        &inline::clean(text)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" "),
    )
}

/// Escapes harmless Markdown for a table cell, where `|` ends the cell even within code.
pub(crate) fn cell(markdown: &str) -> String {
    markdown.replace('|', "\\|")
}

/// Breaks a paragraph of harmless Markdown into lines.
pub(crate) fn wrapped(paragraph: &str) -> Vec<String> {
    wrap::wrap(paragraph, "", "")
}

#[cfg(test)]
mod tests;
