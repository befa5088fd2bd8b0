use std::{error::Error as _, io};

use alicloud_sign::Credentials;

use super::*;
use crate::{
    error::WithCauses,
    fake::{Fake, fetch},
};

const PATH: &str = "/home/u/.aliyun/config.json";

fn config(profiles: &str) -> Fake {
    let text = format!(r#"{{"current":"first","profiles":[{profiles}]}}"#);
    Fake::default().file(PATH, &text)
}

fn found(system: &Fake) -> Credentials {
    fetch(&CliProfile::default(), system).unwrap().credentials
}

fn error(system: &Fake) -> String {
    let error = fetch(&CliProfile::default(), system).unwrap_err();
    assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
    WithCauses(&error).to_string()
}

/// What is said about the profile `first`.
fn profile_error(profiles: &str) -> String {
    let error = error(&config(profiles));
    let start = format!("{PATH}, profile \"first\": ");
    error.strip_prefix(&start).expect(&error).to_owned()
}

#[test]
fn the_current_profile_is_taken_unless_the_environment_or_the_program_names_another() {
    let system = config(
        r#"{"name":"first","mode":"AK","access_key_id":"a","access_key_secret":"s"},
           {"name":"second","mode":"StsToken","access_key_id":"b","access_key_secret":"s","sts_token":"t"}"#,
    );
    assert_eq!(found(&system), Credentials::new("a", "s"));

    let second = Credentials::new("b", "s").with_security_token("t");
    let named = system.clone().variables(&[(variable::PROFILE, "second")]);
    assert_eq!(found(&named), second);
    assert_eq!(
        fetch(&CliProfile::default().profile("first"), &named)
            .unwrap()
            .credentials,
        Credentials::new("a", "s")
    );
}

#[test]
fn the_file_is_the_programs_choice_or_that_of_the_environment_or_in_the_home_directory() {
    let of = |id: &str| {
        format!(
            r#"{{"current":"p","profiles":[{{"name":"p","mode":"AK","access_key_id":"{id}","access_key_secret":"s"}}]}}"#
        )
    };
    let system = Fake::default()
        .file(PATH, &of("home"))
        .file("/other", &of("environment"))
        .file("/own", &of("program"))
        .variables(&[(variable::CONFIG_FILE, "/other")]);
    assert_eq!(found(&system).access_key_id(), "environment");
    let own = CliProfile::default().path("/own");
    let own = fetch(&own, &system).unwrap();
    assert_eq!(own.credentials.access_key_id(), "program");
}

#[test]
fn it_is_absent_without_a_file_and_when_turned_off() {
    let error = |system| fetch(&CliProfile::default(), &system).unwrap_err();
    let missing = error(Fake::default());
    assert!(missing.is_absent());
    assert_eq!(
        missing.to_string(),
        "no file /home/u/.aliyun/config.json, and ALIBABA_CLOUD_CONFIG_FILE is not set"
    );
    let off = error(
        config(r#"{"name":"first","mode":"AK","access_key_id":"a","access_key_secret":"s"}"#)
            .variables(&[(variable::CLI_PROFILE_DISABLED, "True")]),
    );
    assert!(off.is_absent());
    assert_eq!(
        off.to_string(),
        "turned off by ALIBABA_CLOUD_CLI_PROFILE_DISABLED"
    );
    // A file that somebody named is not just absent.
    let named = error(Fake::default().variables(&[(variable::CONFIG_FILE, "/other")]));
    assert!(!named.is_absent());
    assert_eq!(
        WithCauses(&named).to_string(),
        "/other can't be read: entity not found"
    );
}

#[test]
fn a_file_that_is_none_is_named() {
    for (text, problem) in [
        ("", "is not JSON: see line 1, column 0"),
        (
            "[default]\nkey = hunter2",
            "is not JSON: see line 1, column 2",
        ),
        (
            "{\n  \"current\": hunter2}",
            "is not JSON: see line 2, column 14",
        ),
        ("[]", "is not a JSON object"),
        (r#""hunter2""#, "is not a JSON object"),
        ("{}", "lacks profiles, or has it empty"),
        (
            r#"{"profiles":"hunter2"}"#,
            "has a value of profiles that is not a list of objects",
        ),
        (
            r#"{"profiles":["hunter2"]}"#,
            "has a value of profiles that is not a list of objects",
        ),
        (r#"{"profiles":[]}"#, "lacks current, or has it empty"),
        (
            r#"{"profiles":[],"current":7}"#,
            "has a value of current that is not a text",
        ),
    ] {
        let system = Fake::default().file(PATH, text);
        assert_eq!(error(&system), format!("{PATH} {problem}"), "{text}");
    }
    let large = Fake::default().file(PATH, &" ".repeat(1024 * 1024 + 1));
    assert_eq!(error(&large), format!("{PATH} has more than 1048576 bytes"));
    for (kind, problem) in [
        (io::ErrorKind::IsADirectory, "is a directory, not a file"),
        (
            io::ErrorKind::PermissionDenied,
            "can't be read: permission denied",
        ),
    ] {
        let system = Fake::default().broken_file(PATH, kind);
        assert_eq!(error(&system), format!("{PATH} {problem}"));
    }
}

#[test]
fn a_profile_that_cannot_be_used_is_named_with_the_key() {
    for (profile, problem) in [
        (r#"{"name":"other"}"#, "the file has no such profile"),
        (r#"{"name":"first"}"#, "lacks mode, or has it empty"),
        (r#"{"name":7}"#, "has a value of name that is not a text"),
        (
            r#"{"name":"first","mode":"CloudSSO"}"#,
            "mode \"CloudSSO\" is none of AK, StsToken, RamRoleArn, ChainableRamRoleArn, \
             EcsRamRole, OIDC, External, CredentialsURI",
        ),
        (
            r#"{"name":"first","mode":"AK","access_key_id":"a"}"#,
            "lacks access_key_secret, or has it empty",
        ),
        (
            r#"{"name":"first","mode":"AK","access_key_id":"a","access_key_secret":["hunter2"]}"#,
            "has a value of access_key_secret that is not a text",
        ),
        (
            r#"{"name":"first","mode":"AK","access_key_id":"a","access_key_secret":"hunter2 "}"#,
            "has a value of access_key_secret with a blank, a line break or a character outside of ASCII: \
             copy the value anew",
        ),
        (
            r#"{"name":"first","mode":"StsToken","access_key_id":"a","access_key_secret":"hunter2"}"#,
            "lacks sts_token, or has it empty",
        ),
        (
            r#"{"name":"first","mode":"RamRoleArn","access_key_id":"a","access_key_secret":"hunter2"}"#,
            "lacks ram_role_arn, or has it empty",
        ),
        (
            r#"{"name":"first","mode":"RamRoleArn","access_key_id":"a","access_key_secret":"hunter2","ram_role_arn":"r","sts_region":"evil.com/"}"#,
            "sts_region can't be used: region id \"evil.com/\" holds '.': it is of ASCII letters, \
             digits and hyphens, such as cn-hangzhou",
        ),
        (
            r#"{"name":"first","mode":"RamRoleArn","access_key_id":"a","access_key_secret":"hunter2","ram_role_arn":"r","expired_seconds":"x"}"#,
            "has a value of expired_seconds that is not a whole number",
        ),
        (
            r#"{"name":"first","mode":"RamRoleArn","access_key_id":"a","access_key_secret":"hunter2","ram_role_arn":"r","expired_seconds":60}"#,
            "a role can't be assumed for 60 s: 900 to 43200 are possible",
        ),
        (
            r#"{"name":"first","mode":"ChainableRamRoleArn","ram_role_arn":"r"}"#,
            "lacks source_profile, or has it empty",
        ),
        (
            r#"{"name":"first","mode":"ChainableRamRoleArn","ram_role_arn":"r","source_profile":"gone"}"#,
            "/home/u/.aliyun/config.json, profile \"gone\": the file has no such profile",
        ),
        (
            r#"{"name":"first","mode":"EcsRamRole","ram_role_name":"../evil"}"#,
            "\"../evil\" is no name of a role",
        ),
        (
            r#"{"name":"first","mode":"OIDC","ram_role_arn":"r","oidc_provider_arn":"p"}"#,
            "lacks oidc_token_file, or has it empty",
        ),
        (
            r#"{"name":"first","mode":"External","process_command":"  "}"#,
            "lacks process_command, or has it empty",
        ),
        (
            r#"{"name":"first","mode":"CredentialsURI","credentials_uri":"ftp://hunter2"}"#,
            "the credentials URI is not a URL that begins with http:// or https://",
        ),
    ] {
        assert_eq!(profile_error(profile), problem, "{profile}");
    }
}

fn chained(name: &str, source: &str) -> String {
    format!(
        r#"{{"name":"{name}","mode":"ChainableRamRoleArn","ram_role_arn":"r","source_profile":"{source}"}}"#
    )
}

#[test]
fn a_chain_of_sources_has_at_most_16_profiles() {
    let chain = |length: usize| {
        let mut profiles = vec![chained("first", "2")];
        profiles.extend((2..length).map(|n| chained(&n.to_string(), &(n + 1).to_string())));
        profiles.push(format!(
            r#"{{"name":"{length}","mode":"AK","access_key_id":"a","access_key_secret":"s"}}"#
        ));
        profiles.join(",")
    };
    // Nobody answers here, so that it is taken is seen from what it leads to.
    assert!(profile_error(&chain(16)).starts_with("AssumeRole of \"r\" failed"));
    for length in [17, 5000] {
        assert_eq!(
            profile_error(&chain(length)),
            "its source_profile leads to more than 16 profiles in a row"
        );
    }
}

#[test]
fn a_cycle_of_sources_is_shown() {
    assert_eq!(
        profile_error(&chained("first", "first")),
        "its source_profile leads back to itself: first -> first"
    );
    let three = [chained("first", "b"), chained("b", "c"), chained("c", "b")];
    assert_eq!(
        profile_error(&three.join(",")),
        "its source_profile leads back to itself: first -> b -> c -> b"
    );
}

#[test]
fn an_external_process_is_run_without_a_shell() {
    let profile = r#"{"name":"first","mode":"External","process_command":" get-key  --for me "}"#;
    let printed = r#"{"mode":"AK","access_key_id":"a","access_key_secret":"s"}"#;
    let system = config(profile).process(Some(0), printed);
    assert_eq!(found(&system), Credentials::new("a", "s"));

    let document: Document = Document::parse(profile.as_bytes()).unwrap();
    let shown = format!("{:?}", external(&document).unwrap());
    assert!(
        shown.contains("get-key") && !shown.contains("--for"),
        "{shown}"
    );
}

#[test]
fn what_a_profile_leads_to_is_said_with_its_cause() {
    let system = config(
        r#"{"name":"first","mode":"CredentialsURI","credentials_uri":"http://127.0.0.1/?hunter2"}"#,
    );
    let error = fetch(&CliProfile::default(), &system).unwrap_err();
    assert!(error.is_transient());
    assert_eq!(
        error.to_string(),
        format!("{PATH}, profile \"first\": the credentials URI doesn't answer")
    );
    assert_eq!(error.source().unwrap().to_string(), "no connection");
}
