//! Finds specifications in a directory.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use alicloud_codegen::cli::{
    change::entries,
    input::{self, is_json},
    output::named,
};

use super::layout::package_name;

/// The expected paths of specifications.
const PLACES: &str = "expected `<product>/<version>.json` or `<product>/<version>/api-docs.json`";

/// The specifications in a directory.
pub(super) struct Found {
    /// The specifications, sorted by id.
    pub(super) specifications: Vec<Specification>,
    /// A message for each file or directory that was skipped.
    pub(super) passed_over: Vec<String>,
}

/// A specification file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Specification {
    /// The id from the path, such as `ecs/2014-05-26`.
    pub(super) id: String,
    pub(super) path: PathBuf,
    pub(super) bytes: u64,
}

/// Finds the specifications in `directory`. With `only`, returns only the specifications of these
/// ids.
pub(super) fn find(directory: &Path, only: Option<&[String]>) -> Result<Found, String> {
    let (mut found, mut passed_over) = (Vec::new(), Vec::new());
    for product in entries(directory)? {
        if !product.is_dir() {
            if is_json(&product) {
                passed_over.push(format!("{}: skipped; {PLACES}", product.display()));
            }
            continue;
        }
        for path in entries(&product)? {
            let document = path.join("api-docs.json");
            if document.is_file() {
                found.push(specification(document)?);
            } else if path.is_dir() {
                passed_over.push(format!(
                    "{}: skipped; `api-docs.json` is missing",
                    path.display()
                ));
            } else if is_json(&path) {
                found.push(specification(path)?);
            }
        }
    }
    passed_over.sort();
    found.sort_by(|a, b| a.id.cmp(&b.id));
    let mut pairs = found.iter().zip(found.iter().skip(1));
    if let Some((a, b)) = pairs.find(|(a, b)| a.id == b.id) {
        let (a, b) = (a.path.display(), b.path.display());
        return Err(format!(
            "{a} and {b} are the same specification; remove one"
        ));
    }
    if found.is_empty() {
        return Err(format!(
            "{}: no specifications found; {PLACES}",
            directory.display()
        ));
    }
    if let Some(only) = only {
        found = select(found, only)?;
        // With `only`, the other files are skipped on purpose.
        passed_over.clear();
    }
    no_name_twice(&found)?;
    Ok(Found {
        specifications: found,
        passed_over,
    })
}

/// Returns an error if two specifications would have the same crate name.
fn no_name_twice(found: &[Specification]) -> Result<(), String> {
    let mut names = BTreeMap::new();
    for Specification { id, .. } in found {
        if let Some(other) = names.insert(package_name(id), id) {
            return Err(format!(
                "{other} and {id} would have the same crate name; rename one, or select one with --only"
            ));
        }
    }
    Ok(())
}

fn specification(path: PathBuf) -> Result<Specification, String> {
    let metadata = fs::metadata(&path).map_err(named(&path))?;
    Ok(Specification {
        id: input::id(&path),
        bytes: metadata.len(),
        path,
    })
}

/// The number of suggestions for an unknown name.
const NEAREST: usize = 5;

fn select(found: Vec<Specification>, only: &[String]) -> Result<Vec<Specification>, String> {
    for wanted in only {
        if found.iter().all(|one| one.id != *wanted) {
            let known: Vec<&str> = found.iter().map(|one| one.id.as_str()).collect();
            let nearest = similar::get_close_matches(wanted.as_str(), &known, NEAREST, 0.0);
            return Err(format!(
                "--only: unknown specification `{wanted}`; similar names: {}",
                nearest.join(", ")
            ));
        }
    }
    let wanted = |one: &Specification| only.contains(&one.id);
    Ok(found.into_iter().filter(wanted).collect())
}
