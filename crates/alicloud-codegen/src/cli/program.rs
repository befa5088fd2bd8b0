//! The command line of `alicloud-codegen`.

use std::{ffi::OsString, path::PathBuf, process::ExitCode};

use clap::Parser;

use super::{
    change, diff, fetch, generate,
    input::parse,
    member,
    output::{lines, print},
};
use crate::{Dependency, Fixups, Manifest};

/// This project's corrections of the vendor's specifications.
const FIXUPS: &str = include_str!("../../fixups.json");
/// The name of the built-in corrections in diagnostics.
const OWN_FIXUPS: &str = "built-in corrections";

#[derive(Parser)]
#[command(
    name = "alicloud-codegen",
    version,
    about = "Generates Rust crates from Alibaba Cloud's API specifications"
)]
enum Command {
    /// Download a specification from the vendor's public metadata
    Fetch(Fetch),
    /// Generate a crate from a specification, or update a generated crate
    Generate(Generate),
    /// List what an updated specification changes for users of the generated crate
    Diff(diff::Arguments),
}

#[derive(clap::Args)]
struct Fetch {
    #[command(flatten)]
    source: fetch::Specification,

    /// The file to write (default: `PRODUCT/VERSION.json`, with the product in lower case)
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(clap::Args)]
struct Generate {
    /// The specification: a file, or a directory with all files of the specification
    spec: PathBuf,

    /// The directory of the generated crate
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    /// Generate only these operations, separated by commas
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    operations: Option<Vec<String>>,

    /// Generate the crate as a member of the workspace that contains its directory
    #[arg(long)]
    member: bool,

    /// Depend on the crate `alicloud` in this directory (default: the dependency `alicloud` of the
    /// workspace if --member is given and the workspace has it, otherwise the release on crates.io)
    #[arg(long, value_name = "PATH")]
    alicloud: Option<PathBuf>,

    /// Apply the corrections in this file, instead of the built-in corrections
    #[arg(long, value_name = "FILE")]
    fixups: Option<PathBuf>,

    /// Write no files, print the differences, and fail if there are differences
    #[arg(long)]
    check: bool,
}

/// Runs the program. The first item of `arguments` must be the name of the program.
pub fn run(arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>) -> ExitCode {
    let command = match Command::try_parse_from(arguments) {
        Ok(command) => command,
        Err(error) => {
            // If printing fails, the failure can't be reported.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(u8::MAX));
        }
    };
    let outcome = match command {
        Command::Fetch(arguments) => arguments.run(),
        Command::Generate(arguments) => arguments.run(),
        Command::Diff(arguments) => return diff::run(&arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

impl Fetch {
    fn run(&self) -> Result<(), String> {
        let path = self.out.clone();
        let path = path.unwrap_or_else(|| PathBuf::from(self.source.file()));
        if path.exists() && !is_specification(&change::read(&path)?) {
            return Err(format!(
                "{}: refusing to overwrite a file that is not a specification; choose another --out",
                path.display()
            ));
        }
        let fetched = self.source.fetch()?;
        for mark in &fetched.facts.marks {
            print(&format!("{mark}\n"))?;
        }
        let change = change::file(&path, fetched.facts.text)?;
        change::apply(change.as_slice())
    }
}

/// Whether `text` is a specification, which `fetch` may overwrite.
fn is_specification(text: &str) -> bool {
    let document: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    document["info"]["style"].is_string() && document["apis"].is_object()
}

impl Generate {
    fn run(&self) -> Result<(), String> {
        let workspace = self.workspace()?;
        let manifest = Manifest::default().alicloud(self.dependency(workspace.as_ref())?);
        let manifest = match &workspace {
            Some(workspace) => manifest.member(workspace.inherited()),
            None => manifest,
        };
        let (file, fixups) = self.fixups()?;
        let operations = self.operations.as_deref();
        let changes = generate::changes(
            &self.spec,
            &self.out,
            operations,
            (&file, &fixups),
            &manifest,
        )
        .map_err(|problem| explain(&file, problem))?;
        if self.check {
            return change::check(&changes, &self.command());
        }
        change::apply(&changes)?;
        if let Some(workspace) = workspace {
            workspace.tell_if_missing(&self.out)?;
        }
        Ok(())
    }

    fn workspace(&self) -> Result<Option<member::Workspace>, String> {
        let around = self.member.then(|| member::Workspace::around(&self.out));
        around.transpose()
    }

    fn dependency(&self, workspace: Option<&member::Workspace>) -> Result<Dependency, String> {
        match (&self.alicloud, workspace) {
            (Some(path), _) => Ok(Dependency::Path(member::path_from(&self.out, path)?)),
            (None, Some(workspace)) if workspace.has_alicloud() => Ok(Dependency::Workspace),
            (None, _) => Ok(Dependency::Registry),
        }
    }

    /// Reads the corrections, and returns them with the name of their file.
    fn fixups(&self) -> Result<(String, Fixups), String> {
        let (file, text) = match &self.fixups {
            Some(path) => (path.display().to_string(), change::read(path)?),
            None => (OWN_FIXUPS.to_owned(), FIXUPS.to_owned()),
        };
        let mut found = Vec::new();
        let fixups = parse(&file, &text, &mut found, Fixups::read);
        if found.is_empty() {
            Ok((file, fixups))
        } else {
            Err(lines(&found))
        }
    }

    /// Returns this command line without `--check`.
    fn command(&self) -> String {
        let paths = [("alicloud", &self.alicloud), ("fixups", &self.fixups)];
        let mut command = format!(
            "alicloud-codegen generate {} --out {}",
            self.spec.display(),
            self.out.display()
        );
        if let Some(operations) = &self.operations {
            command += &format!(" --operations {}", operations.join(","));
        }
        if self.member {
            command += " --member";
        }
        for (name, path) in paths {
            if let Some(path) = path {
                command += &format!(" --{name} {}", path.display());
            }
        }
        command
    }
}

/// Adds a hint to `problem` if a built-in correction does not fit the specification.
fn explain(fixups: &str, problem: String) -> String {
    let is_about_own = |line: &str| line.starts_with(OWN_FIXUPS) && !line.contains(": warning: ");
    if fixups != OWN_FIXUPS || !problem.lines().any(is_about_own) {
        return problem;
    }
    format!(
        "{problem}\nthe built-in corrections don't fit this specification; pass other corrections \
         with --fixups FILE; a FILE that contains `[]` applies no corrections"
    )
}
