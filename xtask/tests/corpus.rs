//! `cargo xtask corpus`, over two small specifications and one that is passed over.

#![expect(clippy::unwrap_used, reason = "a test ends where something is missing")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::{Value, json};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

/// A directory for a test, which comes to nothing when the test begins.
fn directory(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

fn corpus(specs: &Path, out: &Path, more: &[&str]) -> Output {
    // Where cargo builds everything else, so that little is built anew.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("corpus")
        .arg("--specs")
        .arg(specs)
        .arg("--out")
        .arg(out)
        .args(more)
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_NET_OFFLINE", "true")
        .output()
        .unwrap()
}

#[track_caller]
fn read(path: PathBuf) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The files in a directory by path, with their texts.
fn files(directory: &Path) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files.extend(self::files(&path)),
            false => files.push((path.clone(), fs::read_to_string(path).unwrap())),
        }
    }
    files.sort();
    files
}

#[test]
fn every_specification_is_reported() {
    let out = directory("corpus-report");
    let output = corpus(&fixtures().join("specs"), &out, &["--jobs", "2"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(text(&output.stderr), "");
    let report = read(out.join("report.json"));

    let ids: Vec<&str> = report["specifications"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["id"].as_str().unwrap())
        .collect();
    assert_eq!(
        ids,
        ["post/2024-02-02", "shop/2024-03-03", "weather/2024-01-01"]
    );
    let [post, shop, weather] = [0, 1, 2].map(|index| &report["specifications"][index]);
    assert_eq!(
        [&post["outcome"], &shop["outcome"], &weather["outcome"]],
        ["generated", "passed-over", "generated"]
    );
    assert_eq!([&shop["style"], &weather["style"]], ["ROA", "RPC"]);
    for (key, expected) in [("operations", 2), ("types", 7), ("fields", 16)] {
        assert_eq!(weather[key], expected, "{key}");
    }
    let finding = &post["diagnostics"][0];
    assert_eq!(finding["pointer"], "/apis/SendLetter/colour");
    assert_eq!(finding["severity"], "warning");
    let message = finding["message"].as_str().unwrap();
    assert!(
        message.starts_with("is not part of the format"),
        "{message}"
    );
    assert_eq!(weather["diagnostics"], json!([]));

    let generated = files(&out.join("crates/weather-2024-01-01/src/generated"));
    let lines: usize = generated.iter().map(|(_, text)| text.lines().count()).sum();
    let bytes: usize = generated.iter().map(|(_, text)| text.len()).sum();
    assert_eq!(weather["lines"], lines);
    assert_eq!(weather["bytes"], bytes);
    for stage in ["read", "generate", "print"] {
        let time = weather["milliseconds"][stage].as_f64().unwrap();
        assert!(time > 0.0, "{stage}");
        let total = report["totals"]["milliseconds"][stage].as_f64().unwrap();
        assert!(total >= time, "{stage}");
    }

    let totals = &report["totals"];
    for (key, expected) in [
        ("generated", 2),
        ("passed_over", 1),
        ("failed", 0),
        ("operations", 3),
        ("types", 9),
        ("fields", 18),
        ("diagnostics", 1),
    ] {
        assert_eq!(totals[key], expected, "{key}");
    }
    assert!(totals["wall_milliseconds"].as_f64() > totals["generation_milliseconds"].as_f64());
    if cfg!(target_os = "linux") {
        assert!(totals["peak_memory_bytes"].as_u64().unwrap() > 1_000_000);
    }

    let table = text(&output.stdout);
    let lines: Vec<&str> = table.lines().collect();
    assert!(
        lines[0].starts_with("specification       operations  types  fields"),
        "{table}"
    );
    assert!(
        lines[1].starts_with("post/2024-02-02              1      2       2"),
        "{table}"
    );
    assert_eq!(lines[2], "shop/2024-03-03         is ROA");
    assert!(
        lines[3].starts_with("weather/2024-01-01           2      7      16"),
        "{table}"
    );
    assert!(
        lines[4].starts_with("2 generated                  3      9      18"),
        "{table}"
    );
    assert_eq!(lines[5], "1 passed over, being of another style than RPC");
}

#[test]
fn a_crate_is_the_one_that_codegen_writes() {
    let out = directory("corpus-crates");
    let specs = fixtures().join("specs");
    assert!(
        corpus(&specs, &out, &["--only", "weather/2024-01-01"])
            .status
            .success()
    );
    let alone = directory("corpus-alone");
    let codegen = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["codegen", "--spec"])
        .arg(specs.join("weather/2024-01-01.json"))
        .arg("--out")
        .arg(&alone)
        .output()
        .unwrap();
    assert!(codegen.status.success());

    let member = out.join("crates/weather-2024-01-01");
    for file in ["src", "names.json"] {
        let [member, alone] = [&member, &alone].map(|root| {
            let path = root.join(file);
            let files = if path.is_dir() {
                files(&path)
            } else {
                files(root)
            };
            let named = files
                .into_iter()
                .map(|(path, text)| (path.strip_prefix(root).unwrap().to_owned(), text));
            named
                .filter(|(path, _)| path.starts_with(file))
                .collect::<Vec<_>>()
        });
        assert!(!member.is_empty());
        assert_eq!(member, alone);
    }
    let manifest = fs::read_to_string(member.join("Cargo.toml")).unwrap();
    assert!(
        manifest.contains("name = \"alicloud-weather-2024-01-01\"\n"),
        "{manifest}"
    );
    assert!(!manifest.contains("[workspace]"), "{manifest}");
    assert!(!out.join("crates/post-2024-02-02").exists());
}

/// The one test here that compiles: the crate, and the program over it.
#[test]
fn samples_go_through_the_generated_types() {
    let out = directory("corpus-samples");
    let replies = fixtures().join("replies");
    let requests = fixtures().join("requests");
    let arguments = [
        "--check",
        "--only",
        "weather/2024-01-01",
        "--replies",
        replies.to_str().unwrap(),
        "--requests",
        requests.to_str().unwrap(),
    ];
    let output = corpus(&fixtures().join("specs"), &out, &arguments);
    assert!(output.status.success(), "{}", text(&output.stderr));
    // Neither has warnings.
    assert_eq!(text(&output.stderr), "");

    let station = json!({ "Id": "s-1", "Height": 1465, "Open": true });
    let sensors = json!({ "Id": "s-1", "Sensors": ["wind", "rain"] });
    let label = |format: &str, source: &str| json!({ "format": format, "source": source });
    let with = |label: Value, key: &str, value: Value| {
        let mut sample = label;
        sample[key] = value;
        sample
    };
    let reply = |station: Value| json!({ "RequestId": "1450F2D7", "Stations": [station] });
    let expected = json!({
        "ListStations": [
            with(label("json", "example"), "value", reply(station)),
            with(label("xml", "example"), "value", reply(sensors)),
            with(
                label("json", "errorExample"),
                "error",
                "Stations.0.Height: expected an integer, found text".into(),
            ),
            with(
                label("xml", "errorExample"),
                "error",
                "the text is neither JSON nor XML".into(),
            ),
        ],
        "CloseStation": [with(
            label("json", "example"),
            "error",
            "there is no such operation".into(),
        )],
    });
    assert_eq!(read(out.join("replies/weather__2024-01-01.json")), expected);

    let requests = read(out.join("requests/weather__2024-01-01.json"));
    assert_eq!(
        requests["ListStations"][0],
        json!({
            "case": "required",
            "method": "GET",
            "query": { "RegionId": "cn-qingdao" },
            "form": {},
            "header": {},
        })
    );
    assert_eq!(
        requests["ListStations"][1]["query"],
        json!({
            "RegionId": "a b/é%",
            "Tag.1.Key": "k",
            "Tag.1.Value": "1",
            "Tag.2.Key": "K&2",
        })
    );
    let misspelt = requests["ListStations"][2]["error"].as_str().unwrap();
    assert!(
        misspelt.contains("`Tags`") || misspelt.starts_with("Tags"),
        "{misspelt}"
    );
    assert_eq!(
        requests["MoveStation"],
        json!([{
            "case": "all",
            "method": "POST",
            "query": {},
            "form": { "StationId": "s-1", "Position": "{\"North\":36.5}" },
            "header": { "x-reason": "flood" },
        }])
    );

    let report = read(out.join("report.json"));
    let weather = &report["specifications"][0];
    assert_eq!(
        weather["replies"],
        json!({ "samples": 5, "errors": 3, "panics": 0 })
    );
    assert_eq!(
        weather["requests"],
        json!({ "samples": 4, "errors": 1, "panics": 0 })
    );
    let clean = json!({ "warnings": 0, "errors": 0, "messages": [] });
    assert_eq!(
        weather["check"],
        json!({ "all": clean, "default": clean, "no": clean })
    );
}

#[test]
fn a_malformed_specification_fails_and_the_others_go_on() {
    let specs = directory("corpus-malformed-specs");
    let good = fs::read_to_string(fixtures().join("specs/weather/2024-01-01.json")).unwrap();
    let bad = good.replace("\"type\": \"number\"", "\"type\": \"nummer\"");
    for (path, text) in [
        ("good/1.json", good.as_str()),
        ("bad/1.json", &bad),
        ("worse/1.json", "{"),
    ] {
        let path = specs.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let out = directory("corpus-malformed");
    let output = corpus(&specs, &out, &[]);
    assert_eq!(output.status.code(), Some(1));
    let errors = text(&output.stderr);
    assert!(
        errors.contains("bad/1: nothing was generated\n"),
        "{errors}"
    );
    assert!(
        errors.contains("/schema/properties/North/type: error: "),
        "{errors}"
    );
    assert!(
        errors.contains("worse/1: nothing was generated\n"),
        "{errors}"
    );
    assert!(errors.contains("is not a JSON document"), "{errors}");

    let report = read(out.join("report.json"));
    assert_eq!(report["totals"]["generated"], 1);
    assert_eq!(report["totals"]["failed"], 2);
    assert!(out.join("crates/good-1/src/lib.rs").exists());
    assert!(!out.join("crates/bad-1").exists());
    assert!(text(&output.stdout).contains("\n2 failed\n"));
}

#[test]
fn wrong_directions_name_what_there_is() {
    let out = directory("corpus-wrong");
    let output = corpus(&fixtures().join("specs"), &out, &["--only", "weather/2023"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        text(&output.stderr),
        "--only: there is no specification `weather/2023`; there is post/2024-02-02, \
         shop/2024-03-03, weather/2024-01-01\n"
    );

    let output = corpus(&directory("corpus-empty"), &out, &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains(": has no specification; they are kept at "));

    let twice = directory("corpus-twice");
    fs::create_dir_all(twice.join("a/1")).unwrap();
    fs::write(twice.join("a/1.json"), "{}").unwrap();
    fs::write(twice.join("a/1/api-docs.json"), "{}").unwrap();
    let output = corpus(&twice, &out, &[]);
    assert!(text(&output.stderr).ends_with(" are the same specification; remove one\n"));

    let output = corpus(&fixtures().join("specs"), &out, &["--replies", "no/such"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stderr), "no/such: is no directory\n");
}

#[test]
fn what_others_wrote_is_not_overwritten() {
    let out = directory("corpus-by-hand");
    fs::write(out.join("Cargo.toml"), "[workspace]\n").unwrap();
    let output = corpus(&fixtures().join("specs"), &out, &[]);
    assert_eq!(output.status.code(), Some(1));
    let errors = text(&output.stderr);
    assert!(
        errors.contains("was not written by this command"),
        "{errors}"
    );
    assert_eq!(files(&out).len(), 1);
}
