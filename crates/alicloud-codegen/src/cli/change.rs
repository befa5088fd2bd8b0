//! Creation, update and removal of files.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use similar::TextDiff;

use super::output::{self, named};
use crate::{File, is_generated};

/// A file to create, to overwrite or to remove.
#[derive(Debug)]
pub struct Change {
    path: PathBuf,
    old: Option<String>,
    new: Option<String>,
}

/// Reads the text of the file at `path`.
pub fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(named(path))
}

/// Returns the change that writes `text` to `path`, or `None` if the file already has this text.
pub fn file(path: &Path, text: String) -> Result<Option<Change>, String> {
    let old = match fs::read(path) {
        Ok(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(named(path)(error)),
    };
    let same = old.as_ref() == Some(&text);
    Ok((!same).then(|| Change {
        path: path.to_owned(),
        old,
        new: Some(text),
    }))
}

/// Returns the change that writes the generated `text` to `path`, or `None` if the file already has
/// this text.
///
/// Fails if the file differs from `text` and was not generated.
pub fn generated(path: &Path, text: String) -> Result<Option<Change>, String> {
    let change = file(path, text)?;
    match change.as_ref().and_then(|change| change.old.as_deref()) {
        Some(old) => owned(path, old).map(|()| change),
        None => Ok(change),
    }
}

/// Fails unless `text`, the content of the file at `path`, was generated.
fn owned(path: &Path, text: &str) -> Result<(), String> {
    if is_generated(text) {
        return Ok(());
    }
    Err(format!(
        "{}: refusing to overwrite or remove a file that this command did not generate; move the \
         file or choose another directory",
        path.display()
    ))
}

/// Returns the changes after which the directory at `path` contains exactly `files`.
///
/// Fails if a file to be overwritten or removed was not generated.
pub fn directory(path: &Path, files: &[File]) -> Result<Vec<Change>, String> {
    let mut changes = Vec::new();
    for wanted in files {
        changes.extend(generated(&path.join(&wanted.path), wanted.text.clone())?);
    }
    for stray in contents(path)? {
        if files.iter().all(|wanted| path.join(&wanted.path) != stray) {
            let bytes = fs::read(&stray).map_err(named(&stray))?;
            let text = String::from_utf8_lossy(&bytes).into_owned();
            owned(&stray, &text)?;
            changes.push(Change {
                path: stray,
                old: Some(text),
                new: None,
            });
        }
    }
    Ok(changes)
}

/// Returns the files in a directory and its subdirectories, sorted by path.
///
/// The list is empty if the directory does not exist.
fn contents(path: &Path) -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    if !path.try_exists().map_err(named(path))? {
        return Ok(files);
    }
    for path in entries(path)? {
        if path.is_dir() && !path.is_symlink() {
            files.extend(contents(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Returns the paths of the entries of a directory, in arbitrary order.
pub fn entries(directory: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(directory).map_err(named(directory))?;
    entries
        .map(|entry| Ok(entry.map_err(named(directory))?.path()))
        .collect()
}

/// Applies the changes and prints a line about each change to standard output.
pub fn apply(changes: &[Change]) -> Result<(), String> {
    for change in changes {
        change.apply()?;
        output::print(&format!("{}\n", change.summary()))?;
    }
    Ok(())
}

/// Prints unified diffs of the changes to standard output, and fails if there are any changes.
///
/// The error names `command` as the command that applies the changes.
pub fn check(changes: &[Change], command: &str) -> Result<(), String> {
    if changes.is_empty() {
        return Ok(());
    }
    for change in changes {
        output::print(&change.diff())?;
    }
    Err(format!(
        "the generated code is out of date; to update the code, run\n\n    {command}\n"
    ))
}

impl Change {
    /// Applies the change to the file system.
    pub fn apply(&self) -> Result<(), String> {
        let path = &self.path;
        match &self.new {
            Some(text) => {
                let parent = path.parent().unwrap_or(path);
                fs::create_dir_all(parent).map_err(named(parent))?;
                fs::write(path, text).map_err(named(path))?;
            }
            None => {
                fs::remove_file(path).map_err(named(path))?;
                remove_empty_parents(path)?;
            }
        }
        Ok(())
    }

    /// Returns the line that reports the applied change.
    fn summary(&self) -> String {
        let did = self.new.as_ref().map_or("removed", |_| "wrote");
        format!("{did} {}", self.path.display())
    }

    /// Returns the change as a unified diff.
    pub fn diff(&self) -> String {
        let path = self.path.display().to_string();
        let nothing = "/dev/null";
        let name = |text: &Option<String>| if text.is_some() { &path } else { nothing }.to_owned();
        TextDiff::from_lines(
            self.old.as_deref().unwrap_or_default(),
            self.new.as_deref().unwrap_or_default(),
        )
        .unified_diff()
        .header(&name(&self.old), &name(&self.new))
        .to_string()
    }
}

/// Removes the parent directories of `path` that are empty.
fn remove_empty_parents(path: &Path) -> Result<(), String> {
    for directory in path.ancestors().skip(1) {
        match fs::remove_dir(directory) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => break,
            Err(error) => return Err(named(directory)(error)),
        }
    }
    Ok(())
}
