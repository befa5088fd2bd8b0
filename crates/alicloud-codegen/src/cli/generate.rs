//! A specification from anywhere, as a crate of its own.

use std::path::Path;

use super::{
    change::{self, Change},
    input::{id, input, parts, published},
    output::{lines, warn},
    progress::Progress,
};
use crate::{File, Fixups, Manifest, generate, package};

/// What has to change so that `out` is the crate of the specification `spec`: of all its operations,
/// or of these. The corrections come with the name of their file.
///
/// # Errors
///
/// What is wrong with the specification, its corrections or the published names, and files that
/// can't be read or are not the generator's.
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

/// What has to change so that the crate in `out` has these files. The generated module of the crate
/// belongs to the generator; whatever else is in `out` is left alone.
///
/// # Errors
///
/// Files that can't be read or are not the generator's.
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
