//! Checks names on the wire.

use crate::{diagnostic::Diagnostics, node::Node};

/// The maximum length of a name in bytes. File names are derived from the names of operations.
const LONGEST: usize = 200;

/// The rule for the names of products and operations, for error messages.
pub(super) const A_NAME: &str = "expected an ASCII letter followed by at most 199 ASCII letters, \
                                 digits, `_`, `.` and `-`";

/// The rule for versions, for error messages.
pub(super) const A_VERSION: &str = "expected an ASCII letter or digit followed by at most 199 \
                                    ASCII letters, digits, `.` and `-`, such as `2014-05-26`";

/// Whether `text` is a valid name of a product or an operation.
pub(super) fn is_name(text: &str) -> bool {
    text.len() <= LONGEST
        && text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || "_.-".contains(letter))
}

/// Whether `text` is a valid version.
pub(super) fn is_version(text: &str) -> bool {
    text.len() <= LONGEST
        && text.starts_with(|first: char| first.is_ascii_alphanumeric())
        && text
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || ".-".contains(letter))
}

/// Checks the name of a parameter, property or component. `what` is the kind of thing.
///
/// The name must not be empty, must not contain control characters, and must not be too long.
/// `node` is the name or the named value.
pub(super) fn check(name: &str, what: &str, node: &Node<'_>, diagnostics: &mut Diagnostics) {
    let problem = if name.trim().is_empty() {
        "must not be empty"
    } else if name.chars().any(char::is_control) {
        "must not contain control characters"
    } else if name.len() > LONGEST {
        "must not be longer than 200 bytes"
    } else {
        if name != name.trim() {
            diagnostics.warning(
                &node.pointer,
                format!("the whitespace around the name of the {what} is part of the name"),
            );
        }
        return;
    };
    diagnostics.error(&node.pointer, format!("the name of a {what} {problem}"));
}
