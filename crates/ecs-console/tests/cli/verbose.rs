//! Tests of `-v`: the log on stderr.

use alicloud_emulator::{Emulator, Fault};
use serde_json::Value;

use crate::run::{Outcome, outcome, program_at};

const URL: &str = "url --region-id cn-qingdao --instance-id i-emulator-running --output json";
/// A VNC password that occurs nowhere else.
const PLANTED: &str = "pL4nT3";

fn call(emulator: &Emulator, args: &str) -> Outcome {
    let mut command = program_at(emulator, emulator.temporary_credentials(), args);
    outcome(command.env("ECS_CONSOLE_VNC_PASSWORD", PLANTED))
}

/// The number of lines that contain all of `parts`.
fn lines_with(stderr: &str, parts: &[&str]) -> usize {
    let lines = stderr.lines();
    lines
        .filter(|line| parts.iter().all(|part| line.contains(part)))
        .count()
}

#[test]
fn logs_a_line_for_each_attempt_and_each_call() {
    for transport in ["ureq", "reqwest"] {
        let emulator = Emulator::start().unwrap();
        emulator.inject(Fault::throttling(), 1);
        // The option may come before or after the command.
        for args in [
            format!("-v {URL} --windows=false --transport {transport}"),
            format!("{URL} --windows=false --transport {transport} --verbose"),
        ] {
            let Outcome {
                status,
                stdout,
                stderr,
            } = call(&emulator, &args);
            assert_eq!(status, Some(0), "{stderr}");
            let document: Value = serde_json::from_str(&stdout).unwrap();
            let request_id = document["RequestId"].as_str().unwrap();
            let call = [
                "DEBUG",
                "action=\"DescribeInstanceVncUrl\"",
                "region=\"cn-qingdao\"",
                "duration_ms=",
            ];
            let attempts = if args.starts_with("-v") { 2 } else { 1 };
            let last = format!("attempt={attempts}");
            let ended = [&call[..], &[&*last, "status=200", request_id]].concat();
            assert_eq!(lines_with(&stderr, &ended), 1, "{stderr}");
            let failed = [
                &call[..],
                &["attempt=1", "status=400", "code=\"Throttling\""],
            ]
            .concat();
            assert_eq!(lines_with(&stderr, &failed), attempts - 1, "{stderr}");
            let last = format!("attempts={attempts}");
            let ended = [&call[..], &[&*last, "ok=true"]].concat();
            assert_eq!(lines_with(&stderr, &ended), 1, "{stderr}");
        }
        assert_eq!(emulator.request_count(), 3);
    }
}

#[test]
fn logs_neither_secrets_nor_events_of_http_clients() {
    let emulator = Emulator::start().unwrap();
    let credentials = emulator.temporary_credentials();
    let token = credentials.security_token().unwrap();
    for transport in ["ureq", "reqwest"] {
        for signature in ["1.0", "acs3"] {
            for instance_id in ["i-emulator-stopped", "i-emulator-windows"] {
                for verbose in ["-v", "-vv", "-vvvv"] {
                    let args = format!(
                        "{URL} --instance-id {instance_id} {verbose} --transport {transport} \
                         --signature {signature}"
                    );
                    let Outcome { stderr, .. } = call(&emulator, &args);
                    for secret in [
                        credentials.access_key_secret(),
                        token,
                        "emulator%2Fsecurity",
                        "Signature=",
                        "SecurityToken",
                        "security-token",
                        "Authorization",
                        "vncUrl",
                        "websockify",
                        PLANTED,
                        "ureq",
                        "hyper",
                    ] {
                        assert!(!stderr.contains(secret), "{secret} in {stderr}");
                    }
                    assert!(lines_with(&stderr, &["attempt=1"]) >= 3, "{stderr}");
                }
            }
        }
    }
}

#[test]
fn logs_nothing_without_the_option() {
    let emulator = Emulator::start().unwrap();
    emulator.inject(Fault::throttling(), 1);
    let outcome = call(&emulator, URL);
    assert_eq!((outcome.status, &*outcome.stderr), (Some(0), ""));
}

#[test]
fn logs_the_calls_for_each_of_several_instances() {
    for transport in ["ureq", "reqwest"] {
        let emulator = Emulator::start().unwrap();
        let args = format!("{URL} --instance-id i-emulator-stopped -v --transport {transport}");
        let Outcome { status, stderr, .. } = call(&emulator, &args);
        assert_eq!(status, Some(1), "{stderr}");
        let attempt = ["action=\"DescribeInstanceVncUrl\"", "attempt=1"];
        assert_eq!(lines_with(&stderr, &attempt), 2, "{stderr}");
        // The log contains no control characters of a progress bar.
        assert!(!stderr.contains('\u{1b}'), "{stderr}");
    }
}
