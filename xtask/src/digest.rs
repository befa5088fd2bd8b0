//! The digests that pin the specifications.

use std::{fmt::Write, fs, path::Path};

use alicloud_codegen::Sources;
use sha2::{Digest, Sha256};

/// `list`, the text of the list of `sources`, with the digest of every file as it is now.
pub(crate) fn update(
    root: &Path,
    specs: &str,
    list: &str,
    sources: &Sources,
) -> Result<String, String> {
    let mut updated: serde_json::Value =
        serde_json::from_str(list).map_err(|error| error.to_string())?;
    for source in &sources.specifications {
        let path = root.join(specs).join(&source.file);
        let bytes = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        if let Some(place) = updated.pointer_mut(&source.pointer) {
            *place = sha256(&bytes).into();
        }
    }
    match serde_json::to_string_pretty(&updated) {
        Ok(text) => Ok(text + "\n"),
        Err(error) => Err(error.to_string()),
    }
}

/// The SHA-256 of `bytes` in lower-case hexadecimal digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
