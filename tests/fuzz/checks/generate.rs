//! Properties that hold for any specification.

#[path = "mutation.rs"]
mod mutation;

use std::collections::HashSet;

use alicloud_codegen::{Input, Severity, generate};
use alicloud_tests::golden::CASES;

/// Specifications that binary input mutates, in addition to the golden specifications.
const SPECIFICATIONS: &[&str] = &[
    include_str!("../seeds/generate/operation.json"),
    include_str!("../seeds/generate/command-line.json"),
];

/// A `version.json` file from the metadata of the vendor's command line.
const VERSION: &str =
    r#"{"version":"2014-05-26","style":"rpc","apis":{"A":{"title":"t","deprecated":true}}}"#;

/// Generates code from `data`. If the first byte is an ASCII control character or not ASCII, the
/// byte selects a specification, and the other bytes select mutations. Otherwise `data` is the
/// specification.
pub(crate) fn check(data: &[u8]) {
    match data.split_first() {
        Some((first, changes)) if !first.is_ascii() || first.is_ascii_control() => {
            let goldens = CASES.iter().map(|(_, specification)| specification);
            let mut all = goldens.chain(SPECIFICATIONS).cycle();
            if let Some(chosen) = all.nth(usize::from(*first)) {
                check_text(&mutation::mutated(chosen, changes));
            }
        }
        _ => {
            if let Ok(text) = std::str::from_utf8(data) {
                check_text(text);
            }
        }
    }
}

/// Generates code from a specification as two kinds of files. The generator detects the format from
/// the keys of the document. It uses the path only for files that hold a single operation.
fn check_text(text: &str) {
    check_input(&Input::new("products/P/versions/v/apis/A/api.json", text));
    check_input(&Input::new("p/A.json", text).file("p/version.json", VERSION));
}

fn check_input(input: &Input<'_>) {
    match generate(input) {
        Ok(output) => {
            let mut paths = HashSet::new();
            for file in &output.files {
                let plain = |letter: char| letter.is_ascii_alphanumeric() || "_./".contains(letter);
                assert!(file.path.chars().all(plain), "{}", file.path);
                assert!(!file.path.contains(".."), "{}", file.path);
                assert!(
                    paths.insert(file.path.to_ascii_lowercase()),
                    "duplicate file {}",
                    file.path
                );
            }
        }
        Err(diagnostics) => assert!(
            diagnostics
                .iter()
                .any(|one| one.severity == Severity::Error),
            "generation failed without an error diagnostic"
        ),
    }
}
