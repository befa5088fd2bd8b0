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
fn keys_and_comments_are_read_as_the_vendors_sdks_read_them() {
    let system = Fake::default().file(
        PATH,
        "# a comment\n; another\n[default]\ntype = access_key\naccess_key_id=a;b\n\
         access_key_secret = s#=1\n\n[Default]\ntype=sts\naccess_key_id=c\naccess_key_secret=d\n\
         security_token=e\n",
    );
    assert_eq!(found(&system), Credentials::new("a;b", "s#=1"));
    // Names of profiles have a letter case.
    let other = system.variables(&[(variable::PROFILE, "Default")]);
    assert_eq!(
        found(&other),
        Credentials::new("c", "d").with_security_token("e")
    );
}

#[test]
fn both_file_names_count_the_shorter_first_and_a_named_file_before_both() {
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
fn an_ini_profile_is_absent_without_a_file() {
    let error = fetch(&IniProfile::default(), &Fake::default()).unwrap_err();
    assert!(error.is_absent());
    assert_eq!(
        error.to_string(),
        "no file /home/u/.alibabacloud/credentials or /home/u/.alibabacloud/credentials.ini, and \
         ALIBABA_CLOUD_CREDENTIALS_FILE is not set"
    );
}

#[test]
fn names_files_that_are_not_ini_files() {
    for (text, problem) in [
        (
            r#"{"access_key_secret": "hunter2"}"#,
            "is no ini file: it has no section such as [default]",
        ),
        (
            "type = access_key\naccess_key_secret = hunter2",
            "is no ini file: it has no section such as [default]",
        ),
        (
            "[default]\n[hunter2",
            "can't be read: line 2 is neither a section, a comment nor key = value",
        ),
        (
            "[default]\n= hunter2",
            "can't be read: line 2 is neither a section, a comment nor key = value",
        ),
        (
            "[default]\naccess_key_secret = a\nhunter2",
            "can't be read: line 3 is neither a section, a comment nor key = value",
        ),
        (
            "# hunter2\n\naccess_key_id = hunter2\n[default]\n",
            "can't be read: line 3 is neither a section, a comment nor key = value",
        ),
        (
            "[default]\ntype=sts\n[other]\ntype=sts\n[ default ]\ntype=access_key\n",
            "has a second section [default] in line 5",
        ),
        (
            "[other]\na=1\n[default]\na=1\naccess_key_secret=hunter2\n\n access_key_secret : hunter2\n",
            "has a key of [default] a second time in line 7",
        ),
    ] {
        let system = Fake::default().file(PATH, text);
        assert_eq!(error(&system), format!("{PATH} {problem}"), "{text}");
    }
}

#[test]
fn a_profile_that_cannot_be_used_is_named_with_the_key() {
    let key = "access_key_id=a\naccess_key_secret=hunter2\n";
    for (text, problem) in [
        (format!("[default]\n{key}"), "lacks type, or has it empty"),
        (
            format!("[default]\ntype=rsa_key_pair\n{key}"),
            "rsa_key_pair is not supported: call with a key, a role or an external process instead",
        ),
        (
            format!("[default]\ntype=Bearer\nbearer_token=hunter2\n{key}"),
            "bearer is not supported: call with a key, a role or an external process instead",
        ),
        (
            format!("[default]\ntype=password\n{key}"),
            "type \"password\" is unknown; known are access_key, sts, ecs_ram_role, ram_role_arn, oidc_role_arn",
        ),
        (
            "[default]\ntype=PassWord\n".to_owned(),
            "type \"PassWord\" is unknown; known are access_key, sts, ecs_ram_role, ram_role_arn, oidc_role_arn",
        ),
        (
            format!("[default]\ntype=access_key\nhost=h\n{key}"),
            "host is not supported: remove it, or choose another profile",
        ),
        (
            format!("[default]\ntype=access_key\nenable=false\n{key}"),
            "it is disabled by enable = false",
        ),
        (
            "[default]\ntype=access_key\naccess_key_id=a\naccess_key_secret=\n".to_owned(),
            "lacks access_key_secret, or has it empty",
        ),
        (
            "[default]\ntype=access_key\naccess_key_id=\"\"\n".to_owned(),
            "lacks access_key_id, or has it empty",
        ),
        (
            format!("[default]\ntype=sts\n{key}"),
            "lacks security_token, or has it empty",
        ),
        (
            format!("[default]\ntype=ram_role_arn\n{key}"),
            "lacks role_arn, or has it empty",
        ),
        (
            "[default]\ntype=oidc_role_arn\nrole_arn=r\noidc_provider_arn=p\n".to_owned(),
            "lacks oidc_token_file_path, or has it empty",
        ),
        (
            format!("[default]\ntype=ram_role_arn\nrole_arn=r\nrole_session_expiration=1h\n{key}"),
            "has a value of role_session_expiration that is not a whole number",
        ),
        (
            "[default]\ntype=ecs_ram_role\nrole_name=a/b\n".to_owned(),
            "\"a/b\" is no name of a role",
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
fn a_file_without_the_profile_is_absent_unless_somebody_named_it() {
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
            "{PATH}, profile \"prod\": the file has no such profile, which ALIBABA_CLOUD_PROFILE \
             names; it has \"other\""
        )
    );
}

#[test]
fn the_letter_case_of_a_type_does_not_matter() {
    let text = "[default]\nenable=TRUE\ntype=Access_Key\naccess_key_id=a\naccess_key_secret=s\n";
    let system = Fake::default().file(PATH, text);
    assert_eq!(found(&system), Credentials::new("a", "s"));
}

#[test]
fn a_file_that_cannot_be_read_is_not_passed_over() {
    // The second name isn't tried: the first file is there.
    let second = "[default]\ntype=access_key\naccess_key_id=a\naccess_key_secret=s\n";
    let system = Fake::default()
        .broken_file(PATH, io::ErrorKind::PermissionDenied)
        .file(&format!("{PATH}.ini"), second);
    assert_eq!(
        error(&system),
        format!("{PATH} can't be read: permission denied")
    );
}
