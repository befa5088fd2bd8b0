//! `cargo xtask spec fetch`: downloads a specification from the vendor, and records its source.

use std::path::Path;

use alicloud_codegen::cli::{change, fetch, output};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde_json::{Value, json};

use crate::{digest, workspace};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    specification: fetch::Specification,

    /// The recorded date of the download; today by default
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<Date>,

    /// Overwrite a specification that was not downloaded
    #[arg(long)]
    replace: bool,
}

pub(super) fn run(arguments: &Arguments, root: &Path) -> Result<(), String> {
    let Arguments {
        specification,
        date,
        replace,
    } = arguments;
    let file = specification.file();
    let path = root.join(workspace::SPECS).join(&file);
    let list = root.join(workspace::SOURCES);
    let sources = change::read(&list)?;
    if !replace && by_hand(&sources, &file, &path) {
        return Err(format!(
            "{}: the file was not downloaded by this command; use --replace to overwrite it",
            path.display()
        ));
    }
    let fetched = specification.fetch()?;

    let date = date.unwrap_or_else(|| Timestamp::now().to_zoned_datetime(TimeZone::UTC).date());
    let source = json!({
        "file": file,
        "title": specification.title(),
        "upstream": fetched.url,
        "date": date.to_string(),
        "reduced": "to facts, by `cargo xtask spec fetch`",
        "sha256": digest::sha256(fetched.facts.text.as_bytes()),
    });
    let sources = with_source(&sources, source)
        .map_err(|problem| format!("{}: {problem}", list.display()))?;
    for mark in &fetched.facts.marks {
        output::print(&format!("{file}: {mark}\n"))?;
    }
    let changes = [
        change::file(&path, fetched.facts.text)?,
        change::file(&list, sources)?,
    ];
    let changes: Vec<_> = changes.into_iter().flatten().collect();
    change::apply(&changes)
}

/// Whether `file` at `path` was not downloaded. In the list of `sources`, each downloaded file has
/// a URL.
fn by_hand(sources: &str, file: &str, path: &Path) -> bool {
    // Errors in the list are reported when the list is updated.
    let sources: Value = serde_json::from_str(sources).unwrap_or_default();
    let mut known = sources["specifications"].as_array().into_iter().flatten();
    match known.find(|known| known["file"] == file) {
        Some(known) => {
            let upstream = known["upstream"].as_str().unwrap_or_default();
            !upstream.starts_with("https://") && !upstream.starts_with("http://")
        }
        None => path.exists(),
    }
}

/// Adds this `source` to the `list` of sources. If the file is already in the list, the entry keeps
/// its title.
fn with_source(list: &str, source: Value) -> Result<String, String> {
    let mut list: Value = serde_json::from_str(list).map_err(|error| error.to_string())?;
    let specifications = list["specifications"]
        .as_array_mut()
        .ok_or("`specifications` must be a list")?;
    match specifications
        .iter_mut()
        .find(|known| known["file"] == source["file"])
    {
        Some(known) => {
            for key in ["upstream", "date", "reduced", "sha256"] {
                known[key] = source[key].clone();
            }
        }
        None => specifications.push(source),
    }
    Ok(format!("{list:#}\n"))
}
