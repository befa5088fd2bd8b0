//! Retries and `--wait`, and their limits.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use alicloud::http::StatusCode;
use alicloud_emulator::{Emulator, Fault};

use crate::run::{Outcome, outcome, program_at};

const URL: &str = "url --region-id cn-qingdao --windows=false --instance-id";

fn call(emulator: &Emulator, args: &str) -> (Outcome, Duration) {
    let begin = Instant::now();
    let outcome = outcome(&mut program_at(emulator, emulator.credentials(), args));
    (outcome, begin.elapsed())
}

/// The answer of the server for an instance that is being created.
fn not_ready() -> Fault {
    let message = "The specified instance is not ready for use";
    Fault::error(StatusCode::FORBIDDEN, "InstanceNotReady", message)
}

/// The number of requests. Asserts that each request has its own nonce.
fn attempts(emulator: &Emulator) -> usize {
    let requests = emulator.requests();
    let nonces: BTreeSet<_> = requests.iter().filter_map(|it| it.nonce()).collect();
    assert_eq!(nonces.len(), requests.len());
    requests.len()
}

#[test]
fn waits_for_an_instance_that_is_being_created() {
    for transport in ["ureq", "reqwest"] {
        for signature in ["1.0", "acs3"] {
            let emulator = Emulator::start().unwrap();
            // More failures than the retries for any other reason allow.
            emulator.inject(not_ready(), 4);
            let args = format!(
                "{URL} i-emulator-running --wait 60s --transport {transport} --signature {signature}"
            );
            let (outcome, _) = call(&emulator, &args);
            assert_eq!(outcome.status, Some(0), "{outcome:?}");
            assert!(outcome.stdout.starts_with("https://"), "{outcome:?}");
            assert_eq!(attempts(&emulator), 5);
        }
    }
}

#[test]
fn waits_for_an_instance_that_is_being_started() {
    let emulator = Emulator::start().unwrap();
    let message = "The current status of the resource does not support this operation.";
    let starting = Fault::error(StatusCode::FORBIDDEN, "IncorrectInstanceStatus", message);
    emulator.inject(starting, 4);
    let (outcome, _) = call(&emulator, &format!("{URL} i-emulator-running --wait 60s"));
    assert_eq!(outcome.status, Some(0), "{outcome:?}");
    assert_eq!(attempts(&emulator), 5);

    let args = format!("{URL} i-emulator-stopped --wait 1s");
    let (outcome, _) = call(&Emulator::start().unwrap(), &args);
    assert_eq!(outcome.status, Some(1), "{outcome:?}");
    assert!(
        outcome
            .stderr
            .starts_with("error: IncorrectInstanceStatus: "),
        "{outcome:?}"
    );
}

#[test]
fn does_not_wait_without_the_option() {
    let emulator = Emulator::start().unwrap();
    emulator.inject(not_ready(), 1);
    let (outcome, _) = call(&emulator, &format!("{URL} i-emulator-running"));
    assert_eq!(outcome.status, Some(1), "{outcome:?}");
    assert!(outcome.stderr.contains("InstanceNotReady"), "{outcome:?}");
    assert_eq!(attempts(&emulator), 1);
}

#[test]
fn stops_waiting_for_an_instance_after_the_limit() {
    for transport in ["ureq", "reqwest"] {
        let emulator = Emulator::start().unwrap();
        let args = format!("{URL} i-emulator-creating --wait 1s --transport {transport}");
        let (outcome, took) = call(&emulator, &args);
        assert_eq!(outcome.status, Some(1), "{outcome:?}");
        let code = "error: InstanceNotReady: ";
        assert!(outcome.stderr.starts_with(code), "{outcome:?}");
        assert!(attempts(&emulator) > 1);
        assert!(took < Duration::from_secs(10), "{took:?}");
    }
}

#[test]
fn waits_for_each_of_several_instances() {
    let emulator = Emulator::start().unwrap();
    emulator.inject(not_ready(), 6);
    let args = format!("{URL} i-emulator-running --instance-id i-emulator-windows --wait 60s");
    let (outcome, _) = call(&emulator, &args);
    assert_eq!(outcome.status, Some(0), "{outcome:?}");
    assert_eq!(outcome.stdout.lines().count(), 2);
    assert_eq!(attempts(&emulator), 8);
}

#[test]
fn retries_after_transient_failures() {
    for transport in ["ureq", "reqwest"] {
        let emulator = Emulator::start().unwrap();
        emulator.inject(Fault::service_unavailable(), 1);
        emulator.inject(Fault::throttling(), 1);
        let args = format!("{URL} i-emulator-running --transport {transport}");
        let (outcome, _) = call(&emulator, &args);
        assert_eq!(outcome.status, Some(0), "{outcome:?}");
        assert_eq!(attempts(&emulator), 3);
    }
}

#[test]
fn a_timeout_ends_a_call() {
    for transport in ["ureq", "reqwest"] {
        for fault in [
            Fault::no_answer(),
            Fault::drip(Duration::from_millis(100)),
            // Without `--timeout`, the client would wait for 25 seconds.
            Fault::service_unavailable().with_header(
                alicloud::http::header::RETRY_AFTER,
                alicloud::http::HeaderValue::from_static("25"),
            ),
        ] {
            let emulator = Emulator::start().unwrap();
            emulator.inject(fault, 8);
            let args = format!("{URL} i-emulator-running --timeout 700ms --transport {transport}");
            let (outcome, took) = call(&emulator, &args);
            assert_eq!(outcome.status, Some(1), "{outcome:?}");
            assert!(took < Duration::from_secs(5), "{took:?}");
        }
    }
}
