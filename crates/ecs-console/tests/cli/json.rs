//! Failures as JSON, with `--output json`.

use alicloud_emulator::Emulator;
use serde_json::Value;

use crate::run::{Outcome, outcome, program, program_at};

/// The JSON objects on the lines of stderr.
fn documents(outcome: &Outcome) -> Vec<Value> {
    let lines = outcome.stderr.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn each_kind_of_failure_is_one_object() {
    let emulator = Emulator::start().unwrap();
    for (args, status, code) in [
        (
            "regions --output json --endpoint x",
            2,
            "Client.InvalidInput",
        ),
        ("regions --output=json --regin x", 2, "Client.Usage"),
        (
            "url --region-id cn-qingdao --output json",
            2,
            "Client.Usage",
        ),
        (
            "url --region-id cn-qingdao --instance-id i-x --output json",
            1,
            "InvalidInstanceId.NotFound",
        ),
        (
            "url --region-id cn-qingdao --name nobody --output json",
            1,
            "Client.InstanceName",
        ),
        (
            "instances --region-id moon-1 --output json",
            1,
            "InvalidRegionId.NotFound",
        ),
    ] {
        let mut command = program_at(&emulator, emulator.credentials(), args);
        let outcome = outcome(&mut command);
        assert_eq!(
            (outcome.status, &*outcome.stdout),
            (Some(status), ""),
            "{args}"
        );
        let documents = documents(&outcome);
        assert_eq!(documents.len(), 1, "{outcome:?}");
        assert_eq!(documents[0]["Code"], code, "{outcome:?}");
        assert!(documents[0]["Message"].is_string(), "{outcome:?}");
        let is_of_api = !code.starts_with("Client.");
        assert_eq!(
            documents[0]["RequestId"].is_string(),
            is_of_api,
            "{outcome:?}"
        );
    }
}

#[test]
fn each_failed_instance_has_an_object() {
    let outcome = outcome(&mut program(
        "url --emulator --output json --instance-id i-emulator-running --instance-id i-1 \
         --instance-id i-2",
    ));
    assert_eq!(outcome.status, Some(1), "{outcome:?}");
    let documents = documents(&outcome);
    // The first line warns that the emulator ends.
    assert!(documents[0]["Warning"].is_string(), "{outcome:?}");
    let mut ids: Vec<&str> = documents[1..]
        .iter()
        .map(|document| document["InstanceId"].as_str().unwrap())
        .collect();
    ids.sort_unstable();
    assert_eq!(ids, ["i-1", "i-2"]);
    assert_eq!(outcome.stdout.lines().count(), 1);
}
