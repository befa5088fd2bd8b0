//! Redaction of texts from a server.

/// A function that returns the replacement of a text, or `None` to keep the text.
pub(crate) type Redact = dyn Fn(&str) -> Option<String> + Send + Sync;

/// Replaces `text` if `redact` returns a replacement.
pub(crate) fn redacted(text: &mut String, redact: &Redact) {
    if let Some(other) = redact(text) {
        *text = other;
    }
}
