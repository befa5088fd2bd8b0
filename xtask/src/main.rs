//! Development tasks: `cargo xtask <task>`.

mod bench;
mod cargo;
mod ci;
mod codegen;
mod corpus;
mod digest;
mod emulator_facts;
mod marked;
mod spec;
mod workspace;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Parser, Subcommand};

/// Generating code allocates many small tokens. This allocator saves a third of the time.
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
    match run(Arguments::parse()) {
        Ok(code) => code,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<ExitCode, String> {
    let root = arguments.root.unwrap_or_else(own_root);
    let done = |()| ExitCode::SUCCESS;
    match arguments.task {
        Task::Bench(arguments) => bench::run(&arguments, &root).map(done),
        Task::Ci(arguments) => ci::run(&arguments, &root).map(done),
        Task::Codegen(arguments) => codegen::run(&arguments, &root).map(done),
        Task::Corpus(arguments) => corpus::run(&arguments, &root).map(done),
        Task::Spec(task) => spec::run(&task, &root),
    }
}

/// Returns the root of the workspace that this program was built in.
fn own_root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package).to_owned()
}
