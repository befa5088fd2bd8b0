//! Tasks that this program was built without: it runs itself again, built with all features.

use std::{env, ffi::OsString, path::Path, process};

use crate::cargo::cargo;

/// Whatever the task is given, `--help` as well.
#[derive(clap::Args)]
#[command(disable_help_flag = true)]
pub(crate) struct Arguments {
    #[arg(hide = true, trailing_var_arg = true, allow_hyphen_values = true)]
    _given: Vec<OsString>,
}

/// Runs the task and ends this process as the other one ends, unless the task succeeds.
pub(crate) fn run(_: &Arguments, _: &Path) -> Result<(), String> {
    // Windows can't replace a program that is running.
    if cfg!(windows) {
        return Err("needs more features: cargo run --package xtask -- TASK".to_owned());
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
