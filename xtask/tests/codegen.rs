//! Tests of `cargo xtask codegen` on copies of the workspace.

#![expect(clippy::unwrap_used, reason = "a test fails if a value is missing")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    time::SystemTime,
};

use serde_json::{Map, Value};

const SPEC: &str = "api-specs/ecs/2014-05-26.json";
const GENERATED: &str = "crates/alicloud-ecs/src/generated";
const LIBRARY: &str = "crates/alicloud-ecs/src/lib.rs";
const OPERATION: &str = "crates/alicloud-ecs/src/generated/describe_instance_vnc_url.rs";

/// A copy of the specifications and the generated code of the workspace, which is removed on drop.
struct Workspace {
    root: PathBuf,
}

impl Workspace {
    fn new(name: &str) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&root);
        copy(&origin().join("api-specs"), &root.join("api-specs"));
        shrink(&root.join("api-specs"));
        fs::create_dir_all(root.join("crates/alicloud")).unwrap();
        fs::create_dir_all(root.join("crates/alicloud-ecs/src")).unwrap();
        for file in [
            "crates/alicloud-ecs/Cargo.toml",
            "crates/alicloud-ecs/README.md",
            LIBRARY,
        ] {
            fs::copy(origin().join(file), root.join(file)).unwrap();
        }
        let workspace = Self { root };
        assert_ok(&workspace.codegen(&[]));
        workspace
    }

    fn codegen(&self, arguments: &[&str]) -> Output {
        xtask(&self.root, arguments)
    }

    fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    fn edit(&self, path: &str, from: &str, to: &str) {
        let path = self.path(path);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{from}");
        fs::write(&path, text.replace(from, to)).unwrap();
    }

    fn modified(&self, path: &str) -> SystemTime {
        fs::metadata(self.path(path)).unwrap().modified().unwrap()
    }

    /// Runs a check that must fail, and returns its standard output.
    fn failing_check(&self) -> String {
        let output = self.codegen(&["--check"]);
        assert_eq!(output.status.code(), Some(1));
        assert!(stderr(&output).contains("\n    cargo xtask codegen\n"));
        stdout(&output)
    }
}

/// The operations that the copies keep, because generating all operations would take too long.
const KEPT: [&str; 4] = [
    "DescribeInstanceVncUrl",
    "DescribeInstances",
    "DescribeRegions",
    "ModifyInstanceVncPasswd",
];

/// Keeps a few operations of the specification in `specs`, with their corrections and texts.
fn shrink(specs: &Path) {
    let is_kept = |name: &str| KEPT.contains(&name);
    edit_json(&specs.join("ecs/2014-05-26.json"), |spec| {
        object(&mut spec["apis"]).retain(|name, _| is_kept(name));
        for directory in spec["directories"].as_array_mut().unwrap() {
            let children = directory["children"].as_array_mut().unwrap();
            children.retain(|name| is_kept(name.as_str().unwrap()));
        }
    });
    edit_json(&specs.join("ecs/texts.json"), |texts| {
        object(&mut texts["operations"]).retain(|name, _| is_kept(name));
    });
    edit_json(&specs.join("fixups.json"), |fixups| {
        fixups.as_array_mut().unwrap().retain(|fixup| {
            let at = fixup["at"].as_str().unwrap();
            let operation = at
                .strip_prefix("/apis/")
                .and_then(|rest| rest.split('/').next());
            let is_ecs = fixup["spec"] == "ecs/2014-05-26";
            !is_ecs || (operation.is_none_or(is_kept) && at != "/x-ram-exceptions")
        });
    });
}

fn edit_json(path: &Path, edit: impl FnOnce(&mut Value)) {
    let mut value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    edit(&mut value);
    fs::write(path, format!("{value:#}\n")).unwrap();
}

fn object(value: &mut Value) -> &mut Map<String, Value> {
    value.as_object_mut().unwrap()
}

impl Drop for Workspace {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}

fn xtask(root: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("codegen")
        .arg("--root")
        .arg(root)
        .args(arguments)
        .output()
        .unwrap()
}

fn origin() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[track_caller]
fn assert_ok(output: &Output) {
    assert!(output.status.success(), "{}", stderr(output));
}

#[test]
fn leaves_unchanged_files_alone() {
    let workspace = Workspace::new("unchanged");
    let before = workspace.modified(OPERATION);
    let output = workspace.codegen(&[]);
    assert_ok(&output);
    assert_eq!(stdout(&output), "");
    assert_eq!(workspace.modified(OPERATION), before);
    assert_ok(&workspace.codegen(&["--check"]));
}

#[test]
fn detects_and_restores_an_edited_generated_file() {
    let workspace = Workspace::new("edited-code");
    workspace.edit(OPERATION, "read_timeout_secs(36)", "read_timeout_secs(37)");
    let diff = workspace.failing_check();
    assert!(diff.contains("describe_instance_vnc_url.rs\n@@"), "{diff}");
    assert!(
        diff.contains("-        .read_timeout_secs(37);\n+        .read_timeout_secs(36);\n"),
        "{diff}"
    );
    let untouched = workspace.modified(&format!("{GENERATED}/endpoints.rs"));
    let output = workspace.codegen(&[]);
    assert_ok(&output);
    assert_eq!(stdout(&output).lines().count(), 1);
    assert_eq!(
        workspace.modified(&format!("{GENERATED}/endpoints.rs")),
        untouched
    );
    assert_ok(&workspace.codegen(&["--check"]));
}

#[test]
fn detects_and_restores_an_edited_generated_part() {
    let workspace = Workspace::new("edited-part");
    let before = fs::read_to_string(workspace.path(LIBRARY)).unwrap();
    workspace.edit(LIBRARY, "    pub mod describe_regions;\n", "");
    let diff = workspace.failing_check();
    assert!(
        diff.contains("\n+    pub mod describe_regions;\n"),
        "{diff}"
    );
    assert_ok(&workspace.codegen(&[]));
    assert_eq!(fs::read_to_string(workspace.path(LIBRARY)).unwrap(), before);

    workspace.edit(LIBRARY, "// End of the generated part.\n", "");
    let output = workspace.codegen(&[]);
    assert_eq!(output.status.code(), Some(1));
    let expected = "the marker lines of the generated part are missing";
    assert!(stderr(&output).contains(expected), "{}", stderr(&output));
}

#[test]
fn removes_files_that_are_no_longer_generated() {
    let workspace = Workspace::new("stray");
    let stray = format!("{GENERATED}/old/describe_regions.rs");
    fs::create_dir_all(workspace.path(&stray).parent().unwrap()).unwrap();
    let code = "// @generated by `alicloud-codegen` from x.json. Do not edit.\nmod old;\n";
    fs::write(workspace.path(&stray), code).unwrap();
    let diff = workspace.failing_check();
    assert!(diff.contains("+++ /dev/null\n@@ -1,2 +0,0 @@\n"), "{diff}");
    assert!(workspace.path(&stray).exists());
    assert_ok(&workspace.codegen(&[]));
    assert!(!workspace.path(&stray).parent().unwrap().exists());
    assert!(workspace.path(OPERATION).exists());
}

#[test]
fn refuses_to_overwrite_files_written_by_hand() {
    for (name, by_hand) in [("deleted", "notes.rs"), ("overwritten", "endpoints.rs")] {
        let workspace = Workspace::new(&format!("by-hand-{name}"));
        let file = workspace.path(&format!("{GENERATED}/{by_hand}"));
        fs::write(&file, "// Mine, not @generated.\n").unwrap();
        fs::remove_file(workspace.path(OPERATION)).unwrap();
        let output = workspace.codegen(&[]);
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(
            stderr(&output),
            format!(
                "{}: refusing to overwrite or remove a file that this command did not generate; \
                 move the file or choose another directory\n",
                file.display()
            )
        );
        assert_eq!(
            fs::read_to_string(&file).unwrap(),
            "// Mine, not @generated.\n"
        );
        assert!(!workspace.path(OPERATION).exists());
    }
}

#[test]
fn refuses_an_output_directory_that_is_not_for_generated_code() {
    let workspace = Workspace::new("wrong-output");
    let library = workspace.path("crates/alicloud-ecs/src/lib.rs");
    fs::write(&library, "mod generated;\n").unwrap();
    workspace.edit(
        "api-specs/SOURCES.json",
        GENERATED,
        "crates/alicloud-ecs/src",
    );
    let output = workspace.codegen(&[]);
    assert_eq!(output.status.code(), Some(1));
    let expected = "api-specs/SOURCES.json: /crates/0/output: invalid output directory `crates/alicloud-ecs/src`; ";
    assert!(stderr(&output).starts_with(expected), "{}", stderr(&output));
    assert!(library.exists());
}

#[test]
fn reports_unreadable_files_with_the_other_problems() {
    let workspace = Workspace::new("unreadable");
    fs::remove_file(workspace.path(SPEC)).unwrap();
    workspace.edit(
        "api-specs/fixups.json",
        "\"spec\": \"ecs/2014-05-26\"",
        "\"spec\": \"ecs/2014\"",
    );
    let output = workspace.codegen(&[]);
    assert_eq!(output.status.code(), Some(1));
    let text = stderr(&output);
    assert!(text.contains("/0/spec: unknown specification `ecs/2014`"));
    assert!(
        text.contains(&format!("\n{SPEC}: cannot be read: ")),
        "{text}"
    );
}

#[test]
fn refuses_a_specification_in_the_wrong_place() {
    let workspace = Workspace::new("misplaced");
    workspace.edit(SPEC, "\"product\": \"Ecs\"", "\"product\": \"Slb\"");
    let output = workspace.codegen(&[]);
    assert_eq!(output.status.code(), Some(1));
    let expected = "api-specs/ecs/2014-05-26.json: /info: the specification is slb/2014-05-26; move the \
                    file to api-specs/slb/2014-05-26.json\n";
    assert_eq!(stderr(&output), expected);
}

#[test]
fn detects_an_edited_specification_by_its_digest() {
    let workspace = Workspace::new("edited-spec");
    workspace.edit(
        SPEC,
        "ecs.cn-qingdao.aliyuncs.com",
        "ecs.cn-qingdao-2.aliyuncs.com",
    );
    let diff = workspace.failing_check();
    let host = "(\"cn-qingdao\", \"ecs.cn-qingdao-2.aliyuncs.com\"),";
    let is_added = |line: &str| line.starts_with('+') && line.ends_with(host);
    assert!(diff.lines().any(is_added), "{diff}");
    assert!(diff.contains("\"sha256\""), "{diff}");

    let workspace = Workspace::new("edited-spec-silently");
    workspace.edit(SPEC, "\"type\": \"string\"", "\"type\":  \"string\"");
    let diff = workspace.failing_check();
    assert!(diff.contains("\"sha256\""), "{diff}");
    assert_ok(&workspace.codegen(&[]));
    assert_ok(&workspace.codegen(&["--check"]));
}

#[test]
fn reports_all_errors_and_writes_nothing() {
    let workspace = Workspace::new("broken");
    workspace.edit(SPEC, "\"name\": \"VpcId\"", "\"nmae\": \"VpcId\"");
    workspace.edit("api-specs/fixups.json", "\"set\": 36", "\"set\": 0");
    fs::remove_file(workspace.path(OPERATION)).unwrap();
    let output = workspace.codegen(&[]);
    assert_eq!(output.status.code(), Some(1));
    let errors = stderr(&output);
    let errors: Vec<&str> = errors
        .lines()
        .filter(|line| !line.contains(": warning: "))
        .collect();
    assert_eq!(
        errors,
        [
            format!(
                "{SPEC}: /apis/DescribeInstances/parameters/1: the required key `name` is missing"
            ),
            format!(
                "{SPEC}: /apis/DescribeInstanceVncUrl/x-read-timeout-seconds: expected a whole \
                 number of seconds from 1 to 3600, found 0"
            ),
        ]
    );
    assert!(!workspace.path(OPERATION).exists());
}

#[test]
fn refuses_corrections_for_unknown_specifications() {
    let workspace = Workspace::new("fixups");
    workspace.edit(
        "api-specs/fixups.json",
        "\"spec\": \"ecs/2014-05-26\"",
        "\"spec\": \"ecs/2014\"",
    );
    let output = workspace.codegen(&["--check"]);
    assert_eq!(output.status.code(), Some(1));
    let expected = "api-specs/fixups.json: /0/spec: unknown specification `ecs/2014`";
    assert!(stderr(&output).starts_with(expected), "{}", stderr(&output));
}

#[test]
fn usage_errors_have_their_own_exit_code() {
    let root = origin();
    for arguments in [
        &["--spec", "x.json"][..],
        &["--out", "x"],
        &["--operations", "A"],
        &["--nonsense"],
    ] {
        assert_eq!(
            xtask(&root, arguments).status.code(),
            Some(2),
            "{arguments:?}"
        );
    }
    let output = xtask(&root, &["--spec", "no/such.json", "--out", "x"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).starts_with("no/such.json: "));
}

#[test]
fn a_stand_alone_crate_compiles() {
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("stand-alone");
    let _ = fs::remove_dir_all(&out);
    let spec = origin().join(SPEC);
    let arguments = [
        "--spec",
        spec.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
        "--operations",
        "DescribeInstanceVncUrl",
    ];
    assert_ok(&xtask(&origin(), &arguments));
    // Use the versions that have been downloaded for this workspace.
    fs::copy(origin().join("Cargo.lock"), out.join("Cargo.lock")).unwrap();
    let mut check = Command::new(env!("CARGO"));
    check
        .args(["check", "--offline", "--quiet"])
        .current_dir(&out)
        .env("CARGO_TARGET_DIR", out.join("../.."));
    // The optimization is the same as in the workspace, so that built dependencies are shared.
    for package in ["proc-macro2", "quote", "serde_json", "syn"] {
        let setting = format!("profile.dev.package.{package}.opt-level=1");
        check.arg("--config").arg(setting);
    }
    let check = check.output().unwrap();
    assert_ok(&check);
    assert_eq!(stderr(&check), "");

    assert_ok(&xtask(&origin(), &[&arguments[..], &["--check"]].concat()));
    fs::write(out.join("Cargo.toml"), "[package]\n").unwrap();
    let output = xtask(&origin(), &arguments);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("a file that this command did not generate"));
    fs::remove_dir_all(&out).unwrap();
}

#[test]
fn corrects_a_specification_in_another_directory() {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("elsewhere");
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir_all(&directory).unwrap();
    let spec = directory.join("downloaded.json");
    fs::copy(origin().join(SPEC), &spec).unwrap();
    let out = directory.join("out");
    let arguments = [
        "--spec",
        spec.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ];
    assert_ok(&xtask(&origin(), &arguments));

    let code = out.join("src/generated/describe_instance_vnc_url.rs");
    let code = fs::read_to_string(code).unwrap();
    for corrected in ["read_timeout_secs(36)", "\"VncUrl\").required().secret()"] {
        assert!(code.contains(corrected), "{corrected}");
    }
    fs::remove_dir_all(&directory).unwrap();
}

#[test]
fn refuses_unknown_operations() {
    let spec = origin().join(SPEC);
    let arguments = [
        "--spec",
        spec.to_str().unwrap(),
        "--out",
        "x",
        "--operations",
        "DescribeInstanceVnc",
    ];
    let output = xtask(&origin(), &arguments);
    assert_eq!(output.status.code(), Some(1));
    let expected =
        "/apis: unknown operation `DescribeInstanceVnc` (did you mean `DescribeInstanceVncUrl`?)";
    assert!(stderr(&output).contains(expected), "{}", stderr(&output));
    assert!(stderr(&output).contains("DescribeInstanceVncUrl"));
}
