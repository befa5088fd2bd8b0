//! Renders the messages of the program into the golden file.

#[allow(dead_code, reason = "these tests have no fixture of messages")]
#[path = "../../../../tests/it/messages/table.rs"]
pub(crate) mod table;

use std::{fs, path::Path};

use serde_json::Value;
use tempfile::TempDir;

use self::table::{assert_section, tables, tables_of};
use super::{
    GENERATE, SPEC, fetched, run,
    server::{answer, server},
    text,
};

/// The text on stderr after the program was run in `directory`.
fn said(directory: &Path, args: &str) -> String {
    let args: Vec<&str> = args.split_whitespace().collect();
    let stderr = String::from_utf8(run(directory, &args).stderr).unwrap();
    stderr.replace(
        directory.canonicalize().unwrap().to_str().unwrap(),
        "/project",
    )
}

/// The text on stdout after the program was run in `directory`.
fn printed(directory: &Path, args: &str) -> String {
    let args: Vec<&str> = args.split_whitespace().collect();
    String::from_utf8(run(directory, &args).stdout).unwrap()
}

/// The message about a download that gets this answer.
fn downloaded(directory: &Path, answer: Vec<u8>, version: &str) -> String {
    let (url, server) = server(answer);
    let message = said(
        directory,
        &format!("fetch Weather {version} --base-url {url}"),
    );
    server.join().unwrap();
    message.replace(&url, "https://api.example")
}

#[test]
#[cfg_attr(
    not(target_os = "linux"),
    ignore = "the file has error messages of Linux"
)]
fn messages_match_the_golden_file() {
    let directory = fetched();
    let root = directory.path();
    let ecs = r#"{"info":{"style":"RPC","product":"Ecs","version":"2014-05-26"},"apis":{}}"#;
    text(&run(root, &[GENERATE, &["out"]].concat()), 0);
    fs::create_dir(root.join("empty")).unwrap();
    fs::create_dir_all(root.join("mine/src/generated")).unwrap();
    for (file, text) in [
        ("Cargo.toml", "[workspace]\nmembers = []\n"),
        ("ecs.json", ecs),
        ("notes.json", "{}"),
        ("sky.json", &SPEC.replace("\"Weather\"", "\"Sky\"")),
        ("mine/src/generated/own.rs", "// My code."),
    ] {
        fs::write(root.join(file), text).unwrap();
    }
    let fixture = include_str!("../../../../tests/fixtures/messages/codegen-program.json");
    let mut tables = tables_of(fixture, |row: &Value| {
        let message = said(root, row["args"].as_str().unwrap());
        let line = row["line"].as_str().and_then(|begin| message.find(begin));
        message[line.unwrap_or_default()..].to_owned()
    });

    let alone = TempDir::new().unwrap();
    let redirect = "Location: https://elsewhere.example/\r\n";
    let head = |length| format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n").into_bytes();
    let binary = [head(1), vec![0xff]].concat();
    tables.extend(tables! {
        "Failures" {
            "when `--member` is used outside a workspace" => said(alone.path(), "generate weather.json --out a --member"),
            "when the server redirects" => downloaded(root, answer("302 Found", redirect, ""), "2024-01-01"),
            "when the server doesn't know the product" => downloaded(root, answer("404 Not Found", "", ""), "2024-01-01"),
            "when the reply is too large" => downloaded(root, head(99_999_999), "2024-01-01"),
            "when the reply is not text" => downloaded(root, binary, "2024-01-01"),
            "when the reply is another specification" => downloaded(root, answer("200 OK", "", SPEC), "2025-01-01"),
        }
    });
    let fewer = SPEC
        .replace("\"get\"", "\"put\"")
        .replace("\"StationId\":", "\"Id\":");
    let operation = |name| format!(r#""{name}":{{"methods":["post"]}},"#);
    let more = ["AddCloud", "GetRain", "StopSnow", "TestWind"].map(operation);
    let begin = r#""MoveStation":{"#;
    let many = SPEC.replace(begin, &format!("{}{begin}", more.concat()));
    fs::write(root.join("fewer.json"), fewer).unwrap();
    fs::write(root.join("many.json"), many).unwrap();
    tables.extend(tables! {
        "Standard output" {
            "when a specification is fetched" => {
                let (url, server) = server(answer("200 OK", "", SPEC));
                let text = printed(root, &format!("fetch Weather 2024-01-01 --out copy.json --base-url {url}"));
                server.join().unwrap();
                text
            },
            "when code is generated" => printed(root, "generate weather/2024-01-01.json --out new --operations ListStations"),
            "when two specifications are compared" => printed(root, "diff weather/2024-01-01.json fewer.json"),
            "when the version of a crate is asked for" => printed(root, "diff weather/2024-01-01.json fewer.json --bump"),
        }
        "Suggestions" {
            "when no known name is close, and there are many" => said(root, "generate many.json --out a --operations FindWeather"),
        }
    });
    assert_section("The program alicloud-codegen", &tables);
}
