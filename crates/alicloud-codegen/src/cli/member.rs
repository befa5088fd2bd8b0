//! The Cargo workspace that a generated crate joins, and paths within this workspace.

use std::{
    env, iter,
    path::{self, Path, PathBuf},
    process::Command,
};

use serde_json::Value;
use toml::Table;

use super::{change, output::named};

/// The Rust edition of generated code.
const EDITION: &str = "2024";

/// The workspace of which a generated crate becomes a member.
pub(super) struct Workspace {
    manifest: PathBuf,
    table: Table,
}

impl Workspace {
    /// Finds the nearest workspace above the directory `out`. The directory need not exist.
    pub(super) fn around(out: &Path) -> Result<Self, String> {
        for directory in real(out)?.ancestors().skip(1) {
            let manifest = directory.join("Cargo.toml");
            if !manifest.is_file() {
                continue;
            }
            let mut table: Table = change::read(&manifest)?.parse().map_err(named(&manifest))?;
            if let Some(toml::Value::Table(table)) = table.remove("workspace") {
                return Ok(Self { manifest, table });
            }
        }
        Err(format!(
            "{}: no parent directory has a Cargo.toml with [workspace]; omit --member to generate a \
             standalone crate",
            out.display()
        ))
    }

    fn directory(&self) -> &Path {
        self.manifest.parent().unwrap_or(&self.manifest)
    }

    fn has(&self, table: &str, key: &str) -> bool {
        self.table
            .get(table)
            .is_some_and(|table| table.get(key).is_some())
    }

    /// Whether the members can inherit the dependency `alicloud`.
    pub(super) fn has_alicloud(&self) -> bool {
        self.has("dependencies", "alicloud")
    }

    /// Returns the keys of `[package]` that the crate inherits from the workspace.
    ///
    /// The keys `edition` and `rust-version` are inherited only if generated code supports their
    /// values.
    pub(super) fn inherited(&self) -> Vec<&'static str> {
        let text = |key: &str| self.table.get("package")?.get(key)?.as_str();
        let release = |text: &str| -> Vec<u32> {
            text.split('.')
                .filter_map(|part| part.parse().ok())
                .collect()
        };
        let oldest = release(env!("CARGO_PKG_RUST_VERSION"));
        let mut keys = vec!["version", "edition", "rust-version", "license"];
        keys.retain(|key| match (*key, text(key)) {
            ("edition", edition) => edition == Some(EDITION),
            ("rust-version", version) => version.is_some_and(|version| release(version) >= oldest),
            (_, value) => value.is_some(),
        });
        keys
    }

    /// Prints a hint to standard error if the crate in `out` is not a member of the workspace.
    pub(super) fn tell_if_missing(&self, out: &Path) -> Result<(), String> {
        let metadata = self.members()?;
        let own = real(&out.join("Cargo.toml"))?;
        let mut members = metadata["packages"].as_array().into_iter().flatten();
        let is_own = |member: &Value| {
            let manifest = member["manifest_path"].as_str();
            manifest.is_some_and(|manifest| real(manifest.as_ref()).ok().as_ref() == Some(&own))
        };
        if !members.any(is_own) {
            let directory = relative(self.directory(), &real(out)?);
            eprintln!(
                "add {directory:?} to `members` in {}; until then the crate is not part of the \
                 workspace",
                self.manifest.display()
            );
        }
        Ok(())
    }

    /// Returns the output of `cargo metadata`, which lists the members of the workspace.
    fn members(&self) -> Result<Value, String> {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut cargo = Command::new(cargo);
        cargo.args(["metadata", "--no-deps", "--offline", "--format-version=1"]);
        cargo.arg("--manifest-path").arg(&self.manifest);
        let result = cargo
            .output()
            .map_err(|error| format!("{cargo:?}: {error}"))?;
        if !result.status.success() {
            return Err(String::from_utf8_lossy(&result.stderr)
                .trim_end()
                .to_owned());
        }
        serde_json::from_slice(&result.stdout).map_err(named(&self.manifest))
    }
}

/// Returns the path to the directory `alicloud` for a manifest in `out`.
///
/// The path is relative to `out`, unless `alicloud` is an absolute path.
pub(super) fn path_from(out: &Path, alicloud: &Path) -> Result<String, String> {
    if !alicloud.join("Cargo.toml").is_file() {
        return Err(format!(
            "{}: no Cargo.toml in this directory; --alicloud must be the directory of the crate \
             `alicloud`",
            alicloud.display()
        ));
    }
    if alicloud.is_absolute() {
        return Ok(alicloud.to_string_lossy().into_owned());
    }
    Ok(relative(&real(out)?, &real(alicloud)?))
}

/// Returns `path` as an absolute path without symbolic links and `..`.
///
/// The last components of the path need not exist.
fn real(path: &Path) -> Result<PathBuf, String> {
    let absolute = path::absolute(path).map_err(named(path))?;
    let mut missing = Vec::new();
    let mut there = absolute.as_path();
    while !there.exists() {
        let (Some(parent), Some(name)) = (there.parent(), there.file_name()) else {
            break;
        };
        missing.push(name);
        there = parent;
    }
    let there = there.canonicalize().map_err(named(path))?;
    Ok(missing
        .iter()
        .rev()
        .fold(there, |path, name| path.join(name)))
}

/// Returns the relative path from the directory `from` to `to`, with slashes on every system.
///
/// Both paths must be absolute, without symbolic links and `..`.
fn relative(from: &Path, to: &Path) -> String {
    let (from, to): (Vec<_>, Vec<_>) = (from.components().collect(), to.components().collect());
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = iter::repeat_n("..".into(), from.len() - common);
    let down = to
        .iter()
        .skip(common)
        .map(|part| part.as_os_str().to_string_lossy());
    up.chain(down).collect::<Vec<_>>().join("/")
}
