//! The part of a crate's `Cargo.toml` that is generated: its features.

use std::path::Path;

use crate::{sync, sync::Change};

const BEGIN: &str = "# Written by `cargo xtask codegen`:\n";
const END: &str = "# End of what is generated.\n";

/// What has to change for the manifest at `path` to declare these `features`.
pub(crate) fn features(path: &Path, features: &str) -> Result<Option<Change>, String> {
    let text = sync::read(path)?;
    let (before, rest) = text.split_once(BEGIN).ok_or_else(|| no_place(path))?;
    let (_, after) = rest.split_once(END).ok_or_else(|| no_place(path))?;
    sync::file(path, format!("{before}{BEGIN}{features}{END}{after}"))
}

fn no_place(path: &Path) -> String {
    format!(
        "{}: has no place for the generated features; it needs\n\n[features]\n{BEGIN}{END}",
        path.display()
    )
}
