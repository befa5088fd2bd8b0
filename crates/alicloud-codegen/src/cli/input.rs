//! The input files of the generator: specifications, corrections and tables of names.

use std::path::{Path, PathBuf};

use super::change::{self, entries};
use crate::{Diagnostic, Diagnostics, Document, Input, Published};

/// Parses the JSON document `text` from `file`, and returns the value that `read` returns.
///
/// Diagnostics go to `found`. If the text is not JSON, the function returns the default value of
/// the type `T`.
pub fn parse<T: Default>(
    file: &str,
    text: &str,
    found: &mut Vec<Diagnostic>,
    read: impl FnOnce(&Document, &mut Diagnostics) -> T,
) -> T {
    let mut diagnostics = Diagnostics::new(file);
    let document = Document::parse(text, &mut diagnostics);
    let value = document.map(|document| read(&document, &mut diagnostics));
    found.extend(diagnostics.into_vec());
    value.unwrap_or_default()
}

/// Reads the published names from the table at `path`. Diagnostics go to `found`.
///
/// If the file does not exist, the result has no names.
pub fn published(path: &Path, found: &mut Vec<Diagnostic>) -> Result<Published, String> {
    if path.exists() {
        names(path, found)
    } else {
        Ok(Published::default())
    }
}

/// Reads the published names from the table at `path`, which must exist. Diagnostics go to `found`.
pub fn names(path: &Path, found: &mut Vec<Diagnostic>) -> Result<Published, String> {
    let (file, text) = (path.display().to_string(), change::read(path)?);
    Ok(parse(&file, &text, found, Published::read))
}

/// Returns a generator input that contains all `parts` of a specification.
pub fn input(parts: &[(String, String)]) -> Input<'_> {
    let Some(((file, text), others)) = parts.split_first() else {
        return Input::default();
    };
    let first = Input::new(file, text);
    others
        .iter()
        .fold(first, |input, (file, text)| input.file(file, text))
}

/// Reads the files of a specification. Each item of the result is the name and the text of a file.
///
/// `spec` is a file, or a directory with all files of the specification. For a directory, the
/// function also reads the file `products.json` in the parent directory, if the file exists,
/// because the metadata of the vendor's command line has this layout.
pub fn parts(spec: &Path) -> Result<Vec<(String, String)>, String> {
    let mut paths = Vec::new();
    if spec.is_dir() {
        json_files(spec, &mut paths)?;
        if paths.is_empty() {
            return Err(format!(
                "{}: no `.json` file in this directory",
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

/// Whether the name of the file ends in `.json`.
pub fn is_json(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "json")
}

/// Returns the last two names in the path of a specification. The function first removes the
/// extension `.json` and the directory and file names that only the vendor's layout adds.
///
/// The result is `ecs/2014-05-26` for the paths `.../ecs/2014-05-26.json`,
/// `.../ecs/2014-05-26/api-docs.json` and `.../products/ecs/versions/2014-05-26/apis`.
pub fn id(spec: &Path) -> String {
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
    fn derives_specification_ids_from_paths() {
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
