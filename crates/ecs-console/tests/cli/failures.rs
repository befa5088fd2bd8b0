//! Failed calls and local failures: the program exits with status 1 and prints advice.

use std::net::TcpStream;

use alicloud::http::StatusCode;
use alicloud_emulator::{Credentials, Emulator, Fault};

use crate::run::{Outcome, VNC_PASSWORD, outcome, program, program_at};

const INSTANCE: &str = "url --region-id cn-qingdao --instance-id i-emulator-running";

/// Asserts that `outcome` is a failure whose message contains all of `parts`.
fn assert_failed(outcome: &Outcome, parts: &[&str]) {
    assert_eq!(outcome.status, Some(1), "{outcome:?}");
    assert_eq!(outcome.stdout, "");
    for part in parts {
        assert!(outcome.stderr.contains(part), "no {part:?} in {outcome:?}");
    }
}

#[test]
fn prints_advice_for_documented_errors() {
    for (region_id, instance_id, code, message, advice) in [
        (
            "cn-qingdao",
            "i-emulator-stopped",
            "IncorrectInstanceStatus",
            "The current status of the resource does not support this operation.",
            "help: The instance is not in the state",
        ),
        (
            "cn-qingdao",
            "i-emulator-creating",
            "InstanceNotReady",
            "The specified instance is not ready for use",
            "help: The instance is still being created.",
        ),
        (
            "cn-qingdao",
            "i-unknown",
            "InvalidInstanceId.NotFound",
            "The specified InstanceId does not exist.",
            "help: Check the instance id",
        ),
        (
            "moon-1",
            "i-emulator-running",
            "InvalidRegionId.NotFound",
            "The specified RegionId does not exist.",
            "help: Check the spelling of the region id",
        ),
    ] {
        for (transport, format) in [("ureq", "json"), ("reqwest", "xml")] {
            let args = format!(
                "url --emulator --region-id {region_id} --instance-id {instance_id} \
                 --transport {transport} --wire-format {format}"
            );
            let outcome = outcome(&mut program(&args));
            let refusal = format!("error: {code}: {message} (HTTP 40");
            let page = format!("\nsee: https://api.aliyun.com/troubleshoot?q={code}&");
            assert_failed(&outcome, &[&refusal, advice, &page]);

            let (_, after) = outcome.stderr.split_once("request id ").unwrap();
            let (request_id, _) = after.split_once(")\n").unwrap();
            assert_eq!(request_id.len(), 36, "{outcome:?}");
            assert!(
                after.contains(&format!("requestId={request_id}")),
                "{outcome:?}"
            );
        }
    }
}

#[test]
fn reports_a_wrong_secret_without_the_string_to_sign() {
    let emulator = Emulator::start().unwrap();
    let right = emulator.temporary_credentials();
    let token = right.security_token().unwrap();
    let wrong = Credentials::new(right.access_key_id(), "hunter2").with_security_token(token);
    for transport in ["ureq", "reqwest"] {
        let args = format!("{INSTANCE} --transport {transport}");
        let mut command = program_at(&emulator, &wrong, &args);
        let outcome = outcome(command.env("ECS_CONSOLE_VNC_PASSWORD", VNC_PASSWORD));
        assert_failed(&outcome, &["SignatureDoesNotMatch: ", "request id "]);
        for secret in [
            "hunter2",
            "SecurityToken%3D",
            "SignatureNonce%3D",
            VNC_PASSWORD,
        ] {
            assert!(!outcome.stderr.contains(secret), "{outcome:?}");
        }
    }
}

#[test]
fn reports_that_nothing_was_sent_without_a_connection() {
    let emulator = Emulator::start().unwrap();
    // The local port of an open connection: the port is in use, and nobody listens on it.
    let taken = TcpStream::connect(emulator.local_addr()).unwrap();
    let endpoint = format!("http://{}", taken.local_addr().unwrap());
    for transport in ["ureq", "reqwest"] {
        let args = format!("{INSTANCE} --transport {transport} --endpoint {endpoint}");
        let mut command = program_at(&emulator, emulator.credentials(), &args);
        assert_failed(
            &outcome(&mut command),
            &[
                "error: no connection: ",
                "refused",
                "help: Nothing was sent",
            ],
        );
    }
}

#[test]
fn reports_an_answer_that_is_not_from_the_api() {
    let emulator = Emulator::start().unwrap();
    emulator.inject(Fault::html(StatusCode::BAD_GATEWAY), 3);
    let outcome = outcome(&mut program_at(&emulator, emulator.credentials(), INSTANCE));
    assert_failed(
        &outcome,
        &[
            "error: the response is not an API reply: HTTP 502 Bad Gateway, text/html, ",
            "\nhelp: A gateway did not get a response",
        ],
    );
    assert_eq!(emulator.request_count(), 3);
}

#[test]
fn secrets_are_in_no_output_but_the_url() {
    let emulator = Emulator::start().unwrap();
    let credentials = emulator.temporary_credentials();
    let token = credentials.security_token().unwrap();
    for instance_id in ["i-emulator-running", "i-emulator-stopped"] {
        for options in [
            "",
            "--transport reqwest --method get",
            "--output json",
            "--wire-format xml",
        ] {
            let args = format!("url --region-id cn-qingdao --instance-id {instance_id} {options}");
            let mut command = program_at(&emulator, credentials, &args);
            let outcome = outcome(command.env("ECS_CONSOLE_VNC_PASSWORD", VNC_PASSWORD));
            for secret in [
                credentials.access_key_secret(),
                token,
                "emulator%2Fsecurity",
            ] {
                assert!(!outcome.stdout.contains(secret), "{outcome:?}");
                assert!(!outcome.stderr.contains(secret), "{outcome:?}");
            }
            for secret in [VNC_PASSWORD, "vncUrl", "websockify"] {
                assert!(!outcome.stderr.contains(secret), "{outcome:?}");
            }
        }
    }
    assert_eq!(emulator.request_count(), 16);
}
