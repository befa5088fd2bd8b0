//! Tests of the generated crates and the report.

use std::{fs, process::Command};

use serde_json::json;

use crate::{corpus, directory, files, fixtures, read, text};

#[test]
fn reports_every_specification() {
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
    let reason = "unsupported style \"ROA\" (supported: RPC, V3 without paths); use the vendor's \
                  command line `aliyun` or the vendor's SDK for this product";
    assert_eq!(shop["diagnostics"][0]["message"], reason);
    let finding = &post["diagnostics"][0];
    assert_eq!(finding["pointer"], "/apis/SendLetter/colour");
    assert_eq!(finding["severity"], "warning");
    let message = finding["message"].as_str().unwrap();
    assert!(
        message.starts_with("unknown key, which is ignored"),
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
    assert_eq!(lines[2], "shop/2024-03-03        skipped");
    assert!(
        lines[3].starts_with("weather/2024-01-01           2      7      16"),
        "{table}"
    );
    assert!(
        lines[4].starts_with("2 generated                  3      9      18"),
        "{table}"
    );
    assert_eq!(lines[5], format!("shop/2024-03-03 was skipped: {reason}"));
    assert!(lines[6].starts_with("generated within "), "{table}");
}

#[test]
fn distinguishes_unsupported_styles_from_malformed_documents() {
    let specs = directory("corpus-styles-specs");
    let good = fs::read_to_string(fixtures().join("specs/weather/2024-01-01.json")).unwrap();
    let with = |style: &str| good.replace("\"style\": \"RPC\"", style);
    for (name, text) in [
        (
            "paths",
            with(r#""style": "V3""#).replace("\"apis\": {", r#""apis": {"A":{"path":"/a"},"#),
        ),
        ("twice", with(r#""style": "ROA", "style": "RPC""#)),
        ("v3", with(r#""style": "V3""#)),
    ] {
        assert_ne!(text, good, "{name}");
        fs::create_dir_all(specs.join(name)).unwrap();
        fs::write(specs.join(name).join("1.json"), text).unwrap();
    }
    let out = directory("corpus-styles");
    let output = corpus(&specs, &out, &[]);
    assert_eq!(output.status.code(), Some(1));
    let errors = text(&output.stderr);
    assert!(
        errors.starts_with("twice/1: nothing was generated\n"),
        "{errors}"
    );
    assert!(
        errors.contains(": /info/style: error: duplicate key in an object"),
        "{errors}"
    );
    let report = read(out.join("report.json"));
    let outcomes: Vec<&str> = (0..3)
        .map(|index| report["specifications"][index]["outcome"].as_str().unwrap())
        .collect();
    assert_eq!(outcomes, ["passed-over", "failed", "generated"]);
    let table = text(&output.stdout);
    assert!(
        table.contains(
            "\npaths/1 was skipped: the style \"V3\" is supported only without paths, but `A` has the path `/a` (supported: "
        ),
        "{table}"
    );
}

#[test]
fn generates_the_same_crate_as_codegen() {
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
            // The documentation contains the name of the package.
            let own_name =
                |text: String| text.replace("alicloud_weather_2024_01_01", "alicloud_weather");
            let named = files
                .into_iter()
                .map(|(path, text)| (path.strip_prefix(root).unwrap().to_owned(), own_name(text)));
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

#[test]
fn continues_after_a_malformed_specification() {
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
    assert!(errors.contains("invalid JSON: "), "{errors}");

    let report = read(out.join("report.json"));
    assert_eq!(report["totals"]["generated"], 1);
    assert_eq!(report["totals"]["failed"], 2);
    assert!(out.join("crates/good-1/src/lib.rs").exists());
    assert!(!out.join("crates/bad-1").exists());
    assert!(text(&output.stdout).contains("\n2 failed\n"));
}
