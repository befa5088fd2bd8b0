//! Tests of `ecs-console policy`.

use std::collections::BTreeSet;

use alicloud_emulator::Emulator;
use serde_json::{Value, json};

use crate::run::{outcome, program, program_at};

/// The actions that the policy for these commands allows.
fn allowed(commands: &str) -> BTreeSet<String> {
    let outcome = outcome(&mut program(&format!("policy {commands}")));
    assert_eq!((outcome.status, &*outcome.stderr), (Some(0), ""));
    let mut policy: Value = serde_json::from_str(&outcome.stdout).unwrap();
    let actions = policy["Statement"][0]["Action"].take();
    let rest = json!({
        "Version": "1",
        "Statement": [{ "Effect": "Allow", "Action": null, "Resource": "*" }],
    });
    assert_eq!(policy, rest);
    serde_json::from_value(actions).unwrap()
}

#[test]
fn allows_what_each_command_sends_and_nothing_else() {
    let mut all = BTreeSet::new();
    for (command, options) in [
        (
            "url",
            "--region-id cn-qingdao --instance-id i-emulator-running",
        ),
        ("instances", "--region-id cn-qingdao"),
        ("regions", ""),
    ] {
        let emulator = Emulator::start().unwrap();
        let args = format!("{command} {options}");
        let outcome = outcome(&mut program_at(&emulator, emulator.credentials(), &args));
        assert_eq!(outcome.status, Some(0), "{outcome:?}");
        let requests = emulator.requests();
        let sent = requests.iter().map(|request| &request.parameters["Action"]);
        let sent: BTreeSet<_> = sent.map(|action| format!("ecs:{action}")).collect();
        assert_eq!(allowed(command), sent, "{command}");
        all.extend(sent);
    }
    assert_eq!(allowed("instances url regions"), all);
    assert_eq!(allowed(""), all);
}

#[test]
fn refuses_commands_that_call_nothing() {
    let outcome = outcome(&mut program("policy emulator"));
    assert_eq!(outcome.status, Some(2));
    let listed = "[possible values: url, instances, regions]";
    assert!(outcome.stderr.contains(listed), "{outcome:?}");
}
