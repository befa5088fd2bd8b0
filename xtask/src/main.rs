//! Development tasks: `cargo xtask <task>`.

mod bench;
mod cargo;
mod ci;
mod codegen;
#[cfg(feature = "corpus")]
mod corpus;
mod digest;
mod emulator_facts;
mod marked;
mod spec;
#[cfg(not(all(feature = "corpus", feature = "fetch")))]
mod whole;
mod workspace;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

#[cfg(not(feature = "corpus"))]
use self::whole as corpus;
use clap::{Parser, Subcommand};

/// Generating code allocates many small tokens. This allocator saves a third of the time.
#[cfg(feature = "corpus")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Development tasks of this workspace")]
struct Arguments {
    /// The root directory of the workspace
    #[arg(long, global = true, hide = true)]
    root: Option<PathBuf>,

    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Measure the cost of calls, dependencies and generated code
    Bench(bench::Arguments),
    /// Run the checks that every change must pass
    Ci(ci::Arguments),
    /// Generate code from the specifications
    Codegen(codegen::Arguments),
    /// Generate and test a crate from every specification in a directory
    Corpus(corpus::Arguments),
    /// Download, reduce and compare specifications
    #[command(subcommand)]
    Spec(spec::Task),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let root = arguments.root.unwrap_or_else(own_root);
    let outcome = match arguments.task {
        Task::Bench(arguments) => bench::run(&arguments, &root).map(|()| ExitCode::SUCCESS),
        Task::Ci(arguments) => ci::run(&arguments, &root).map(|()| ExitCode::SUCCESS),
        Task::Codegen(arguments) => codegen::run(&arguments, &root).map(|()| ExitCode::SUCCESS),
        Task::Corpus(arguments) => corpus::run(&arguments, &root).map(|()| ExitCode::SUCCESS),
        Task::Spec(task) => spec::run(&task, &root),
    };
    match outcome {
        Ok(code) => code,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// Returns the root of the workspace that this program was built in.
fn own_root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package).to_owned()
}
