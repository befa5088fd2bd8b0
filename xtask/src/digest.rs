//! The digests of the specifications.

use std::{fs, path::Path};

use alicloud_codegen::{Sources, cli::output::named};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Returns `list`, the text of the list of `sources`, with the current digest of every file.
pub(crate) fn update(
    root: &Path,
    specs: &str,
    list: &str,
    sources: &Sources,
) -> Result<String, String> {
    let mut updated: Value = serde_json::from_str(list).map_err(|error| error.to_string())?;
    for source in &sources.specifications {
        let path = root.join(specs).join(&source.file);
        let bytes = fs::read(&path).map_err(named(&path))?;
        if let Some(place) = updated.pointer_mut(&source.pointer) {
            *place = sha256(&bytes).into();
        }
    }
    Ok(format!("{updated:#}\n"))
}

/// Returns the SHA-256 digest of `bytes` in lower-case hexadecimal digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(&Sha256::digest(bytes))
}
