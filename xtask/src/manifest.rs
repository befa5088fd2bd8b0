//! The part of a crate's `Cargo.toml` that is generated: its features.

use std::path::Path;

use crate::change::{self, Change};

const BEGIN: &str = "# Written by `cargo xtask codegen`:\n";
const END: &str = "# End of what is generated.\n";

/// What has to change for the manifest at `path` to declare these `features`.
pub(crate) fn features(path: &Path, features: &str) -> Result<Option<Change>, String> {
    let text = change::read(path)?;
    let parts = text.split_once(BEGIN);
    let parts = parts.and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    let Some((before, after)) = parts else {
        return Err(format!(
            "{}: has no place for the generated features; it needs\n\n[features]\n{BEGIN}{END}",
            path.display()
        ));
    };
    change::file(path, format!("{before}{BEGIN}{features}{END}{after}"))
}
