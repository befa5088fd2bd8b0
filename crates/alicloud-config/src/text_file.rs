//! Reading text files with secrets.

use std::{io, path::Path};

use zeroize::Zeroizing;

use crate::{Ask, FileContents, FileProblem, ProviderError};

/// The maximum size of a text file in bytes.
const LIMIT: u64 = 1024 * 1024;

impl Ask {
    /// Reads a text file that contains a secret and has at most 1 MiB. Warns once per path if other
    /// users can read or change the file.
    ///
    /// # Errors
    ///
    /// The file can't be read, is a directory, is too large, or is not UTF-8 text.
    pub async fn text_file(&self, path: &Path) -> Result<Zeroizing<String>, ProviderError> {
        as_text(path, self.checked_file(path, LIMIT, false).await)
    }

    /// Like [`text_file`](Self::text_file), but warns only if other users can change the file.
    ///
    /// Container clusters mount token files that all users may read, but in a private file system.
    pub(crate) async fn shared_text_file(
        &self,
        path: &Path,
    ) -> Result<Zeroizing<String>, ProviderError> {
        as_text(path, self.checked_file(path, LIMIT, true).await)
    }
}

fn as_text(
    path: &Path,
    file: io::Result<FileContents>,
) -> Result<Zeroizing<String>, ProviderError> {
    let problem = match file {
        Ok(file) => match std::str::from_utf8(file.bytes()) {
            Ok(text) => return Ok(Zeroizing::new(without_mark(text).to_owned())),
            Err(_) => FileProblem::NotText,
        },
        Err(error) => match error.kind() {
            io::ErrorKind::IsADirectory => FileProblem::Directory,
            io::ErrorKind::FileTooLarge => FileProblem::TooLarge { limit: LIMIT },
            _ => FileProblem::Unreadable(error),
        },
    };
    Err(ProviderError::File {
        path: path.to_owned(),
        named_by: None,
        problem,
    })
}

/// Removes the byte order mark that some editors write at the start of a file.
fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// Whether the error says that a file doesn't exist.
pub(crate) fn is_missing(error: &ProviderError) -> bool {
    match error {
        ProviderError::File {
            problem: FileProblem::Unreadable(error),
            ..
        } => error.kind() == io::ErrorKind::NotFound,
        _ => false,
    }
}
