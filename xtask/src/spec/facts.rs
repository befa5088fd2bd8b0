//! `cargo xtask spec facts`: removes the prose from specifications.

use std::path::PathBuf;

use alicloud_codegen::{
    check_facts,
    cli::{
        change,
        output::{lines, print},
    },
    facts,
};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The specification files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Change nothing; fail if a file is not reduced
    #[arg(long)]
    check: bool,

    /// Write the reduced specification to this file instead of overwriting the input
    #[arg(long, value_name = "FILE", conflicts_with = "check")]
    out: Option<PathBuf>,
}

/// Reduces each file to facts, and prints the marks that replace prose.
pub(super) fn run(arguments: &Arguments) -> Result<(), String> {
    if arguments.out.is_some() && arguments.files.len() > 1 {
        return Err("--out needs a single FILE; run the command for each file".to_owned());
    }
    let mut found = Vec::new();
    for path in &arguments.files {
        let (file, text) = (path.display().to_string(), change::read(path)?);
        if arguments.check {
            found.extend(check_facts(&file, &text));
            continue;
        }
        let facts = facts(&file, &text).map_err(|diagnostics| lines(&diagnostics))?;
        for mark in &facts.marks {
            print(&format!("{file}: {mark}\n"))?;
        }
        let out = arguments.out.as_ref().unwrap_or(path);
        let changes: Vec<_> = change::file(out, facts.text)?.into_iter().collect();
        change::apply(&changes)?;
    }
    if found.is_empty() {
        return Ok(());
    }
    Err(lines(&found))
}
