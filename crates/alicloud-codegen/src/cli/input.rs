//! The files that the generator reads: specifications, corrections and tables of names.

use std::path::{Path, PathBuf};

use super::change::{self, entries};
use crate::{Diagnostic, Diagnostics, Document, Input, Published};

/// What `read` makes of the JSON document `text`, which is in `file`; what is wrong with it goes to
/// `found`.
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

/// The names that the table at `path` publishes, none if it isn't there yet; what is wrong with it
/// goes to `found`.
pub fn published(path: &Path, found: &mut Vec<Diagnostic>) -> Result<Published, String> {
    if path.exists() {
        names(path, found)
    } else {
        Ok(Published::default())
    }
}

/// The names that the table at `path` publishes; what is wrong with it goes to `found`.
pub fn names(path: &Path, found: &mut Vec<Diagnostic>) -> Result<Published, String> {
    let (file, text) = (path.display().to_string(), change::read(path)?);
    Ok(parse(&file, &text, found, Published::read))
}

/// What to generate from: `parts`, of which there is at least one.
pub fn input(parts: &[(String, String)]) -> Input<'_> {
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
pub fn parts(spec: &Path) -> Result<Vec<(String, String)>, String> {
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
pub fn is_json(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "json")
}

/// What generated files call the specification, on every machine alike: `ecs/2014-05-26` for
/// `.../ecs/2014-05-26.json`, `.../ecs/2014-05-26/api-docs.json` and
/// `.../products/ecs/versions/2014-05-26/apis`.
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
