//! The programs of the README, run against the emulator as a stranger would run them: with a profile
//! in a home directory.

use std::{env, error::Error, fs, process::Command};

use alicloud_emulator::{Emulator, Instance, Scenario};

mod blocking {
    include!("../readme/blocking.rs");

    pub(super) fn run() -> Result<(), Box<dyn std::error::Error>> {
        main()
    }
}

mod asynchronous {
    include!("../readme/asynchronous.rs");

    pub(super) fn run() -> Result<(), Box<dyn std::error::Error>> {
        main()
    }
}

/// The programs as the README shows them.
const PROGRAMS: [&str; 2] = [
    include_str!("../readme/blocking.rs"),
    include_str!("../readme/asynchronous.rs"),
];

#[test]
#[ignore = "is run by the test below, in a process with an environment of its own"]
fn blocking_program() -> Result<(), Box<dyn Error>> {
    blocking::run()
}

#[test]
#[ignore = "is run by the test below, in a process with an environment of its own"]
fn asynchronous_program() -> Result<(), Box<dyn Error>> {
    asynchronous::run()
}

#[test]
fn prints_the_url_with_a_profile_that_names_the_endpoint() {
    let instance = Instance::new("cn-hangzhou", "i-bp1234567890");
    let scenario = Scenario::empty()
        .with_region("cn-hangzhou")
        .with_instance(instance);
    let emulator = Emulator::builder().scenario(scenario).start().unwrap();
    let key = emulator.credentials();
    let home = tempfile::tempdir().unwrap();
    let profile = serde_json::json!({
        "current": "default",
        "profiles": [{
            "name": "default",
            "mode": "AK",
            "access_key_id": key.access_key_id(),
            "access_key_secret": key.access_key_secret(),
            "region_id": "cn-hangzhou",
            "endpoint": emulator.endpoint(),
        }],
    });
    fs::create_dir(home.path().join(".aliyun")).unwrap();
    fs::write(home.path().join(".aliyun/config.json"), profile.to_string()).unwrap();

    for (calls, program) in (1..).zip(["blocking_program", "asynchronous_program"]) {
        let test = format!("{}::{program}", module_path!().split_once("::").unwrap().1);
        let output = Command::new(env::current_exe().unwrap())
            .args([&test, "--exact", "--ignored", "--nocapture"])
            .env_clear()
            .env("HOME", home.path())
            .output()
            .unwrap();
        let stdout = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{stdout}");
        let urls = stdout
            .lines()
            .filter(|line| line.contains("https://ecs-console") || line.contains("vncUrl="));
        assert_eq!(urls.count(), 1, "{program}");
        assert_eq!(emulator.request_count(), calls);
    }
}

#[test]
fn shows_the_programs_that_are_run() {
    let readme = include_str!("../../README.md");
    for program in PROGRAMS {
        assert!(readme.contains(program), "{program}");
        assert!(program.lines().count() <= 9, "{program}");
    }
    assert_eq!(PROGRAMS[0].lines().count(), 8);
}
