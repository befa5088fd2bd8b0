//! The command `diff`, which lists the effects of an updated specification on users of the crate.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use serde_json::{Value, json};

use super::{
    input::{self, input, parts},
    output::{self, lines},
};
use crate::{Bump, Change, Output, Published, diff, generate, names_json};

/// The arguments of the command `diff`.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// The old specification: a file, or a directory with all files of the specification
    old: PathBuf,

    /// The new specification: a file, or a directory with all files of the specification
    new: PathBuf,

    /// Use the Rust names in the `names.json` of the published crate for the old specification
    #[arg(long, value_name = "FILE")]
    names: Option<PathBuf>,

    /// Print the changes as text or as JSON
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// Print only the required version increment: none, minor or major. The exit status is 0 for
    /// each of these increments
    #[arg(long, conflicts_with = "format")]
    bump: bool,
}

const HELP: &str = "\
Without --names, the command derives the Rust names of the old crate from the old specification. The
new crate keeps the names of the old crate. Corrections are not applied to either specification.
Documentation texts are not compared.

A change \"breaks Rust\" if code that uses the old crate might fail to compile with the new crate.
A change \"breaks wire\" if a program that uses the old crate might fail against a server that follows
the new specification.
A change \"changes behaviour\" if unchanged code acts differently after a rebuild with the new crate.
Examples: a failed call is no longer retried, the first page has another number, an omitted parameter
has another meaning, or calls are sent or signed differently.

Breaking changes require a major version. Most changes of behaviour require a major version, too.
If nothing breaks, a change of the HTTP method, of the timeout, or of the part of the request that
carries the parameters requires only a minor version. Additions and deprecations require a minor
version. Changes that are visible only in the documentation require no new version.

Exit status: 0 if no change breaks anything or changes behaviour, 1 if a change does, 2 on failure.";

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    Text,
    Json,
}

const MATTERS: u8 = 1;
const TROUBLE: u8 = 2;

/// Prints the changes between the specifications, and returns the exit status of the program.
pub fn run(arguments: &Arguments) -> ExitCode {
    let outcome = sides(arguments).and_then(|(old, new)| {
        let changes = diff((&old.product, &old.names), (&new.product, &new.names));
        if arguments.bump {
            output::print(&format!("{}\n", Bump::of(&changes)))?;
            return Ok(false);
        }
        let text = match arguments.format {
            Format::Text => text(&old, &changes),
            Format::Json => format!("{:#}\n", json(&old, &new, &changes)),
        };
        output::print(&text)?;
        let matters = |change: &Change| change.breaks() || change.changes_behaviour;
        Ok(changes.iter().any(matters))
    });
    match outcome {
        Ok(false) => ExitCode::SUCCESS,
        Ok(true) => ExitCode::from(MATTERS),
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(TROUBLE)
        }
    }
}

/// Generates both crates from their specifications.
///
/// Corrections are not applied, because a correction for one specification may not fit the other.
fn sides(arguments: &Arguments) -> Result<(Output, Output), String> {
    let old = side(&arguments.old, &names(arguments.names.as_deref())?)?;
    let new = side(&arguments.new, &published(&old))?;
    let names = [&old.product.product, &new.product.product];
    if names[0].eq_ignore_ascii_case(names[1]) {
        return Ok((old, new));
    }
    Err(format!(
        "specifications of different products can't be compared: {} is for {}, {} is for {}",
        arguments.old.display(),
        names[0],
        arguments.new.display(),
        names[1],
    ))
}

fn side(path: &Path, published: &Published) -> Result<Output, String> {
    let parts = parts(path)?;
    let input = input(&parts).published(published);
    generate(&input).map_err(|diagnostics| lines(&diagnostics))
}

/// Reads the published names of the old crate, or returns no names if no file is given.
fn names(file: Option<&Path>) -> Result<Published, String> {
    let Some(file) = file else {
        return Ok(Published::default());
    };
    let mut found = Vec::new();
    let names = input::names(file, &mut found)?;
    if found.is_empty() {
        Ok(names)
    } else {
        Err(lines(&found))
    }
}

/// Returns the names of a crate in the form in which `names.json` stores them.
fn published(output: &Output) -> Published {
    let table = names_json(&output.product, &output.names, "");
    input::parse("names.json", &table, &mut Vec::new(), Published::read)
}

fn count(changes: &[Change], which: fn(&Change) -> bool) -> usize {
    changes.iter().filter(|change| which(change)).count()
}

fn text(old: &Output, changes: &[Change]) -> String {
    let breaks_rust = count(changes, |change| change.breaks_rust);
    let changes_behaviour = count(changes, |change| change.changes_behaviour);
    let mut text = format!(
        "{} {}: {} change{} ({breaks_rust} breaking the Rust API, {} breaking the wire, \
         {changes_behaviour} changing behaviour)\n",
        old.product.product,
        old.product.version,
        changes.len(),
        if changes.len() == 1 { "" } else { "s" },
        count(changes, |change| change.breaks_wire),
    );
    for change in changes {
        let breaks = match (change.breaks_rust, change.breaks_wire) {
            (true, true) => "breaks Rust and wire",
            (true, false) => "breaks Rust",
            (false, true) => "breaks wire",
            (false, false) if change.changes_behaviour => "changes behaviour",
            (false, false) => "",
        };
        // Writing to a `String` can't fail.
        let _ = writeln!(text, "{breaks:20}  {change}");
    }
    text
}

fn json(old: &Output, new: &Output, changes: &[Change]) -> Value {
    let list: Vec<Value> = changes
        .iter()
        .map(|change| {
            json!({
                "subject": change.subject.as_str(),
                "place": change.place,
                "rust": change.rust,
                "aspect": change.aspect.as_str(),
                "old": change.old,
                "new": change.new,
                "breaks_rust": change.breaks_rust,
                "breaks_wire": change.breaks_wire,
                "changes_behaviour": change.changes_behaviour,
            })
        })
        .collect();
    json!({
        "product": new.product.product,
        "old_version": old.product.version,
        "new_version": new.product.version,
        "breaks_rust": count(changes, |change| change.breaks_rust),
        "breaks_wire": count(changes, |change| change.breaks_wire),
        "changes_behaviour": count(changes, |change| change.changes_behaviour),
        "changes": list,
    })
}
