//! Runs cargo as a child process.

use std::{
    env,
    path::Path,
    process::{Command, Stdio},
};

use serde_json::Value;

/// Creates a cargo command in `directory`, as if a shell called cargo.
pub(crate) fn cargo(directory: &Path) -> Command {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(directory);
    // Remove the variables that cargo set for this program, because they would make build scripts
    // run again.
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
        }) {
            cargo.env_remove(&name);
        }
    }
    cargo
}

/// Runs a cargo command, and returns its JSON messages and whether the command succeeded. All other
/// output goes to standard error.
pub(crate) fn messages(cargo: &mut Command) -> Result<(Vec<Value>, bool), String> {
    cargo.stderr(Stdio::inherit());
    let result = cargo
        .output()
        .map_err(|error| format!("{cargo:?}: {error}"))?;
    let text = String::from_utf8_lossy(&result.stdout);
    let messages = text
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    Ok((messages, result.status.success()))
}
