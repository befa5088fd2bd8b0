//! Names: what the document may call things, whatever becomes of it in Rust.

use crate::{diagnostic::Diagnostics, node::Node};

/// The longest name, in bytes. Names of operations become names of files.
const LONGEST: usize = 200;

/// What the name of a product or an operation must be.
pub(super) const A_NAME: &str = "it must begin with a letter A to Z, and go on with letters, \
                                 digits, `_`, `.` and `-`, 200 at most";

/// What a version must be.
pub(super) const A_VERSION: &str = "it must begin with a letter or digit, and go on with those, \
                                    `.` and `-`, such as `2014-05-26`";

/// Whether `text` may be the name of a product or an operation.
pub(super) fn is_name(text: &str) -> bool {
    text.len() <= LONGEST
        && text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || "_.-".contains(letter))
}

pub(super) fn is_version(text: &str) -> bool {
    text.len() <= LONGEST
        && text.starts_with(|first: char| first.is_ascii_alphanumeric())
        && text
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || ".-".contains(letter))
}

/// Complains about the name of a `what`, which is at `node` or its key, if it can be none on the
/// wire: any text can, as long as it is seen and ends somewhere.
pub(super) fn check(name: &str, what: &str, node: &Node<'_>, diagnostics: &mut Diagnostics) {
    let problem = if name.trim().is_empty() {
        "is empty"
    } else if name.chars().any(char::is_control) {
        "has control characters"
    } else if name.len() > LONGEST {
        "is longer than 200 bytes"
    } else {
        if name != name.trim() {
            diagnostics.warning(
                &node.pointer,
                format!("has blanks around it, which are taken to be part of the name of a {what}"),
            );
        }
        return;
    };
    diagnostics.error(
        &node.pointer,
        format!("{problem}, so it cannot be the name of a {what}"),
    );
}
