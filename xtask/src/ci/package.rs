//! Tries to publish all crates.

use std::{env, fs, path::PathBuf};

use super::gate::{Gate, run_and_find};

/// Packs all crates, and compiles the packages if the user chose this part. Compiling takes three
/// minutes, and the other parts have compiled the same files.
pub(super) fn run(gate: &mut Gate) -> Result<(), String> {
    let mut publish = gate.cargo("publish --workspace --dry-run --locked");
    // Colours would hide the word that `is_unexpected` looks for.
    publish.env("CARGO_TERM_COLOR", "never");
    if gate.chosen {
        remove_old_packages()?;
    } else {
        publish.arg("--no-verify");
    }
    match run_and_find(&mut publish, is_unexpected)?.first() {
        Some(warning) => Err(format!("cargo publish printed a warning: {warning}")),
        None => Ok(()),
    }
}

/// Removes the packages of earlier dry runs from the home directory of cargo.
///
/// A dry run puts the packages into a registry in `target`, and cargo unpacks each version of a
/// registry only once. So a second dry run would compile the sources of the first.
fn remove_old_packages() -> Result<(), String> {
    let home = |variable| env::var_os(variable).map(PathBuf::from);
    let cargo_home = home("CARGO_HOME")
        .or_else(|| Some(home("HOME").or_else(|| home("USERPROFILE"))?.join(".cargo")))
        .ok_or("the home directory of cargo is unknown: set CARGO_HOME")?;
    let Ok(registries) = fs::read_dir(cargo_home.join("registry/src")) else {
        // cargo has unpacked nothing yet.
        return Ok(());
    };
    // The name of a registry consists of its host, which a directory doesn't have, and a hash.
    let is_directory = |name: &str| name.starts_with('-');
    for registry in registries.flatten() {
        if registry.file_name().to_str().is_some_and(is_directory) {
            let path = registry.path();
            fs::remove_dir_all(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        }
    }
    Ok(())
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
