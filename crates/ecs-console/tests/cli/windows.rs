//! Whether the instance runs Windows: asked for, or said.

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
fn it_is_asked_for_before_the_url() {
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
                 --format {format}"
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
fn what_is_said_holds_and_nothing_is_asked() {
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
fn an_instance_that_is_not_there_is_what_the_call_for_the_url_says() {
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

/// That `outcome` is a failure that says why and what to do.
fn assert_unknown(outcome: &Outcome, why: &str) {
    assert_eq!((outcome.status, &*outcome.stdout), (Some(1), ""));
    let error = format!("error: whether the instance runs Windows is unknown: {why}");
    assert!(outcome.stderr.starts_with(&error), "{outcome:?}");
    for part in [
        "\nhelp: Say it with --windows=true or --windows=false, or have",
        "permission ecs:DescribeInstances",
    ] {
        assert!(outcome.stderr.contains(part), "{outcome:?}");
    }
    for secret in [VNC_PASSWORD, "vncUrl", "websockify"] {
        assert!(!outcome.stderr.contains(secret), "{outcome:?}");
    }
}

#[test]
fn a_user_who_may_not_ask_is_told_to_say_it() {
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
fn an_instance_that_is_there_and_not_listed_is_not_guessed_about() {
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
        "DescribeInstances doesn't list it\n",
    );
    assert_eq!(actions(&emulator), [LOOKUP, URL]);

    let outcome = call(&emulator, &format!("{args} --windows"));
    assert!(outcome.stdout.contains("&isWindows=true&"), "{outcome:?}");

    // What the call for the URL says comes first.
    let outcome = call(&emulator, "url --region mars-1 --instance-id i-stopped");
    assert!(
        outcome.stderr.contains("IncorrectInstanceStatus"),
        "{outcome:?}"
    );
}

#[test]
fn an_instance_without_an_os_type_is_not_guessed_about() {
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
fn a_user_who_may_not_have_the_url_is_told_so() {
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
