//! Builds and runs programs that process samples with the generated types.

mod sample_file;

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use alicloud_codegen::{
    Output,
    cli::{
        change,
        output::{self, named},
    },
};
use serde_json::Value;

use super::{
    layout::{Direction, HEADER, Layout, harness_name, is_generated},
    progress,
    report::{Entry, Report, Results},
};
use crate::cargo::{cargo, messages};

/// The module that is the same in all programs.
const SAMPLES: &str = include_str!("harness/samples.rs");

/// A file of samples, and the file for the results.
struct Task {
    id: String,
    direction: Direction,
    samples: PathBuf,
    results: PathBuf,
}

/// Processes the samples of each specification that has samples.
pub(super) fn run(
    layout: &Layout,
    samples: &[(Direction, &Path)],
    report: &mut Report,
) -> Result<(), String> {
    let tasks = tasks(layout, samples, report)?;
    if tasks.is_empty() {
        return Ok(());
    }
    let programs = build(layout, &tasks)?;
    let bar = progress::bar("samples", tasks.len());
    for task in &tasks {
        bar.set_message(task.id.clone());
        let name = harness_name(&task.id);
        let results = match programs.get(&name) {
            Some(program) => one(program, task),
            None => Err("the program that uses the crate does not compile".to_owned()),
        };
        let results = Some(results.unwrap_or_else(|failure| Results {
            failure: Some(failure),
            ..Results::default()
        }));
        let mut entries = report.specifications.iter_mut();
        if let Some(entry) = entries.find(|entry| entry.id == task.id) {
            match task.direction {
                Direction::Replies => entry.replies = results,
                Direction::Requests => entry.requests = results,
                Direction::Hosts => entry.hosts = results,
            }
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(())
}

/// Returns the tasks, and prints which specifications have no samples. Returns an error if a
/// directory has no samples for any specification, or if a sample file is malformed.
fn tasks(
    layout: &Layout,
    samples: &[(Direction, &Path)],
    report: &Report,
) -> Result<Vec<Task>, String> {
    let generated: Vec<&Entry> = report.specifications.iter().filter(is_generated).collect();
    let (mut tasks, mut problems) = (Vec::new(), Vec::new());
    for &(direction, directory) in samples {
        let results = layout.out().join(direction.name());
        fs::create_dir_all(&results).map_err(named(&results))?;
        let (there, missing): (Vec<_>, Vec<_>) = generated
            .iter()
            .map(|entry| (&entry.id, directory.join(direction.file(&entry.id))))
            .partition(|(_, samples)| samples.is_file());
        if let ([], [(_, samples), ..]) = (there.as_slice(), missing.as_slice()) {
            problems.push(format!(
                "{}: no {} for any of these specifications; the first expected file is `{}`",
                directory.display(),
                direction.name(),
                samples.display(),
            ));
            continue;
        }
        for (id, _) in missing {
            output::print(&format!("{id}: no {}\n", direction.name()))?;
        }
        for (id, samples) in there {
            problems.extend(sample_file::check(&samples, direction).err());
            tasks.push(Task {
                id: id.clone(),
                direction,
                samples,
                results: layout.results(direction, id),
            });
        }
    }
    if problems.is_empty() {
        Ok(tasks)
    } else {
        Err(problems.join("\n"))
    }
}

/// Writes the program that uses the crate generated from `output`.
pub(super) fn write(layout: &Layout, id: &str, output: &Output) -> Result<(), String> {
    let mut table = String::new();
    for operation in &output.product.operations {
        if let Some(request) = output.names.record(operation.request) {
            let (action, name) = (&operation.action, &request.name);
            // Writing to a string cannot fail.
            let _ = writeln!(table, "    Case::new::<api::{name}>({action:?}),");
        }
    }
    let (name, package) = layout.used(id)?;
    let manifest = format!(
        "# {HEADER}

[package]
name = {:?}
version = \"0.0.0\"
edition = \"2024\"
publish = false

[dependencies]
alicloud = {{ path = {:?} }}
api = {{ package = {:?}, path = {:?}, features = [\"full\", \"serde\"] }}
serde = {{ version = \"1\", default-features = false }}
serde_json = \"1\"
",
        harness_name(id),
        layout.alicloud,
        name,
        package.to_string_lossy(),
    );
    let main = format!(
        "// {HEADER}

#![allow(deprecated, reason = \"the program calls every operation\")]

mod samples;

use samples::Case;

const CASES: &[Case] = &[
{table}];

fn main() -> std::process::ExitCode {{
    samples::run(CASES)
}}
"
    );
    let directory = layout.harness(id);
    let files = [
        ("Cargo.toml", manifest),
        ("src/main.rs", main),
        ("src/samples.rs", format!("// {HEADER}\n\n{SAMPLES}")),
    ];
    for (path, text) in files {
        if let Some(change) = change::generated(&directory.join(path), text)? {
            change.apply()?;
        }
    }
    Ok(())
}

/// Builds the programs, and returns the path of each program by name. A program that does not
/// compile is left out, and cargo prints the reason.
fn build(layout: &Layout, tasks: &[Task]) -> Result<BTreeMap<String, PathBuf>, String> {
    let mut packages: Vec<String> = tasks
        .iter()
        .map(|task| format!("--package={}", harness_name(&task.id)))
        .collect();
    packages.sort();
    packages.dedup();
    let mut cargo = cargo(layout.out());
    cargo
        .args([
            "build",
            "--keep-going",
            "--quiet",
            "--message-format=json-render-diagnostics",
        ])
        .args(&packages)
        .env("CARGO_TARGET_DIR", layout.target());
    let spinner = progress::spinner("building the programs that use the crates");
    let (messages, _) = messages(&mut cargo)?;
    spinner.finish_and_clear();
    let programs = messages.iter().filter_map(|message| {
        let name = message["target"]["name"].as_str()?;
        let program = message["executable"].as_str()?;
        Some((name.to_owned(), PathBuf::from(program)))
    });
    Ok(programs.collect())
}

/// Runs a program, and counts the results that it writes.
fn one(program: &Path, task: &Task) -> Result<Results, String> {
    let status = Command::new(program)
        .arg(task.direction.name())
        .args([&task.samples, &task.results])
        .status()
        .map_err(named(program))?;
    if !status.success() {
        return Err(format!(
            "{}: the program failed on these samples: {status}",
            task.samples.display()
        ));
    }
    let text = change::read(&task.results)?;
    let results: Value = serde_json::from_str(&text).map_err(named(&task.results))?;
    let samples = || results.as_object().into_iter().flatten();
    let samples = || samples().flat_map(|(_, samples)| samples.as_array().into_iter().flatten());
    let errors = || samples().filter_map(|sample| sample["error"].as_str());
    Ok(Results {
        samples: samples().count(),
        errors: errors().count(),
        panics: errors()
            .filter(|error| error.starts_with("panic: "))
            .count(),
        failure: None,
    })
}
