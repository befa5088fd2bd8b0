//! Files as they are and as they should be.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use alicloud_codegen::File;
use similar::TextDiff;

/// A file that is not as it should be.
pub(crate) struct Change {
    path: PathBuf,
    old: Option<String>,
    new: Option<String>,
}

/// The text of a file.
pub(crate) fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(named(path))
}

/// What has to change for `path` to hold `text`.
pub(crate) fn file(path: &Path, text: String) -> Result<Option<Change>, String> {
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

/// What has to change for the directory at `path` to hold `files` and nothing else.
pub(crate) fn directory(path: &Path, files: &[File]) -> Result<Vec<Change>, String> {
    let mut changes = Vec::new();
    for wanted in files {
        changes.extend(file(&path.join(&wanted.path), wanted.text.clone())?);
    }
    for stray in contents(path)? {
        if files.iter().all(|wanted| path.join(&wanted.path) != stray) {
            let bytes = fs::read(&stray).map_err(named(&stray))?;
            changes.push(Change {
                path: stray,
                old: Some(String::from_utf8_lossy(&bytes).into_owned()),
                new: None,
            });
        }
    }
    Ok(changes)
}

/// The files in a directory and those within, in order; none if there is no directory.
fn contents(path: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(named(path)(error)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry.map_err(named(path))?;
        match entry.file_type().map_err(named(path))?.is_dir() {
            true => files.extend(contents(&entry.path())?),
            false => files.push(entry.path()),
        }
    }
    files.sort();
    Ok(files)
}

impl Change {
    /// Makes the change, and says so on standard output.
    pub(crate) fn apply(&self) -> Result<(), String> {
        let path = &self.path;
        match &self.new {
            Some(text) => {
                let parent = path.parent().unwrap_or(path);
                fs::create_dir_all(parent).map_err(named(parent))?;
                fs::write(path, text).map_err(named(path))?;
                println!("wrote {}", path.display());
            }
            None => {
                fs::remove_file(path).map_err(named(path))?;
                println!("removed {}", path.display());
            }
        }
        Ok(())
    }

    /// The change as a unified diff.
    pub(crate) fn diff(&self) -> String {
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

fn named(path: &Path) -> impl Fn(io::Error) -> String {
    move |error| format!("{}: {error}", path.display())
}
