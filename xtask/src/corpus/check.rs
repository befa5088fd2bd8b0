//! Runs `cargo check` on the generated crates.

use std::{collections::BTreeMap, path::Path};

use serde_json::Value;

use super::{
    layout::{Layout, is_generated, package_name},
    progress,
    report::{Check, Report},
};
use crate::cargo::{cargo, messages};

/// The feature sets that each crate is checked with, and the flags of cargo for them.
const FEATURES: &[(&str, &[&str])] = &[
    ("default", &[]),
    ("all", &["--all-features"]),
    ("no", &["--no-default-features"]),
];

/// The number of messages that are kept for each crate.
const KEPT: usize = 5;

/// Checks every crate with each feature set, and adds the results to the report.
pub(super) fn all(layout: &Layout, report: &mut Report) -> Result<(), String> {
    let generated = || report.specifications.iter().filter(is_generated);
    if generated().next().is_none() {
        return Ok(());
    }
    // Only the generated crates are checked. The dependencies of the test programs would enable
    // features of the crates.
    let packages: Vec<String> = generated()
        .map(|entry| format!("--package={}", package_name(&entry.id)))
        .collect();
    for (name, flags) in FEATURES {
        let mut cargo = cargo(layout.out());
        cargo
            .args(["check", "--keep-going", "--quiet", "--message-format=json"])
            .args(*flags)
            .args(&packages)
            .env("CARGO_TARGET_DIR", layout.target());
        let spinner = progress::spinner(&format!("checking with {name} features"));
        let (messages, succeeded) = messages(&mut cargo)?;
        spinner.finish_and_clear();
        let mut checks = checks(&messages);
        let found = checks.values().any(|check| check.errors > 0);
        if !succeeded && !found {
            return Err("cargo check failed; see above".to_owned());
        }
        for entry in &mut report.specifications {
            if is_generated(&&*entry) {
                let directory = layout.package(&entry.id);
                let check = checks.remove(&*directory.to_string_lossy());
                entry.check.insert(name, check.unwrap_or_default());
            }
        }
    }
    Ok(())
}

/// Returns the warnings and errors by the directory of the package.
fn checks(messages: &[Value]) -> BTreeMap<String, Check> {
    let mut checks: BTreeMap<String, Check> = BTreeMap::new();
    for message in messages {
        let (manifest, message) = (&message["manifest_path"], &message["message"]);
        let (Some(manifest), Some(level)) = (manifest.as_str(), message["level"].as_str()) else {
            continue;
        };
        // Skip rustc's summaries, which only count the other messages.
        let text = message["message"].as_str().unwrap_or_default();
        if text.starts_with("aborting due to") || text.ends_with(" emitted") {
            continue;
        }
        let directory = Path::new(manifest).parent().unwrap_or(Path::new(""));
        let check = checks
            .entry(directory.to_string_lossy().into_owned())
            .or_default();
        match level {
            "warning" => check.warnings += 1,
            "error" => check.errors += 1,
            _ => continue,
        }
        if check.messages.len() < KEPT {
            let rendered = message["rendered"].as_str().unwrap_or(text);
            check.messages.push(rendered.trim_end().to_owned());
        }
    }
    checks
}
