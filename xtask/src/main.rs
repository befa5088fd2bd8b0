//! Development tasks: `cargo xtask <task>`.

mod bench;
mod codegen;
mod digest;
mod standalone;
mod sync;
mod workspace;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Development tasks of this workspace")]
struct Arguments {
    /// The workspace to work on
    #[arg(long, global = true, hide = true)]
    root: Option<PathBuf>,

    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Measure what a call costs; needs valgrind
    Bench,
    /// Generate code from the specifications
    Codegen(codegen::Arguments),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let root = arguments.root.unwrap_or_else(own_root);
    let outcome = match arguments.task {
        Task::Bench => bench::run(&root),
        Task::Codegen(arguments) => codegen::run(&arguments, &root),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// The workspace that this program was built in.
fn own_root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package).to_owned()
}
