//! Tests of `cargo xtask spec fetch` with a local server.

#![expect(clippy::unwrap_used, reason = "a test fails if a value is missing")]

#[path = "../../crates/alicloud-codegen/tests/program/server.rs"]
mod server;

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use self::server::{answer, server};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const SPEC: &str = r#"{
  "version": "1.0",
  "info": {"version": "2024-01-01", "product": "Weather", "style": "RPC"},
  "apis": {"ListStations": {"parameters": [{"name": "Z", "in": "query"}, {"name": "A", "in": "query"}], "methods": ["post"]}}
}"#;

/// A workspace with an empty list of sources, which is removed on drop.
struct Workspace(PathBuf);

impl Workspace {
    fn new(name: &str) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(root.join("api-specs")).unwrap();
        fs::write(root.join("api-specs/fixups.json"), "[]\n").unwrap();
        let workspace = Self(root);
        fs::write(
            workspace.sources(),
            "{\n  \"specifications\": [],\n  \"crates\": []\n}\n",
        )
        .unwrap();
        workspace
    }

    fn sources(&self) -> PathBuf {
        self.0.join("api-specs/SOURCES.json")
    }

    fn spec(&self) -> PathBuf {
        self.0.join("api-specs/weather/2024-01-01.json")
    }

    fn fetch(&self, url: &str, more: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_xtask"))
            .arg("--root")
            .arg(&self.0)
            .args(["spec", "fetch", "Weather", "2024-01-01", "--base-url", url])
            .args(more)
            .output()
            .unwrap()
    }

    /// Fetches an invalid specification, and returns the error.
    #[track_caller]
    fn refuse(&self, answer: Vec<u8>) -> String {
        let (url, server) = server(answer);
        let output = self.fetch(&url, &[]);
        server.join().unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(!self.spec().exists());
        let specification = "/meta/v1/products/Weather/versions/2024-01-01/api-docs.json";
        let errors = String::from_utf8(output.stderr).unwrap();
        let errors = errors.strip_prefix(&format!("{url}{specification}: "));
        errors.unwrap().to_owned()
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn writes_the_reduced_specification_and_its_source() {
    let workspace = Workspace::new("fetch");
    let (url, server) = server(answer("200 OK", "", SPEC));
    let output = workspace.fetch(&url, &["--date", "2026-11-22"]);
    assert!(output.status.success(), "{output:?}");
    let head = server.join().unwrap();
    assert!(
        head.starts_with(
            "GET /meta/v1/products/Weather/versions/2024-01-01/api-docs.json HTTP/1.1\r\n"
        ),
        "{head}"
    );

    let text = fs::read_to_string(workspace.spec()).unwrap();
    assert!(
        text.starts_with("{\n  \"version\": \"1.0\",\n  \"info\": {\n"),
        "{text}"
    );
    for prose in ["title", "description", "example"] {
        assert!(!text.contains(prose), "{prose}: {text}");
    }
    let [z, a] = ["\"name\": \"Z\"", "\"name\": \"A\""].map(|name| text.find(name).unwrap());
    assert!(z < a, "parameters stay in their order");
    let [reduced, whole]: [Value; 2] =
        [&text, SPEC].map(|text| serde_json::from_str(text).unwrap());
    for kept in ["/info", "/apis/ListStations/methods"] {
        assert_eq!(reduced.pointer(kept), whole.pointer(kept), "{kept}");
    }

    let digest = base16ct::lower::encode_string(&Sha256::digest(&text));
    let sources = fs::read_to_string(workspace.sources()).unwrap();
    assert_eq!(
        serde_json::from_str::<Value>(&sources).unwrap(),
        json!({
            "specifications": [{
                "file": "weather/2024-01-01.json",
                "title": "Weather 2024-01-01",
                "upstream": format!("{url}/meta/v1/products/Weather/versions/2024-01-01/api-docs.json"),
                "date": "2026-11-22",
                "reduced": "to facts, by `cargo xtask spec fetch`",
                "sha256": digest,
            }],
            "crates": [],
        })
    );
    // The digest in the list matches the file.
    let check = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("--root")
        .arg(&workspace.0)
        .args(["codegen", "--check"])
        .output()
        .unwrap();
    assert!(check.status.success(), "{check:?}");
}

#[test]
fn an_update_keeps_the_title_and_records_the_date() {
    let workspace = Workspace::new("fetch-update");
    let before = json!({
        "specifications": [
            { "file": "post/1.json", "title": "Post", "upstream": "u", "date": "d", "reduced": "r", "sha256": "00" },
            { "file": "weather/2024-01-01.json", "title": "The weather", "upstream": "https://example.com", "date": "d", "reduced": "r", "sha256": "00" },
        ],
        "crates": [],
    });
    fs::write(workspace.sources(), before.to_string()).unwrap();
    let (url, server) = server(answer("200 OK", "", SPEC));
    let output = workspace.fetch(&format!("{url}/"), &[]);
    assert!(output.status.success(), "{output:?}");
    server.join().unwrap();
    let sources = fs::read_to_string(workspace.sources()).unwrap();
    let sources: Value = serde_json::from_str(&sources).unwrap();
    assert_eq!(sources["specifications"][0], before["specifications"][0]);
    let entry = &sources["specifications"][1];
    assert_eq!(entry["title"], "The weather");
    assert_eq!(entry["sha256"].as_str().unwrap().len(), 64);
    let date = entry["date"].as_str().unwrap();
    assert_eq!((date.len(), &date[..2]), (10, "20"), "{date}");

    // The same document with another order of keys gives the same file.
    let text = fs::read_to_string(workspace.spec()).unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    let (url, server) = server::server(answer("200 OK", "", &document.to_string()));
    assert!(workspace.fetch(&url, &[]).status.success());
    server.join().unwrap();
    assert_eq!(fs::read_to_string(workspace.spec()).unwrap(), text);
}

#[test]
fn refuses_to_overwrite_files_that_were_not_downloaded() {
    let workspace = Workspace::new("fetch-by-hand");
    fs::create_dir_all(workspace.spec().parent().unwrap()).unwrap();
    fs::write(workspace.spec(), "{}").unwrap();
    let refused = |output: Output| {
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(
            String::from_utf8(output.stderr).unwrap(),
            format!(
                "{}: the file was not downloaded by this command; use --replace to overwrite it\n",
                workspace.spec().display()
            )
        );
        assert_eq!(fs::read_to_string(workspace.spec()).unwrap(), "{}");
    };
    // No request is sent, so no server is needed.
    refused(workspace.fetch("http://127.0.0.1:1", &[]));
    let list = json!({
        "specifications": [
            { "file": "weather/2024-01-01.json", "title": "The weather", "upstream": "facts of others", "date": "d", "sha256": "00" },
        ],
        "crates": [],
    });
    fs::write(workspace.sources(), list.to_string()).unwrap();
    refused(workspace.fetch("http://127.0.0.1:1", &[]));

    let (url, server) = server(answer("200 OK", "", SPEC));
    let output = workspace.fetch(&url, &["--replace"]);
    assert!(output.status.success(), "{output:?}");
    server.join().unwrap();
    let text = fs::read_to_string(workspace.spec()).unwrap();
    assert!(text.contains("ListStations"), "{text}");
    let sources = fs::read_to_string(workspace.sources()).unwrap();
    assert!(
        sources.contains(&format!("\"upstream\": \"{url}/meta/v1/")),
        "{sources}"
    );
}

#[test]
fn reports_an_unknown_product() {
    let workspace = Workspace::new("fetch-404");
    assert_eq!(
        workspace.refuse(answer("404 Not Found", "", "")),
        "the server answered 404 Not Found; check the product and the version\n"
    );
}

#[test]
fn refuses_a_specification_of_another_product_or_version() {
    let workspace = Workspace::new("fetch-other");
    assert_eq!(
        workspace.refuse(answer("200 OK", "", &SPEC.replace("Weather", "Post"))),
        "/info: expected `Weather` in version `2024-01-01`, found `Post` in version \
         `2024-01-01`\n"
    );
    assert_eq!(
        workspace.refuse(answer(
            "200 OK",
            "",
            &SPEC.replace("2024-01-01", "2024-01-02")
        )),
        "/info: expected `Weather` in version `2024-01-01`, found `Weather` in version \
         `2024-01-02`\n"
    );
    assert_eq!(
        workspace.refuse(answer("200 OK", "", &SPEC.replace("RPC", "ROA"))),
        "/info/style: unsupported style \"ROA\" (supported: RPC, V3 without paths); use the \
         vendor's command line `aliyun` or the vendor's SDK for this product\n"
    );
    assert_eq!(
        workspace.refuse(answer("200 OK", "", &SPEC.replace("apis", "sipa"))),
        "/apis: the key is missing or has the wrong type, so the file is not a specification\n"
    );
}

#[test]
fn refuses_invalid_json() {
    let workspace = Workspace::new("fetch-html");
    assert_eq!(
        workspace.refuse(answer("200 OK", "", "<html>")),
        "invalid JSON: expected value at line 1 column 1\n"
    );
    let twice = SPEC.replacen("\"apis\"", "\"info\": {}, \"apis\"", 1);
    assert!(
        workspace
            .refuse(answer("200 OK", "", &twice))
            .starts_with("/info: duplicate key in an object")
    );
}

#[test]
fn does_not_follow_redirects() {
    let workspace = Workspace::new("fetch-redirect");
    let elsewhere = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let location = format!("http://{}/", elsewhere.local_addr().unwrap());
    assert_eq!(
        workspace.refuse(answer(
            "302 Found",
            &format!("Location: {location}\r\n"),
            ""
        )),
        format!(
            "redirects are not followed, but the server redirects to `{location}`; if you trust \
             that host, pass it in --base-url\n"
        )
    );
    assert!(elsewhere.accept().is_err());
}

#[test]
fn stops_reading_an_answer_that_is_too_large() {
    let workspace = Workspace::new("fetch-large");
    let expected = "the reply is larger than 67108864 bytes\n";
    let announced = b"HTTP/1.1 200 OK\r\nContent-Length: 67108865\r\n\r\n{".to_vec();
    assert_eq!(workspace.refuse(announced), expected);
    let mut endless = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_vec();
    endless.resize(endless.len() + 80 * 1024 * 1024, b' ');
    assert_eq!(workspace.refuse(endless), expected);
}

#[test]
fn usage_errors_have_their_own_exit_code() {
    let workspace = Workspace::new("fetch-usage");
    for (url, more) in [
        ("http://api.example.com", &[][..]),
        ("http://127.0.0.1:1", &["--date", "yesterday"]),
    ] {
        assert_eq!(workspace.fetch(url, more).status.code(), Some(2), "{url}");
    }
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["spec", "fetch", "../Weather", "1"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
}
