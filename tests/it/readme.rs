//! Tests the program of the README with the emulator and a profile in a home directory.

use std::{
    env, fs,
    process::{Command, ExitCode},
};

use alicloud_emulator::{Emulator, Instance, Scenario};

mod blocking {
    include!("../readme/blocking.rs");

    pub(super) fn run() -> ExitCode {
        main()
    }
}

/// The source code of the program in the README.
const PROGRAM: &str = include_str!("../readme/blocking.rs");

#[test]
#[ignore = "run by the test below in a separate process"]
fn blocking_program() -> ExitCode {
    blocking::run()
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

    let module = module_path!().split_once("::").unwrap().1;
    let test = format!("{module}::blocking_program");
    let output = Command::new(env::current_exe().unwrap())
        .args([&test, "--exact", "--ignored", "--nocapture"])
        .env_clear()
        .env(
            if cfg!(windows) { "USERPROFILE" } else { "HOME" },
            home.path(),
        )
        // Sockets of Windows need this variable.
        .envs(env::var_os("SystemRoot").map(|root| ("SystemRoot", root)))
        .output()
        .unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{stdout}");
    let urls = stdout
        .lines()
        .filter(|line| line.contains("https://ecs-console") || line.contains("vncUrl="));
    assert_eq!(urls.count(), 1, "{stdout}");
    assert_eq!(emulator.request_count(), 1);
}

#[test]
fn the_readme_shows_the_tested_program() {
    let readme = include_str!("../../README.md");
    assert!(readme.contains(PROGRAM), "{PROGRAM}");
    assert_eq!(PROGRAM.lines().count(), 20);
}
