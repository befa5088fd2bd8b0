//! Which specifications there are.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::standalone;

/// A file to generate from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Specification {
    /// `ecs/2014-05-26`, as the path has it.
    pub(super) id: String,
    pub(super) path: PathBuf,
    pub(super) bytes: u64,
}

/// The specifications in `directory` by id, or those of them that `only` names.
pub(super) fn specifications(
    directory: &Path,
    only: Option<&[String]>,
) -> Result<Vec<Specification>, String> {
    let mut found = Vec::new();
    for product in entries(directory)? {
        if !product.is_dir() {
            continue;
        }
        for path in entries(&product)? {
            let path = match path.is_dir() {
                true => path.join("api-docs.json"),
                false => path,
            };
            if path
                .extension()
                .is_some_and(|extension| extension == "json")
                && path.is_file()
            {
                found.push(specification(path)?);
            }
        }
    }
    found.sort_by(|a, b| a.id.cmp(&b.id));
    if let Some(both) = found
        .windows(2)
        .find(|pair| matches!(pair, [a, b] if a.id == b.id))
    {
        let paths: Vec<String> = both
            .iter()
            .map(|one| one.path.display().to_string())
            .collect();
        return Err(format!(
            "{} are the same specification; remove one",
            paths.join(" and ")
        ));
    }
    if found.is_empty() {
        return Err(format!(
            "{}: has no specification; they are kept at `<product>/<version>.json` or \
             `<product>/<version>/api-docs.json`",
            directory.display()
        ));
    }
    match only {
        Some(only) => select(found, only),
        None => Ok(found),
    }
}

fn specification(path: PathBuf) -> Result<Specification, String> {
    let metadata = fs::metadata(&path).map_err(named(&path))?;
    Ok(Specification {
        id: standalone::id(&path),
        bytes: metadata.len(),
        path,
    })
}

fn select(found: Vec<Specification>, only: &[String]) -> Result<Vec<Specification>, String> {
    for wanted in only {
        if found.iter().all(|one| one.id != *wanted) {
            let known: Vec<&str> = found.iter().map(|one| one.id.as_str()).collect();
            return Err(format!(
                "--only: there is no specification `{wanted}`; there is {}",
                known.join(", ")
            ));
        }
    }
    let wanted = |one: &Specification| only.contains(&one.id);
    Ok(found.into_iter().filter(wanted).collect())
}

fn entries(directory: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(directory).map_err(named(directory))?;
    entries
        .map(|entry| Ok(entry.map_err(named(directory))?.path()))
        .collect()
}

fn named(path: &Path) -> impl Fn(io::Error) -> String {
    move |error| format!("{}: {error}", path.display())
}
