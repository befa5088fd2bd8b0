//! What holds for every specification.

#[path = "mutation.rs"]
mod mutation;

use std::collections::HashSet;

use alicloud_codegen::{Input, Severity, generate};
use alicloud_tests::golden::CASES;

/// More specifications, besides the goldens, that input which is no text makes changes to.
const SPECIFICATIONS: &[&str] = &[
    include_str!("../seeds/generate/operation.json"),
    include_str!("../seeds/generate/command-line.json"),
];

/// What the metadata of the vendor's command line says about the operations beside it.
const VERSION: &str =
    r#"{"version":"2014-05-26","style":"rpc","apis":{"A":{"title":"t","deprecated":true}}}"#;

/// Generates from `data`: from the text it is, or, where its first byte is no letter of ASCII, from
/// a specification that the rest of it makes changes to.
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

/// Generates from a text in all the forms that a file may have. What a text is goes by its keys, and
/// the path counts for those of single operations alone.
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
                    "{} is there twice",
                    file.path
                );
            }
        }
        Err(diagnostics) => assert!(
            diagnostics
                .iter()
                .any(|one| one.severity == Severity::Error),
            "refused without a reason"
        ),
    }
}
