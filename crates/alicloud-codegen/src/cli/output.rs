//! Output of the commands: text on standard output, and diagnostics.

use std::{
    fmt::Display,
    io::{self, Write},
    path::Path,
};

use crate::{Diagnostic, Severity};

/// Writes `text` to standard output. Fails if the output can't be written, for example because
/// standard output is closed.
pub fn print(text: &str) -> Result<(), String> {
    let mut output = io::stdout().lock();
    output
        .write_all(text.as_bytes())
        .and_then(|()| output.flush())
        .map_err(|error| format!("standard output: {error}"))
}

/// Returns a function that prefixes an error message with `path`.
pub fn named<E: Display>(path: &Path) -> impl Fn(E) -> String {
    move |error| format!("{}: {error}", path.display())
}

/// Returns the diagnostics as text, one diagnostic per line.
pub fn lines(diagnostics: &[Diagnostic]) -> String {
    let lines: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

/// Fails if one of the diagnostics is an error. The message then contains all diagnostics.
///
/// Otherwise, prints the diagnostics to standard error.
pub fn warn(diagnostics: &[Diagnostic]) -> Result<(), String> {
    if has_errors(diagnostics) {
        return Err(lines(diagnostics));
    }
    if !diagnostics.is_empty() {
        eprintln!("{}", lines(diagnostics));
    }
    Ok(())
}

/// Whether one of the diagnostics is an error.
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    let mut severities = diagnostics.iter().map(|one| one.severity);
    severities.any(|severity| severity == Severity::Error)
}
