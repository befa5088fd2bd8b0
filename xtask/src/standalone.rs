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

    let parts = parts(spec)?;
    let source = match spec.is_dir() {
        true => id(spec),
        false => format!("{}.json", id(spec)),
    };
    let mut input = input(&parts)
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

/// What to generate from: `parts`, of which there is at least one.
pub(crate) fn input(parts: &[(String, String)]) -> Input<'_> {
    let Some(((file, text), others)) = parts.split_first() else {
        return Input::default();
    };
    let first = Input::new(file, text);
    others
        .iter()
        .fold(first, |input, (file, text)| input.file(file, text))
}

/// The files of a specification, each with its text: one, or all that are in a directory. The
/// metadata of the vendor's command line has one more beside the directory of a product.
pub(crate) fn parts(spec: &Path) -> Result<Vec<(String, String)>, String> {
    let mut paths = Vec::new();
    if spec.is_dir() {
        json_files(spec, &mut paths)?;
        if paths.is_empty() {
            return Err(format!(
                "{}: there is no `.json` file in it",
                spec.display()
            ));
        }
        paths.sort();
        let about_all = spec.join("../products.json");
        paths.extend(Some(about_all).filter(|path| path.is_file()));
    } else {
        paths.push(spec.to_owned());
    }
    let read = |path: PathBuf| Ok((path.display().to_string(), sync::read(&path)?));
    paths.into_iter().map(read).collect()
}

fn json_files(directory: &Path, found: &mut Vec<PathBuf>) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", directory.display());
    for entry in std::fs::read_dir(directory).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() {
            json_files(&path, found)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            found.push(path);
        }
    }
    Ok(())
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
/// `.../ecs/2014-05-26.json`, `.../ecs/2014-05-26/api-docs.json` and
/// `.../products/ecs/versions/2014-05-26/apis`.
pub(crate) fn id(spec: &Path) -> String {
    const LAYOUT: &[&str] = &["api-docs", "apis", "products", "versions"];
    let spec = match spec.extension() {
        Some(extension) if extension == "json" => spec.with_extension(""),
        _ => spec.to_owned(),
    };
    let names: Vec<String> = spec
        .iter()
        .map(|name| name.to_string_lossy().into_owned())
        .filter(|name| !LAYOUT.contains(&name.as_str()))
        .collect();
    names.split_at(names.len().saturating_sub(2)).1.join("/")
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
            (
                "meta/products/Ecs/versions/2014-05-26/apis",
                "Ecs/2014-05-26",
            ),
            ("metadatas/ecs", "metadatas/ecs"),
        ] {
            assert_eq!(id(Path::new(path)), expected);
        }
    }
}
