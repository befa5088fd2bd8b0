//! `cargo xtask spec`: downloads, reduces and compares specifications.

mod facts;
mod fetch;

use std::{path::Path, process::ExitCode};

use alicloud_codegen::cli::diff;

#[derive(clap::Subcommand)]
pub(crate) enum Task {
    /// Download a specification from the vendor's public metadata into `api-specs`
    Fetch(fetch::Arguments),
    /// Reduce specifications to facts in place, or check that they are reduced
    Facts(facts::Arguments),
    /// Compare two versions of a specification, and show what changes for users of the generated
    /// crate
    Diff(diff::Arguments),
}

pub(crate) fn run(task: &Task, root: &Path) -> Result<ExitCode, String> {
    match task {
        Task::Fetch(arguments) => fetch::run(arguments, root).map(|()| ExitCode::SUCCESS),
        Task::Facts(arguments) => facts::run(arguments).map(|()| ExitCode::SUCCESS),
        Task::Diff(arguments) => Ok(diff::run(arguments)),
    }
}
