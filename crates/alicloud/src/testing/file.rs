//! Replies that are read from files.

use std::{
    error, fmt, fs, io,
    path::{Path, PathBuf},
};

/// A file with a prepared reply can't be read.
#[derive(Debug)]
pub struct ReplyFileError {
    path: PathBuf,
    source: io::Error,
}

impl ReplyFileError {
    /// Returns the path of the file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl fmt::Display for ReplyFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the reply file {} can't be read", self.path.display())
    }
}

impl error::Error for ReplyFileError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        Some(&self.source)
    }
}

pub(super) fn read(path: &Path) -> Result<Vec<u8>, ReplyFileError> {
    fs::read(path).map_err(|source| ReplyFileError {
        path: path.to_owned(),
        source,
    })
}
