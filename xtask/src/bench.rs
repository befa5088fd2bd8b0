//! `cargo xtask bench`: measures the cost of signing, calls, replies, the emulator, dependencies
//! and generated code. `docs/performance.md` explains the figures.

mod calls;
mod compile;
mod emulator;
mod programs;
mod scale;
mod tree;

use std::{fmt::Display, path::Path, process::Command};

use alicloud_codegen::cli::output;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(clap::Subcommand)]
enum What {
    /// Measure three small programs: number of crates, CPU time of a release build, and size
    Tree,
    /// Measure how the cost of lists and replies grows with their length
    Scale,
    /// Measure the cost of checking `alicloud-ecs`, compared with its bare structs; needs GNU time
    Compile,
    /// Run all measurements, including the calls
    All,
}

pub(crate) fn run(arguments: &Arguments, root: &Path) -> Result<(), String> {
    match arguments.what {
        None => run_calls(root),
        Some(What::Tree) => tree::run(root),
        Some(What::Scale) => scale::run(root),
        Some(What::Compile) => compile::run(root),
        Some(What::All) => {
            run_calls(root)?;
            tree::run(root)?;
            scale::run(root)?;
            compile::run(root)
        }
    }
}

fn run_calls(root: &Path) -> Result<(), String> {
    calls::run(root)?;
    emulator::run(root)
}

fn print_head(title: &str) -> Result<(), String> {
    output::print(&format!(
        "\n{title}\n\n| what | figure | counterpart | ratio | target | part of the target |\n\
         |---|---|---|---|---|---|\n"
    ))
}

/// Prints a row. `target` is the upper limit of the ratio, or of `figure` if there is no
/// counterpart.
fn print_row(
    name: impl Display,
    figure: f64,
    counterpart: Option<f64>,
    target: Option<f64>,
) -> Result<(), String> {
    let ratio = counterpart.map(|counterpart| figure / counterpart);
    let part = target.map(|target| ratio.unwrap_or(figure) / target);
    let cells = [Some(figure), counterpart, ratio, target, part].map(|cell| match cell {
        None => String::new(),
        Some(cell) if cell >= 100.0 || cell.fract() == 0.0 => format!("{cell:.0}"),
        Some(cell) => format!("{cell:.2}"),
    });
    output::print(&format!("| {name} | {} |\n", cells.join(" | ")))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Whether a system program can be run. If not, prints which measurement is skipped.
fn has(program: &str, left_out: &str) -> Result<bool, String> {
    let result = Command::new(program).arg("--version").output();
    let has = result.is_ok_and(|result| result.status.success());
    if !has {
        output::print(&format!(
            "\n{left_out}: skipped, because {program} can't be run; install {program} with the system's packages\n"
        ))?;
    }
    Ok(has)
}
