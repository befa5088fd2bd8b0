//! Generates crates from specifications in parallel.

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
    thread,
    time::Instant,
};

use alicloud_codegen::{
    Dependency, Diagnostic, Diagnostics, Document, Fixups, Input, Manifest, Output, Stage,
    cli::{
        change::Change,
        generate::files,
        output::{has_errors, lines},
    },
    generate_in_stages, package, protocol,
};
use serde::Deserialize;

use super::{
    harness,
    layout::{Layout, package_name},
    progress,
    report::{Entry, Finding, Milliseconds, Outcome, Size, milliseconds},
    specifications::Specification,
};
use crate::workspace;

/// The stack size of a thread that generates. Nested schemas cause deep recursion in the functions
/// that print them.
const STACK_BYTES: usize = 64 * 1024 * 1024;

/// Generates a crate from each specification, `jobs` at a time. Returns the results sorted by id.
pub(super) fn all(
    root: &Path,
    layout: &Layout,
    mut specifications: Vec<Specification>,
    jobs: usize,
) -> Result<Vec<Entry>, String> {
    let mut found = Vec::new();
    let fixups = workspace::fixups(root, &mut found)?;
    if has_errors(&found) {
        return Err(lines(&found));
    }
    let bar = progress::bar("generating", specifications.len());
    // The threads take specifications from the end of the list. The largest specification is at the
    // end, so that its processing starts first and does not delay the end of the run.
    specifications.sort_by_key(|one| one.bytes);
    let waiting = Mutex::new(specifications);
    let entries = Mutex::new(Vec::new());
    // `next` is a closure, so that the lock is released before a specification is processed.
    let next = || lock(&waiting).pop();
    let work = || {
        while let Some(next) = next() {
            bar.set_message(next.id.clone());
            let entry = one(&next, layout, &fixups);
            lock(&entries).push(entry);
            bar.inc(1);
        }
    };
    thread::scope(|scope| {
        for _ in 0..jobs {
            thread::Builder::new()
                .stack_size(STACK_BYTES)
                .spawn_scoped(scope, work)
                .map_err(|error| format!("can't start a thread: {error}"))?;
        }
        Ok::<(), String>(())
    })?;
    bar.finish_and_clear();
    let entries = entries.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut entries: Vec<Entry> = entries.into_iter().collect::<Result<_, String>>()?;
    entries.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(entries)
}

/// Locks a mutex, and ignores a panic in another thread. The value is intact, because each change
/// is a single call.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Generates one crate. Returns an error only if the crate can't be written.
fn one(specification: &Specification, layout: &Layout, fixups: &Fixups) -> Result<Entry, String> {
    let id = &specification.id;
    let file = specification.path.display().to_string();
    let failed = |message: String| Entry {
        diagnostics: vec![Finding::error(file.clone(), message)],
        ..Entry::new(id.clone(), Outcome::Failed)
    };
    let text = match fs::read_to_string(&specification.path) {
        Ok(text) => text,
        Err(error) => return Ok(failed(format!("cannot be read: {error}"))),
    };
    let source = format!("{id}.json");
    let input = Input::new(&file, &text)
        .source(&source)
        .fixups(workspace::FIXUPS, fixups);
    let Ok((result, milliseconds)) = catch_unwind(AssertUnwindSafe(|| timed(&input))) else {
        let message = "the generator panicked, which is a bug in the generator";
        return Ok(failed(message.to_owned()));
    };
    let (outcome, style, size, diagnostics) = match result {
        Ok(output) => {
            let size = size(&output);
            if layout.has_harness {
                harness::write(layout, id, &output)?;
            }
            let warnings = output.warnings.clone();
            let manifest = Manifest::default()
                .name(package_name(id))
                .member(Vec::new())
                .alicloud(Dependency::Path(layout.alicloud.clone()));
            let package = package(output, &source, &manifest);
            let changes = files(&layout.package(id), package)?;
            changes.iter().try_for_each(Change::apply)?;
            (Outcome::Generated, style(&text), size, warnings)
        }
        Err(diagnostics) => {
            let outcome = if is_of_another_style(&text) {
                Outcome::PassedOver
            } else {
                Outcome::Failed
            };
            (outcome, style(&text), Size::default(), diagnostics)
        }
    };
    Ok(Entry {
        style,
        size,
        milliseconds,
        diagnostics: diagnostics.into_iter().map(Finding::from).collect(),
        ..Entry::new(id.clone(), outcome)
    })
}

/// Whether a specification has an unsupported style. Returns `false` for a malformed document,
/// whose style is unknown.
fn is_of_another_style(text: &str) -> bool {
    let mut diagnostics = Diagnostics::new("");
    let document = Document::parse(text, &mut diagnostics);
    let document = document.filter(|_| !diagnostics.has_errors());
    document.is_some_and(|document| protocol(&document, &mut diagnostics).is_none())
}

/// Returns the style that a specification states.
fn style(text: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Head {
        info: Info,
    }
    #[derive(Deserialize)]
    struct Info {
        style: String,
    }
    let head: Head = serde_json::from_str(text).ok()?;
    Some(head.info.style)
}

/// Generates the code, and measures the time of each stage.
fn timed(input: &Input<'_>) -> (Result<Output, Vec<Diagnostic>>, Milliseconds) {
    let mut starts = Vec::new();
    let result = generate_in_stages(input, |stage| starts.push((stage, Instant::now())));
    let mut end = Instant::now();
    let mut took = Milliseconds::default();
    for (stage, start) in starts.into_iter().rev() {
        let time = milliseconds(end - start);
        match stage {
            Stage::Read => took.read += time,
            Stage::Print => took.print += time,
            _ => took.generate += time,
        }
        end = start;
    }
    (result, took)
}

fn size(output: &Output) -> Size {
    let product = &output.product;
    let texts = || output.files.iter().map(|file| &file.text);
    Size {
        operations: product.operations.len(),
        types: product.records.len(),
        fields: product
            .records
            .iter()
            .map(|record| record.fields.len())
            .sum(),
        lines: texts().map(|text| text.lines().count()).sum(),
        bytes: texts().map(String::len).sum(),
    }
}
