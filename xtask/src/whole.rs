//! Runs tasks that this build lacks, in a build of this program with all features.

use std::{env, ffi::OsString, path::Path, process};

use crate::cargo::cargo;

/// All arguments of the task, including `--help`.
#[derive(clap::Args)]
#[command(disable_help_flag = true)]
pub(crate) struct Arguments {
    #[arg(hide = true, trailing_var_arg = true, allow_hyphen_values = true)]
    _given: Vec<OsString>,
}

/// Runs the task in a build with all features. If the task fails, this process exits with the same
/// exit code.
pub(crate) fn run(_: &Arguments, _: &Path) -> Result<(), String> {
    // Windows can't overwrite a program that is running.
    if cfg!(windows) {
        return Err(
            "this task needs more features; run `cargo run --package xtask -- TASK`".to_owned(),
        );
    }
    let mut cargo = cargo(Path::new("."));
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    cargo
        .args([
            "run",
            "--quiet",
            "--locked",
            "--manifest-path",
            manifest,
            "--",
        ])
        .args(env::args_os().skip(1));
    let status = cargo
        .status()
        .map_err(|error| format!("{cargo:?}: {error}"))?;
    if status.success() {
        return Ok(());
    }
    process::exit(status.code().unwrap_or(1));
}
