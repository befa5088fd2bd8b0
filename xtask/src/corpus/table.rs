//! Formats the report as a table for the terminal.

use super::report::{Check, Entry, Finding, Milliseconds, Outcome, Report, Results, Size};

const HEADINGS: &[&str] = &[
    "specification",
    "operations",
    "types",
    "fields",
    "lines",
    "bytes",
    "diagnostics",
    "read ms",
    "generate ms",
    "print ms",
    "warnings",
    "errors",
    "replies",
    "requests",
];

/// Formats the report with a line per specification and a line of totals.
pub(super) fn table(report: &Report) -> String {
    let mut rows = vec![HEADINGS.iter().map(|&heading| heading.to_owned()).collect()];
    rows.extend(report.specifications.iter().map(row));
    let totals = &report.totals;
    rows.push(cells(
        format!("{} generated", totals.generated),
        &totals.size,
        totals.diagnostics,
        &totals.milliseconds,
        totals.check.values(),
        [&totals.replies, &totals.requests],
    ));
    let mut text = lines(&rows);
    for entry in &report.specifications {
        if entry.outcome == Outcome::PassedOver {
            let reasons = entry.diagnostics.iter().map(Finding::message);
            let reasons: Vec<&str> = reasons.collect();
            text += &format!("{} was skipped: {}\n", entry.id, reasons.join("; "));
        }
    }
    if totals.failed > 0 {
        text += &format!("{} failed\n", totals.failed);
    }
    let memory = totals.peak_memory_bytes.map_or_else(String::new, |bytes| {
        format!(", peak memory {} MB", bytes / 1_000_000)
    });
    text += &format!(
        "generated within {:.0} ms{memory}; finished within {:.1} s\n",
        totals.generation_milliseconds,
        totals.wall_milliseconds / 1000.0,
    );
    text
}

fn row(entry: &Entry) -> Vec<String> {
    match entry.outcome {
        Outcome::Generated => cells(
            entry.id.clone(),
            &entry.size,
            entry.diagnostics.len(),
            &entry.milliseconds,
            entry.check.values(),
            [&entry.replies, &entry.requests],
        ),
        Outcome::PassedOver => vec![entry.id.clone(), "skipped".to_owned()],
        Outcome::Failed => vec![entry.id.clone(), "failed".to_owned()],
    }
}

fn cells<'a>(
    name: String,
    size: &Size,
    diagnostics: usize,
    milliseconds: &Milliseconds,
    checks: impl Iterator<Item = &'a Check>,
    results: [&Option<Results>; 2],
) -> Vec<String> {
    let mut cells = vec![name];
    let sizes = [
        size.operations,
        size.types,
        size.fields,
        size.lines,
        size.bytes,
    ];
    cells.extend(sizes.iter().map(ToString::to_string));
    cells.push(diagnostics.to_string());
    let times = [milliseconds.read, milliseconds.generate, milliseconds.print];
    cells.extend(times.iter().map(|time| format!("{time:.1}")));
    // Most feature sets give the same warnings, so the table shows the largest number and not the
    // sum.
    let worst = checks.map(|check| (check.warnings, check.errors));
    let worst = worst.reduce(|a, b| (a.0.max(b.0), a.1.max(b.1)));
    let [warnings, errors] = match worst {
        Some((warnings, errors)) => [warnings.to_string(), errors.to_string()],
        None => ["-".to_owned(), "-".to_owned()],
    };
    cells.extend([warnings, errors]);
    cells.extend(results.map(|results| match results {
        Some(Results {
            failure: Some(_), ..
        }) => "failed".to_owned(),
        Some(Results {
            samples, errors, ..
        }) => format!("{}/{samples}", samples - errors),
        None => "-".to_owned(),
    }));
    cells
}

/// Formats rows as lines. The first column is left-aligned, and all others are right-aligned.
fn lines(rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or_default()
    };
    let widths: Vec<usize> = (0..HEADINGS.len()).map(width).collect();
    let mut text = String::new();
    for row in rows {
        for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
            text += &match column {
                0 => format!("{cell:<width$}"),
                _ => format!("  {cell:>width$}"),
            };
        }
        text.push('\n');
    }
    text
}
