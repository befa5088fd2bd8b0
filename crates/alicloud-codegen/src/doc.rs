//! The vendor's texts as Markdown that rustdoc takes without a word.
//!
//! The texts are Markdown with HTML, links to numbered documents, JSON, generics and half-open code
//! spans in it. They are not passed on but built anew: [`blocks`] finds paragraphs, list items, code
//! and tables, [`inline`] makes what is in a line harmless, [`wrap`] breaks the lines. [`plain`]
//! gives the text without any markup.

mod blocks;
mod inline;
mod plain;
mod wrap;

pub(crate) use self::{
    blocks::blocks,
    inline::{code, longest_run},
    plain::plain,
};

/// A text of one paragraph, whatever line breaks it has.
pub(crate) fn line(text: &str) -> String {
    inline::inline(
        &inline::clean(text)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" "),
    )
}

/// Harmless Markdown as the content of a table's cell, where a bar ends even code.
pub(crate) fn cell(markdown: &str) -> String {
    markdown.replace('|', "\\|")
}

/// The lines of a paragraph that is harmless Markdown already.
pub(crate) fn wrapped(paragraph: &str) -> Vec<String> {
    wrap::wrap(paragraph, "", "")
}

#[cfg(test)]
mod tests;
