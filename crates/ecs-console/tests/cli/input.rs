//! Unusable input: the program exits with status 2, names the argument or variable, and sends
//! nothing.

use alicloud_emulator::Emulator;

use crate::run::{Outcome, VNC_PASSWORD, outcome, outcome_with_input, program, program_at};

const INSTANCE: &str = "url --region-id cn-qingdao --instance-id i-emulator-running";

/// Asserts that `outcome` is a refusal whose message contains all of `parts`.
fn assert_refused(outcome: &Outcome, parts: &[&str]) {
    assert_eq!(outcome.status, Some(2), "{outcome:?}");
    assert_eq!(outcome.stdout, "");
    for part in parts {
        assert!(outcome.stderr.contains(part), "no {part:?} in {outcome:?}");
    }
}

#[test]
fn refuses_invalid_arguments() {
    let emulator = Emulator::start().unwrap();
    let cases: &[(&[&str], &[&str])] = &[
        (&[], &["--region-id", "--instance-id"]),
        (
            &["--region-id", "cn-qingdao"],
            &["not provided", "--instance-id"],
        ),
        (&["--instance-id", "i-1"], &["no region", "--region-id"]),
        (
            &["--region-id", "", "--instance-id", "i-1"],
            &["--region-id", "hyphens"],
        ),
        (
            &["--region-id", "../evil", "--instance-id", "i-1"],
            &["--region-id", "'../evil'", "hyphens"],
        ),
        (
            &["--region-id", "evil.com/", "--instance-id", "i-1"],
            &["--region-id", "'evil.com/'"],
        ),
        (
            &["--region-id", "-cn", "--instance-id", "i-1"],
            &["--region-id"],
        ),
        (
            &["--region-id=cn-", "--instance-id", "i-1", "--vpc"],
            &["--region-id", "'cn-'", "ends with a hyphen"],
        ),
        (
            &["--region-id", "cn-1", "--instance-id", ""],
            &["--instance-id", "underscores"],
        ),
        (
            &["--region-id", "cn-1", "--instance-id", "i&x=1"],
            &["--instance-id", "'i&x=1'", "ecs-console instances lists"],
        ),
        (
            &["--emulator", "--region-id", "cn qingdao"],
            &["--region-id", "'cn qingdao'"],
        ),
        (
            &["--emulator", "--page", "vnc3"],
            &["--page", "'vnc3'", "vnc, vnc2"],
        ),
        (
            &["--emulator", "--transport", "curl"],
            &["--transport", "'curl'", "ureq, reqwest"],
        ),
        (
            &["--emulator", "--wire-format", "yaml"],
            &["--wire-format", "'yaml'", "json, xml"],
        ),
        (
            &["--emulator", "--format", "xml"],
            &["'--format' is now named '--wire-format'"],
        ),
        (
            &["i-bp1"],
            &["to select an instance, use '--instance-id i-bp1'"],
        ),
        (
            &["--emulator", "--name", "web-*"],
            &["--name", "is a pattern"],
        ),
        (
            &["--emulator", "--method", "put"],
            &["--method", "'put'", "get, post"],
        ),
        (
            &["--emulator", "--output", "yaml"],
            &["--output", "'yaml'", "text, json"],
        ),
        (
            &["--emulator", "--vnc-password", "123456"],
            &["--vnc-password"],
        ),
        (&["--emulatr"], &["--emulatr", "--emulator"]),
    ];
    for (args, parts) in cases {
        let mut command = program_at(&emulator, emulator.credentials(), "url");
        assert_refused(&outcome(command.args(*args)), parts);
    }
    let cases: &[(&str, &[&str])] = &[
        (
            "url --emulator --windows=maybe",
            &["--windows", "true, false"],
        ),
        ("url --emulator --windows false", &["'false'"]),
        ("instances", &["no region", "--region-id"]),
        ("instances --region ../evil", &["--region-id", "hyphens"]),
        (
            "instances --emulator --status running",
            &["--status", "'Running'"],
        ),
        ("instances --emulator --name=", &["--name", "value"]),
        (
            "instances --emulator --output text",
            &["--output", "table, json, ids"],
        ),
        (
            "regions --emulator --language de",
            &["--language", "zh-CN, en-US, ja"],
        ),
        ("regions --region cn-qingdao", &["--region"]),
        ("url --emulator --wait 60", &["--wait", "'60'", "unit"]),
        ("url --emulator --wait 0s", &["--wait", "more than zero"]),
        ("url --emulator --timeout=-1s", &["--timeout", "zero"]),
        ("regions --timeout 25h", &["--timeout", "at most 24 hours"]),
        (
            "url --emulator --concurrency 0",
            &["--concurrency", "from 1 to 64"],
        ),
        (
            "url --emulator --concurrency 65",
            &["--concurrency", "'65'"],
        ),
        (
            "regions --signature 2.0",
            &["--signature", "'2.0'", "1.0, acs3"],
        ),
        ("regions --profile=", &["--profile", "value"]),
        ("regions --vpc", &["--vpc"]),
    ];
    for (args, parts) in cases {
        let mut command = program_at(&emulator, emulator.credentials(), args);
        assert_refused(&outcome(&mut command), parts);
    }
    assert_refused(&outcome(&mut program("")), &["Usage"]);
    assert_refused(
        &outcome(&mut program("emulator --listen 0.0.0.0:0")),
        &["--listen", "loopback"],
    );
    assert_refused(
        &outcome(&mut program("emulator --listen 8080")),
        &["--listen", "'8080'"],
    );
    assert_eq!(emulator.request_count(), 0);
}

#[test]
fn refuses_invalid_endpoints() {
    let emulator = Emulator::start().unwrap();
    for (endpoint, part) in [
        ("ecs.aliyuncs.com", "no scheme"),
        ("http://ecs.aliyuncs.com", "not loopback"),
        ("ftp://127.0.0.1", "must be https or http"),
        ("https://user:hunter2@ecs.aliyuncs.com", "user information"),
        ("https://ecs.aliyuncs.com/path", "path"),
        ("https://", "not a URL"),
    ] {
        let mut by_argument = program_at(&emulator, emulator.credentials(), INSTANCE);
        by_argument.args(["--endpoint", endpoint]);
        let mut by_variable = program_at(&emulator, emulator.credentials(), INSTANCE);
        by_variable.env("ECS_CONSOLE_ENDPOINT", endpoint);
        for (mut command, origin) in [
            (by_argument, "error: --endpoint: "),
            (by_variable, "error: ECS_CONSOLE_ENDPOINT: "),
        ] {
            let outcome = outcome(&mut command);
            assert_refused(&outcome, &[origin, part]);
            assert!(!outcome.stderr.contains("hunter2"), "{outcome:?}");
        }
        for list in ["regions", "instances --region cn-qingdao"] {
            let mut command = program_at(&emulator, emulator.credentials(), list);
            command.args(["--endpoint", endpoint]);
            assert_refused(&outcome(&mut command), &["error: --endpoint: ", part]);
        }
    }
    assert_eq!(emulator.request_count(), 0);
}

#[test]
fn refuses_incomplete_or_malformed_credentials() {
    let emulator = Emulator::start().unwrap();
    for (variable, value) in [
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", None),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", None),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", Some("")),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", Some("hunter2\nhunter2")),
        ("ALIBABA_CLOUD_SECURITY_TOKEN", Some("hunter2 hunter2")),
    ] {
        for args in [INSTANCE, "regions", "instances --region cn-qingdao"] {
            let mut command = program_at(&emulator, emulator.credentials(), args);
            match value {
                Some(value) => command.env(variable, value),
                None => command.env_remove(variable),
            };
            let outcome = outcome(&mut command);
            assert_refused(&outcome, &[variable, "try --emulator"]);
            assert!(!outcome.stderr.contains("hunter2"), "{outcome:?}");
        }
    }
    assert_eq!(emulator.request_count(), 0);
}

#[test]
fn refuses_invalid_vnc_passwords() {
    const VARIABLE: &str = "ECS_CONSOLE_VNC_PASSWORD";
    const FLAG: &str = "--vnc-password-stdin";
    let emulator = Emulator::start().unwrap();
    for (args, variable, input, parts) in [
        ("", "12345", "", [VARIABLE, "exactly six"]),
        ("", "12345!", "", [VARIABLE, "ASCII letters or digits"]),
        (
            "--page vnc2",
            VNC_PASSWORD,
            "",
            [VARIABLE, "choose --page vnc"],
        ),
        ("--vnc-password-stdin", "", "12345\n", [FLAG, "exactly six"]),
        ("--vnc-password-stdin", "", "", [FLAG, "exactly six"]),
        (
            "--vnc-password-stdin",
            "",
            "\u{e4}bcde\n",
            [FLAG, "exactly six"],
        ),
        (
            "--vnc-password-stdin --page vnc2",
            "",
            "aB3456\n",
            [FLAG, "choose --page vnc"],
        ),
        (
            "--vnc-password-stdin",
            VNC_PASSWORD,
            "aB3456\n",
            [FLAG, VARIABLE],
        ),
    ] {
        let args = format!("{INSTANCE} {args}");
        let mut command = program_at(&emulator, emulator.credentials(), &args);
        let outcome = outcome_with_input(command.env(VARIABLE, variable), input);
        assert_refused(&outcome, &parts);
        for secret in ["12345", VNC_PASSWORD] {
            assert!(!outcome.stderr.contains(secret), "{outcome:?}");
        }
    }
    assert_eq!(emulator.request_count(), 0);
}

#[test]
fn refuses_invalid_instance_lists_on_stdin() {
    let emulator = Emulator::start().unwrap();
    for (input, part) in [
        ("", "stdin contains no instance id"),
        ("\n# none\n", "stdin contains no instance id"),
        ("i-1\nhunter2 hunter2\n", "line 2 of stdin: an instance id"),
    ] {
        let args = "url --region-id cn-qingdao --instance-id -";
        let mut command = program_at(&emulator, emulator.credentials(), args);
        let outcome = outcome_with_input(&mut command, input);
        assert_refused(&outcome, &["error: --instance-id -: ", part]);
        assert!(!outcome.stderr.contains("hunter2"), "{outcome:?}");
    }
    assert_eq!(emulator.request_count(), 0);
}

#[test]
fn prints_help_and_version_with_exit_status_0() {
    for (args, parts) in [
        ("--help", ["instances", "regions", "Exit status"]),
        (
            "url --help",
            [
                "ALIBABA_CLOUD_ACCESS_KEY_ID",
                "ECS_CONSOLE_VNC_PASSWORD",
                "Examples",
            ],
        ),
        (
            "instances --help",
            ["--status", "ALIBABA_CLOUD_ACCESS_KEY_ID", "Examples"],
        ),
        (
            "regions --help",
            ["--language", "ALIBABA_CLOUD_USER_AGENT", "Exit status"],
        ),
        ("emulator --help", ["--listen", "exports", "Exit status"]),
        (
            "--version",
            ["ecs-console", env!("CARGO_PKG_VERSION"), "\n"],
        ),
    ] {
        let outcome = outcome(&mut program(args));
        assert_eq!((outcome.status, &*outcome.stderr), (Some(0), ""));
        for part in parts {
            assert!(
                outcome.stdout.contains(part),
                "no {part:?} in {}",
                outcome.stdout
            );
        }
    }
}
