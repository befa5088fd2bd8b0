//! Renders the messages of the program into the golden file.

#[path = "../../../../tests/it/messages/table.rs"]
pub(crate) mod table;

use std::{fs::File, process::Stdio};

use alicloud::http::{Response, StatusCode};
use alicloud_emulator::{Emulator, Fault, Instance, Scenario};
use serde_json::Value;

use self::table::{assert_section, tables, tables_of};
use crate::run::{outcome_with_input, program, program_at};

/// Parts of messages that differ between runs: the text before them, their end, a replacement.
const VARIABLE: &[(&str, &[char], &str)] = &[
    ("127.0.0.1:", &['/', ':', ' ', '\n'], "8080"),
    (", request id ", &[')'], "1450F2D7"),
    ("request id is ", &['.'], "1450F2D7"),
    ("requestId=", &['\n'], "1450F2D7"),
    ("expires at ", &[','], "2030-01-01T00:00:15Z"),
    ("Z, in ", &[' '], "15"),
    ("is removed in ", &[' '], "15"),
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
    let full = String::from_utf8(full.output().unwrap().stderr).unwrap();
    let mut open = program("url --emulator --open");
    open.env("BROWSER", "/no/browser")
        .env("PATH", "/no/programs");
    let long = "i".repeat(5_000);
    tables.extend(tables! {
        "Failures" {
            "when the user may not look up the operating system" => play(Scenario::default().forbidding("DescribeInstances")),
            "when the instance is not listed" => play(Scenario::default().with_instance(Instance::new("cn-qingdao", "i-1").unlisted())),
            "when a proxy answers" => fail(Fault::html(StatusCode::BAD_GATEWAY)),
            "when the connection breaks" => fail(Fault::reset_before_answer()),
            "when the reply can't be read" => fail(Fault::response(Response::new("{\"RequestId\":\"1450F2D7\"}"))),
            "when a line of stdin is too long" => said(&emulator, &serde_json::json!({ "args": "url --region-id cn-qingdao --instance-id -", "stdin": long })),
            "when the port of the emulator is in use" => made_up(outcome_with_input(&mut program(&listen), "").stderr),
            "when stdout is full" => full,
            "when the browser can't be opened" => made_up(outcome_with_input(&mut open, "").stderr),
        }
    });
    assert_section("The program ecs-console", &tables);
}
