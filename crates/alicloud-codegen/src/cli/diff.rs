//! The command `diff`: what an update of a specification means for users.

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

/// What to compare.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// The specification as it was: a file, or a directory with all of its files
    old: PathBuf,

    /// The specification as it is to be
    new: PathBuf,

    /// The `names.json` of the crate that is published, whose names the old crate has
    #[arg(long, value_name = "FILE")]
    names: Option<PathBuf>,

    /// For people, or for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// Print only the part of the version number that has to grow (none, minor or major), and exit
    /// with 0
    #[arg(long, conflicts_with = "format")]
    bump: bool,
}

const HELP: &str = "\
The names of the old crate are those of a fresh generation, unless --names says what is published.
What is published keeps its name, so the names of the new crate are those that the generator gives it
after the old one. Corrections are left out on both sides. Texts are not compared.

A change breaks Rust if code against the old crate may not compile with the new one. It breaks the
wire if a program with the old crate may fail against a server that does what the new one says. It
changes behaviour if unchanged code, rebuilt with the new crate, acts differently: it no longer repeats
a call after a failure, its pages begin with another number, a parameter that it leaves out means
something else, or its calls are sent or signed in another way.

What breaks is major. So is a change of behaviour, unless the same call is only sent in another way.
Additions and deprecations are minor.

Exit status: 0 if nothing breaks or changes behaviour, 1 if something does, 2 for trouble.";

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    Text,
    Json,
}

const MATTERS: u8 = 1;
const TROUBLE: u8 = 2;

/// Prints the changes, and gives the exit status of the program.
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

/// Corrections are left out: they are the same on both sides, and one that is for the new
/// specification need not fit the old.
fn sides(arguments: &Arguments) -> Result<(Output, Output), String> {
    let old = side(&arguments.old, &names(arguments.names.as_deref())?)?;
    let new = side(&arguments.new, &published(&old))?;
    let names = [&old.product.product, &new.product.product];
    if names[0].eq_ignore_ascii_case(names[1]) {
        return Ok((old, new));
    }
    Err(format!(
        "{} is a specification of {}, and {} one of {}; only one product's can be compared",
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

/// The names that the old crate has to have.
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

/// The names of a crate as its table of names keeps them.
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
        "{} {}: {} change{}, of which {breaks_rust} break{} the Rust API and {} the wire, and \
         {changes_behaviour} change{} behaviour\n",
        old.product.product,
        old.product.version,
        changes.len(),
        if changes.len() == 1 { "" } else { "s" },
        if breaks_rust == 1 { "s" } else { "" },
        count(changes, |change| change.breaks_wire),
        if changes_behaviour == 1 { "s" } else { "" },
    );
    for change in changes {
        let breaks = match (change.breaks_rust, change.breaks_wire) {
            (true, true) => "breaks Rust and wire",
            (true, false) => "breaks Rust",
            (false, true) => "breaks wire",
            (false, false) if change.changes_behaviour => "changes behaviour",
            (false, false) => "",
        };
        // Writing to a string cannot fail.
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
