//! The lookup whether an instance runs Windows, and the option `--windows`.

use alicloud::http::Response;
use alicloud_emulator::{Emulator, Fault, Instance, InstanceStatus, OsType, Scenario};

use crate::run::{Outcome, VNC_PASSWORD, outcome, program_at};

const LOOKUP: &str = "DescribeInstances";
const URL: &str = "DescribeInstanceVncUrl";

fn call(emulator: &Emulator, args: &str) -> Outcome {
    let mut command = program_at(emulator, emulator.credentials(), args);
    outcome(command.env("ECS_CONSOLE_VNC_PASSWORD", VNC_PASSWORD))
}

fn play(scenario: Scenario) -> Emulator {
    Emulator::builder().scenario(scenario).start().unwrap()
}

/// The operations called so far.
fn actions(emulator: &Emulator) -> Vec<String> {
    let requests = emulator.requests();
    let actions = requests.iter().filter_map(|request| request.action());
    actions.map(str::to_owned).collect()
}

#[test]
fn looks_up_the_operating_system_before_the_url() {
    for (transport, format) in [
        ("ureq", "json"),
        ("ureq", "xml"),
        ("reqwest", "json"),
        ("reqwest", "xml"),
    ] {
        for (instance_id, windows) in [
            ("i-emulator-running", "false"),
            ("i-emulator-windows", "true"),
        ] {
            let emulator = Emulator::start().unwrap();
            let args = format!(
                "url --region-id cn-qingdao --instance-id {instance_id} --transport {transport} \
                 --wire-format {format}"
            );
            let outcome = call(&emulator, &args);
            assert_eq!(outcome.status, Some(0), "{outcome:?}");
            let end = format!("&instanceId={instance_id}&isWindows={windows}&password=aB3456\n");
            assert!(outcome.stdout.ends_with(&end), "{args}: {outcome:?}");
            assert_eq!(actions(&emulator), [LOOKUP, URL]);
            let lookup = &emulator.requests()[0];
            let ids = format!("[\"{instance_id}\"]");
            assert_eq!(lookup.parameter("InstanceIds"), Some(&*ids));
            assert_eq!(emulator.connections(), 1, "{transport}");
        }
    }
}

#[test]
fn the_windows_option_replaces_the_lookup() {
    for (option, windows) in [
        ("--windows", "true"),
        ("--windows=true", "true"),
        ("--windows=false", "false"),
    ] {
        for instance_id in ["i-emulator-running", "i-emulator-windows"] {
            let emulator = play(Scenario::default().forbidding(LOOKUP));
            let args = format!("url --region cn-qingdao --instance-id {instance_id} {option}");
            let outcome = call(&emulator, &args);
            assert_eq!(outcome.status, Some(0), "{outcome:?}");
            let part = format!("&isWindows={windows}&");
            assert!(outcome.stdout.contains(&part), "{outcome:?}");
            assert_eq!(actions(&emulator), [URL]);
        }
    }
}

#[test]
fn the_call_for_the_url_reports_a_missing_instance() {
    let emulator = Emulator::start().unwrap();
    let args = "url --region-id cn-qingdao --instance-id i-unknown";
    let asked = call(&emulator, args);
    let said = call(&emulator, &format!("{args} --windows=false"));
    assert_eq!(actions(&emulator), [LOOKUP, URL, URL]);
    for outcome in [asked, said] {
        assert_eq!((outcome.status, &*outcome.stdout), (Some(1), ""));
        let refusal = "error: InvalidInstanceId.NotFound: ";
        assert!(outcome.stderr.starts_with(refusal), "{outcome:?}");
        assert!(
            outcome.stderr.contains("\nhelp: Check the instance id"),
            "{outcome:?}"
        );
    }
}

/// Asserts that `outcome` is a failure with this reason and with advice.
fn assert_unknown(outcome: &Outcome, why: &str) {
    assert_eq!((outcome.status, &*outcome.stdout), (Some(1), ""));
    let error = format!("error: the operating system of the instance is unknown: {why}");
    assert!(outcome.stderr.starts_with(&error), "{outcome:?}");
    for part in [
        "\nhelp: Pass --windows=true or --windows=false, or grant",
        "permission ecs:DescribeInstances",
    ] {
        assert!(outcome.stderr.contains(part), "{outcome:?}");
    }
    for secret in [VNC_PASSWORD, "vncUrl", "websockify"] {
        assert!(!outcome.stderr.contains(secret), "{outcome:?}");
    }
}

#[test]
fn advises_the_windows_option_if_the_lookup_is_forbidden() {
    for transport in ["ureq", "reqwest"] {
        let emulator = play(Scenario::default().forbidding(LOOKUP));
        let args = format!(
            "url --region cn-qingdao --instance-id i-emulator-windows --transport {transport}"
        );
        let outcome = call(&emulator, &args);
        assert_unknown(&outcome, "Forbidden.RAM: ");
        let page = "\nsee: https://api.aliyun.com/troubleshoot?q=Forbidden.RAM&";
        assert!(outcome.stderr.contains(page), "{outcome:?}");
        assert_eq!(actions(&emulator), [LOOKUP]);
    }
}

#[test]
fn does_not_guess_the_operating_system_of_an_unlisted_instance() {
    let windows = |id| Instance::new("mars-1", id).with_os_type(OsType::Windows);
    let stopped = windows("i-stopped").with_status(InstanceStatus::Stopped);
    let emulator = play(
        Scenario::empty()
            .with_instance(windows("i-1").unlisted())
            .with_instance(stopped.unlisted()),
    );
    let args = "url --region mars-1 --instance-id i-1";
    assert_unknown(
        &call(&emulator, args),
        "DescribeInstances doesn't list the instance\n",
    );
    assert_eq!(actions(&emulator), [LOOKUP, URL]);

    let outcome = call(&emulator, &format!("{args} --windows"));
    assert!(outcome.stdout.contains("&isWindows=true&"), "{outcome:?}");

    // The error of the call for the URL takes precedence.
    let outcome = call(&emulator, "url --region mars-1 --instance-id i-stopped");
    assert!(
        outcome.stderr.contains("IncorrectInstanceStatus"),
        "{outcome:?}"
    );
}

#[test]
fn does_not_guess_a_missing_os_type() {
    let reply = r#"{"Instances":{"Instance":[{"InstanceId":"i-emulator-windows"}]}}"#;
    let emulator = Emulator::start().unwrap();
    emulator.inject(Fault::response(Response::new(reply)), 1);
    let outcome = call(
        &emulator,
        "url --region cn-qingdao --instance-id i-emulator-windows",
    );
    assert_unknown(
        &outcome,
        "the reply can't be read: Instances.Instance.i-emulator-windows.OSType: required, but \
         missing",
    );
    assert_eq!(actions(&emulator), [LOOKUP]);
}

#[test]
fn reports_that_the_call_for_the_url_is_forbidden() {
    let emulator = play(Scenario::default().forbidding(URL));
    let outcome = call(
        &emulator,
        "url --region cn-qingdao --instance-id i-emulator-running",
    );
    assert_eq!((outcome.status, &*outcome.stdout), (Some(1), ""));
    let refusal = "error: Forbidden.RAM: ";
    assert!(outcome.stderr.starts_with(refusal), "{outcome:?}");
    assert!(outcome.stderr.contains("\nhelp: "), "{outcome:?}");
    assert!(!outcome.stderr.contains("--windows"), "{outcome:?}");
}
