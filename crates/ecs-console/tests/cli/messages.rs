//! Renders the messages of the program into the golden file.

#[path = "../../../../tests/it/messages/table.rs"]
pub(crate) mod table;

use std::{
    fs::File,
    io::{BufRead, BufReader},
    process::Stdio,
};

use alicloud::http::{Response, StatusCode};
use alicloud_emulator::{Emulator, Fault, Instance, Scenario};
use serde_json::Value;

use self::table::{assert_section, tables, tables_of};
use crate::run::{Outcome, append_to_trace, outcome_with_input, program, program_at};

/// Parts of messages that differ between runs: the text before them, their end, a replacement.
const VARIABLE: &[(&str, &[char], &str)] = &[
    ("127.0.0.1:", &['/', ':', ' ', '\n', '"'], "8080"),
    (", request id ", &[')'], "1450F2D7"),
    ("request id is ", &['.'], "1450F2D7"),
    ("requestId=", &['\n', '"'], "1450F2D7"),
    ("\"RequestId\":\"", &['"'], "1450F2D7"),
    ("expires at ", &[','], "2030-01-01T00:00:15Z"),
    ("Z, in ", &[' '], "15"),
    ("is removed in ", &[' '], "15"),
    ("has expired (", &[' '], "15"),
];

/// The text on stderr with made-up values.
fn made_up(mut text: String) -> String {
    for (before, end, value) in VARIABLE {
        let mut parts = text.split(before);
        let first = parts.next().unwrap_or_default().to_owned();
        text = parts.fold(first, |text, part| {
            let rest = part.find(*end).map_or("", |length| &part[length..]);
            text + before + value + rest
        });
    }
    text
}

/// The text on stderr after the program was run with the arguments, variables and stdin of `row`.
fn said(emulator: &Emulator, row: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut command = program_at(emulator, emulator.credentials(), &text(&row["args"]));
    for (name, value) in row["env"].as_object().into_iter().flatten() {
        command.env(name, text(value));
    }
    made_up(outcome_with_input(&mut command, &text(&row["stdin"])).stderr)
}

/// The line on stdout of `ecs-console emulator --output json`.
fn served_json() -> String {
    let mut child = program("emulator --output json")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    lines.read_line(&mut line).unwrap();
    child.kill().unwrap();
    append_to_trace(&child.wait_with_output().unwrap().stderr);
    // The instances after the first one have the same keys.
    let end = line.find("},").map_or(line.len(), |end| end + 1);
    made_up(line[..end].to_owned()) + ", ...]}"
}

/// The texts on stderr and stdout of `ecs-console emulator`, which is ended after its last line.
fn served() -> (String, String) {
    let mut child = program("emulator")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stderr = String::new();
    let mut lines = BufReader::new(child.stderr.take().unwrap());
    while !stderr.contains("\nand ") && lines.read_line(&mut stderr).unwrap() > 0 {}
    child.kill().unwrap();
    append_to_trace(stderr.as_bytes());
    let stdout = child.wait_with_output().unwrap().stdout;
    (made_up(stderr), made_up(String::from_utf8(stdout).unwrap()))
}

#[test]
#[cfg_attr(
    not(target_os = "linux"),
    ignore = "the file has error messages of Linux"
)]
fn messages_match_the_golden_file() {
    let emulator = Emulator::start().unwrap();
    let fixture = include_str!("../../../../tests/fixtures/messages/ecs-console.json");
    let mut tables = tables_of(fixture, |row| said(&emulator, row));

    let url = "url --region-id cn-qingdao --instance-id i-1";
    let play = |scenario: Scenario| {
        let emulator = Emulator::builder().scenario(scenario).start().unwrap();
        said(&emulator, &serde_json::json!({ "args": url }))
    };
    let fail = |fault| {
        emulator.inject(fault, 9);
        let message = said(&emulator, &serde_json::json!({ "args": "regions" }));
        emulator.clear_faults();
        message
    };
    let listen = format!("emulator --listen {}", emulator.local_addr());
    let mut full = program("policy url");
    full.stdout(File::create("/dev/full").unwrap())
        .stderr(Stdio::piped());
    let full = Outcome::from(full.output().unwrap()).stderr;
    let mut open = program("url --emulator --open");
    open.env("BROWSER", "/no/browser")
        .env("PATH", "/no/programs");
    let long = "i".repeat(5_000);
    let twins = ["i-1", "i-2"]
        .iter()
        .fold(Scenario::empty(), |scenario, id| {
            scenario.with_instance(Instance::new("cn-qingdao", *id).with_name("web"))
        });
    let twins = Emulator::builder().scenario(twins).start().unwrap();
    let twins = said(
        &twins,
        &serde_json::json!({ "args": "url --region-id cn-qingdao --name web" }),
    );
    tables.extend(tables! {
        "Failures" {
            "when the user may not look up the operating system" => play(Scenario::default().forbidding("DescribeInstances")),
            "when the instance is not listed" => play(Scenario::default().with_instance(Instance::new("cn-qingdao", "i-1").unlisted())),
            "when a proxy answers" => fail(Fault::html(StatusCode::BAD_GATEWAY)),
            "when the connection breaks" => fail(Fault::reset_before_answer()),
            "when the reply can't be read" => fail(Fault::response(Response::new("{\"RequestId\":\"1450F2D7\"}"))),
            "when several instances have the name" => twins,
            "when a line of stdin is too long" => said(&emulator, &serde_json::json!({ "args": "url --region-id cn-qingdao --instance-id -", "stdin": long })),
            "when the port of the emulator is in use" => made_up(outcome_with_input(&mut program(&listen), "").stderr),
            "when stdout is full" => full,
            "when the browser can't be opened" => made_up(outcome_with_input(&mut open, "").stderr),
        }
    });
    let help = |args: &str| {
        let text = outcome_with_input(&mut program(args), "").stdout;
        text.replace(env!("CARGO_PKG_VERSION"), "0.0.0")
    };
    let (banner, exports) = served();
    tables.extend(tables! {
        "Emulator" {
            "on stdout, when `ecs-console emulator` starts" => exports,
            "on stderr, when `ecs-console emulator` starts" => banner,
            "on stdout, when `ecs-console emulator --output json` starts" => served_json(),
        }
        "Help" {
            "by `--help`" => help("--help"),
            "by `url --help`" => help("url --help"),
            "by `instances --help`" => help("instances --help"),
            "by `regions --help`" => help("regions --help"),
            "by `policy --help`" => help("policy --help"),
            "by `emulator --help`" => help("emulator --help"),
            "by `completions --help`" => help("completions --help"),
            "by `man --help`" => help("man --help"),
        }
    });
    assert_section("The program ecs-console", &tables);
}
