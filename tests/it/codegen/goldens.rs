//! Every stage's outcome for every case in `tests/golden`.
//!
//! With `UPDATE_GOLDENS=1` they write the outcome instead of comparing it.

use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
};

use alicloud_codegen::{Input, generate, names_json};

#[test]
fn types() {
    check("types");
}

#[test]
fn references() {
    check("references");
}

#[test]
fn replies() {
    check("replies");
}

#[test]
fn parameters() {
    check("parameters");
}

#[test]
fn bodies() {
    check("bodies");
}

#[test]
fn paging() {
    check("paging");
}

#[test]
fn names() {
    check("names");
}

#[test]
fn descriptions() {
    check("descriptions");
}

#[test]
fn error_codes() {
    check("error_codes");
}

#[test]
fn v3() {
    check("v3");
}

#[test]
fn every_case_is_checked_and_compiled() {
    let here = include_str!("goldens.rs");
    let compiled = include_str!("../../golden/mod.rs");
    for entry in fs::read_dir(directory()).unwrap() {
        let entry = entry.unwrap();
        let case = entry.file_name().into_string().unwrap();
        if entry.file_type().unwrap().is_dir() {
            assert!(here.contains(&format!("check(\"{case}\")")), "{case}");
            assert!(
                compiled.contains(&format!("\"{case}/generated/mod.rs\"")),
                "{case}"
            );
        }
    }
}

#[track_caller]
fn check(case: &str) {
    let directory = directory().join(case);
    let specification = fs::read_to_string(directory.join("spec.json")).unwrap();
    let source = format!("tests/golden/{case}/spec.json");
    let output = generate(&Input::new(&source, &specification)).unwrap();

    let names = names_json(&output.product, &output.names, &source);
    let warnings: Vec<String> = output
        .warnings
        .iter()
        .map(|one| format!("{one}\n"))
        .collect();
    compare(&directory.join("warnings.txt"), &warnings.concat());
    compare(&directory.join("product.txt"), &output.product.to_string());
    compare(&directory.join("names.json"), &names);

    let generated = directory.join("generated");
    let paths: BTreeSet<PathBuf> = output
        .files
        .iter()
        .map(|file| generated.join(&file.path))
        .collect();
    for file in &output.files {
        compare(&generated.join(&file.path), &file.text);
    }
    for entry in fs::read_dir(&generated).unwrap() {
        let path = entry.unwrap().path();
        if !paths.contains(&path) {
            assert!(is_update(), "{} is no longer generated", path.display());
            fs::remove_file(path).unwrap();
        }
    }
}

#[track_caller]
fn compare(path: &Path, text: &str) {
    let golden = fs::read_to_string(path).unwrap_or_default();
    if golden == text {
        return;
    }
    if is_update() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        return;
    }
    let line = golden
        .lines()
        .zip(text.lines())
        .take_while(|(old, new)| old == new)
        .count();
    panic!(
        "{} is not what the generator makes, from line {} on:\n  golden:    {:?}\n  generated: {:?}\n\
         If the new text is right, run\n\n    UPDATE_GOLDENS=1 cargo test -p alicloud-tests --no-default-features codegen::goldens\n",
        path.display(),
        line + 1,
        golden.lines().nth(line),
        text.lines().nth(line),
    );
}

fn is_update() -> bool {
    env::var_os("UPDATE_GOLDENS").is_some()
}

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden")
}
