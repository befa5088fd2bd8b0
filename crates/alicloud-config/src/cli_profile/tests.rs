use std::{error::Error as _, io};

use alicloud_sign::Credentials;

use super::*;
use crate::{
    ProfileProblem,
    document::Document,
    external_source,
    fake_system::{Fake, fetch},
    profile::Mode,
    variable,
};
use alicloud::error::chain;

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
    chain(&error).to_string()
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
        fetch(&CliProfile::new(Config::default().profile("first")), &named)
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
fn a_cli_profile_is_absent_without_a_file_and_when_turned_off() {
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
        chain(&named).to_string(),
        "/other, which ALIBABA_CLOUD_CONFIG_FILE names, can't be read: entity not found"
    );
}

#[test]
fn names_files_that_are_not_json() {
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
        (
            r#"{"profiles":"hunter2"}"#,
            "has a value of profiles that is not a list",
        ),
        (
            r#"{"profiles":[],"current":7}"#,
            "has a value of current that is not a text",
        ),
    ] {
        let system = Fake::default().file(PATH, text);
        assert_eq!(error(&system), format!("{PATH} {problem}"), "{text}");
        let named = Fake::default()
            .file("/other", text)
            .variables(&[(variable::CONFIG_FILE, "/other")]);
        assert_eq!(
            error(&named),
            format!("/other, which ALIBABA_CLOUD_CONFIG_FILE names, {problem}"),
            "{text}"
        );
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
fn a_file_without_the_default_profile_is_absent_unless_it_names_another() {
    for text in [
        "{}",
        r#"{"profiles":null}"#,
        r#"{"profiles":[]}"#,
        r#"{"profiles":[],"current":"default"}"#,
        r#"{"profiles":["hunter2"]}"#,
        r#"{"profiles":[{"name":"other","mode":"AK"}]}"#,
        r#"{"profiles":[{"name":"other","mode":"AK"}],"current":""}"#,
    ] {
        let system = Fake::default().file(PATH, text);
        let error = fetch(&CliProfile::default(), &system).unwrap_err();
        assert!(error.is_absent(), "{text}");
        assert_eq!(
            error.to_string(),
            format!("{PATH} has no profile \"default\"")
        );
    }
    let current = config(r#"{"name":"other","mode":"AK"}"#);
    let named = Fake::default()
        .file(PATH, r#"{"profiles":[{"name":"other"}]}"#)
        .variables(&[(variable::PROFILE, "first")]);
    let none = Fake::default().file(PATH, r#"{"profiles":[],"current":"other"}"#);
    let error = fetch(&CliProfile::default(), &none).unwrap_err();
    assert!(!error.is_absent());
    for (system, namer) in [
        (current, ""),
        (named, ", which ALIBABA_CLOUD_PROFILE names"),
    ] {
        let error = fetch(&CliProfile::default(), &system).unwrap_err();
        assert!(!error.is_absent());
        let said = format!("the file has no such profile{namer}; it has \"other\"");
        assert_eq!(
            error.to_string(),
            format!("{PATH}, profile \"first\": {said}")
        );
    }
}

#[test]
fn a_file_without_current_has_the_profile_default() {
    let system = Fake::default().file(
        PATH,
        r#"{"profiles":["hunter2", {"name":7}, {"name":"odd","mode":[]},
            {"name":"default","mode":"AK","access_key_id":"a","access_key_secret":"s"},
            {"name":"default","mode":"AK","access_key_id":"second","access_key_secret":"s"}]}"#,
    );
    assert_eq!(found(&system), Credentials::new("a", "s"));
}

#[test]
fn the_letter_case_of_a_mode_does_not_matter_and_without_one_the_keys_tell() {
    let key = r#""access_key_id":"a","access_key_secret":"s""#;
    let role = r#""ram_role_arn":"r""#;
    for (keys, expected) in [
        (r#""mode":"ak""#.to_owned(), Some(Mode::Ak)),
        (r#""mode":"RAMROLEARN""#.to_owned(), Some(Mode::RamRoleArn)),
        (r#""mode":"anonymous""#.to_owned(), None),
        (key.to_owned(), Some(Mode::Ak)),
        (format!(r#""mode":"",{key}"#), Some(Mode::Ak)),
        (
            format!(r#""mode":null,{key},"sts_token":"t""#),
            Some(Mode::StsToken),
        ),
        (
            format!(r#"{key},"sts_token":"t",{role}"#),
            Some(Mode::StsToken),
        ),
        (format!("{key},{role}"), Some(Mode::RamRoleArn)),
        (r#""private_key":"k","key_pair_name":"n""#.to_owned(), None),
        (
            format!(r#""ram_role_name":"n",{role}"#),
            Some(Mode::EcsRamRole),
        ),
        (r#""process_command":"c""#.to_owned(), Some(Mode::External)),
        (
            format!(r#""oidc_provider_arn":"p","oidc_token_file":"f",{role}"#),
            Some(Mode::Oidc),
        ),
        (
            r#""cloud_sso_sign_in_url":"u""#.to_owned(),
            Some(Mode::CloudSso),
        ),
        (r#""bearer_token":"t""#.to_owned(), None),
    ] {
        let profile = Document::parse(format!("{{{keys}}}").as_bytes()).unwrap();
        match CLI.mode(&profile) {
            Ok(mode) => assert_eq!(Some(mode), expected, "{keys}"),
            Err(ProfileProblem::UnsupportedMode { .. }) => assert_eq!(expected, None, "{keys}"),
            Err(other) => panic!("{other} {keys}"),
        }
    }
}

#[test]
fn a_profile_that_cannot_be_used_is_named_with_the_key() {
    for (profile, problem) in [
        (
            r#"{"name":"other"},{},{"name":"a\u001b"}"#,
            "the file has no such profile; it has \"other\", \"a\\u{1b}\"",
        ),
        (r#"{"name":7}"#, "the file has no such profile; it has none"),
        (r#"{"name":"first"}"#, "lacks mode, or has it empty"),
        (
            r#"{"name":"first","mode":"Password"}"#,
            "mode \"Password\" is unknown; known are AK, StsToken, RamRoleArn, ChainableRamRoleArn, \
             RamRoleArnWithRoleName, EcsRamRole, OIDC, External, CredentialsURI, CloudSSO, OAuth",
        ),
        (
            r#"{"name":"first","mode":"bearertoken","bearer_token":"hunter2"}"#,
            "BearerToken is not supported: call with a key, a role or an external process instead",
        ),
        (
            r#"{"name":"first","mode":"Anonymous"}"#,
            "Anonymous is not supported: call with a key, a role or an external process instead",
        ),
        (
            r#"{"name":"first","private_key":"hunter2","key_pair_name":"k"}"#,
            "RsaKeyPair is not supported: call with a key, a role or an external process instead",
        ),
        (
            r#"{"name":"first","mode":"AK","access_key_id":"a","access_key_secret":"hunter2","bearer_token":"hunter2"}"#,
            "bearer_token is not supported: remove it, or choose another profile",
        ),
        (
            r#"{"name":"first","mode":"AK","access_key_id":"a","access_key_secret":"hunter2","endpoint_type":"internal"}"#,
            "endpoint_type is neither vpc nor public",
        ),
        (
            r#"{"name":"first","mode":"AK","access_key_id":"a","access_key_secret":"hunter2","endpoint":"http://ecs.example"}"#,
            "endpoint can't be used: endpoint is plain http to a host that is not loopback: use https",
        ),
        (
            r#"{"name":"first","mode":"CloudSSO"}"#,
            "the login has expired: run aliyun configure --profile first --mode CloudSSO",
        ),
        (
            r#"{"name":"first","mode":"CloudSSO","access_token":"t","cloud_sso_access_token_expire":4102444800}"#,
            "CloudSSO can't be asked: the profile lacks cloud_sso_sign_in_url, or has it empty",
        ),
        (
            r#"{"name":"first","mode":"CloudSSO","access_token":"hunter 2","cloud_sso_access_token_expire":4102444800}"#,
            "CloudSSO can't be asked: the profile has a value of access_token with a blank, a line \
             break or a character outside of ASCII: copy the value anew",
        ),
        (
            r#"{"name":"first","mode":"CloudSSO","access_token":"t","cloud_sso_access_token_expire":4102444800,"cloud_sso_sign_in_url":"http://signin.example"}"#,
            "CloudSSO can't be asked: the profile has a value of cloud_sso_sign_in_url that is not a \
             URL that begins with https://",
        ),
        (
            r#"{"name":"first","mode":"OAuth","oauth_site_type":"EU"}"#,
            "the login has expired: run aliyun configure --profile first --mode OAuth",
        ),
        (
            r#"{"name":"first","mode":"OAuth","oauth_site_type":"EU","oauth_access_token":"t","oauth_access_token_expire":4102444800}"#,
            "OAuth can't be asked: the profile has a value of oauth_site_type that is not CN or INTL",
        ),
        (
            r#"{"name":"first","mode":"RamRoleArn","access_key_id":"a","access_key_secret":"hunter2","ram_role_arn":"r","enable_vpc":true}"#,
            "the security token service is to be called from inside a VPC, and no region is given: \
             set ALIBABA_CLOUD_STS_REGION, ALIBABA_CLOUD_REGION_ID, or sts_region in the profile",
        ),
        (
            r#"{"name":"first","mode":"RamRoleArn","access_key_id":"a","access_key_secret":"hunter2","ram_role_arn":"r","enable_vpc":1}"#,
            "has a value of enable_vpc that is not true or false",
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
            "/home/u/.aliyun/config.json, profile \"gone\": the file has no such profile; it has \
             \"first\"",
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
    let shown = format!("{:?}", external_source::process(&document).unwrap());
    assert!(
        shown.contains("get-key") && !shown.contains("--for"),
        "{shown}"
    );
}

#[test]
fn shows_the_cause_behind_a_profile_error() {
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
