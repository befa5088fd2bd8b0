//! `cargo xtask codegen`: generated code, written or checked.

use std::path::{Path, PathBuf};

use crate::{
    change::{self, Change},
    output, package, workspace,
};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Write nothing; show what would change, and fail if anything would
    #[arg(long)]
    check: bool,

    /// Generate a stand-alone crate from this specification: a file, or a directory with all of its
    /// files
    #[arg(long, value_name = "PATH", requires = "out")]
    spec: Option<PathBuf>,

    /// The directory of the stand-alone crate
    #[arg(long, value_name = "DIR", requires = "spec")]
    out: Option<PathBuf>,

    /// The operations to generate, separated by commas, instead of all
    #[arg(long, value_name = "A,B", value_delimiter = ',', requires = "spec")]
    operations: Option<Vec<String>>,
}

pub(crate) fn run(arguments: &Arguments, root: &Path) -> Result<(), String> {
    let changes = match (&arguments.spec, &arguments.out) {
        (Some(spec), Some(out)) => {
            package::changes(root, spec, out, arguments.operations.as_deref())?
        }
        _ => workspace::changes(root)?,
    };
    if arguments.check {
        check(arguments, &changes)
    } else {
        change::apply(&changes)
    }
}

fn check(arguments: &Arguments, changes: &[Change]) -> Result<(), String> {
    if changes.is_empty() {
        return Ok(());
    }
    for change in changes {
        output::print(&change.diff())?;
    }
    let mut command = "cargo xtask codegen".to_owned();
    if let (Some(spec), Some(out)) = (&arguments.spec, &arguments.out) {
        command += &format!(" --spec {} --out {}", spec.display(), out.display());
    }
    if let Some(operations) = &arguments.operations {
        command += &format!(" --operations {}", operations.join(","));
    }
    Err(format!(
        "Generated code is not what the specifications say. To bring it up to date, run\n\n    {command}\n"
    ))
}
