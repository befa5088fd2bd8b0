//! A specification from anywhere, as a crate of its own.

use std::path::{Path, PathBuf};

use alicloud_codegen::{Diagnostics, File, Input, Severity, generate, package};

use crate::{codegen::report, sync, sync::Change, workspace};

/// What has to change so that `out` is the crate of the specification `spec`.
pub(crate) fn changes(
    root: &Path,
    spec: &Path,
    out: &Path,
    operations: Option<&[String]>,
) -> Result<Vec<Change>, String> {
    let mut about_fixups = Diagnostics::new(workspace::fixups_file());
    let fixups = workspace::fixups(root, &mut about_fixups)?;
    let mut found = about_fixups.into_vec();

    let file = spec.display().to_string();
    let text = sync::read(spec)?;
    let source = format!("{}.json", id(spec));
    let mut input = Input::new(&file, &text)
        .source(&source)
        .fixups(workspace::fixups_file(), &fixups);
    if let Some(operations) = operations {
        input = input.operations(operations);
    }
    let published = workspace::published(&out.join("names.json"), &mut found)?;
    input = input.published(&published);
    let output = match generate(&input) {
        Ok(output) if found.iter().all(|one| one.severity < Severity::Error) => output,
        Ok(_) => return Err(report(&found)),
        Err(diagnostics) => {
            found.extend(diagnostics);
            return Err(report(&found));
        }
    };
    found.extend(output.warnings.iter().cloned());
    if !found.is_empty() {
        eprintln!("{}", report(&found));
    }

    let alicloud = workspace::run_time_crate(root)?;
    let files = package(output, &source, &alicloud, None);
    package_changes(out, files)
}

/// The generated module of the crate belongs to the generator; what it does not write elsewhere in
/// `out` is left alone.
pub(crate) fn package_changes(out: &Path, files: Vec<File>) -> Result<Vec<Change>, String> {
    const GENERATED: &str = "src/generated/";
    let mut changes = Vec::new();
    let mut module = Vec::new();
    for mut file in files {
        if let Some(path) = file.path.strip_prefix(GENERATED) {
            file.path = path.to_owned();
            module.push(file);
            continue;
        }
        changes.extend(sync::generated(&out.join(&file.path), file.text)?);
    }
    changes.extend(sync::directory(&out.join(GENERATED), &module)?);
    Ok(changes)
}

/// What generated files call the specification, on every machine alike: `ecs/2014-05-26` for
/// `.../ecs/2014-05-26.json`, and for `.../ecs/2014-05-26/api-docs.json`.
pub(crate) fn id(spec: &Path) -> String {
    let spec: PathBuf = match spec.file_name() {
        Some(name) if name == "api-docs.json" => spec.parent().unwrap_or(spec).to_owned(),
        _ => spec.with_extension(""),
    };
    let name = |path: Option<&Path>| {
        path.and_then(Path::file_name)
            .map(|name| name.to_string_lossy().into_owned())
    };
    let parts = [name(spec.parent()), name(Some(&spec))];
    parts.into_iter().flatten().collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_specification_is_called_by_product_and_version() {
        for (path, expected) in [
            ("/specs/ecs/2014-05-26.json", "ecs/2014-05-26"),
            ("specs/ecs/2014-05-26/api-docs.json", "ecs/2014-05-26"),
            ("one.json", "one"),
        ] {
            assert_eq!(id(Path::new(path)), expected);
        }
    }
}
