//! `cargo xtask corpus`: generates a crate from every specification in a directory, and tests the
//! crates.

mod check;
mod generation;
mod harness;
mod layout;
mod progress;
mod report;
mod specifications;
mod table;

use std::{
    num::NonZero,
    path::{Path, PathBuf},
    thread,
    time::Instant,
};

use alicloud_codegen::cli::output;

use crate::workspace;

use self::{
    layout::{Direction, Layout},
    report::{Outcome, Report},
};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The directory of specifications: `<product>/<version>.json` or
    /// `<product>/<version>/api-docs.json`
    #[arg(long, value_name = "DIR")]
    specs: PathBuf,

    /// The directory for crates, results and the report
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    /// The target directory of cargo; by default `CARGO_TARGET_DIR` or else `target` in --out
    #[arg(long, value_name = "DIR")]
    target_dir: Option<PathBuf>,

    /// Run `cargo check` on all crates; a warning fails the run, like an error
    #[arg(long)]
    check: bool,

    /// The directory of sample replies to decode and serialize again: `<product>__<version>.json`
    #[arg(long, value_name = "DIR")]
    replies: Option<PathBuf>,

    /// The directory of sample requests to deserialize and encode:
    /// `<product>__<version>.requests.json`
    #[arg(long, value_name = "DIR")]
    requests: Option<PathBuf>,

    /// The directory of sample requests whose hosts are determined, in the format of --requests
    #[arg(long, value_name = "DIR")]
    hosts: Option<PathBuf>,

    /// Process samples with the crates of this workspace where they exist, instead of new crates
    #[arg(long)]
    committed: bool,

    /// Generate only these specifications, separated by commas
    #[arg(long, value_name = "PRODUCT/VERSION", value_delimiter = ',')]
    only: Option<Vec<String>>,

    /// The number of specifications to process at a time; by default the number of CPU cores
    #[arg(long, value_name = "N")]
    jobs: Option<NonZero<usize>>,
}

pub(crate) fn run(arguments: &Arguments, root: &Path) -> Result<(), String> {
    let start = Instant::now();
    let found = specifications::find(&arguments.specs, arguments.only.as_deref())?;
    let samples = arguments.samples()?;
    let committed = if arguments.committed {
        workspace::sources(root)?.crates
    } else {
        Vec::new()
    };
    let target = arguments.target_dir.as_deref();
    let layout = Layout::new(root, &arguments.out, target, !samples.is_empty(), committed)?;
    let jobs = arguments
        .jobs
        .or_else(|| thread::available_parallelism().ok())
        .map_or(1, NonZero::get);

    layout.forget(found.specifications.iter().map(|one| one.id.as_str()))?;
    for line in found.passed_over {
        output::print(&(line + "\n"))?;
    }
    let entries = generation::all(root, &layout, found.specifications, jobs)?;
    let mut report = Report::new(entries, start.elapsed());
    let proof = prove(&layout, arguments.check, &samples, &mut report);
    report.finish(start.elapsed());

    report.write(&layout.report())?;
    output::print(&table::table(&report))?;
    let mut failures = failures(&report);
    failures.extend(proof.err());
    if failures.is_empty() {
        Ok(())
    } else {
        Err(failures.join("\n"))
    }
}

impl Arguments {
    /// Returns the given directories of samples, or an error if one of them is not a directory.
    fn samples(&self) -> Result<Vec<(Direction, &Path)>, String> {
        let given = [
            (Direction::Replies, &self.replies),
            (Direction::Requests, &self.requests),
            (Direction::Hosts, &self.hosts),
        ];
        let samples: Vec<_> = given
            .into_iter()
            .filter_map(|(direction, path)| Some((direction, path.as_deref()?)))
            .collect();
        match samples.iter().find(|(_, directory)| !directory.is_dir()) {
            Some((_, directory)) => Err(format!("{}: not a directory", directory.display())),
            None => Ok(samples),
        }
    }
}

/// Writes the workspace of the crates, and runs the tests that the arguments ask for. After an
/// error, the report has the results so far.
fn prove(
    layout: &Layout,
    check: bool,
    samples: &[(Direction, &Path)],
    report: &mut Report,
) -> Result<(), String> {
    layout.remove_stale(&report.specifications)?;
    layout.write_workspace(&report.specifications)?;
    if check {
        check::all(layout, report)?;
    }
    harness::run(layout, samples, report)
}

/// Returns a message for each failure.
fn failures(report: &Report) -> Vec<String> {
    let mut failures = Vec::new();
    for entry in &report.specifications {
        let id = &entry.id;
        if entry.outcome == Outcome::Failed {
            failures.push(format!("{id}: nothing was generated"));
            let findings = entry.diagnostics.iter();
            failures.extend(findings.map(|finding| format!("  {finding}")));
        }
        for (features, check) in &entry.check {
            match (check.errors, check.warnings) {
                (0, 0) => continue,
                (0, 1) => failures.push(format!("{id} has 1 warning with {features} features")),
                (0, many) => {
                    failures.push(format!("{id} has {many} warnings with {features} features"));
                }
                _ => failures.push(format!("{id}: does not compile with {features} features")),
            }
            failures.extend(check.messages.iter().cloned());
        }
        let results = [
            (Direction::Replies, &entry.replies),
            (Direction::Requests, &entry.requests),
            (Direction::Hosts, &entry.hosts),
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
    failures
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{
        report::{Check, Entry},
        *,
    };

    #[test]
    fn warnings_are_failures() {
        let mut entry = Entry::new("x/1".to_owned(), Outcome::Generated);
        for (features, warnings, errors) in [("all", 3, 0), ("default", 0, 0), ("no", 1, 0)] {
            let check = Check {
                warnings,
                errors,
                messages: vec!["warning: unused".to_owned(); warnings],
            };
            entry.check.insert(features, check);
        }
        let report = Report::new(vec![entry], Duration::ZERO);
        assert_eq!(
            failures(&report),
            [
                "x/1 has 3 warnings with all features",
                "warning: unused",
                "warning: unused",
                "warning: unused",
                "x/1 has 1 warning with no features",
                "warning: unused",
            ]
        );
    }
}
