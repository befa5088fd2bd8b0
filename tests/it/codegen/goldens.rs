//! Every stage's outcome for every case in `tests/golden`.
//!
//! With `UPDATE_GOLDENS=1` they write the outcome instead of comparing it.

use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use alicloud_codegen::{Input, Output, generate, names_json};
use alicloud_tests::golden::CASES;

#[test]
fn the_generator_makes_what_every_golden_holds() {
    let problems: Vec<String> = CASES
        .iter()
        .flat_map(|(case, specification)| problems(case, &output(case, specification)))
        .collect();
    assert!(
        problems.is_empty(),
        "{}\n\
         If the new text is right, run\n\n    UPDATE_GOLDENS=1 cargo test -p alicloud-tests --no-default-features codegen::goldens\n",
        problems.join("\n"),
    );
}

#[test]
fn rustfmt_leaves_generated_text_as_it_is() {
    let files: Vec<PathBuf> = CASES
        .iter()
        .flat_map(|(case, _)| fs::read_dir(directory().join(case).join("generated")).unwrap())
        .map(|entry| entry.unwrap().path())
        .collect();
    let rustfmt = Command::new("rustfmt")
        .args(["--check", "--edition=2024", "--color=never"])
        .args(&files)
        .output()
        .expect("rustfmt should be in the toolchain: `rustup component add rustfmt`");
    let difference = String::from_utf8_lossy(&rustfmt.stdout);
    let trouble = String::from_utf8_lossy(&rustfmt.stderr);
    assert!(rustfmt.status.success(), "{difference}{trouble}");
}

#[test]
fn every_directory_is_a_case() {
    let entries = fs::read_dir(directory()).unwrap();
    let directories = entries.map(|entry| entry.unwrap().path());
    let directories = directories.filter(|path| path.is_dir()).count();
    assert_eq!(CASES.len(), directories);
    assert!(!CASES.is_empty());
}

#[test]
fn operations_of_every_case_are_compiled() {
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

/// What is not as in the directory of the case.
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

/// Where the file differs from `text`, if it does. An update writes `text` instead.
fn difference(path: &Path, text: &str) -> Option<String> {
    let golden = fs::read_to_string(path).unwrap_or_default();
    if golden == text {
        return None;
    }
    if is_update() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        return None;
    }
    let line = golden
        .lines()
        .zip(text.lines())
        .take_while(|(old, new)| old == new)
        .count();
    Some(format!(
        "{} is not what the generator makes, from line {} on:\n  golden:    {:?}\n  generated: {:?}",
        path.display(),
        line + 1,
        golden.lines().nth(line),
        text.lines().nth(line),
    ))
}

fn is_update() -> bool {
    env::var_os("UPDATE_GOLDENS").is_some()
}

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden")
}
