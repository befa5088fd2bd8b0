//! Files with secrets.

use std::{io, path::Path};

use zeroize::Zeroizing;

use crate::{Ask, FileContents, FileProblem, ProviderError};

/// How many bytes a file may have: far more than any that somebody wrote on purpose.
const LIMIT: u64 = 1024 * 1024;

impl Ask {
    /// Reads a file of text that holds a secret, of at most 1 MiB, and warns if other users can read
    /// or change it.
    ///
    /// # Errors
    ///
    /// The file can't be read, is a directory, too large, or not UTF-8.
    pub async fn text_file(&self, path: &Path) -> Result<Zeroizing<String>, ProviderError> {
        as_text(path, self.checked_file(path, LIMIT, false).await)
    }

    /// The same for a file that others may read by design, with a warning only if they can change it.
    /// Clusters mount tokens like that, into a file system that nobody else sees.
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

/// Some editors begin a file with a byte order mark.
fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// Whether the file is simply not there.
pub(crate) fn is_missing(error: &ProviderError) -> bool {
    match error {
        ProviderError::File {
            problem: FileProblem::Unreadable(error),
            ..
        } => error.kind() == io::ErrorKind::NotFound,
        _ => false,
    }
}
