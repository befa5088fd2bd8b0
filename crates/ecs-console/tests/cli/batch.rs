//! Calls for several instances: limited concurrency, output in the order of arrival, a result for
//! each instance.

use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader},
    process::Stdio,
    time::{Duration, Instant},
};

use alicloud::http::Response;
use alicloud_emulator::{Emulator, Fault, Instance, Scenario, VncUrlStatus};
use serde_json::Value;

use crate::run::{
    Outcome, VNC_PASSWORD, append_to_trace, outcome, outcome_with_input, program, program_at,
};

const RUNNING: [&str; 3] = [
    "i-emulator-running",
    "i-emulator-windows",
    "AY121018033933eaxxxxxxx",
];
const VALIDITY: &str = "Each URL expires 15 s after it was fetched.\n";

fn args(instance_ids: &[&str]) -> String {
    let ids = instance_ids.iter().map(|id| format!(" --instance-id {id}"));
    "url --region-id cn-qingdao".to_owned() + &ids.collect::<String>()
}

fn call(emulator: &Emulator, args: &str) -> Outcome {
    outcome(&mut program_at(emulator, emulator.credentials(), args))
}

/// The instance id and the URL of each line.
fn lines(stdout: &str) -> Vec<(&str, &str)> {
    let lines = stdout.lines().map(|line| line.split_once('\t'));
    lines.collect::<Option<_>>().unwrap()
}

/// The ids in `lines`, sorted. Asserts that no id is repeated.
fn ids<'a>(lines: &[(&'a str, &str)]) -> Vec<&'a str> {
    let ids: BTreeSet<&str> = lines.iter().map(|(id, _)| *id).collect();
    assert_eq!(ids.len(), lines.len(), "{lines:?}");
    ids.into_iter().collect()
}

/// The number of received calls of an operation.
fn count(emulator: &Emulator, action: &str) -> usize {
    let requests = emulator.requests();
    let calls = requests.iter().filter(|it| it.action() == Some(action));
    calls.count()
}

/// An emulator with this many running instances.
fn many(count: usize) -> Emulator {
    let scenario = (0..count).fold(Scenario::empty(), |scenario, number| {
        scenario.with_instance(Instance::new("cn-qingdao", format!("i-{number}")))
    });
    Emulator::builder().scenario(scenario).start().unwrap()
}

#[test]
fn prints_a_line_for_each_url_and_names_failed_instances() {
    let wanted = [
        RUNNING[0],
        "i-emulator-stopped",
        RUNNING[1],
        "i-unknown",
        RUNNING[2],
    ];
    for transport in ["ureq", "reqwest"] {
        let emulator = Emulator::start().unwrap();
        let outcome = call(
            &emulator,
            &format!("{} --transport {transport}", args(&wanted)),
        );
        assert_eq!(outcome.status, Some(1), "{outcome:?}");
        let lines = lines(&outcome.stdout);
        assert_eq!(ids(&lines), [RUNNING[2], RUNNING[0], RUNNING[1]]);
        for (id, url) in lines {
            let (_, rest) = url.split_once("index.html?vncUrl=").unwrap();
            let (vnc_url, rest) = rest.split_once('&').unwrap();
            let windows = id == RUNNING[1];
            assert_eq!(rest, format!("instanceId={id}&isWindows={windows}"));
            assert_eq!(emulator.vnc_url_status(vnc_url), VncUrlStatus::Valid);
        }

        let summary = outcome.stderr.strip_prefix(VALIDITY).unwrap();
        let mut summary = summary.lines();
        assert_eq!(
            summary.next(),
            Some("error: no URL for 2 of 5 instances:"),
            "{outcome:?}"
        );
        let mut failed: Vec<&str> = summary.by_ref().take(2).collect();
        failed.sort_unstable();
        for (line, id, code) in [
            (failed[0], "i-emulator-stopped", "IncorrectInstanceStatus"),
            (failed[1], "i-unknown", "InvalidInstanceId.NotFound"),
        ] {
            let begin = format!("  {id}: {code}: ");
            assert!(line.starts_with(&begin), "{outcome:?}");
            assert!(line.contains("request id "), "{outcome:?}");
        }
        let mut advice: Vec<&str> = summary.collect();
        advice.sort_unstable();
        assert_eq!(advice.len(), 2, "{outcome:?}");
        assert!(
            advice[0].starts_with("help: Check the instance id"),
            "{outcome:?}"
        );
        assert!(
            advice[1].starts_with("help: The instance is not in"),
            "{outcome:?}"
        );

        assert_eq!(count(&emulator, "DescribeInstances"), 1);
        assert_eq!(count(&emulator, "DescribeInstanceVncUrl"), 5);
        assert_eq!(emulator.request_count(), 6);
    }
}

#[test]
fn prints_one_json_object_per_line_and_nothing_on_stderr() {
    let emulator = Emulator::start().unwrap();
    for transport in ["ureq", "reqwest"] {
        let args = format!("{} --output json --transport {transport}", args(&RUNNING));
        let Outcome {
            status,
            stdout,
            stderr,
        } = call(&emulator, &args);
        assert_eq!((status, &*stderr), (Some(0), ""));
        let documents: Vec<Value> = stdout
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let found: BTreeSet<&str> = documents
            .iter()
            .map(|document| document["InstanceId"].as_str().unwrap())
            .collect();
        assert_eq!((found.len(), documents.len()), (3, 3));
        for document in &documents {
            let end = format!("&instanceId={}&", document["InstanceId"].as_str().unwrap());
            assert!(document["Url"].as_str().unwrap().contains(&end), "{stdout}");
            assert_eq!(document["RequestId"].as_str().unwrap().len(), 36);
        }
    }
}

#[test]
fn emulator_option_works_for_several_instances() {
    let outcome = outcome(&mut program(
        "url --emulator --instance-id i-emulator-running --instance-id i-emulator-stopped",
    ));
    assert_eq!(outcome.status, Some(1), "{outcome:?}");
    assert_eq!(ids(&lines(&outcome.stdout)), ["i-emulator-running"]);
    assert!(
        outcome
            .stderr
            .contains("error: no URL for 1 of 2 instances:\n  i-emulator-stopped: "),
        "{outcome:?}"
    );
}

#[test]
fn prints_a_line_while_other_calls_are_pending() {
    for transport in ["ureq", "reqwest"] {
        let emulator = many(3);
        emulator.inject(Fault::delay(Duration::ZERO), 1);
        emulator.inject(Fault::no_answer(), 2);
        let args = format!(
            "{} --windows=false --concurrency 1 --transport {transport}",
            args(&["i-0", "i-1", "i-2"])
        );
        let mut child = program_at(&emulator, emulator.credentials(), &args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        stdout.read_line(&mut line).unwrap();
        assert_eq!(child.try_wait().unwrap(), None, "ended early");
        child.kill().unwrap();
        append_to_trace(&child.wait_with_output().unwrap().stderr);
        assert!(line.starts_with("i-0\thttps://"), "{line}");
        assert_eq!(stdout.read_line(&mut line).unwrap(), 0);
    }
}

#[test]
fn prints_urls_in_the_order_of_arrival() {
    for transport in ["ureq", "reqwest"] {
        let emulator = many(2);
        emulator.inject(Fault::delay(Duration::from_millis(1500)), 1);
        let args = format!(
            "{} --windows=false --transport {transport}",
            args(&["i-0", "i-1"])
        );
        let outcome = call(&emulator, &args);
        let requests = emulator.requests();
        let late = requests.iter().find(|request| request.faulty).unwrap();
        let late = late.parameter("InstanceId").unwrap();
        let order: Vec<&str> = lines(&outcome.stdout).iter().map(|(id, _)| *id).collect();
        assert_eq!((order.len(), order[1]), (2, late), "{outcome:?}");
    }
}

#[test]
fn limits_the_number_of_concurrent_calls() {
    const DELAY: Duration = Duration::from_millis(500);
    for transport in ["ureq", "reqwest"] {
        let took = |concurrency: u32| {
            let emulator = many(4);
            emulator.inject(Fault::delay(DELAY), 4);
            let args = format!(
                "{} --windows=false --concurrency {concurrency} --transport {transport}",
                args(&["i-0", "i-1", "i-2", "i-3"])
            );
            let begin = Instant::now();
            assert_eq!(call(&emulator, &args).status, Some(0));
            begin.elapsed()
        };
        assert!(took(1) >= DELAY * 4);
        assert!(took(4) < DELAY * 4);
    }
}

#[test]
fn looks_up_the_operating_systems_of_100_instances_per_call() {
    let emulator = many(130);
    let input: String = (0..130).map(|number| format!("i-{number}\n")).collect();
    for transport in ["ureq", "reqwest"] {
        let before = count(&emulator, "DescribeInstances");
        let args = format!("{} --transport {transport}", args(&["-"]));
        let mut command = program_at(&emulator, emulator.credentials(), &args);
        let outcome = outcome_with_input(&mut command, &input);
        assert_eq!(outcome.status, Some(0), "{}", outcome.stderr);
        assert_eq!(ids(&lines(&outcome.stdout)).len(), 130);
        assert_eq!(count(&emulator, "DescribeInstances") - before, 2);
    }
}

#[test]
fn does_not_guess_the_operating_system_of_an_unlisted_instance() {
    let unlisted = Instance::new("cn-qingdao", "i-hidden").unlisted();
    let scenario = Scenario::default().with_instance(unlisted);
    let emulator = Emulator::builder().scenario(scenario).start().unwrap();
    let both = args(&["i-hidden", RUNNING[0]]);
    let outcome = call(&emulator, &both);
    assert_eq!(outcome.status, Some(1), "{outcome:?}");
    assert_eq!(ids(&lines(&outcome.stdout)), [RUNNING[0]]);
    assert!(
        outcome.stderr.contains(
            "error: no URL for 1 of 2 instances:\n  i-hidden: the operating system of the instance \
             is unknown: DescribeInstances doesn't list the instance\nhelp: Pass --windows"
        ),
        "{outcome:?}"
    );

    let said = call(&emulator, &format!("{both} --windows=false"));
    assert_eq!((said.status, &*said.stderr), (Some(0), VALIDITY));
    assert_eq!(ids(&lines(&said.stdout)), [RUNNING[0], "i-hidden"]);
}

/// The instance that lacks its `OSType` has no URL. The other instance has a URL.
#[test]
fn names_an_instance_without_an_os_type_and_prints_the_other_urls() {
    let reply = r#"{"Instances":{"Instance":[{"InstanceId":"i-emulator-windows"},
        {"InstanceId":"i-emulator-running","OSType":"linux"}]}}"#;
    for transport in ["ureq", "reqwest"] {
        let emulator = Emulator::start().unwrap();
        emulator.inject(Fault::response(Response::new(reply)), 1);
        let both = args(&["i-emulator-running", "i-emulator-windows"]);
        let outcome = call(&emulator, &format!("{both} --transport {transport}"));
        assert_eq!(outcome.status, Some(1), "{outcome:?}");
        let lines = lines(&outcome.stdout);
        assert_eq!(ids(&lines), ["i-emulator-running"]);
        assert!(lines[0].1.ends_with("&isWindows=false"), "{outcome:?}");
        for part in [
            "error: no URL for 1 of 2 instances:\n  i-emulator-windows: the operating system \
             of the instance is unknown: ",
            "Instances.Instance.i-emulator-windows.OSType: required, but missing",
            "\nhelp: Pass --windows",
        ] {
            assert!(outcome.stderr.contains(part), "no {part:?} in {outcome:?}");
        }
        assert_eq!(count(&emulator, "DescribeInstanceVncUrl"), 1);
    }
}

#[test]
fn reports_a_failure_of_all_instances_once() {
    let scenario = Scenario::default().forbidding("DescribeInstances");
    let emulator = Emulator::builder().scenario(scenario).start().unwrap();
    let outcome = call(&emulator, &args(&RUNNING));
    assert_eq!((outcome.status, &*outcome.stdout), (Some(1), ""));
    let begin = format!(
        "error: no URL for 3 of 3 instances:\n  {}: the operating system of the instance \
         is unknown: Forbidden.RAM: ",
        RUNNING.join(", ")
    );
    assert!(outcome.stderr.starts_with(&begin), "{outcome:?}");
    assert_eq!(outcome.stderr.matches("Forbidden.RAM").count(), 1);
    assert_eq!(emulator.request_count(), 1);
}

#[test]
fn reads_ids_from_stdin_and_ignores_duplicates() {
    let emulator = Emulator::start().unwrap();
    let input = format!(
        "# all that run\n{}\n\n  {}\r\n{}",
        RUNNING[0], RUNNING[1], RUNNING[0]
    );
    for given in [&["-"][..], &[RUNNING[0], "-", RUNNING[1], "-"]] {
        let before = emulator.request_count();
        let mut command = program_at(&emulator, emulator.credentials(), &args(given));
        let outcome = outcome_with_input(
            command.env("ECS_CONSOLE_VNC_PASSWORD", VNC_PASSWORD),
            &input,
        );
        assert_eq!((outcome.status, &*outcome.stderr), (Some(0), VALIDITY));
        let lines = lines(&outcome.stdout);
        assert_eq!(ids(&lines), [RUNNING[0], RUNNING[1]]);
        assert!(
            lines
                .iter()
                .all(|(_, url)| url.ends_with("&password=aB3456"))
        );
        assert_eq!(emulator.request_count() - before, 3);
    }
    // `-` and repeated options select the output for several instances, even for a single id.
    for given in [&["-"][..], &[RUNNING[0], RUNNING[0]]] {
        let mut command = program_at(&emulator, emulator.credentials(), &args(given));
        let outcome = outcome_with_input(&mut command, RUNNING[0]);
        assert_eq!(ids(&lines(&outcome.stdout)), [RUNNING[0]]);
    }
}
