//! Tests providers that assume a role with the Security Token Service (STS).

mod failures;

use alicloud::http::Method;
use alicloud_config::{AssumeRole, OidcRole, variable};
use alicloud_sign::{
    Credentials,
    hmac_sha1::{Key, string_to_sign},
};

use super::*;
use crate::clients::over_both_transports;

over_both_transports!(
    requests_a_role_with_a_signed_form,
    a_temporary_key_sends_its_token,
    requests_an_oidc_role_unsigned,
    an_oidc_role_of_the_environment_needs_all_variables,
    refuses_session_durations_out_of_range,
    assumes_a_role_with_a_fast_clock,
);

fn sts() -> Server {
    Server::replying(|_| sts_reply("STS.assumed", "2030-01-01T01:00:00Z"))
}

fn key() -> Credentials {
    Credentials::new("testid", planted::ACCESS_KEY_SECRET)
}

/// The expected signature of a request.
fn signature(request: &Request) -> String {
    let names = request
        .body
        .split('&')
        .filter_map(|pair| pair.split('=').next());
    let parameters = names.map(|name| (name, parameter(request, name).unwrap()));
    let text = string_to_sign(&Method::POST, parameters);
    Key::new(planted::ACCESS_KEY_SECRET)
        .sign(&text)
        .as_str()
        .to_owned()
}

fn requests_a_role_with_a_signed_form(transport: Transport) {
    let server = sts();
    let role = AssumeRole::new(key(), ROLE_ARN)
        .session_name("nightly")
        .duration(Duration::from_secs(900))
        .policy(r#"{"Version":"1"}"#)
        .external_id("ext")
        .endpoint(endpoint(&server));
    let machine = Machine::new();
    let fetched = fetch(transport, &machine, &role).unwrap();
    assert!(is_of(&fetched, "STS.assumed"));
    let hour = Duration::from_secs(3600);
    assert_eq!(fetched.expires_at, Some(machine.clock.now() + hour));

    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].line(), "POST /");
    for (name, value) in [
        ("Action", "AssumeRole"),
        ("Version", "2015-04-01"),
        ("Format", "JSON"),
        ("RoleArn", ROLE_ARN),
        ("RoleSessionName", "nightly"),
        ("DurationSeconds", "900"),
        ("Policy", r#"{"Version":"1"}"#),
        ("ExternalId", "ext"),
        ("AccessKeyId", "testid"),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureVersion", "1.0"),
        ("Timestamp", "2030-01-01T00:00:00Z"),
    ] {
        assert_eq!(
            parameter(&requests[0], name).as_deref(),
            Some(value),
            "{name}"
        );
    }
    assert_eq!(parameter(&requests[0], "SecurityToken"), None);
    let expected = signature(&requests[0]);
    assert_eq!(parameter(&requests[0], "Signature"), Some(expected));
}

fn a_temporary_key_sends_its_token(transport: Transport) {
    let server = sts();
    let source = key().with_security_token(planted::SECURITY_TOKEN);
    let role = AssumeRole::new(source, ROLE_ARN).endpoint(endpoint(&server));
    fetch(transport, &Machine::new(), &role).unwrap();
    fetch(transport, &Machine::new(), &role).unwrap();
    let requests = server.requests();
    assert_eq!(
        parameter(&requests[0], "SecurityToken").as_deref(),
        Some(planted::SECURITY_TOKEN)
    );
    assert_eq!(
        parameter(&requests[0], "RoleSessionName").as_deref(),
        Some("alicloud-1893456000")
    );
    assert_eq!(
        parameter(&requests[0], "DurationSeconds").as_deref(),
        Some("3600")
    );
    // Each request has its own nonce.
    let nonces = requests
        .iter()
        .map(|seen| parameter(seen, "SignatureNonce"));
    let nonces: std::collections::HashSet<_> = nonces.map(Option::unwrap).collect();
    assert_eq!(nonces.len(), 2);
}

fn oidc_machine() -> Machine {
    let machine = Machine::new();
    let file = machine.file("token", "pL4nT3.oidc.token\n");
    machine
        .with(variable::ROLE_ARN, ROLE_ARN)
        .with(variable::OIDC_PROVIDER_ARN, "acs:ram::1:oidc-provider/k8s")
        .with(variable::OIDC_TOKEN_FILE, file)
        .with(variable::ROLE_SESSION_NAME, "pod")
}

fn requests_an_oidc_role_unsigned(transport: Transport) {
    let server = sts();
    let role = OidcRole::default().endpoint(endpoint(&server));
    let fetched = fetch(transport, &oidc_machine(), &role).unwrap();
    assert!(is_of(&fetched, "STS.assumed"));

    let requests = server.requests();
    assert_eq!(requests[0].line(), "POST /");
    for (name, value) in [
        ("Action", "AssumeRoleWithOIDC"),
        ("Version", "2015-04-01"),
        ("RoleArn", ROLE_ARN),
        ("OIDCProviderArn", "acs:ram::1:oidc-provider/k8s"),
        ("OIDCToken", "pL4nT3.oidc.token"),
        ("RoleSessionName", "pod"),
        ("DurationSeconds", "3600"),
        ("Timestamp", "2030-01-01T00:00:00Z"),
    ] {
        assert_eq!(
            parameter(&requests[0], name).as_deref(),
            Some(value),
            "{name}"
        );
    }
    for name in ["AccessKeyId", "Signature", "SecurityToken"] {
        assert_eq!(parameter(&requests[0], name), None, "{name}");
    }
}

fn an_oidc_role_of_the_environment_needs_all_variables(transport: Transport) {
    let without = |name| {
        let mut machine = oidc_machine();
        machine.variables.remove(name);
        fetch(transport, &machine, &OidcRole::default()).unwrap_err()
    };
    for name in [
        variable::ROLE_ARN,
        variable::OIDC_PROVIDER_ARN,
        variable::OIDC_TOKEN_FILE,
    ] {
        let error = without(name);
        assert!(!error.is_absent());
        assert_eq!(message(&error), format!("{name} is unset or empty"));
    }
    // A role without provider and token file doesn't enable OIDC.
    let role_only = Machine::new().with(variable::ROLE_ARN, ROLE_ARN);
    let error = fetch(transport, &role_only, &OidcRole::default()).unwrap_err();
    assert!(error.is_absent());
    assert_eq!(
        message(&error),
        "ALIBABA_CLOUD_OIDC_TOKEN_FILE is unset or empty"
    );
    for (text, problem) in [
        (" \n", "is empty"),
        (
            "pL4nT3 and more",
            "has whitespace, a control character or a non-ASCII character in the token",
        ),
    ] {
        let machine = oidc_machine();
        let path = machine.file("token", text);
        let error = fetch(transport, &machine, &OidcRole::default()).unwrap_err();
        let named = "(named by ALIBABA_CLOUD_OIDC_TOKEN_FILE)";
        let expected = format!("{} {named} {problem}", path.display());
        assert_eq!(message(&error), expected);
    }
}

fn refuses_session_durations_out_of_range(transport: Transport) {
    let server = sts();
    for (seconds, is_possible) in [(899, false), (900, true), (43_200, true), (43_201, false)] {
        let role = AssumeRole::new(key(), ROLE_ARN)
            .duration(Duration::from_secs(seconds))
            .endpoint(endpoint(&server));
        let outcome = fetch(transport, &Machine::new(), &role);
        assert_eq!(outcome.is_ok(), is_possible, "{seconds}");
        if let Err(error) = outcome {
            assert_eq!(
                message(&error),
                format!("the role session duration {seconds} s is not between 900 s and 43200 s")
            );
        }
    }
}

fn assumes_a_role_with_a_fast_clock(transport: Transport) {
    let machine = Machine::new();
    let servers = machine.clock.now();
    let server = Server::replying(move |request| {
        if parameter(request, "Timestamp") != Some(written(servers)) {
            return too_old_or_early(servers);
        }
        let credentials = document("STS.assumed", "2030-01-01T01:00:00Z");
        let body = format!(r#"{{"RequestId":"1","Credentials":{{{credentials}}}}}"#);
        response("200 OK", &date_header(servers), &body)
    });
    machine.clock.forward(7200);
    let role = AssumeRole::new(key(), ROLE_ARN).endpoint(endpoint(&server));
    let fetched = fetch(transport, &machine, &role).unwrap();
    assert!(is_of(&fetched, "STS.assumed"));
    let hour = Duration::from_secs(3600);
    assert_eq!(fetched.expires_at, Some(machine.clock.now() + hour));
    assert_eq!(server.requests().len(), 2);
}
