//! What the tasks print: standard output, which may be full or closed, and lines about problems.

use std::{
    fmt::Display,
    io::{self, Write},
    path::Path,
};

use crate::{Diagnostic, Severity};

/// Writes `text` to standard output.
pub fn print(text: &str) -> Result<(), String> {
    let mut output = io::stdout().lock();
    output
        .write_all(text.as_bytes())
        .and_then(|()| output.flush())
        .map_err(|error| format!("standard output: {error}"))
}

/// Names the file at `path` in front of an error.
pub fn named<E: Display>(path: &Path) -> impl Fn(E) -> String {
    move |error| format!("{}: {error}", path.display())
}

/// The diagnostics, one on each line.
pub fn lines(diagnostics: &[Diagnostic]) -> String {
    let lines: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

/// Fails with the diagnostics if one of them is an error. Otherwise prints them to standard error.
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
