//! Renders the messages of the program into the golden file.

#[allow(dead_code, reason = "these tests have no fixture of messages")]
#[path = "../../../../tests/it/messages/table.rs"]
pub(crate) mod table;

use std::{fs, path::Path};

use tempfile::TempDir;

use self::table::{assert_section, tables};
use super::{
    GENERATE, SPEC, fetched, run,
    server::{answer, server},
    text,
};

/// The message of a failed command in `directory`, with these words.
fn said(directory: &Path, words: &str) -> String {
    let words: Vec<&str> = words.split_whitespace().collect();
    let output = run(directory, &words);
    assert!(!output.status.success(), "{output:?}");
    String::from_utf8(output.stderr).unwrap()
}

/// The message of a download that gets this answer.
fn downloaded(directory: &Path, answer: Vec<u8>, words: &str) -> String {
    let (url, server) = server(answer);
    let message = said(directory, &format!("fetch {words} --base-url {url}"));
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
    fs::write(
        root.join("sky.json"),
        SPEC.replace("\"Weather\"", "\"Sky\""),
    )
    .unwrap();
    fs::write(
        root.join("ecs.json"),
        r#"{"info":{"style":"RPC","product":"Ecs","version":"2014-05-26"},"apis":{}}"#,
    )
    .unwrap();
    fs::write(root.join("notes.json"), "{}").unwrap();
    fs::create_dir_all(root.join("empty")).unwrap();
    fs::create_dir_all(root.join("mine/src/generated")).unwrap();
    fs::write(root.join("mine/src/generated/own.rs"), "// My code.").unwrap();
    text(&run(root, &[GENERATE, &["out"]].concat()), 0);
    let alone = TempDir::new().unwrap();
    let redirect = "Location: https://elsewhere.example/\r\n";
    let large =
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\nConnection: close\r\n\r\n".to_vec();
    let binary = b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\n\xff".to_vec();
    let mut tables = tables! {
        "generate" {
            "when a file is missing" => said(root, "generate weather.json --out a"),
            "when a directory has no specification" => said(root, "generate empty --out a"),
            "when the specification has errors" => said(root, "generate notes.json --out a"),
            "when the built-in corrections don't fit" => said(root, "generate ecs.json --out a").lines().last().unwrap(),
            "when the output directory has other files" => said(root, "generate weather/2024-01-01.json --out mine"),
            "when `--check` finds a difference" => said(root, "generate weather/2024-01-01.json --out out --operations ListStations --check"),
            "when `--member` is used outside a workspace" => said(alone.path(), "generate weather.json --out a --member"),
            "when `--alicloud` is another directory" => said(root, "generate weather/2024-01-01.json --out a --alicloud empty"),
        }
        "fetch" {
            "when the name of a product is invalid" => said(root, "fetch ../Weather 2024-01-01"),
            "when `--base-url` is not a URL" => said(root, "fetch Weather 2024-01-01 --base-url https://["),
            "when `--base-url` is not encrypted" => said(root, "fetch Weather 2024-01-01 --base-url http://api.example"),
            "when `--base-url` has another scheme" => said(root, "fetch Weather 2024-01-01 --base-url ftp://api.example"),
            "when `--base-url` has a query" => said(root, "fetch Weather 2024-01-01 --base-url https://api.example/?a"),
            "when `--out` is another file" => said(root, "fetch Weather 2024-01-01 --out notes.json"),
            "when the server redirects" => downloaded(root, answer("302 Found", redirect, ""), "Weather 2024-01-01"),
            "when the server doesn't know the product" => downloaded(root, answer("404 Not Found", "", ""), "Weather 2024-01-01"),
            "when the reply is too large" => downloaded(root, large, "Weather 2024-01-01"),
            "when the reply is not text" => downloaded(root, binary, "Weather 2024-01-01"),
            "when the reply is another specification" => downloaded(root, answer("200 OK", "", SPEC), "Weather 2025-01-01"),
        }
        "diff" {
            "when the specifications are of different products" => said(root, "diff weather/2024-01-01.json sky.json"),
        }
    };
    fs::write(root.join("Cargo.toml"), "[workspace]\nmembers = []\n").unwrap();
    let member = run(root, &[GENERATE, &["models/weather", "--member"]].concat());
    let real = root.canonicalize().unwrap();
    tables.extend(tables! {
        "Notes" {
            "when a generated crate is not a member of the workspace" => text(&member, 0).replace(real.to_str().unwrap(), "/work"),
        }
    });
    assert_section("The program alicloud-codegen", &tables);
}
