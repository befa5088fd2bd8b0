//! A specification from anywhere, as a crate of its own.

use std::path::{Path, PathBuf};

use alicloud_codegen::{File, Input, generate, package};

use crate::{
    change::{self, Change, entries},
    output::{lines, warn},
    workspace,
};

/// What has to change so that `out` is the crate of the specification `spec`.
pub(crate) fn changes(
    root: &Path,
    spec: &Path,
    out: &Path,
    operations: Option<&[String]>,
) -> Result<Vec<Change>, String> {
    let mut found = Vec::new();
    let fixups = workspace::fixups(root, &mut found)?;
    let parts = parts(spec)?;
    let extension = if spec.is_dir() { "" } else { ".json" };
    let source = id(spec) + extension;
    let published = workspace::published(&out.join("names.json"), &mut found)?;
    let mut input = input(&parts)
        .source(&source)
        .fixups(workspace::FIXUPS, &fixups)
        .published(&published);
    if let Some(operations) = operations {
        input = input.operations(operations);
    }
    let output = generate(&input).map_err(|diagnostics| {
        found.extend(diagnostics);
        lines(&found)
    })?;
    found.extend(output.warnings.iter().cloned());
    warn(&found)?;
    let alicloud = workspace::run_time_crate(root)?;
    files(out, package(output, &source, &alicloud, None))
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
    let read = |path: PathBuf| Ok((path.display().to_string(), change::read(&path)?));
    paths.into_iter().map(read).collect()
}

fn json_files(directory: &Path, found: &mut Vec<PathBuf>) -> Result<(), String> {
    for path in entries(directory)? {
        if path.is_dir() {
            json_files(&path, found)?;
        } else if is_json(&path) {
            found.push(path);
        }
    }
    Ok(())
}

/// Whether the file's name ends in `.json`.
pub(crate) fn is_json(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "json")
}

/// What has to change so that the crate in `out` has these files. The generated module of the crate belongs to the generator; what it does not write elsewhere in
/// `out` is left alone.
pub(crate) fn files(out: &Path, files: Vec<File>) -> Result<Vec<Change>, String> {
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

/// What generated files call the specification, on every machine alike: `ecs/2014-05-26` for
/// `.../ecs/2014-05-26.json`, `.../ecs/2014-05-26/api-docs.json` and
/// `.../products/ecs/versions/2014-05-26/apis`.
pub(crate) fn id(spec: &Path) -> String {
    const LAYOUT: &[&str] = &["api-docs", "apis", "products", "versions"];
    let stem = is_json(spec).then(|| spec.with_extension(""));
    let names: Vec<String> = stem
        .as_deref()
        .unwrap_or(spec)
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
