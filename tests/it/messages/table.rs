//! The golden file with the messages of all crates, which has a section for each crate.

use std::{fs, path::Path};

use serde_json::Value;

use crate::golden::difference;

/// Creates tables from their titles and their rows. A row has an occasion and a message.
macro_rules! tables {
    ($($title:literal { $($when:expr => $message:expr,)* })*) => {
        vec![$($crate::messages::table::table($title, vec![$(
            ($when.to_string(), $message.to_string()),
        )*]),)*]
    };
}
pub(crate) use tables;

/// Creates the tables in a fixture. `said` provokes the message of a row.
pub(crate) fn tables_of(fixture: &str, said: impl Fn(&Value) -> String) -> Vec<String> {
    let tables: Vec<Value> = serde_json::from_str(fixture).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let rows = |table: &Value| {
        let rows = table["rows"].as_array().unwrap().iter();
        rows.map(|row| (text(&row["when"]), said(row))).collect()
    };
    let tables = tables.iter();
    tables
        .map(|one| table(&text(&one["table"]), rows(one)))
        .collect()
}

/// Creates a Markdown table. Each line of a message is a code span.
pub(crate) fn table(title: &str, rows: Vec<(String, String)>) -> String {
    let mut text = format!("\n### {title}\n\n| message | shown |\n|---|---|\n");
    for (when, message) in rows {
        let lines = message.lines().filter(|line| !line.trim().is_empty());
        let lines: Vec<String> = lines.map(code).collect();
        assert!(!lines.is_empty(), "{title}: no message {when}");
        text += &format!("| {} | {when} |\n", lines.join("<br>"));
    }
    text
}

fn code(line: &str) -> String {
    let line = line.replace('|', "\\|");
    if line.contains('`') {
        format!("`` {line} ``")
    } else {
        format!("`{line}`")
    }
}

/// Compares a section of the golden file with `tables`. An update writes the section instead.
#[track_caller]
pub(crate) fn assert_section(heading: &str, tables: &[String]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = path
        .ancestors()
        .find(|path| path.join("Cargo.lock").exists());
    let path = root.unwrap().join("tests/golden/messages.md");
    let golden = fs::read_to_string(&path).unwrap();
    let start = golden.find(&format!("\n## {heading}\n"));
    let (before, rest) = golden.split_at(start.unwrap_or(golden.len()));
    let after = rest
        .match_indices("\n## ")
        .nth(1)
        .map_or("", |(end, _)| &rest[end..]);
    let text = format!("{before}\n## {heading}\n{}{after}", tables.concat());
    let difference = difference(&path, &text);
    let help = "If the new text is correct, run the test with UPDATE_GOLDENS=1.";
    assert!(
        difference.is_none(),
        "{}\n{help}",
        difference.unwrap_or_default()
    );
}
