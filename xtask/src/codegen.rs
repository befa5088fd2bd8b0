//! `cargo xtask codegen`: writes or checks generated code.

use std::path::{Path, PathBuf};

use alicloud_codegen::{
    Dependency, Manifest,
    cli::{change, generate, output::warn},
};

use crate::{emulator_facts, workspace};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Write nothing; show the pending changes, and fail if there are any
    #[arg(long)]
    check: bool,

    /// Generate a stand-alone crate from this specification: a file, or a directory with all files
    /// of the specification
    #[arg(long, value_name = "PATH", requires = "out")]
    spec: Option<PathBuf>,

    /// The directory of the stand-alone crate
    #[arg(long, value_name = "DIR", requires = "spec")]
    out: Option<PathBuf>,

    /// Generate only these operations, separated by commas
    #[arg(long, value_name = "A,B", value_delimiter = ',', requires = "spec")]
    operations: Option<Vec<String>>,
}

pub(crate) fn run(arguments: &Arguments, root: &Path) -> Result<(), String> {
    let mut command = "cargo xtask codegen".to_owned();
    let changes = if let (Some(spec), Some(out)) = (&arguments.spec, &arguments.out) {
        command += &format!(" --spec {} --out {}", spec.display(), out.display());
        if let Some(operations) = &arguments.operations {
            command += &format!(" --operations {}", operations.join(","));
        }
        let mut found = Vec::new();
        let fixups = workspace::fixups(root, &mut found)?;
        warn(&found)?;
        let alicloud = Dependency::Path(workspace::run_time_crate(root)?);
        let manifest = Manifest::default().alicloud(alicloud);
        let operations = arguments.operations.as_deref();
        generate::changes(
            spec,
            out,
            operations,
            (workspace::FIXUPS, &fixups),
            &manifest,
        )?
    } else {
        let mut changes = workspace::changes(root)?;
        changes.extend(emulator_facts::changes(root)?);
        changes
    };
    if arguments.check {
        change::check(&changes, &command)
    } else {
        change::apply(&changes)
    }
}
