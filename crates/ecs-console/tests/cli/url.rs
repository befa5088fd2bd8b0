//! Successful calls of `ecs-console url`.

use alicloud_emulator::{Emulator, VncUrlStatus};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::run::{Outcome, VNC_PASSWORD, outcome, outcome_with_input, program, program_at};

const PAGE: &str = "https://g.alicdn.com/aliyun/ecs-console-vnc/0.0.7/index.html";
const PAGE_2: &str = "https://g.alicdn.com/aliyun/ecs-console-vnc2/0.0.8/index.html";
const VALIDITY: SignedDuration = SignedDuration::from_secs(15);
const RUNNING: &str = "url --region-id cn-qingdao --instance-id i-emulator-running";

fn call(emulator: &Emulator, args: &str) -> Outcome {
    outcome(&mut program_at(emulator, emulator.credentials(), args))
}

/// Splits a console URL into the page, the `VncUrl` and the parameters after the `VncUrl`.
fn parts(url: &str) -> (&str, &str, &str) {
    let (page, parameters) = url.split_once("?vncUrl=").unwrap();
    let (vnc_url, rest) = parameters.split_once('&').unwrap();
    assert!(vnc_url.starts_with("ws%3A%2F%2F127.0.0.1%3A"), "{vnc_url}");
    (page, vnc_url, rest)
}

#[test]
fn prints_the_url_with_every_transport_format_method_and_page() {
    let emulator = Emulator::start().unwrap();
    for (transport, signature, algorithm, preferred) in [
        ("ureq", "1.0", "HMAC-SHA1", "POST"),
        ("ureq", "acs3", "ACS3-HMAC-SHA256", "GET"),
        ("reqwest", "1.0", "HMAC-SHA1", "POST"),
        ("reqwest", "acs3", "ACS3-HMAC-SHA256", "GET"),
    ] {
        for format in ["json", "xml"] {
            for (method, sent) in [("", preferred), ("get", "GET"), ("post", "POST")] {
                for (page, base) in [("vnc", PAGE), ("vnc2", PAGE_2)] {
                    let mut args = format!(
                        "{RUNNING} --transport {transport} --wire-format {format} --page {page} \
                         --signature {signature}"
                    );
                    if !method.is_empty() {
                        args += &format!(" --method {method}");
                    }
                    let Outcome {
                        status,
                        stdout,
                        stderr,
                    } = call(&emulator, &args);
                    assert_eq!(status, Some(0), "{args}: {stderr}");
                    let url = stdout.strip_suffix('\n').unwrap();
                    let (page, vnc_url, rest) = parts(url);
                    assert_eq!(
                        (page, rest),
                        (base, "instanceId=i-emulator-running&isWindows=false")
                    );
                    assert_eq!(
                        emulator.vnc_url_status(vnc_url),
                        VncUrlStatus::Valid,
                        "{args}"
                    );

                    let request = emulator.requests().pop().unwrap();
                    assert_eq!(request.method, sent, "{args}");
                    assert_eq!(request.signature_method(), Some(algorithm));
                    // With ACS3, a header selects the format.
                    let asked = (signature == "1.0").then(|| format.to_uppercase());
                    assert_eq!(request.parameter("Format"), asked.as_deref());
                }
            }
        }
    }
    // Each command first looks up the operating system of the instance.
    assert_eq!(emulator.request_count(), 96);
}

#[test]
fn the_emulator_needs_no_environment_and_ignores_proxies() {
    for transport in ["ureq", "reqwest"] {
        for proxies in [&[][..], &["http_proxy", "HTTP_PROXY", "ALL_PROXY"]] {
            let mut command = program(&format!("url --emulator --transport {transport}"));
            command.envs(proxies.iter().map(|name| (name, "http://127.0.0.1:9")));
            let Outcome {
                status,
                stdout,
                stderr,
            } = outcome(&mut command);
            assert_eq!(status, Some(0), "{stderr}");
            let (page, _, rest) = parts(stdout.trim_end());
            assert_eq!(
                (page, rest),
                (PAGE, "instanceId=i-emulator-running&isWindows=false")
            );
            assert!(
                stderr.starts_with("Using the emulator at http://127.0.0.1:"),
                "{stderr}"
            );
        }
    }
}

#[test]
fn says_that_no_url_of_an_ended_emulator_can_be_opened() {
    let several = "--instance-id i-emulator-running --instance-id i-emulator-windows";
    for (args, warning) in [
        (
            "url --emulator",
            "The emulator ends with this command, so the URL can't be opened. Use --open, or run \
             ecs-console emulator.\n",
        ),
        (
            &format!("url --emulator {several}"),
            "The emulator ends with this command, so the URLs can't be opened. Run ecs-console \
             emulator.\n",
        ),
    ] {
        let outcome = outcome(&mut program(args));
        assert!(outcome.stderr.ends_with(warning), "{outcome:?}");
        assert!(!outcome.stderr.contains("expires"), "{outcome:?}");
    }
    let outcome = outcome(&mut program("url --emulator --output json"));
    let document: Value = serde_json::from_str(&outcome.stderr).unwrap();
    let warning = document["Warning"].as_str().unwrap();
    assert!(warning.starts_with("The emulator ends with"), "{warning}");
}

#[test]
fn emulator_option_accepts_an_instance_id() {
    let args = "url --emulator --instance-id i-emulator-windows";
    let Outcome { stdout, .. } = outcome(&mut program(args));
    let (_, _, rest) = parts(stdout.trim_end());
    assert_eq!(rest, "instanceId=i-emulator-windows&isWindows=true");
}

#[test]
fn stderr_shows_the_expiry_time_and_the_request_id() {
    let emulator = Emulator::start().unwrap();
    let before = Timestamp::now();
    let Outcome { stderr, .. } = call(&emulator, RUNNING);
    let after = Timestamp::now();

    let (until, rest) = stderr
        .strip_prefix("The URL expires at ")
        .and_then(|text| text.split_once(", in "))
        .unwrap();
    let (seconds, rest) = rest.split_once(" s.\nThe request id is ").unwrap();
    assert_eq!(until.len(), "2026-01-31T23:59:59Z".len());
    // The URL expires 15 s after the call was signed, rounded down to a second.
    let signed_at = until.parse::<Timestamp>().unwrap() - VALIDITY;
    assert!(
        signed_at > before - SignedDuration::from_secs(1),
        "{stderr}"
    );
    assert!(signed_at <= after, "{stderr}");
    assert!(
        seconds.parse::<i64>().unwrap() < VALIDITY.as_secs(),
        "{stderr}"
    );
    assert_eq!(
        rest.strip_suffix(".\n").unwrap().len(),
        "3EBE060C-5F70-478F-A013-3FCAC505924D".len()
    );
}

#[test]
fn json_output_has_all_details_on_one_line() {
    let emulator = Emulator::start().unwrap();
    for (page, keep_alive) in [("vnc", 60), ("vnc2", 300)] {
        let args = format!("{RUNNING} --output json --page {page}");
        let Outcome { stdout, stderr, .. } = call(&emulator, &args);
        assert_eq!(stderr, "");
        assert_eq!(stdout.find('\n'), Some(stdout.len() - 1));

        let document: serde_json::Map<String, Value> = serde_json::from_str(&stdout).unwrap();
        let text = |key: &str| document[key].as_str().unwrap();
        let time = |key: &str| text(key).parse::<Timestamp>().unwrap();
        assert_eq!(document.len(), 7);
        let (_, vnc_url, _) = parts(text("Url"));
        assert_eq!(emulator.vnc_url_status(vnc_url), VncUrlStatus::Valid);
        assert_eq!(text("InstanceId"), "i-emulator-running");
        assert_eq!(text("RequestId").len(), 36);
        assert_eq!(time("ExpiresAt"), time("FetchedAt") + VALIDITY);
        assert_eq!(text("FetchedAt").len(), "2026-01-31T23:59:59.000Z".len());
        assert_eq!(document["KeepAliveSeconds"], keep_alive);
        assert_eq!(document["ReconnectsPerMinute"], 30);
    }
}

#[test]
fn sends_the_security_token_of_temporary_credentials() {
    let emulator = Emulator::start().unwrap();
    let temporary = emulator.temporary_credentials();
    assert!(temporary.security_token().is_some());
    for signature in ["1.0", "acs3"] {
        let args = format!("{RUNNING} --signature {signature}");
        let Outcome { status, stderr, .. } = outcome(&mut program_at(&emulator, temporary, &args));
        assert_eq!(status, Some(0), "{stderr}");
    }
}

#[test]
fn the_endpoint_option_overrides_the_variable() {
    let emulator = Emulator::start().unwrap();
    let args = format!("{RUNNING} --endpoint {}", emulator.endpoint());
    let mut command = program_at(&emulator, emulator.credentials(), &args);
    command.env("ECS_CONSOLE_ENDPOINT", "http://127.0.0.1:9");
    assert_eq!(outcome(&mut command).status, Some(0));
}

#[test]
fn a_vnc_password_comes_from_the_environment_or_stdin() {
    let emulator = Emulator::start().unwrap();
    let by_variable = {
        let mut command = program_at(&emulator, emulator.credentials(), RUNNING);
        outcome(command.env("ECS_CONSOLE_VNC_PASSWORD", VNC_PASSWORD))
    };
    let by_stdin = {
        let args = format!("{RUNNING} --vnc-password-stdin");
        let mut command = program_at(&emulator, emulator.credentials(), &args);
        // An empty variable counts as unset.
        command.env("ECS_CONSOLE_VNC_PASSWORD", "");
        outcome_with_input(&mut command, &format!("{VNC_PASSWORD}\nmore\n"))
    };
    for Outcome {
        status,
        stdout,
        stderr,
    } in [by_variable, by_stdin]
    {
        assert_eq!(status, Some(0), "{stderr}");
        let (_, _, rest) = parts(stdout.trim_end());
        assert_eq!(
            rest,
            "instanceId=i-emulator-running&isWindows=false&password=aB3456"
        );
    }
}
