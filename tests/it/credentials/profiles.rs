//! Tests profiles in real files whose credentials come from services.

use alicloud_config::{CliProfile, Config, IniProfile};

use super::*;
use crate::clients::over_both_transports;

over_both_transports!(
    a_cli_profile_assumes_a_role_with_its_key,
    assumes_chained_roles_in_order,
    a_cli_profile_uses_the_instance_role,
    a_cli_profile_assumes_an_oidc_role,
    a_cli_profile_uses_a_credentials_uri,
    an_ini_profile_assumes_a_role_with_its_key,
    an_ini_profile_uses_the_instance_role,
    an_ini_profile_assumes_an_oidc_role,
    an_sts_error_names_the_profile,
);

const EXPIRATION: &str = "2030-01-01T01:00:00Z";

/// An STS server that returns credentials whose id is the caller's access key id with `+` appended.
fn sts() -> Server {
    Server::replying(|request| match parameter(request, "AccessKeyId") {
        Some(id) => sts_reply(&format!("{id}+"), EXPIRATION),
        None => sts_reply("oidc", EXPIRATION),
    })
}

fn metadata() -> Server {
    Server::replying(|request| match request.line() {
        "PUT /latest/api/token" => response("200 OK", "", "token"),
        "GET /latest/meta-data/ram/security-credentials/deploy" => {
            let document = document("STS.instance", EXPIRATION);
            json(&format!(r#"{{"Code":"Success",{document}}}"#))
        }
        _ => response("404 Not Found", "", ""),
    })
}

fn a_cli_profile_assumes_a_role_with_its_key(transport: Transport) {
    let server = sts();
    let machine = Machine::new();
    machine.cli_profiles(
        r#"{"name":"p","mode":"RamRoleArn","access_key_id":"key","access_key_secret":"pL4nT3",
            "ram_role_arn":"acs:ram::1:role/r","ram_session_name":"s","expired_seconds":1800,
            "external_id":"e","sts_region":"cn-hangzhou"}"#,
    );
    let profile = CliProfile::new(Config::default().sts_endpoint(endpoint(&server)));
    let fetched = fetch(transport, &machine, &profile).unwrap();
    assert!(is_of(&fetched, "key+"));
    let request = &server.requests()[0];
    for (name, value) in [
        ("Action", "AssumeRole"),
        ("RoleArn", "acs:ram::1:role/r"),
        ("RoleSessionName", "s"),
        ("DurationSeconds", "1800"),
        ("ExternalId", "e"),
    ] {
        assert_eq!(parameter(request, name).as_deref(), Some(value), "{name}");
    }
}

fn assumes_chained_roles_in_order(transport: Transport) {
    let server = sts();
    let machine = Machine::new();
    machine.cli_profiles(
        r#"{"name":"p","mode":"ChainableRamRoleArn","source_profile":"q","ram_role_arn":"third"},
           {"name":"q","mode":"ChainableRamRoleArn","source_profile":"r","ram_role_arn":"second"},
           {"name":"r","mode":"RamRoleArn","access_key_id":"key","access_key_secret":"pL4nT3","ram_role_arn":"first"}"#,
    );
    let profile = CliProfile::new(Config::default().sts_endpoint(endpoint(&server)));
    let fetched = fetch(transport, &machine, &profile).unwrap();
    assert!(is_of(&fetched, "key+++"));
    let requests = server.requests();
    let of = |name| -> Vec<_> {
        let values = requests.iter().map(|request| parameter(request, name));
        values.map(Option::unwrap_or_default).collect()
    };
    assert_eq!(of("RoleArn"), ["first", "second", "third"]);
    assert_eq!(of("AccessKeyId"), ["key", "key+", "key++"]);
    assert_eq!(of("SecurityToken"), ["", "pL4nT3/key++=", "pL4nT3/key+++="]);
}

fn a_cli_profile_uses_the_instance_role(transport: Transport) {
    let server = metadata();
    let machine = Machine::new();
    machine.cli_profiles(r#"{"name":"p","mode":"EcsRamRole","ram_role_name":"deploy"}"#);
    let profile = CliProfile::new(Config::default().metadata_endpoint(endpoint(&server)));
    let fetched = fetch(transport, &machine, &profile).unwrap();
    assert!(is_of(&fetched, "STS.instance"));
}

fn a_cli_profile_assumes_an_oidc_role(transport: Transport) {
    let server = sts();
    let machine = Machine::new();
    let token = machine.file("token", "pL4nT3.token");
    machine.cli_profiles(&format!(
        r#"{{"name":"p","mode":"OIDC","ram_role_arn":"r","oidc_provider_arn":"o","oidc_token_file":{:?},"ram_session_name":"s","expired_seconds":900}}"#,
        token.to_str().unwrap()
    ));
    let profile = CliProfile::new(Config::default().sts_endpoint(endpoint(&server)));
    assert!(is_of(
        &fetch(transport, &machine, &profile).unwrap(),
        "oidc"
    ));
    let request = &server.requests()[0];
    for (name, value) in [
        ("Action", "AssumeRoleWithOIDC"),
        ("OIDCToken", "pL4nT3.token"),
        ("RoleSessionName", "s"),
        ("DurationSeconds", "900"),
    ] {
        assert_eq!(parameter(request, name).as_deref(), Some(value), "{name}");
    }
}

fn a_cli_profile_uses_a_credentials_uri(transport: Transport) {
    let server = Server::replying(|_| json(&format!("{{{}}}", document("STS.uri", EXPIRATION))));
    let machine = Machine::new();
    machine.cli_profiles(&format!(
        r#"{{"name":"p","mode":"CredentialsURI","credentials_uri":"{}/x"}}"#,
        server.url()
    ));
    let fetched = fetch(transport, &machine, &CliProfile::default()).unwrap();
    assert!(is_of(&fetched, "STS.uri"));
    assert_eq!(lines(&server), ["GET /x"]);
}

fn an_ini_profile_assumes_a_role_with_its_key(transport: Transport) {
    let server = sts();
    let machine = Machine::new();
    machine.file(
        ".alibabacloud/credentials.ini",
        "[default]\ntype = ram_role_arn\naccess_key_id = key\naccess_key_secret = pL4nT3\n\
         role_arn = acs:ram::1:role/r\nrole_session_name = s\npolicy = {\"Version\":\"1\"}\n\
         role_session_expiration = 1800\nexternal_id = e\n",
    );
    let profile = IniProfile::new(Config::default().sts_endpoint(endpoint(&server)));
    assert!(is_of(
        &fetch(transport, &machine, &profile).unwrap(),
        "key+"
    ));
    let request = &server.requests()[0];
    for (name, value) in [
        ("RoleArn", "acs:ram::1:role/r"),
        ("RoleSessionName", "s"),
        ("Policy", r#"{"Version":"1"}"#),
        ("DurationSeconds", "1800"),
        ("ExternalId", "e"),
    ] {
        assert_eq!(parameter(request, name).as_deref(), Some(value), "{name}");
    }
}

fn an_ini_profile_uses_the_instance_role(transport: Transport) {
    let server = metadata();
    let machine = Machine::new();
    machine.file(
        ".alibabacloud/credentials",
        "[default]\ntype = ecs_ram_role\nrole_name = deploy\n",
    );
    let profile = IniProfile::new(Config::default().metadata_endpoint(endpoint(&server)));
    let fetched = fetch(transport, &machine, &profile).unwrap();
    assert!(is_of(&fetched, "STS.instance"));
}

fn an_ini_profile_assumes_an_oidc_role(transport: Transport) {
    let server = sts();
    let machine = Machine::new();
    let token = machine.file("token", "pL4nT3.token");
    machine.file(
        ".alibabacloud/credentials",
        &format!(
            "[default]\ntype = oidc_role_arn\nrole_arn = r\noidc_provider_arn = o\n\
             oidc_token_file_path = {}\nrole_session_name = s\nrole_session_expiration = 900\n",
            token.display()
        ),
    );
    let profile = IniProfile::new(Config::default().sts_endpoint(endpoint(&server)));
    assert!(is_of(
        &fetch(transport, &machine, &profile).unwrap(),
        "oidc"
    ));
    let request = &server.requests()[0];
    assert_eq!(
        parameter(request, "OIDCToken").as_deref(),
        Some("pL4nT3.token")
    );
    assert_eq!(parameter(request, "RoleSessionName").as_deref(), Some("s"));
    let seconds = parameter(request, "DurationSeconds");
    assert_eq!(seconds.as_deref(), Some("900"));
}

fn an_sts_error_names_the_profile(transport: Transport) {
    let server = Server::replying(|_| {
        response(
            "403 Forbidden",
            "",
            r#"{"RequestId":"6894B13B","Code":"NoPermission","Message":"Not so."}"#,
        )
    });
    let machine = Machine::new();
    machine.cli_profiles(
        r#"{"name":"p","mode":"RamRoleArn","access_key_id":"key","access_key_secret":"pL4nT3","ram_role_arn":"r"}"#,
    );
    let profile = CliProfile::new(Config::default().sts_endpoint(endpoint(&server)));
    let path = machine.home.path().join(".aliyun/config.json");
    assert_eq!(
        message(&fetch(transport, &machine, &profile).unwrap_err()),
        format!(
            "{}, profile \"p\": AssumeRole for role \"r\" failed: \
             NoPermission: Not so. (HTTP 403, request id 6894B13B)",
            path.display()
        )
    );
}
