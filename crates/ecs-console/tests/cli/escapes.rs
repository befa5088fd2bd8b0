//! Text of a server, a file or an argument that tries to control the terminal or to forge a line.

use std::{fs, process::Command};

use alicloud::http::{Response, StatusCode};
use alicloud_emulator::{Emulator, Fault, Instance, Scenario};
use serde_json::{Value, json};

use crate::run::{Outcome, is_plain, outcome, program, program_at};

/// Sets the title of the window, moves the cursor, breaks the line, and reverses the direction of
/// text.
const FORGED: &str =
    "evil\u{1b}]0;owned\u{7}\u{9b}2J\u{7f}\r\nerror: forged\u{2028}\u{85}\t\u{202e}\u{200f}";
/// The output for [`FORGED`].
const SHOWN: &str = "evil\u{fffd}]0;owned\u{fffd}\u{fffd}2J\u{fffd}\u{fffd}\u{fffd}error: forged\
                     \u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}";

const INSTANCE: &str = "url --region cn-qingdao --instance-id i-emulator-running --windows=false";

fn refusal() -> Fault {
    let document = json!({
        "RequestId": format!("{FORGED}1"),
        "Code": format!("{FORGED}2"),
        "Message": format!("{FORGED}3"),
        "Recommend": format!("{FORGED}4"),
    });
    let mut response = Response::new(document.to_string());
    *response.status_mut() = StatusCode::BAD_REQUEST;
    Fault::response(response)
}

fn call(emulator: &Emulator, args: &str) -> Outcome {
    let outcome = outcome(&mut program_at(emulator, emulator.credentials(), args));
    assert_plain(&outcome);
    outcome
}

/// Asserts that the only control characters are line breaks, and that no line starts like the
/// forged line.
fn assert_plain(outcome: &Outcome) {
    for text in [&outcome.stdout, &outcome.stderr] {
        assert!(is_plain(text), "{outcome:?}");
        assert!(!text.contains("\nerror: forged"), "{outcome:?}");
    }
}

#[test]
fn an_error_document_stays_on_its_lines() {
    for transport in ["ureq", "reqwest"] {
        let emulator = Emulator::start().unwrap();
        emulator.inject(refusal(), 1);
        let Outcome { status, stderr, .. } =
            call(&emulator, &format!("regions --transport {transport}"));
        assert_eq!(status, Some(1));
        assert_eq!(
            stderr,
            format!(
                "error: {SHOWN}2: {SHOWN}3 (HTTP 400, request id \
                 {SHOWN}1)\nsee: {SHOWN}4\n"
            )
        );
    }
}

#[test]
fn each_failed_instance_has_one_line() {
    let emulator = Emulator::start().unwrap();
    emulator.inject(refusal(), 2);
    let args = format!("{INSTANCE} --instance-id i-emulator-windows --concurrency 1");
    let Outcome { status, stderr, .. } = call(&emulator, &args);
    assert_eq!(status, Some(1));
    let lines: Vec<&str> = stderr.lines().collect();
    assert_eq!(lines.len(), 3, "{stderr}");
    assert_eq!(lines[0], "error: no URL for 2 of 2 instances:");
    assert!(lines[1].starts_with("  i-emulator-"), "{stderr}");
    assert!(lines[1].contains(SHOWN), "{stderr}");
}

#[test]
fn each_log_event_has_one_line() {
    for transport in ["ureq", "reqwest"] {
        let emulator = Emulator::start().unwrap();
        emulator.inject(refusal(), 1);
        let args = format!("regions -vv --transport {transport}");
        let Outcome { stderr, .. } = call(&emulator, &args);
        let is_a_line = |line: &str| {
            ["TRACE", "DEBUG", "WARN"]
                .iter()
                .any(|level| line.contains(level))
                || line.starts_with(&format!("error: {SHOWN}2: "))
                || line.starts_with("see: ")
        };
        assert!(stderr.lines().all(is_a_line), "{stderr}");
        assert!(stderr.contains("attempt ended"), "{stderr}");
    }
}

#[test]
fn tables_replace_control_characters_and_json_escapes_them() {
    let named = Instance::new("cn-qingdao", "i-1").with_name(FORGED);
    let scenario = Scenario::empty().with_instance(named);
    let emulator = Emulator::builder().scenario(scenario).start().unwrap();
    let table = call(&emulator, "instances --region cn-qingdao").stdout;
    assert_eq!(table.lines().count(), 2, "{table}");
    assert!(table.contains(SHOWN), "{table}");

    let json = call(&emulator, "instances --region cn-qingdao --output json").stdout;
    assert_eq!(json.lines().count(), 1, "{json}");
    let instances: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(instances[0]["InstanceName"], FORGED);
}

#[test]
fn the_request_id_stays_on_its_line() {
    let emulator = Emulator::start().unwrap();
    let reply = json!({
        "RequestId": FORGED,
        "VncUrl": "wss%3A%2F%2Fvnc.example%2F%3Fs%3D1",
    });
    emulator.inject(Fault::response(Response::new(reply.to_string())), 2);
    let told = call(&emulator, INSTANCE);
    assert_eq!(told.status, Some(0), "{told:?}");
    let last = told.stderr.lines().last();
    assert_eq!(last, Some(&*format!("The request id is {SHOWN}.")));

    let json = call(&emulator, &format!("{INSTANCE} --output json"));
    let document: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(document["RequestId"], FORGED);
}

/// The warning prints the path without quotes or escapes.
#[test]
#[cfg(unix)]
fn a_warning_about_a_file_has_one_line() {
    use std::os::unix::fs::PermissionsExt;

    let emulator = Emulator::start().unwrap();
    let home = tempfile::tempdir().unwrap();
    let home = home.path().join(FORGED);
    let path = home.join(".aliyun/config.json");
    fs::create_dir_all(home.join(".aliyun")).unwrap();
    let credentials = emulator.credentials();
    let config = json!({ "current": "default", "profiles": [{ "name": "default", "mode": "AK",
        "access_key_id": credentials.access_key_id(),
        "access_key_secret": credentials.access_key_secret() }] });
    fs::write(&path, config.to_string()).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let mut command = program("regions");
    command
        .env("ECS_CONSOLE_ENDPOINT", emulator.endpoint())
        .env("HOME", &home);
    let outcome = outcome(&mut command);
    assert_eq!(outcome.status, Some(0), "{outcome:?}");
    assert_plain(&outcome);
    assert_eq!(outcome.stderr.lines().count(), 1, "{outcome:?}");
    assert!(outcome.stderr.contains(SHOWN), "{outcome:?}");
}

/// Covers errors about a single credentials source and errors that list several sources.
#[test]
fn names_from_a_file_stay_on_their_line() {
    let emulator = Emulator::start().unwrap();
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join(".aliyun")).unwrap();
    let profile = |name: &str, key: &str, value: &str| {
        json!({ "current": name, "profiles": [{ "name": name, "mode": "ChainableRamRoleArn",
            "ram_role_arn": "acs:ram::1:role/r", "ram_session_name": "s", key: value }] })
    };
    for (config, home_variable) in [
        (profile(FORGED, "source_profile", FORGED), None),
        (profile("a", "source_profile", FORGED), None),
        (profile("a", "mode", FORGED), None),
        (json!({ "current": FORGED, "profiles": [] }), None),
        (json!({}), Some(format!("/nonexistent/{FORGED}"))),
    ] {
        fs::write(home.path().join(".aliyun/config.json"), config.to_string()).unwrap();
        for args in ["regions", INSTANCE, "regions -vv"] {
            let mut command = program(args);
            command.env("ECS_CONSOLE_ENDPOINT", emulator.endpoint());
            match &home_variable {
                Some(path) => command.env("HOME", path),
                None => command.env("HOME", home.path()),
            };
            let outcome = outcome(&mut command);
            assert_eq!(outcome.status, Some(2), "{outcome:?}");
            assert_plain(&outcome);
            let is_listed = outcome.stderr.contains("\n  CLI profile: ");
            let is_named = outcome.stderr.contains("config.json, profile ");
            assert!(is_listed || is_named, "{outcome:?}");
        }
    }
    assert_eq!(emulator.request_count(), 0);
}

#[test]
fn quoted_arguments_and_variables_stay_on_their_line() {
    let with = |args: &[&str]| {
        let mut command = program("");
        command.args(args);
        command
    };
    let variable = |name: &str| {
        let mut command = program(INSTANCE);
        command.env(name, FORGED);
        command
    };
    let unknown = format!("--{FORGED}");
    let commands: [Command; 10] = [
        with(&[FORGED]),
        with(&[&unknown]),
        with(&["help", FORGED]),
        with(&["url", "--region-id", FORGED, "--instance-id", "i-1"]),
        with(&["url", "--region-id", "cn-1", "--instance-id", FORGED]),
        with(&["regions", "--output", FORGED]),
        with(&["regions", "--timeout", FORGED]),
        with(&["regions", "--endpoint", FORGED]),
        variable("ECS_CONSOLE_ENDPOINT"),
        variable("ECS_CONSOLE_VNC_PASSWORD"),
    ];
    for mut command in commands {
        let outcome = outcome(&mut command);
        assert_eq!(outcome.status, Some(2), "{outcome:?}");
        assert_plain(&outcome);
    }
}

#[test]
#[cfg(unix)]
fn ignores_the_name_under_which_the_program_was_started() {
    use std::{
        ffi::OsStr,
        os::unix::{ffi::OsStrExt, process::CommandExt},
    };

    for name in [OsStr::new(FORGED), OsStr::from_bytes(b"\xff\x1b[2J")] {
        for args in ["--help", "url", "emulator --help", "--unknown"] {
            let outcome = outcome(program(args).arg0(name));
            assert_plain(&outcome);
            let text = format!("{}{}", outcome.stdout, outcome.stderr);
            assert!(text.contains("Usage: ecs-console"), "{outcome:?}");
        }
    }
}
