//! Texts of a server that are not shown as they are.

/// Returns what is shown in place of a text; `None` if the text is shown as it is.
pub(crate) type Redact = dyn Fn(&str) -> Option<String> + Send + Sync;

/// Replaces `text` if `redact` has another.
pub(crate) fn redacted(text: &mut String, redact: &Redact) {
    if let Some(other) = redact(text) {
        *text = other;
    }
}
