//! The report of a corpus, which is written to `report.json`.

use std::{collections::BTreeMap, fmt, fs, path::Path, time::Duration};

use alicloud_codegen::{Diagnostic, Severity, cli::output::named};
use serde::Serialize;

/// The report of a run.
#[derive(Serialize)]
pub(super) struct Report {
    pub(super) specifications: Vec<Entry>,
    pub(super) totals: Totals,
}

/// The results for one specification.
#[derive(Serialize)]
pub(super) struct Entry {
    /// The id of the specification, such as `ecs/2014-05-26`.
    pub(super) id: String,
    pub(super) outcome: Outcome,
    /// The style of the specification, such as `RPC`. `None` if the specification states no style.
    pub(super) style: Option<String>,
    #[serde(flatten)]
    pub(super) size: Size,
    pub(super) milliseconds: Milliseconds,
    pub(super) diagnostics: Vec<Finding>,
    /// The results of `cargo check`, by enabled features.
    pub(super) check: BTreeMap<&'static str, Check>,
    pub(super) replies: Option<Results>,
    pub(super) requests: Option<Results>,
    /// The results of the samples that determine hosts.
    pub(super) hosts: Option<Results>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Outcome {
    Generated,
    /// The style of the specification is not supported.
    PassedOver,
    Failed,
}

/// The size of the generated code.
#[derive(Clone, Copy, Default, Serialize)]
pub(super) struct Size {
    pub(super) operations: usize,
    pub(super) types: usize,
    pub(super) fields: usize,
    pub(super) lines: usize,
    pub(super) bytes: usize,
}

/// The time of each stage, without reading and writing files.
#[derive(Clone, Copy, Default, Serialize)]
pub(super) struct Milliseconds {
    pub(super) read: f64,
    pub(super) generate: f64,
    pub(super) print: f64,
}

/// A diagnostic of the generator.
#[derive(Serialize)]
pub(super) struct Finding {
    file: String,
    pointer: String,
    severity: &'static str,
    message: String,
}

/// The warnings and errors of the compiler for a crate.
#[derive(Default, Serialize)]
pub(super) struct Check {
    pub(super) warnings: usize,
    pub(super) errors: usize,
    /// The first few messages of the compiler.
    pub(super) messages: Vec<String>,
}

/// The results for the samples of a specification.
#[derive(Clone, Default, Serialize)]
pub(super) struct Results {
    pub(super) samples: usize,
    pub(super) errors: usize,
    /// The number of errors that are panics.
    pub(super) panics: usize,
    /// The reason why the samples were not processed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) failure: Option<String>,
}

#[derive(Default, Serialize)]
pub(super) struct Totals {
    pub(super) generated: usize,
    pub(super) passed_over: usize,
    pub(super) failed: usize,
    #[serde(flatten)]
    pub(super) size: Size,
    pub(super) milliseconds: Milliseconds,
    pub(super) diagnostics: usize,
    pub(super) check: BTreeMap<&'static str, Check>,
    pub(super) replies: Option<Results>,
    pub(super) requests: Option<Results>,
    /// The wall time for reading, generating and writing all crates.
    pub(super) generation_milliseconds: f64,
    pub(super) wall_milliseconds: f64,
    /// The peak memory of this process while generating, if the system reports it.
    pub(super) peak_memory_bytes: Option<u64>,
}

impl Report {
    /// Creates the report of a generation. `took` is the wall time of the generation.
    pub(super) fn new(specifications: Vec<Entry>, took: Duration) -> Self {
        Self {
            specifications,
            totals: Totals {
                generation_milliseconds: milliseconds(took),
                peak_memory_bytes: peak_memory(),
                ..Totals::default()
            },
        }
    }

    /// Calculates the totals. `took` is the time since the start.
    pub(super) fn finish(&mut self, took: Duration) {
        let totals = &mut self.totals;
        totals.wall_milliseconds = milliseconds(took);
        for entry in &self.specifications {
            match entry.outcome {
                Outcome::Generated => totals.generated += 1,
                Outcome::PassedOver => totals.passed_over += 1,
                Outcome::Failed => totals.failed += 1,
            }
            totals.size.operations += entry.size.operations;
            totals.size.types += entry.size.types;
            totals.size.fields += entry.size.fields;
            totals.size.lines += entry.size.lines;
            totals.size.bytes += entry.size.bytes;
            totals.milliseconds.read += entry.milliseconds.read;
            totals.milliseconds.generate += entry.milliseconds.generate;
            totals.milliseconds.print += entry.milliseconds.print;
            if entry.outcome != Outcome::PassedOver {
                totals.diagnostics += entry.diagnostics.len();
            }
            for (features, check) in &entry.check {
                let total = totals.check.entry(features).or_default();
                total.warnings += check.warnings;
                total.errors += check.errors;
            }
            add(&mut totals.replies, entry.replies.as_ref());
            add(&mut totals.requests, entry.requests.as_ref());
        }
        let sums = &mut totals.milliseconds;
        for sum in [&mut sums.read, &mut sums.generate, &mut sums.print] {
            // Round the sums, because sums of floating-point numbers have inexact digits.
            *sum = (*sum * 1000.0).round() / 1000.0;
        }
    }

    pub(super) fn write(&self, path: &Path) -> Result<(), String> {
        let text = serde_json::to_string_pretty(self).map_err(|error| error.to_string())?;
        fs::write(path, text + "\n").map_err(named(path))
    }
}

fn add(total: &mut Option<Results>, results: Option<&Results>) {
    if let Some(results) = results {
        let total = total.get_or_insert_default();
        total.samples += results.samples;
        total.errors += results.errors;
        total.panics += results.panics;
    }
}

impl Entry {
    /// Creates an entry without results.
    pub(super) fn new(id: String, outcome: Outcome) -> Self {
        Self {
            id,
            outcome,
            style: None,
            size: Size::default(),
            milliseconds: Milliseconds::default(),
            diagnostics: Vec::new(),
            check: BTreeMap::new(),
            replies: None,
            requests: None,
            hosts: None,
        }
    }
}

impl From<Diagnostic> for Finding {
    fn from(diagnostic: Diagnostic) -> Self {
        Self {
            file: diagnostic.file,
            pointer: diagnostic.pointer,
            severity: match diagnostic.severity {
                Severity::Error => "error",
                _ => "warning",
            },
            message: diagnostic.message,
        }
    }
}

impl Finding {
    pub(super) fn message(&self) -> &str {
        &self.message
    }

    /// Creates an error about a whole file.
    pub(super) fn error(file: String, message: String) -> Self {
        Self {
            file,
            pointer: String::new(),
            severity: "error",
            message,
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (file, pointer, severity) = (&self.file, &self.pointer, self.severity);
        write!(f, "{file}: {pointer}: {severity}: {}", self.message)
    }
}

/// Converts a duration to milliseconds with three decimal places.
pub(super) fn milliseconds(duration: Duration) -> f64 {
    duration.as_micros() as f64 / 1000.0
}

/// Returns the peak memory of this process in bytes. Only Linux reports it.
fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}
