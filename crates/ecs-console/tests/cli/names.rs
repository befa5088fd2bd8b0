//! `--name`, `--retries`, `--user-agent`, `ECS_CONSOLE_PAGE` and `--output ids`.

use alicloud_emulator::{Emulator, Fault, Instance, Scenario};

use crate::run::{Outcome, outcome, program, program_at};

fn call(emulator: &Emulator, args: &str) -> Outcome {
    outcome(&mut program_at(emulator, emulator.credentials(), args))
}

#[test]
fn opens_the_only_instance_with_the_name() {
    let emulator = Emulator::start().unwrap();
    let outcome = call(&emulator, "url --region-id cn-qingdao --name web");
    assert_eq!(outcome.status, Some(0), "{outcome:?}");
    assert!(
        outcome
            .stdout
            .ends_with("&instanceId=i-emulator-running&isWindows=false\n"),
        "{outcome:?}"
    );
    // The list already says whether the instance runs Windows.
    assert_eq!(emulator.request_count(), 2);
}

#[test]
fn lists_all_instances_with_an_ambiguous_name() {
    let scenario = ["i-1", "i-2"]
        .iter()
        .fold(Scenario::empty(), |scenario, id| {
            scenario.with_instance(Instance::new("cn-qingdao", *id).with_name("web"))
        });
    let emulator = Emulator::builder().scenario(scenario).start().unwrap();
    let several = call(&emulator, "url --region-id cn-qingdao --name web");
    assert_eq!((several.status, &*several.stdout), (Some(1), ""));
    let expected = "error: 2 instances have the name \"web\":\n  i-1 (Running)\n  i-2 (Running)\n";
    assert!(several.stderr.starts_with(expected), "{several:?}");

    let none = call(&emulator, "url --region-id cn-qingdao --name we");
    assert_eq!(none.status, Some(1));
    let expected = "error: no instance in cn-qingdao has the name \"we\"\n";
    assert!(none.stderr.starts_with(expected), "{none:?}");
}

#[test]
fn prints_ids_that_the_url_command_reads() {
    let outcome = outcome(&mut program(
        "instances --emulator --status Stopped --output ids",
    ));
    assert_eq!(
        (outcome.status, &*outcome.stdout),
        (Some(0), "i-emulator-stopped\n")
    );
}

#[test]
fn limits_the_number_of_retries() {
    for (retries, requests) in [(0, 1), (1, 2), (2, 3)] {
        let emulator = Emulator::start().unwrap();
        emulator.inject(Fault::service_unavailable(), 9);
        let outcome = call(&emulator, &format!("regions --retries {retries}"));
        assert_eq!(outcome.status, Some(1), "{outcome:?}");
        assert_eq!(emulator.request_count(), requests);
    }
}

#[test]
fn a_variable_selects_the_page_unless_the_option_does() {
    for (args, variable, expected) in [
        ("", "vnc2", "ecs-console-vnc2"),
        ("--page vnc", "vnc2", "ecs-console-vnc/"),
        ("", "", "ecs-console-vnc/"),
    ] {
        let mut command = program(&format!("url --emulator {args}"));
        let outcome = outcome(command.env("ECS_CONSOLE_PAGE", variable));
        assert!(outcome.stdout.contains(expected), "{outcome:?}");
    }
    let mut command = program("url --emulator");
    let outcome = outcome(command.env("ECS_CONSOLE_PAGE", "vnc3"));
    assert_eq!(outcome.status, Some(2));
    let expected = "error: ECS_CONSOLE_PAGE: unknown page \"vnc3\": use vnc or vnc2\n";
    assert!(outcome.stderr.starts_with(expected), "{outcome:?}");
}

/// The script completes an option of a command.
#[test]
#[cfg(unix)]
fn completes_options_in_bash() {
    let script = outcome(&mut program("completions bash")).stdout;
    let test = "COMP_WORDS=(ecs-console url --ret); COMP_CWORD=2\n\
                _ecs__console ecs-console --ret url; echo \"${COMPREPLY[@]}\"";
    let bash = std::process::Command::new("bash")
        .args(["--norc", "-c", &format!("{script}\n{test}")])
        .output();
    let Ok(bash) = bash else {
        println!("skipped: bash is not installed");
        return;
    };
    assert_eq!(String::from_utf8_lossy(&bash.stdout), "--retries\n");
}
