//! Tries to publish all crates.

use super::gate::{Gate, run_and_find};

/// Packs all crates, and compiles the packages if the user chose this part. Compiling takes three
/// minutes, and the other parts have compiled the same files.
pub(super) fn run(gate: &mut Gate) -> Result<(), String> {
    let mut publish = gate.cargo("publish --workspace --dry-run --locked");
    // Colours would hide the word that `is_unexpected` looks for.
    publish.env("CARGO_TERM_COLOR", "never");
    if !gate.chosen {
        publish.arg("--no-verify");
    }
    match run_and_find(&mut publish, is_unexpected)?.first() {
        Some(warning) => Err(format!("cargo publish printed a warning: {warning}")),
        None => Ok(()),
    }
}

/// Whether the line is a warning, other than the warning that every dry run prints.
fn is_unexpected(line: &str) -> bool {
    line.starts_with("warning:") && !line.contains("aborting upload due to dry run")
}

#[cfg(test)]
mod tests {
    use super::is_unexpected;

    #[test]
    fn only_the_warning_of_every_dry_run_is_expected() {
        assert!(!is_unexpected("warning: aborting upload due to dry run"));
        assert!(!is_unexpected("   Compiling alicloud v0.1.0"));
        assert!(is_unexpected("warning: manifest has no description"));
    }
}
