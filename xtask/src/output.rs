//! Standard output, which may be full or closed.

use std::io::{self, Write};

/// Writes `text` to standard output.
pub(crate) fn print(text: &str) -> Result<(), String> {
    let mut output = io::stdout().lock();
    output
        .write_all(text.as_bytes())
        .and_then(|()| output.flush())
        .map_err(|error| format!("standard output: {error}"))
}
