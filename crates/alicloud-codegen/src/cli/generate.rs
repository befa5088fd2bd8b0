//! The command `generate`, which generates a crate from any specification file.

use std::path::Path;

use super::{
    change::{self, Change},
    input::{id, input, parts, published},
    output::{lines, warn},
    progress::Progress,
};
use crate::{File, Fixups, Manifest, generate, package};

/// Returns the changes after which the directory `out` contains the crate generated from `spec`.
///
/// The crate has the given `operations`, or all operations if `operations` is `None`. In
/// diagnostics, the file of corrections has the name `fixups_file`.
///
/// # Errors
///
/// Fails if the specification, a correction or the table of published names has an error, or if
/// one of the `operations` is unknown. Fails if a file can't be read, or if a file to be
/// overwritten or removed was not generated.
pub fn changes(
    spec: &Path,
    out: &Path,
    operations: Option<&[String]>,
    (fixups_file, fixups): (&str, &Fixups),
    manifest: &Manifest,
) -> Result<Vec<Change>, String> {
    let mut found = Vec::new();
    let parts = parts(spec)?;
    let extension = if spec.is_dir() { "" } else { ".json" };
    let source = id(spec) + extension;
    let published = published(&out.join("names.json"), &mut found)?;
    let mut input = input(&parts)
        .source(&source)
        .fixups(fixups_file, fixups)
        .published(&published);
    if let Some(operations) = operations {
        input = input.operations(operations);
    }
    let progress = Progress::start(format!("generating from {}", spec.display()));
    let output = generate(&input);
    drop(progress);
    let output = output.map_err(|diagnostics| {
        found.extend(diagnostics);
        lines(&found)
    })?;
    found.extend(output.warnings.iter().cloned());
    warn(&found)?;
    files(out, package(output, &source, manifest))
}

/// Returns the changes that make the crate in `out` contain the given `files`.
///
/// The changes remove all other files in `src/generated`. Files outside of `src/generated` are
/// never removed.
///
/// # Errors
///
/// Fails if a file can't be read, or if a file to be overwritten or removed was not generated.
pub fn files(out: &Path, files: Vec<File>) -> Result<Vec<Change>, String> {
    const GENERATED: &str = "src/generated/";
    let mut changes = Vec::new();
    let mut module = Vec::new();
    for mut file in files {
        if let Some(path) = file.path.strip_prefix(GENERATED) {
            file.path = path.to_owned();
            module.push(file);
            continue;
        }
        changes.extend(change::generated(&out.join(&file.path), file.text)?);
    }
    changes.extend(change::directory(&out.join(GENERATED), &module)?);
    Ok(changes)
}
