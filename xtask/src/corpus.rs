//! `cargo xtask corpus`: every specification of a folder as a crate, and proof of what it is worth.

mod check;
mod find;
mod generate;
mod harness;
mod layout;
mod progress;
mod report;
mod table;

use std::{
    num::NonZero,
    path::{Path, PathBuf},
    thread,
    time::Instant,
};

use self::{
    harness::Direction,
    layout::Layout,
    report::{Outcome, Report},
};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The specifications: `<product>/<version>.json` or `<product>/<version>/api-docs.json`
    #[arg(long, value_name = "DIR")]
    specs: PathBuf,

    /// Where crates, results and the report go
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    /// Run `cargo check` over all of it and count the warnings
    #[arg(long)]
    check: bool,

    /// Sample replies, `<product>__<version>.json`, to decode and write back
    #[arg(long, value_name = "DIR")]
    replies: Option<PathBuf>,

    /// Sample requests, `<product>__<version>.requests.json`, to read and write as parameters
    #[arg(long, value_name = "DIR")]
    requests: Option<PathBuf>,

    /// Only these specifications, separated by commas
    #[arg(long, value_name = "PRODUCT/VERSION", value_delimiter = ',')]
    only: Option<Vec<String>>,

    /// How many specifications to generate from at a time; as many as there are cores by default
    #[arg(long, value_name = "N")]
    jobs: Option<NonZero<usize>>,
}

pub(crate) fn run(arguments: &Arguments, root: &Path) -> Result<(), String> {
    let start = Instant::now();
    let specifications = find::specifications(&arguments.specs, arguments.only.as_deref())?;
    let has_harness = arguments.replies.is_some() || arguments.requests.is_some();
    let layout = Layout::new(root, &arguments.out, has_harness)?;
    let jobs = arguments
        .jobs
        .or_else(|| thread::available_parallelism().ok())
        .map_or(1, NonZero::get);

    let entries = generate::all(root, &layout, specifications, jobs)?;
    let mut report = Report::new(entries, start.elapsed());
    layout.write_workspace(&report)?;
    if arguments.check {
        check::all(&layout, &mut report)?;
    }
    harness::run(&layout, arguments, &mut report)?;
    report.finish(start.elapsed());

    report.write(&layout)?;
    print!("{}", table::table(&report));
    verdict(&report)
}

/// An error that names what failed.
fn verdict(report: &Report) -> Result<(), String> {
    let mut failures = Vec::new();
    for entry in &report.specifications {
        let id = &entry.id;
        if entry.outcome == Outcome::Failed {
            failures.push(format!("{id}: nothing was generated"));
            let findings = entry.diagnostics.iter();
            failures.extend(findings.map(|finding| format!("  {finding}")));
        }
        for (features, check) in &entry.check {
            if check.errors > 0 {
                failures.push(format!("{id}: does not compile with {features} features"));
                failures.extend(check.messages.iter().cloned());
            }
        }
        let results = [
            (Direction::Replies, &entry.replies),
            (Direction::Requests, &entry.requests),
        ];
        for (direction, results) in results {
            let name = direction.name();
            let Some(results) = results else {
                continue;
            };
            if let Some(failure) = &results.failure {
                failures.push(format!("{id}: {name}: {failure}"));
            }
            if results.panics > 0 {
                failures.push(format!("{id}: {name}: {} panics", results.panics));
            }
        }
    }
    match failures.is_empty() {
        true => Ok(()),
        false => Err(failures.join("\n")),
    }
}
