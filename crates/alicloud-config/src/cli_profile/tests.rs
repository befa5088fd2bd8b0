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

/// The error message about the profile `first`, without the path and the name.
fn profile_error(profiles: &str) -> String {
    let error = error(&config(profiles));
    let start = format!("{PATH}, profile \"first\": ");
    error.strip_prefix(&start).expect(&error).to_owned()
}

#[test]
fn uses_the_current_profile_unless_the_environment_or_the_program_names_a_profile() {
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
fn takes_the_path_from_the_program_then_the_environment_then_the_home_directory() {
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
fn is_absent_without_a_file_and_when_disabled() {
    let error = |system| fetch(&CliProfile::default(), &system).unwrap_err();
    let missing = error(Fake::default());
    assert!(missing.is_absent());
    assert_eq!(
        missing.to_string(),
        "ALIBABA_CLOUD_CONFIG_FILE is not set, and no file exists at /home/u/.aliyun/config.json"
    );
    let off = error(
        config(r#"{"name":"first","mode":"AK","access_key_id":"a","access_key_secret":"s"}"#)
            .variables(&[(variable::CLI_PROFILE_DISABLED, "True")]),
    );
    assert!(off.is_absent());
    assert_eq!(
        off.to_string(),
        "the provider is disabled by ALIBABA_CLOUD_CLI_PROFILE_DISABLED"
    );
    // A missing file that the environment names is an error.
    let named = error(Fake::default().variables(&[(variable::CONFIG_FILE, "/other")]));
    assert!(!named.is_absent());
    assert_eq!(
        chain(&named).to_string(),
        "/other (named by ALIBABA_CLOUD_CONFIG_FILE) can't be read: entity not found"
    );
}

#[test]
fn names_the_file_and_the_position_of_a_json_error() {
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
            "has an invalid value for profiles (expected a list)",
        ),
        (
            r#"{"profiles":[],"current":7}"#,
            "has an invalid value for current (expected a string)",
        ),
    ] {
        let system = Fake::default().file(PATH, text);
        assert_eq!(error(&system), format!("{PATH} {problem}"), "{text}");
        let named = Fake::default()
            .file("/other", text)
            .variables(&[(variable::CONFIG_FILE, "/other")]);
        assert_eq!(
            error(&named),
            format!("/other (named by ALIBABA_CLOUD_CONFIG_FILE) {problem}"),
            "{text}"
        );
    }
    let large = Fake::default().file(PATH, &" ".repeat(1024 * 1024 + 1));
    assert_eq!(
        error(&large),
        format!("{PATH} is larger than 1048576 bytes")
    );
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
fn is_absent_without_a_default_profile_unless_another_profile_is_named() {
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
    for (system, namer) in [(current, ""), (named, " (named by ALIBABA_CLOUD_PROFILE)")] {
        let error = fetch(&CliProfile::default(), &system).unwrap_err();
        assert!(!error.is_absent());
        let said =
            format!("the profile does not exist{namer}; the file has the profiles \"other\"");
        assert_eq!(
            error.to_string(),
            format!("{PATH}, profile \"first\": {said}")
        );
    }
}

#[test]
fn uses_the_profile_default_if_current_is_missing() {
    let system = Fake::default().file(
        PATH,
        r#"{"profiles":["hunter2", {"name":7}, {"name":"odd","mode":[]},
            {"name":"default","mode":"AK","access_key_id":"a","access_key_secret":"s"},
            {"name":"default","mode":"AK","access_key_id":"second","access_key_secret":"s"}]}"#,
    );
    assert_eq!(found(&system), Credentials::new("a", "s"));
}

#[test]
fn ignores_the_letter_case_of_a_mode_and_derives_a_missing_mode_from_the_keys() {
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
fn names_the_profile_and_the_key_of_a_problem() {
    for (profile, problem) in [
        (
            r#"{"name":"other"},{},{"name":"a\u001b"}"#,
            "the profile does not exist; the file has the profiles \"other\", \"a\\u{1b}\"",
        ),
        (
            r#"{"name":7}"#,
            "the profile does not exist; the file has no profiles",
        ),
        (r#"{"name":"first"}"#, "the profile has no value for mode"),
        (
            r#"{"name":"first","mode":"Password"}"#,
            "unknown mode \"Password\" (known: AK, StsToken, RamRoleArn, ChainableRamRoleArn, \
             RamRoleArnWithRoleName, EcsRamRole, OIDC, External, CredentialsURI, CloudSSO, OAuth)",
        ),
        (
            r#"{"name":"first","mode":"bearertoken","bearer_token":"hunter2"}"#,
            "BearerToken is not supported: use an access key, a role or an external process instead",
        ),
        (
            r#"{"name":"first","mode":"Anonymous"}"#,
            "Anonymous is not supported: use an access key, a role or an external process instead",
        ),
        (
            r#"{"name":"first","private_key":"hunter2","key_pair_name":"k"}"#,
            "RsaKeyPair is not supported: use an access key, a role or an external process instead",
        ),
        (
            r#"{"name":"first","mode":"AK","access_key_id":"a","access_key_secret":"hunter2","bearer_token":"hunter2"}"#,
            "the key bearer_token is not supported in this profile: remove the key, or choose \
             another profile",
        ),
        (
            r#"{"name":"first","mode":"AK","access_key_id":"a","access_key_secret":"hunter2","endpoint_type":"internal"}"#,
            "endpoint_type must be vpc or public",
        ),
        (
            r#"{"name":"first","mode":"AK","access_key_id":"a","access_key_secret":"hunter2","endpoint":"http://ecs.example"}"#,
            "endpoint can't be used: the endpoint uses http to a host that is not loopback: use https",
        ),
        (
            r#"{"name":"first","mode":"CloudSSO"}"#,
            "the login is missing or expired: run aliyun configure --profile first --mode CloudSSO",
        ),
        (
            r#"{"name":"first","mode":"CloudSSO","access_token":"t","cloud_sso_access_token_expire":4102444800}"#,
            "CloudSSO can't be called: the profile has no value for cloud_sso_sign_in_url",
        ),
        (
            r#"{"name":"first","mode":"CloudSSO","access_token":"hunter 2","cloud_sso_access_token_expire":4102444800}"#,
            "CloudSSO can't be called: the profile has whitespace, a control character or a non-ASCII \
             character in access_token",
        ),
        (
            r#"{"name":"first","mode":"CloudSSO","access_token":"t","cloud_sso_access_token_expire":4102444800,"cloud_sso_sign_in_url":"http://signin.example"}"#,
            "CloudSSO can't be called: the profile has an invalid value for cloud_sso_sign_in_url \
             (expected an https:// URL)",
        ),
        (
            r#"{"name":"first","mode":"OAuth","oauth_site_type":"EU"}"#,
            "the login is missing or expired: run aliyun configure --profile first --mode OAuth",
        ),
        (
            r#"{"name":"first","mode":"OAuth","oauth_site_type":"EU","oauth_access_token":"t","oauth_access_token_expire":4102444800}"#,
            "OAuth can't be called: the profile has an invalid value for oauth_site_type (expected \
             CN or INTL)",
        ),
        (
            r#"{"name":"first","mode":"RamRoleArn","access_key_id":"a","access_key_secret":"hunter2","ram_role_arn":"r","enable_vpc":true}"#,
            "the VPC endpoint of the security token service needs a region: set \
             ALIBABA_CLOUD_STS_REGION, ALIBABA_CLOUD_REGION_ID, or sts_region in the profile",
        ),
        (
            r#"{"name":"first","mode":"RamRoleArn","access_key_id":"a","access_key_secret":"hunter2","ram_role_arn":"r","enable_vpc":1}"#,
            "the profile has an invalid value for enable_vpc (expected true or false)",
        ),
        (
            r#"{"name":"first","mode":"AK","access_key_id":"a"}"#,
            "the profile has no value for access_key_secret",
        ),
        (
            r#"{"name":"first","mode":"AK","access_key_id":"a","access_key_secret":["hunter2"]}"#,
            "the profile has an invalid value for access_key_secret (expected a string)",
        ),
        (
            r#"{"name":"first","mode":"AK","access_key_id":"a","access_key_secret":"hunter2 "}"#,
            "the profile has whitespace, a control character or a non-ASCII character in access_key_secret",
        ),
        (
            r#"{"name":"first","mode":"StsToken","access_key_id":"a","access_key_secret":"hunter2"}"#,
            "the profile has no value for sts_token",
        ),
        (
            r#"{"name":"first","mode":"RamRoleArn","access_key_id":"a","access_key_secret":"hunter2"}"#,
            "the profile has no value for ram_role_arn",
        ),
        (
            r#"{"name":"first","mode":"RamRoleArn","access_key_id":"a","access_key_secret":"hunter2","ram_role_arn":"r","sts_region":"evil.com/"}"#,
            "sts_region can't be used: the region id \"evil.com/\" contains '.': use ASCII letters, \
             digits and inner hyphens, as in cn-hangzhou",
        ),
        (
            r#"{"name":"first","mode":"RamRoleArn","access_key_id":"a","access_key_secret":"hunter2","ram_role_arn":"r","expired_seconds":"x"}"#,
            "the profile has an invalid value for expired_seconds (expected a whole number)",
        ),
        (
            r#"{"name":"first","mode":"RamRoleArn","access_key_id":"a","access_key_secret":"hunter2","ram_role_arn":"r","expired_seconds":60}"#,
            "the role session duration 60 s is not between 900 s and 43200 s",
        ),
        (
            r#"{"name":"first","mode":"ChainableRamRoleArn","ram_role_arn":"r"}"#,
            "the profile has no value for source_profile",
        ),
        (
            r#"{"name":"first","mode":"ChainableRamRoleArn","ram_role_arn":"r","source_profile":"gone"}"#,
            "/home/u/.aliyun/config.json, profile \"gone\": the profile does not exist; the file has \
             the profiles \"first\"",
        ),
        (
            r#"{"name":"first","mode":"EcsRamRole","ram_role_name":"../evil"}"#,
            "\"../evil\" is not a valid role name: use at most 64 letters, digits and the characters - _ .",
        ),
        (
            r#"{"name":"first","mode":"OIDC","ram_role_arn":"r","oidc_provider_arn":"p"}"#,
            "the profile has no value for oidc_token_file",
        ),
        (
            r#"{"name":"first","mode":"External","process_command":"  "}"#,
            "the profile has no value for process_command",
        ),
        (
            r#"{"name":"first","mode":"CredentialsURI","credentials_uri":"ftp://hunter2"}"#,
            "the credentials URI is not an http:// or https:// URL",
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
fn limits_a_chain_of_source_profiles_to_16() {
    let chain = |length: usize| {
        let mut profiles = vec![chained("first", "2")];
        profiles.extend((2..length).map(|n| chained(&n.to_string(), &(n + 1).to_string())));
        profiles.push(format!(
            r#"{{"name":"{length}","mode":"AK","access_key_id":"a","access_key_secret":"s"}}"#
        ));
        profiles.join(",")
    };
    // No server responds in this test, so an accepted chain fails in the call of STS.
    assert!(profile_error(&chain(16)).starts_with("AssumeRole for role \"r\" failed"));
    for length in [17, 5000] {
        assert_eq!(
            profile_error(&chain(length)),
            "the source_profile chain has more than 16 profiles"
        );
    }
}

#[test]
fn shows_a_cycle_of_source_profiles() {
    assert_eq!(
        profile_error(&chained("first", "first")),
        "the source_profile keys form a cycle: first -> first"
    );
    let three = [chained("first", "b"), chained("b", "c"), chained("c", "b")];
    assert_eq!(
        profile_error(&three.join(",")),
        "the source_profile keys form a cycle: first -> b -> c -> b"
    );
}

#[test]
fn runs_an_external_process_without_a_shell() {
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
fn returns_the_transport_error_as_the_source_of_a_profile_error() {
    let system = config(
        r#"{"name":"first","mode":"CredentialsURI","credentials_uri":"http://127.0.0.1/?hunter2"}"#,
    );
    let error = fetch(&CliProfile::default(), &system).unwrap_err();
    assert!(error.is_transient());
    assert_eq!(
        error.to_string(),
        format!("{PATH}, profile \"first\": the credentials URI gave no usable response")
    );
    assert_eq!(error.source().unwrap().to_string(), "no connection");
}
