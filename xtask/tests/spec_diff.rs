//! Tests of `cargo xtask spec diff` with two small specifications.

#![expect(clippy::unwrap_used, reason = "a test fails if a value is missing")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/diff")
        .join(name)
}

fn diff(old: &Path, new: &Path, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["spec", "diff"])
        .args([old, new])
        .args(more)
        .output()
        .unwrap()
}

#[track_caller]
fn assert_prints(output: &Output, code: i32, expected: &str) {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    assert!(text == expected, "{text}");
    assert_eq!(output.status.code(), Some(code));
    assert_eq!(String::from_utf8(output.stderr.clone()).unwrap(), "");
}

#[test]
fn distinguishes_breaking_changes_from_other_changes() {
    let (old, new) = (fixture("old.json"), fixture("new.json"));
    let text = fs::read_to_string(fixture("changes.txt")).unwrap();
    assert_prints(&diff(&old, &new, &[]), 1, &text);
    assert_prints(&diff(&old, &new, &["--format", "text"]), 1, &text);
    let json = fs::read_to_string(fixture("changes.json")).unwrap();
    assert_prints(&diff(&old, &new, &["--format", "json"]), 1, &json);
}

#[test]
fn prints_which_part_of_the_version_must_increase() {
    let (old, new) = (fixture("old.json"), fixture("new.json"));
    assert_prints(&diff(&old, &new, &["--bump"]), 0, "major\n");
    assert_prints(&diff(&old, &old, &["--bump"]), 0, "none\n");
    let text = fs::read_to_string(&old).unwrap();
    let more = Path::new(env!("CARGO_TARGET_TMPDIR")).join("diff-bump.json");
    let add = r#""endpoints": [{ "regionId": "cn-x", "endpoint": "x.aliyuncs.com" },"#;
    fs::write(&more, text.replacen(r#""endpoints": ["#, add, 1)).unwrap();
    assert_prints(&diff(&old, &more, &["--bump"]), 0, "minor\n");
    fs::remove_file(more).unwrap();
}

#[test]
fn identical_specifications_have_no_changes() {
    let old = fixture("old.json");
    let text = "Weather 2024-01-01: 0 changes (0 breaking the Rust API, 0 breaking the wire, 0 changing behaviour)\n";
    assert_prints(&diff(&old, &old, &[]), 0, text);
}

#[test]
fn uses_the_singular_for_one_change() {
    let old = fixture("old.json");
    let text = fs::read_to_string(&old).unwrap();
    let new = Path::new(env!("CARGO_TARGET_TMPDIR")).join("diff-one.json");
    fs::write(&new, text.replace("\"MoveStation\"", "\"MoveStation2\"")).unwrap();
    let output = diff(&old, &new, &[]);
    let output = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.starts_with(
            "Weather 2024-01-01: 2 changes (1 breaking the Rust API, 1 breaking the wire, \
             0 changing behaviour)\n"
        ),
        "{output}"
    );
    fs::write(
        &new,
        text.replace("weather.aliyuncs.com", "weather2.aliyuncs.com"),
    )
    .unwrap();
    let expected = "Weather 2024-01-01: 1 change (0 breaking the Rust API, 1 breaking the wire, 0 changing behaviour)
breaks wire           endpoint cn-beijing: weather2.aliyuncs.com, was weather.aliyuncs.com\n";
    assert_prints(&diff(&old, &new, &[]), 1, expected);
    fs::remove_file(new).unwrap();
}

#[test]
fn an_operation_that_may_now_write_changes_behaviour() {
    let old = fixture("old.json");
    let text = fs::read_to_string(&old).unwrap();
    let new = Path::new(env!("CARGO_TARGET_TMPDIR")).join("diff-reads.json");
    fs::write(
        &new,
        text.replace(r#""operationType": "read""#, r#""operationType": "write""#),
    )
    .unwrap();
    let expected = "Weather 2024-01-01: 1 change (0 breaking the Rust API, 0 breaking the wire, 1 changing behaviour)
changes behaviour     ListStations: may write, was only reads\n";
    assert_prints(&diff(&old, &new, &[]), 1, expected);
    let json = diff(&old, &new, &["--format", "json"]);
    let json = String::from_utf8(json.stdout).unwrap();
    assert!(json.contains(r#""changes_behaviour": true"#), "{json}");
    fs::remove_file(new).unwrap();
}

#[test]
fn reads_all_files_in_a_directory() {
    let old = fixture("old.json");
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("diff-directory");
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir_all(&directory).unwrap();
    let output = diff(&old, &directory, &[]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        format!(
            "{}: no `.json` file in this directory\n",
            directory.display()
        )
    );
    fs::copy(&old, directory.join("one.json")).unwrap();
    let text = "Weather 2024-01-01: 0 changes (0 breaking the Rust API, 0 breaking the wire, 0 changing behaviour)\n";
    assert_prints(&diff(&old, &directory, &[]), 0, text);
    fs::remove_dir_all(directory).unwrap();
}

#[test]
fn uses_the_published_names_for_the_old_crate() {
    let old = fixture("old.json");
    let names = Path::new(env!("CARGO_TARGET_TMPDIR")).join("diff-names.json");
    fs::write(
        &names,
        r#"{ "names": { "RaiseAlarm request": "RaiseTheAlarm" } }"#,
    )
    .unwrap();
    let names = names.to_str().unwrap();
    let output = diff(&old, &fixture("new.json"), &["--names", names]);
    let output = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.contains("RaiseAlarm: removed, was RaiseTheAlarm\n"),
        "{output}"
    );
    fs::remove_file(names).unwrap();
    assert_eq!(diff(&old, &old, &["--names", names]).status.code(), Some(2));
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_gives_exit_code_2() {
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["spec", "diff"])
        .args([fixture("old.json"), fixture("new.json")])
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "standard output: No space left on device (os error 28)\n"
    );
}

#[test]
fn errors_and_breaking_changes_have_different_exit_codes() {
    let old = fixture("old.json");
    let errors = |output: Output| {
        assert_eq!(output.status.code(), Some(2));
        assert!(output.stdout.is_empty());
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(errors(diff(&old, Path::new("no/such.json"), &[])).starts_with("no/such.json: "));
    assert!(errors(diff(&old, &fixture("changes.txt"), &[])).contains("invalid JSON"));
    assert!(
        errors(diff(&old, &old, &["--format", "xml"])).contains("[possible values: text, json]")
    );

    let other = Path::new(env!("CARGO_TARGET_TMPDIR")).join("diff-other.json");
    let text = fs::read_to_string(&old)
        .unwrap()
        .replace("\"Weather\"", "\"Post\"");
    fs::write(&other, text).unwrap();
    let errors = errors(diff(&old, &other, &[]));
    assert!(
        errors.starts_with("specifications of different products can't be compared: ")
            && errors.ends_with(" is for Post\n"),
        "{errors}"
    );
    fs::remove_file(other).unwrap();
}
