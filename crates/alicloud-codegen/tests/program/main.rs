//! Tests of the program `alicloud-codegen`, with a local server and crates that cargo checks.

#![expect(clippy::unwrap_used, reason = "a test fails if a value is missing")]

#[path = "../../../../tests/it/golden.rs"]
mod golden;
mod messages;
mod server;

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use tempfile::TempDir;

use self::server::{answer, server};

/// A specification with descriptive texts, as the vendor serves it.
const SPEC: &str = r#"{"version":"1.0","info":{"style":"RPC","product":"Weather","version":"2024-01-01"},
"directories":[{"id":1,"title":"Stations","type":"directory","children":["ListStations","MoveStation"]}],
"apis":{"ListStations":{"title":"List stations","methods":["post","get"],"operationType":"read",
"parameters":[{"name":"PageNumber","in":"query","schema":{"type":"integer","minimum":"1"}},{"name":"PageSize","in":"query","schema":{"type":"integer"}}],
"responses":{"200":{"schema":{"type":"object","properties":{"TotalCount":{"type":"integer"},
"Stations":{"type":"object","properties":{"Station":{"type":"array","items":{"type":"object","properties":{"StationId":{"description":"The ID.","type":"string"}}}}}}}}}}},
"MoveStation":{"methods":["post"],"parameters":[{"name":"StationId","in":"query","schema":{"type":"string","required":true}}],
"responses":{"200":{"schema":{"type":"object","properties":{"RequestId":{"type":"string"}}}}}}},
"endpoints":[{"regionId":"cn-beijing","endpoint":"weather.cn-beijing.aliyuncs.com"}]}"#;

/// The code of a user's program that depends on the generated crate.
const PROGRAM: &str = "
pub fn count(client: &alicloud::blocking::Client<impl alicloud::blocking::Transport>) -> usize {
    client.pages(alicloud_weather::ListStations::new()).items().count()
}
";

/// Creates the working directory of the program within the build directory of this workspace.
fn directory() -> TempDir {
    TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}

fn run(directory: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_alicloud-codegen"))
        .args(arguments)
        .current_dir(directory)
        .output()
        .unwrap()
}

#[track_caller]
fn text(output: &Output, code: i32) -> String {
    let errors = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(code), "{errors}");
    errors
}

fn alicloud() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../alicloud");
    path.canonicalize().unwrap().to_str().unwrap().to_owned()
}

/// Runs `cargo check` offline in the directory, with the `Cargo.lock` of this workspace.
///
/// With `patch`, the crate `alicloud` of this workspace replaces its release on crates.io.
#[track_caller]
fn check(directory: &Path, patch: bool) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    fs::copy(root.join("Cargo.lock"), directory.join("Cargo.lock")).unwrap();
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["check", "--workspace", "--offline", "--quiet"]);
    // The optimization is the same as in the workspace, so that built dependencies are shared.
    for package in ["proc-macro2", "quote", "serde_json", "syn"] {
        let setting = format!("profile.dev.package.{package}.opt-level=1");
        cargo.args(["--config", &setting]);
    }
    if patch {
        let patch = format!("patch.crates-io.alicloud.path = '{}'", alicloud());
        cargo.args(["--config", &patch]);
    }
    cargo.env(
        "CARGO_TARGET_DIR",
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(".."),
    );
    let output = cargo.current_dir(directory).output().unwrap();
    assert_eq!(text(&output, 0), "");
}

/// Creates a directory with the specification, downloaded by the command `fetch`.
fn fetched() -> TempDir {
    let directory = directory();
    let (url, server) = server(answer("200 OK", "", SPEC));
    let fetch = ["fetch", "Weather", "2024-01-01", "--base-url", &url];
    assert_eq!(text(&run(directory.path(), &fetch), 0), "");
    server.join().unwrap();
    directory
}

const GENERATE: &[&str] = &["generate", "weather/2024-01-01.json", "--out"];

#[test]
fn generates_a_standalone_crate() {
    let directory = fetched();
    let output = run(
        directory.path(),
        &[GENERATE, &["alicloud-weather"]].concat(),
    );
    assert_eq!(text(&output, 0), "");
    let package = directory.path().join("alicloud-weather");
    let manifest = fs::read_to_string(package.join("Cargo.toml")).unwrap();
    assert!(manifest.contains("\n[workspace]\n"), "{manifest}");
    assert!(
        manifest.ends_with("\nalicloud = { version = \"0.1.0\", default-features = false }\n"),
        "{manifest}"
    );
    check(&package, true);

    let again = [GENERATE, &["alicloud-weather", "--check"]].concat();
    assert_eq!(text(&run(directory.path(), &again), 0), "");
    let other = [&again[..], &["--operations", "ListStations"]].concat();
    let output = run(directory.path(), &other);
    let command = "\n    alicloud-codegen generate weather/2024-01-01.json --out alicloud-weather \
                   --operations ListStations\n";
    assert!(text(&output, 1).contains(command), "{output:?}");
}

#[test]
fn generates_the_same_code_from_reduced_and_complete_specifications() {
    let reduced = fetched();
    let whole = directory();
    fs::create_dir(whole.path().join("weather")).unwrap();
    fs::write(whole.path().join("weather/2024-01-01.json"), SPEC).unwrap();
    let code = |directory: &TempDir| {
        let output = run(directory.path(), &[GENERATE, &["model"]].concat());
        assert_eq!(text(&output, 0), "");
        let read = |path: &str| {
            let text = fs::read_to_string(directory.path().join("model").join(path)).unwrap();
            let lines = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"));
            lines.map(str::to_owned).collect::<Vec<_>>()
        };
        [
            "names.json",
            "Cargo.toml",
            "src/lib.rs",
            "src/generated/list_stations.rs",
        ]
        .map(read)
    };
    assert_eq!(code(&reduced), code(&whole));
}

#[test]
fn generates_a_member_of_a_workspace() {
    let directory = fetched();
    let root = directory.path();
    fs::create_dir_all(root.join("program/src")).unwrap();
    fs::write(root.join("program/src/lib.rs"), PROGRAM).unwrap();
    fs::write(
        root.join("program/Cargo.toml"),
        "[package]
name = \"program\"
edition = \"2021\"

[dependencies]
alicloud.workspace = true
alicloud-weather = { path = \"../models/weather\" }
",
    )
    .unwrap();
    fs::write(
        root.join("Cargo.toml"),
        format!(
            "[workspace]
resolver = \"3\"
members = [\"program\"]

[workspace.package]
version = \"3.1.4\"
edition = \"2021\"
rust-version = \"1.90\"

[workspace.dependencies]
alicloud = {{ path = '{}' }}
",
            alicloud()
        ),
    )
    .unwrap();
    let generate = [GENERATE, &["models/weather", "--member"]].concat();
    assert_eq!(text(&run(root, &generate), 0), "");
    let manifest = fs::read_to_string(root.join("models/weather/Cargo.toml")).unwrap();
    for line in [
        "version.workspace = true",
        "edition = \"2024\"",
        "rust-version.workspace = true",
        "license = \"MIT OR Apache-2.0\"",
        "alicloud.workspace = true",
    ] {
        assert!(
            manifest.lines().any(|found| found == line),
            "{line}\n{manifest}"
        );
    }
    assert!(!manifest.contains("[workspace]"), "{manifest}");
    check(root, false);
}

#[test]
fn writes_a_relative_path_to_the_manifest() {
    let directory = fetched();
    let path = directory.path().join("vendor/alicloud");
    fs::create_dir_all(&path).unwrap();
    let generate = [
        GENERATE,
        &["models/weather", "--alicloud", "vendor/alicloud"],
    ]
    .concat();
    let expected = "vendor/alicloud: no Cargo.toml in this directory; --alicloud must be the \
                    directory of the crate `alicloud`\n";
    assert_eq!(text(&run(directory.path(), &generate), 1), expected);
    fs::write(path.join("Cargo.toml"), "").unwrap();
    assert_eq!(text(&run(directory.path(), &generate), 0), "");
    let manifest = fs::read_to_string(directory.path().join("models/weather/Cargo.toml")).unwrap();
    let expected = "\nalicloud = { version = \"0.1.0\", path = \"../../vendor/alicloud\", \
         default-features = false }\n";
    assert!(manifest.ends_with(expected), "{manifest}");
}

#[test]
fn prints_the_missing_workspace_member() {
    let directory = fetched();
    let manifest = directory.path().join("Cargo.toml");
    let generate = [GENERATE, &["models/weather", "--member"]].concat();
    // The directory is inside this workspace, so the test writes its own workspace manifest.
    fs::write(&manifest, "[workspace]\nmembers = []\n").unwrap();
    let expected = format!(
        "add \"models/weather\" to `members` in {}; until then the crate is not part of the \
         workspace\n",
        manifest.canonicalize().unwrap().display()
    );
    assert_eq!(text(&run(directory.path(), &generate), 0), expected);
    fs::write(&manifest, "[workspace]\nmembers = [\"models/*\"]\n").unwrap();
    assert_eq!(text(&run(directory.path(), &generate), 0), "");
}

#[test]
fn refuses_a_member_without_a_workspace() {
    let directory = TempDir::new().unwrap();
    let output = run(
        directory.path(),
        &["generate", "x.json", "--out", "x", "--member"],
    );
    let expected = "x: no parent directory has a Cargo.toml with [workspace]; omit --member to \
                    generate a standalone crate\n";
    assert_eq!(text(&output, 1), expected);
}

#[test]
fn applies_built_in_corrections_or_given_corrections() {
    let directory = directory();
    let adb = SPEC
        .replace("\"Weather\"", "\"Ecs\"")
        .replace("2024-01-01", "2014-05-26");
    fs::write(directory.path().join("ecs.json"), adb).unwrap();
    let generate = ["generate", "ecs.json", "--out", "out"];
    let errors = text(&run(directory.path(), &generate), 1);
    assert!(errors.starts_with("built-in corrections: /"), "{errors}");
    let way_out = "pass other corrections with --fixups FILE; a FILE that contains `[]` applies no \
                   corrections\n";
    assert!(errors.ends_with(way_out), "{errors}");

    let fixups = directory.path().join("fixups.json");
    fs::write(&fixups, "[]").unwrap();
    let generate = [&generate[..], &["--fixups", "fixups.json"]].concat();
    assert_eq!(text(&run(directory.path(), &generate), 0), "");
    fs::write(
        fixups,
        r#"[{"spec": "ecs/2014-05-26", "at": "/x-features", "expect": null, "set": {"1": "stations"},
            "why": "w", "see": "s"}]"#,
    )
    .unwrap();
    assert_eq!(text(&run(directory.path(), &generate), 0), "");
    let manifest = fs::read_to_string(directory.path().join("out/Cargo.toml")).unwrap();
    assert!(manifest.contains("\nstations = []\n"), "{manifest}");
}

#[test]
fn exits_with_different_codes_for_wrong_usage_and_failure() {
    let directory = directory();
    for (arguments, code) in [
        (&["--nonsense"][..], 2),
        (&["generate", "x.json"], 2),
        (&["generate", "no/such.json", "--out", "x"], 1),
        (&["diff", "no/such.json", "no/such.json"], 2),
        (&["--version"], 0),
    ] {
        assert_eq!(
            run(directory.path(), arguments).status.code(),
            Some(code),
            "{arguments:?}"
        );
    }
}
