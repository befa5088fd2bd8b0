//! Compares the output of the generator with the golden files in `tests/golden`.
//!
//! With `UPDATE_GOLDENS=1`, the tests write the output instead of comparing it.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use alicloud_codegen::{Input, Output, generate, names_json};
use alicloud_tests::golden::CASES;

use crate::golden::{difference, is_update};

#[test]
fn generated_files_match_the_goldens() {
    let problems: Vec<String> = CASES
        .iter()
        .flat_map(|(case, specification)| problems(case, &output(case, specification)))
        .collect();
    assert!(
        problems.is_empty(),
        "{}\n\
         If the new text is correct, run\n\n    UPDATE_GOLDENS=1 cargo test -p alicloud-tests --no-default-features codegen::goldens\n",
        problems.join("\n"),
    );
}

#[test]
fn rustfmt_does_not_change_generated_code() {
    let files: Vec<PathBuf> = CASES
        .iter()
        .flat_map(|(case, _)| fs::read_dir(directory().join(case).join("generated")).unwrap())
        .map(|entry| entry.unwrap().path())
        .collect();
    let rustfmt = Command::new("rustfmt")
        .args(["--check", "--edition=2024", "--color=never"])
        .args(&files)
        .output()
        .expect("rustfmt should be installed: run `rustup component add rustfmt`");
    let difference = String::from_utf8_lossy(&rustfmt.stdout);
    let trouble = String::from_utf8_lossy(&rustfmt.stderr);
    assert!(rustfmt.status.success(), "{difference}{trouble}");
}

#[test]
fn every_golden_directory_is_a_case() {
    let entries = fs::read_dir(directory()).unwrap();
    let directories = entries.map(|entry| entry.unwrap().path());
    let directories = directories.filter(|path| path.is_dir()).count();
    assert_eq!(CASES.len(), directories);
    assert!(!CASES.is_empty());
}

#[test]
fn compiles_the_operations_of_every_case() {
    let manifest = include_str!("../../Cargo.toml");
    let (_, list) = manifest.split_once("\ngolden = [\n").unwrap();
    let (list, _) = list.split_once("]\n").unwrap();
    let compiled: BTreeSet<&str> = list.lines().map(|line| line.trim()).collect();
    for (case, specification) in CASES {
        for operation in output(case, specification).names.operations {
            let feature = format!("\"{}\",", operation.feature);
            assert!(compiled.contains(&*feature), "{case}: {feature}");
        }
    }
}

fn source(case: &str) -> String {
    format!("tests/golden/{case}/spec.json")
}

fn output(case: &str, specification: &str) -> Output {
    generate(&Input::new(&source(case), specification)).unwrap()
}

/// Lists the differences between the output and the golden files of the case.
fn problems(case: &str, output: &Output) -> Vec<String> {
    let directory = directory().join(case);
    let generated = directory.join("generated");
    let names = names_json(&output.product, &output.names, &source(case));
    let warnings: Vec<String> = output
        .warnings
        .iter()
        .map(|one| format!("{one}\n"))
        .collect();
    let mut outcome = vec![
        (directory.join("warnings.txt"), warnings.concat()),
        (directory.join("product.txt"), output.product.to_string()),
        (directory.join("names.json"), names),
        (directory.join("lib.rs"), output.index.clone()),
    ];
    let files = output.files.iter();
    outcome.extend(files.map(|file| (generated.join(&file.path), file.text.clone())));
    let mut problems: Vec<String> = outcome
        .iter()
        .filter_map(|(path, text)| difference(path, text))
        .collect();

    let expected: BTreeSet<&PathBuf> = outcome.iter().map(|(path, _)| path).collect();
    for entry in fs::read_dir(&generated).unwrap() {
        let path = entry.unwrap().path();
        if expected.contains(&path) {
            continue;
        }
        if is_update() {
            fs::remove_file(path).unwrap();
        } else {
            problems.push(format!("{} is no longer generated", path.display()));
        }
    }
    problems
}

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden")
}
