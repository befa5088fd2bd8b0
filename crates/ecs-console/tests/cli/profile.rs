//! The choice of credentials, and the messages about missing credentials.

use std::fs;

use alicloud_emulator::{Credentials, Emulator};
use serde_json::json;
use tempfile::TempDir;

use crate::run::{outcome, program, program_at};

const REGIONS: &str = "regions";

/// A home directory with two profiles. Only the profile `good` has the credentials of `emulator`.
fn home(emulator: &Emulator) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let directory = home.path().join(".aliyun");
    fs::create_dir(&directory).unwrap();
    let profile = |name: &str, secret: &str| {
        json!({
            "name": name,
            "mode": "AK",
            "access_key_id": emulator.credentials().access_key_id(),
            "access_key_secret": secret,
        })
    };
    let config = json!({
        "current": "bad",
        "profiles": [
            profile("bad", "hunter2"),
            profile("good", emulator.credentials().access_key_secret()),
        ],
    });
    let path = directory.join("config.json");
    fs::write(&path, config.to_string()).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    }
    home
}

#[test]
fn the_profile_option_overrides_the_environment() {
    let emulator = Emulator::start().unwrap();
    let home = home(&emulator);
    let wrong = Credentials::new("elsewhere", "hunter2");
    for transport in ["ureq", "reqwest"] {
        for signature in ["1.0", "acs3"] {
            let options = format!("--transport {transport} --signature {signature}");
            let args = format!("{REGIONS} --profile good {options}");
            let mut command = program_at(&emulator, &wrong, &args);
            let named = outcome(command.env("HOME", home.path()));
            assert_eq!(named.status, Some(0), "{named:?}");

            let args = format!("{REGIONS} {options}");
            let mut command = program_at(&emulator, &wrong, &args);
            let unnamed = outcome(command.env("HOME", home.path()));
            assert_eq!(unnamed.status, Some(1), "{unnamed:?}");
            assert!(unnamed.stderr.contains("InvalidAccessKeyId"), "{unnamed:?}");
        }
    }
}

#[test]
fn uses_the_current_profile_or_the_profile_of_the_variable() {
    let emulator = Emulator::start().unwrap();
    let home = home(&emulator);
    for (variable, status) in [("", 1), ("bad", 1), ("good", 0)] {
        let mut command = program(REGIONS);
        command
            .env("ECS_CONSOLE_ENDPOINT", emulator.endpoint())
            .env("ALIBABA_CLOUD_PROFILE", variable)
            .env("HOME", home.path());
        let outcome = outcome(&mut command);
        assert_eq!(outcome.status, Some(status), "{outcome:?}");
        if status == 1 {
            assert!(
                outcome.stderr.contains("SignatureDoesNotMatch"),
                "{outcome:?}"
            );
        }
        assert!(!outcome.stderr.contains("hunter2"), "{outcome:?}");
    }
}

#[test]
fn names_a_missing_profile_and_sends_nothing() {
    let emulator = Emulator::start().unwrap();
    let home = home(&emulator);
    // The second command needs a region first, and no region is set.
    for args in [REGIONS, "instances"] {
        let args = format!("{args} --profile typo");
        let mut command = program_at(&emulator, emulator.credentials(), &args);
        let outcome = outcome(command.env("HOME", home.path()));
        assert_eq!((outcome.status, &*outcome.stdout), (Some(2), ""));
        for part in [
            "profile \"typo\": the profile does not exist; the file has the profiles \"bad\", \
             \"good\"",
            "Name another profile, or run aliyun configure --profile typo to create it.",
        ] {
            assert!(outcome.stderr.contains(part), "{outcome:?}");
        }
        assert!(!outcome.stderr.contains("Did you mean"), "{outcome:?}");
        let elsewhere = outcome.stderr.contains("ALIBABA_CLOUD_ACCESS_KEY_ID is");
        assert!(!elsewhere, "{outcome:?}");
    }
    assert_eq!(emulator.request_count(), 0);
}

#[test]
fn suggests_a_similar_profile() {
    let emulator = Emulator::start().unwrap();
    let home = home(&emulator);
    let mut command = program("regions --profile goood");
    let outcome = outcome(command.env("HOME", home.path()));
    let hint = "\nhelp: Did you mean the profile \"good\"? Name another profile, or run";
    assert!(outcome.stderr.contains(hint), "{outcome:?}");
}

#[test]
fn lists_all_sources_of_credentials_that_were_tried() {
    let emulator = Emulator::start().unwrap();
    for args in [
        REGIONS,
        "url --region cn-qingdao --instance-id i-1",
        "url --region cn-qingdao --instance-id i-1 --instance-id i-2",
    ] {
        let mut command = program(args);
        let outcome = outcome(command.env("ECS_CONSOLE_ENDPOINT", emulator.endpoint()));
        assert_eq!((outcome.status, &*outcome.stdout), (Some(2), ""));
        let mut rest = &*outcome.stderr;
        for part in [
            "  environment: ALIBABA_CLOUD_ACCESS_KEY_ID is unset",
            "  OIDC role: ALIBABA_CLOUD_",
            "  CLI profile: ALIBABA_CLOUD_CONFIG_FILE is not set, and no file exists at \
             /nonexistent/.aliyun/config.json",
            "  ini profile: ALIBABA_CLOUD_CREDENTIALS_FILE is not set, and no file exists at \
             /nonexistent/.alibabacloud/credentials",
            "  instance role: the provider is disabled by ALIBABA_CLOUD_ECS_METADATA_DISABLED",
            "  credentials URI: ALIBABA_CLOUD_CREDENTIALS_URI is unset",
            "\nhelp: ",
            "try --emulator",
        ] {
            let Some((_, after)) = rest.split_once(part) else {
                panic!("no {part:?}, or not in this order, in {outcome:?}")
            };
            rest = after;
        }
    }
    assert_eq!(emulator.request_count(), 0);
}

#[test]
#[cfg(unix)]
fn warns_about_a_file_that_other_users_can_read() {
    use std::os::unix::fs::PermissionsExt;

    let emulator = Emulator::start().unwrap();
    let home = home(&emulator);
    let path = home.path().join(".aliyun/config.json");
    for (mode, warns) in [(0o600, false), (0o644, true)] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let mut command = program(&format!("{REGIONS} --profile good"));
        command
            .env("ECS_CONSOLE_ENDPOINT", emulator.endpoint())
            .env("HOME", home.path());
        let outcome = outcome(&mut command);
        assert_eq!(outcome.status, Some(0), "{outcome:?}");
        let warning = outcome.stderr.contains("WARN");
        assert_eq!(warning, warns, "{outcome:?}");
        assert_eq!(outcome.stderr.contains("config.json"), warns, "{outcome:?}");
    }
}
