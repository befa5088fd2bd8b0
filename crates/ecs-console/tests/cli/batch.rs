//! Several instances: bounded, in the order in which they come, and none of them lost.

use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader},
    process::Stdio,
    time::{Duration, Instant},
};

use alicloud::http::Response;
use alicloud_emulator::{Emulator, Fault, Instance, Scenario, VncUrlStatus};
use serde_json::Value;

use crate::run::{Outcome, VNC_PASSWORD, outcome, outcome_with_input, program, program_at};

const RUNNING: [&str; 3] = [
    "i-emulator-running",
    "i-emulator-windows",
    "AY121018033933eaxxxxxxx",
];
const VALIDITY: &str = "Each can be opened for 15 s after it was fetched.\n";

fn args(instance_ids: &[&str]) -> String {
    let ids = instance_ids.iter().map(|id| format!(" --instance-id {id}"));
    "url --region-id cn-qingdao".to_owned() + &ids.collect::<String>()
}

fn call(emulator: &Emulator, args: &str) -> Outcome {
    outcome(&mut program_at(emulator, emulator.credentials(), args))
}

/// The instance's id and the URL on each line.
fn lines(stdout: &str) -> Vec<(&str, &str)> {
    let lines = stdout.lines().map(|line| line.split_once('\t'));
    lines.collect::<Option<_>>().unwrap()
}

/// The ids in `lines`, sorted.
fn ids<'a>(lines: &[(&'a str, &str)]) -> Vec<&'a str> {
    let ids: BTreeSet<&str> = lines.iter().map(|(id, _)| *id).collect();
    assert_eq!(ids.len(), lines.len(), "{lines:?}");
    ids.into_iter().collect()
}

/// How many calls of an operation arrived.
fn count(emulator: &Emulator, action: &str) -> usize {
    let requests = emulator.requests();
    let calls = requests.iter().filter(|it| it.action() == Some(action));
    calls.count()
}

/// A world with this many instances that run.
fn many(count: usize) -> Emulator {
    let scenario = (0..count).fold(Scenario::empty(), |scenario, number| {
        scenario.with_instance(Instance::new("cn-qingdao", format!("i-{number}")))
    });
    Emulator::builder().scenario(scenario).start().unwrap()
}

#[test]
fn each_has_a_line_and_those_that_failed_are_named() {
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
fn json_has_an_object_on_each_line_and_nothing_on_stderr() {
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
            .map(|document| document["instanceId"].as_str().unwrap())
            .collect();
        assert_eq!((found.len(), documents.len()), (3, 3));
        for document in &documents {
            let end = format!("&instanceId={}&", document["instanceId"].as_str().unwrap());
            assert!(document["url"].as_str().unwrap().contains(&end), "{stdout}");
            assert_eq!(document["requestId"].as_str().unwrap().len(), 36);
        }
    }
}

#[test]
fn the_emulator_of_its_own_serves_several_too() {
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
fn a_line_comes_while_others_are_waited_for() {
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
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        stdout.read_line(&mut line).unwrap();
        assert_eq!(child.try_wait().unwrap(), None, "still waiting");
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(line.starts_with("i-0\thttps://"), "{line}");
        assert_eq!(stdout.read_line(&mut line).unwrap(), 0);
    }
}

#[test]
fn what_comes_first_is_printed_first() {
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
fn so_many_are_called_for_at_a_time_and_no_more() {
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
fn what_they_run_is_asked_for_a_hundred_at_a_time() {
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
fn one_that_is_not_listed_is_not_guessed_about() {
    let unlisted = Instance::new("cn-qingdao", "i-hidden").unlisted();
    let scenario = Scenario::default().with_instance(unlisted);
    let emulator = Emulator::builder().scenario(scenario).start().unwrap();
    let both = args(&["i-hidden", RUNNING[0]]);
    let outcome = call(&emulator, &both);
    assert_eq!(outcome.status, Some(1), "{outcome:?}");
    assert_eq!(ids(&lines(&outcome.stdout)), [RUNNING[0]]);
    assert!(
        outcome.stderr.contains(
            "error: no URL for 1 of 2 instances:\n  i-hidden: whether the instance runs Windows \
             is unknown: DescribeInstances doesn't list it\nhelp: Say it with --windows"
        ),
        "{outcome:?}"
    );

    let said = call(&emulator, &format!("{both} --windows=false"));
    assert_eq!((said.status, &*said.stderr), (Some(0), VALIDITY));
    assert_eq!(ids(&lines(&said.stdout)), [RUNNING[0], "i-hidden"]);
}

/// The instance that lacks its `OSType` has no URL; the other instance has one.
#[test]
fn an_instance_without_an_os_type_is_named_and_the_others_have_urls() {
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
            "error: no URL for 1 of 2 instances:\n  i-emulator-windows: whether the instance runs \
             Windows is unknown: ",
            "Instances.Instance.i-emulator-windows.OSType: required, but missing",
            "\nhelp: Say it with --windows",
        ] {
            assert!(outcome.stderr.contains(part), "no {part:?} in {outcome:?}");
        }
        assert_eq!(count(&emulator, "DescribeInstanceVncUrl"), 1);
    }
}

#[test]
fn what_fails_for_all_is_said_once() {
    let scenario = Scenario::default().forbidding("DescribeInstances");
    let emulator = Emulator::builder().scenario(scenario).start().unwrap();
    let outcome = call(&emulator, &args(&RUNNING));
    assert_eq!((outcome.status, &*outcome.stdout), (Some(1), ""));
    let begin = format!(
        "error: no URL for 3 of 3 instances:\n  {}: whether the instance runs Windows is \
         unknown: Forbidden.RAM: ",
        RUNNING.join(", ")
    );
    assert!(outcome.stderr.starts_with(&begin), "{outcome:?}");
    assert_eq!(outcome.stderr.matches("Forbidden.RAM").count(), 1);
    assert_eq!(emulator.request_count(), 1);
}

#[test]
fn stdin_lists_them_and_an_id_is_asked_for_once() {
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
    // Asked for in the way of several, it is answered so.
    for given in [&["-"][..], &[RUNNING[0], RUNNING[0]]] {
        let mut command = program_at(&emulator, emulator.credentials(), &args(given));
        let outcome = outcome_with_input(&mut command, RUNNING[0]);
        assert_eq!(ids(&lines(&outcome.stdout)), [RUNNING[0]]);
    }
}
