use std::io;

use alicloud_sign::Credentials;

use super::*;
use crate::{
    fake_system::{Fake, fetch},
    variable,
};
use alicloud::error::chain;

const PATH: &str = "/home/u/.alibabacloud/credentials";

fn found(system: &Fake) -> Credentials {
    fetch(&IniProfile::default(), system).unwrap().credentials
}

fn error(system: &Fake) -> String {
    let error = fetch(&IniProfile::default(), system).unwrap_err();
    assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
    chain(&error).to_string()
}

#[test]
fn reads_keys_and_comments_like_the_vendors_sdks() {
    let system = Fake::default().file(
        PATH,
        "# a comment\n; another\n[default]\ntype = access_key\naccess_key_id=a;b\n\
         access_key_secret = s#=1\n\n[Default]\ntype=sts\naccess_key_id=c\naccess_key_secret=d\n\
         security_token=e\n",
    );
    assert_eq!(found(&system), Credentials::new("a;b", "s#=1"));
    // The letter case of profile names matters.
    let other = system.variables(&[(variable::PROFILE, "Default")]);
    assert_eq!(
        found(&other),
        Credentials::new("c", "d").with_security_token("e")
    );
}

#[test]
fn searches_the_named_file_then_credentials_then_credentials_ini() {
    let of =
        |id: &str| format!("[default]\ntype=access_key\naccess_key_id={id}\naccess_key_secret=s\n");
    let second = Fake::default().file(&format!("{PATH}.ini"), &of("ini"));
    assert_eq!(found(&second).access_key_id(), "ini");
    let both = second.file(PATH, &of("plain"));
    assert_eq!(found(&both).access_key_id(), "plain");
    let named = both
        .file("/named", &of("named"))
        .variables(&[(variable::CREDENTIALS_FILE, "/named")]);
    assert_eq!(found(&named).access_key_id(), "named");
    let own = IniProfile::default().path(PATH);
    let own = fetch(&own, &named).unwrap();
    assert_eq!(own.credentials.access_key_id(), "plain");
}

#[test]
fn is_absent_without_a_file() {
    let error = fetch(&IniProfile::default(), &Fake::default()).unwrap_err();
    assert!(error.is_absent());
    assert_eq!(
        error.to_string(),
        "ALIBABA_CLOUD_CREDENTIALS_FILE is not set, and no file exists at \
         /home/u/.alibabacloud/credentials or /home/u/.alibabacloud/credentials.ini"
    );
}

#[test]
fn names_files_that_are_not_ini_files() {
    for (text, problem) in [
        (
            r#"{"access_key_secret": "hunter2"}"#,
            "is not an ini file: a section such as [default] is missing",
        ),
        (
            "type = access_key\naccess_key_secret = hunter2",
            "is not an ini file: a section such as [default] is missing",
        ),
        (
            "[default]\n[hunter2",
            "has an invalid line 2: expected a [section], a comment, or key = value in a section",
        ),
        (
            "[default]\n= hunter2",
            "has an invalid line 2: expected a [section], a comment, or key = value in a section",
        ),
        (
            "[default]\naccess_key_secret = a\nhunter2",
            "has an invalid line 3: expected a [section], a comment, or key = value in a section",
        ),
        (
            "# hunter2\n\naccess_key_id = hunter2\n[default]\n",
            "has an invalid line 3: expected a [section], a comment, or key = value in a section",
        ),
        (
            "[default]\ntype=sts\n[other]\ntype=sts\n[ default ]\ntype=access_key\n",
            "has a duplicate section [default] in line 5",
        ),
        (
            "[other]\na=1\n[default]\na=1\naccess_key_secret=hunter2\n\n access_key_secret : hunter2\n",
            "has a duplicate key in line 7, in section [default]",
        ),
    ] {
        let system = Fake::default().file(PATH, text);
        assert_eq!(error(&system), format!("{PATH} {problem}"), "{text}");
    }
}

#[test]
fn names_the_profile_and_the_key_of_a_problem() {
    let key = "access_key_id=a\naccess_key_secret=hunter2\n";
    for (text, problem) in [
        (
            format!("[default]\n{key}"),
            "the profile has no value for type",
        ),
        (
            format!("[default]\ntype=rsa_key_pair\n{key}"),
            "rsa_key_pair is not supported: use an access key, a role or an external process instead",
        ),
        (
            format!("[default]\ntype=Bearer\nbearer_token=hunter2\n{key}"),
            "bearer is not supported: use an access key, a role or an external process instead",
        ),
        (
            format!("[default]\ntype=password\n{key}"),
            "unknown type \"password\" (known: access_key, sts, ecs_ram_role, ram_role_arn, oidc_role_arn)",
        ),
        (
            "[default]\ntype=PassWord\n".to_owned(),
            "unknown type \"PassWord\" (known: access_key, sts, ecs_ram_role, ram_role_arn, oidc_role_arn)",
        ),
        (
            format!("[default]\ntype=access_key\nhost=h\n{key}"),
            "the key host is not supported in this profile: remove the key, or choose another profile",
        ),
        (
            format!("[default]\ntype=access_key\nenable=false\n{key}"),
            "the profile is disabled by enable = false",
        ),
        (
            "[default]\ntype=access_key\naccess_key_id=a\naccess_key_secret=\n".to_owned(),
            "the profile has no value for access_key_secret",
        ),
        (
            "[default]\ntype=access_key\naccess_key_id=\"\"\n".to_owned(),
            "the profile has no value for access_key_id",
        ),
        (
            format!("[default]\ntype=sts\n{key}"),
            "the profile has no value for security_token",
        ),
        (
            format!("[default]\ntype=ram_role_arn\n{key}"),
            "the profile has no value for role_arn",
        ),
        (
            "[default]\ntype=oidc_role_arn\nrole_arn=r\noidc_provider_arn=p\n".to_owned(),
            "the profile has no value for oidc_token_file_path",
        ),
        (
            format!("[default]\ntype=ram_role_arn\nrole_arn=r\nrole_session_expiration=1h\n{key}"),
            "the profile has an invalid value for role_session_expiration (expected a whole number)",
        ),
        (
            "[default]\ntype=ecs_ram_role\nrole_name=a/b\n".to_owned(),
            "\"a/b\" is not a valid role name: use at most 64 letters, digits and the characters - _ .",
        ),
    ] {
        let system = Fake::default().file(PATH, &text);
        assert_eq!(
            error(&system),
            format!("{PATH}, profile \"default\": {problem}"),
            "{text}"
        );
    }
}

#[test]
fn is_absent_without_the_profile_unless_the_profile_is_named() {
    let system = Fake::default().file(PATH, "[other]\ntype=access_key\n");
    let unnamed = fetch(&IniProfile::default(), &system).unwrap_err();
    assert!(unnamed.is_absent());
    assert_eq!(
        unnamed.to_string(),
        format!("{PATH} has no profile \"default\"")
    );
    let named = system.variables(&[(variable::PROFILE, "prod")]);
    let named = fetch(&IniProfile::default(), &named).unwrap_err();
    assert!(!named.is_absent());
    assert_eq!(
        named.to_string(),
        format!(
            "{PATH}, profile \"prod\": the profile does not exist (named by ALIBABA_CLOUD_PROFILE); \
             the file has the profiles \"other\""
        )
    );
}

#[test]
fn ignores_the_letter_case_of_a_type() {
    let text = "[default]\nenable=TRUE\ntype=Access_Key\naccess_key_id=a\naccess_key_secret=s\n";
    let system = Fake::default().file(PATH, text);
    assert_eq!(found(&system), Credentials::new("a", "s"));
}

#[test]
fn does_not_skip_an_unreadable_file() {
    // The second default file isn't tried, because the first file exists.
    let second = "[default]\ntype=access_key\naccess_key_id=a\naccess_key_secret=s\n";
    let system = Fake::default()
        .broken_file(PATH, io::ErrorKind::PermissionDenied)
        .file(&format!("{PATH}.ini"), second);
    assert_eq!(
        error(&system),
        format!("{PATH} can't be read: permission denied")
    );
}
