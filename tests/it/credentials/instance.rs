//! Tests the provider that uses the instance's metadata service.

use std::time::Instant;

use alicloud_config::{InstanceRole, ProviderError, variable};

use super::*;
use crate::clients::{over_both_transports, server::Refusing};

over_both_transports!(
    version_2_requests_a_token_first,
    skips_the_role_request_if_the_role_is_known,
    uses_version_1_without_a_valid_token,
    version_1_can_be_turned_off,
    uses_version_1_if_the_token_request_fails,
    uses_version_1_if_the_token_is_refused,
    does_not_use_version_1_after_other_errors,
    reports_a_code_other_than_success,
    refuses_html_at_every_step,
    a_slow_service_times_out,
    reports_an_instance_without_a_role,
    is_absent_without_a_metadata_service,
    sends_nothing_if_the_instance_role_is_disabled,
    errors_of_a_busy_service_are_transient,
    accepts_credentials_with_a_fast_clock,
);

const TOKEN: &str = "pL4nT3-imds-token==";
const ROLES: &str = "/latest/meta-data/ram/security-credentials/";

/// A metadata service that answers each path with the given text.
fn service(token: Option<&str>, roles: &str, credentials: &str) -> Server {
    let token = match token {
        Some(token) => response("200 OK", "", token),
        None => response("404 Not Found", "", "no such page"),
    };
    let roles = response("200 OK", "", roles);
    let credentials = json(credentials);
    Server::replying(move |request| match request.line() {
        "PUT /latest/api/token" => token.clone(),
        "GET /latest/meta-data/ram/security-credentials/" => roles.clone(),
        "GET /latest/meta-data/ram/security-credentials/deploy" => credentials.clone(),
        _ => response("404 Not Found", "", ""),
    })
}

fn success() -> String {
    let document = document("STS.instance", "2030-01-01T06:00:00Z");
    format!(r#"{{"Code":"Success","LastUpdated":"2030-01-01T00:00:00Z",{document}}}"#)
}

fn role(server: &Server) -> InstanceRole {
    InstanceRole::default().endpoint(endpoint(server))
}

fn failure(transport: Transport, machine: &Machine, role: &InstanceRole) -> String {
    message(&fetch(transport, machine, role).unwrap_err())
}

fn version_2_requests_a_token_first(transport: Transport) {
    let server = service(Some(TOKEN), "deploy\n", &success());
    let machine = Machine::new();
    let fetched = fetch(transport, &machine, &role(&server)).unwrap();
    assert!(is_of(&fetched, "STS.instance"));
    let six_hours = Duration::from_secs(6 * 60 * 60);
    assert_eq!(fetched.expires_at, Some(machine.clock.now() + six_hours));

    assert_eq!(
        lines(&server),
        [
            "PUT /latest/api/token",
            &format!("GET {ROLES}"),
            &format!("GET {ROLES}deploy"),
        ]
    );
    let requests = server.requests();
    let header = |index: usize, name| requests[index].header(name);
    assert_eq!(
        header(0, "X-aliyun-ecs-metadata-token-ttl-seconds"),
        Some("21600")
    );
    assert_eq!(header(0, "X-aliyun-ecs-metadata-token"), None);
    assert_eq!(header(1, "X-aliyun-ecs-metadata-token"), Some(TOKEN));
    assert_eq!(header(2, "X-aliyun-ecs-metadata-token"), Some(TOKEN));
}

fn skips_the_role_request_if_the_role_is_known(transport: Transport) {
    let server = service(Some(TOKEN), "another", &success());
    let from_environment = Machine::new().with(variable::ECS_METADATA, "deploy");
    fetch(transport, &from_environment, &role(&server)).unwrap();
    fetch(transport, &Machine::new(), &role(&server).role("deploy")).unwrap();
    let put = "PUT /latest/api/token".to_owned();
    let get = format!("GET {ROLES}deploy");
    assert_eq!(lines(&server), [put.clone(), get.clone(), put, get]);

    let bad = Machine::new().with(variable::ECS_METADATA, "../evil");
    assert!(failure(transport, &bad, &role(&server)).starts_with("ALIBABA_CLOUD_ECS_METADATA "));
    for name in ["", "..", "a/../b", "a b", &"x".repeat(65)] {
        assert_eq!(
            failure(transport, &Machine::new(), &role(&server).role(name)),
            format!(
                "{name:?} is not a valid role name: use at most 64 letters, digits and the characters - _ ."
            )
        );
    }
    assert_eq!(server.requests().len(), 4);
}

fn uses_version_1_without_a_valid_token(transport: Transport) {
    for token in [None, Some(""), Some("two\nlines")] {
        let server = service(token, "deploy", &success());
        let fetched = fetch(transport, &Machine::new(), &role(&server)).unwrap();
        assert!(is_of(&fetched, "STS.instance"), "{token:?}");
        let requests = server.requests();
        assert_eq!(requests.len(), 3);
        assert_eq!(requests[2].header("X-aliyun-ecs-metadata-token"), None);
    }
}

fn uses_version_1_if_the_token_request_fails(transport: Transport) {
    for status in [
        "400 Bad Request",
        "401 Unauthorized",
        "403 Forbidden",
        "404 Not Found",
        "405 Method Not Allowed",
        "500 Internal Server Error",
    ] {
        let credentials = json(&success());
        let server = Server::replying(move |request| match request.line() {
            "PUT /latest/api/token" => response(status, "", ""),
            _ => credentials.clone(),
        });
        let fetched = fetch(transport, &Machine::new(), &role(&server).role("deploy")).unwrap();
        assert!(is_of(&fetched, "STS.instance"), "{status}");
    }
}

/// A metadata service that hands out a token but answers requests with the token with `status`.
fn refusing_token(status: &'static str) -> Server {
    let credentials = json(&success());
    Server::replying(move |request| match request.line() {
        "PUT /latest/api/token" => response("200 OK", "", TOKEN),
        _ if request.header("X-aliyun-ecs-metadata-token").is_some() => response(status, "", ""),
        "GET /latest/meta-data/ram/security-credentials/" => response("200 OK", "", "deploy"),
        _ => credentials.clone(),
    })
}

fn uses_version_1_if_the_token_is_refused(transport: Transport) {
    for status in [
        "400 Bad Request",
        "401 Unauthorized",
        "403 Forbidden",
        "405 Method Not Allowed",
    ] {
        let server = refusing_token(status);
        let fetched = fetch(transport, &Machine::new(), &role(&server)).unwrap();
        assert!(is_of(&fetched, "STS.instance"), "{status}");
        let roles = format!("GET {ROLES}");
        // A refused token is not sent again.
        let deploy = format!("GET {ROLES}deploy");
        let put = "PUT /latest/api/token".to_owned();
        assert_eq!(
            lines(&server),
            [put, roles.clone(), roles, deploy],
            "{status}"
        );

        let server = refusing_token(status);
        let known = role(&server).role("deploy");
        let fetched = fetch(transport, &Machine::new(), &known).unwrap();
        assert!(is_of(&fetched, "STS.instance"), "{status}");

        let server = refusing_token(status);
        let off = Machine::new().with(variable::IMDSV1_DISABLED, "true");
        for (machine, role) in [
            (&off, role(&server).role("deploy")),
            (&Machine::new(), role(&server).role("deploy").without_v1()),
        ] {
            assert_eq!(
                failure(transport, machine, &role),
                format!("the metadata service returned HTTP {}", &status[..3])
            );
        }
        assert_eq!(server.requests().len(), 4);
    }
}

fn does_not_use_version_1_after_other_errors(transport: Transport) {
    for status in [
        "404 Not Found",
        "429 Too Many Requests",
        "500 Internal Server Error",
        "503 Service Unavailable",
    ] {
        let server = refusing_token(status);
        let error = fetch(transport, &Machine::new(), &role(&server)).unwrap_err();
        assert_eq!(error.is_transient(), !status.starts_with("404"), "{status}");
        assert_eq!(server.requests().len(), 2, "{status}");
    }
}

fn version_1_can_be_turned_off(transport: Transport) {
    let server = service(None, "deploy", &success());
    let off = Machine::new().with(variable::IMDSV1_DISABLED, "TRUE");
    let expected = "the metadata service returned HTTP 404";
    assert_eq!(failure(transport, &off, &role(&server)), expected);
    let role = role(&server).without_v1();
    assert_eq!(failure(transport, &Machine::new(), &role), expected);
    assert_eq!(server.requests().len(), 2);
}

fn reports_a_code_other_than_success(transport: Transport) {
    for (credentials, problem) in [
        (
            r#"{"Code":"AssumeRoleUnauthorized"}"#.to_owned(),
            "has the Code \"AssumeRoleUnauthorized\" instead of \"Success\"",
        ),
        (
            format!("{{{}}}", document("STS.id", "2031-01-01T00:00:00Z")),
            "has no value for Code",
        ),
        (
            format!(
                r#"{{"Code":"Success",{}}}"#,
                document("STS.id", "2029-01-01T00:00:00Z")
            ),
            "has expired credentials",
        ),
    ] {
        let server = service(Some(TOKEN), "deploy", &credentials);
        assert_eq!(
            failure(transport, &Machine::new(), &role(&server)),
            format!("the metadata service returned no usable credentials: the response {problem}")
        );
    }
}

fn refuses_html_at_every_step(transport: Transport) {
    let page = "<html>\n<body>pL4nT3 Sign in to the network</body></html>";
    for (server, problem) in [
        (
            service(Some(TOKEN), page, &success()),
            "returned an invalid role name",
        ),
        (
            service(Some(TOKEN), "deploy", page),
            "returned no usable credentials: the response is not JSON: see line 1, column 1",
        ),
    ] {
        assert_eq!(
            failure(transport, &Machine::new(), &role(&server)),
            format!("the metadata service {problem}")
        );
    }
    let server = service(Some(page), "deploy", &success());
    assert_eq!(
        failure(transport, &Machine::new(), &role(&server).without_v1()),
        "the metadata service returned an invalid IMDSv2 token"
    );
}

fn a_slow_service_times_out(transport: Transport) {
    let server = Server::replying(|_| {
        std::thread::sleep(Duration::from_secs(10));
        String::new()
    });
    let began = Instant::now();
    let error = fetch(transport, &Machine::new(), &role(&server)).unwrap_err();
    // The request for the token times out after 1 s, and the request without a token after another
    // 1 s.
    let took = began.elapsed();
    assert!(
        Duration::from_millis(1900) < took && took < Duration::from_secs(8),
        "{took:?}"
    );
    // The error is not absent because the service may exist. It is not transient, so it is not
    // retried.
    assert!(!error.is_absent() && !error.is_transient());
    assert!(
        message(&error).starts_with("the metadata service doesn't respond: time ran out"),
        "{}",
        message(&error)
    );
    // A configured role means that the machine is an instance, so the error is transient.
    let error = fetch(transport, &Machine::new(), &role(&server).role("deploy")).unwrap_err();
    assert!(!error.is_absent() && error.is_transient());
}

fn reports_an_instance_without_a_role(transport: Transport) {
    let not_found = Server::replying(|_| response("404 Not Found", "", "<html>"));
    let empty = service(Some(TOKEN), " ", "");
    for server in [not_found, empty] {
        assert_eq!(
            failure(transport, &Machine::new(), &role(&server)),
            "the metadata service reports no role: attach a role to the instance"
        );
    }
}

fn is_absent_without_a_metadata_service(transport: Transport) {
    let port = Refusing::new();
    let role = InstanceRole::default().endpoint(port.url().parse().unwrap());
    let error = fetch(transport, &Machine::new(), &role).unwrap_err();
    assert!(error.is_absent() && !error.is_transient());
    assert!(matches!(error, ProviderError::NoMetadata { .. }));
    assert!(message(&error).starts_with("the metadata service doesn't respond: no connection"));
}

fn sends_nothing_if_the_instance_role_is_disabled(transport: Transport) {
    let server = service(Some(TOKEN), "deploy", &success());
    let off = Machine::new().with(variable::ECS_METADATA_DISABLED, "true");
    assert_eq!(
        failure(transport, &off, &role(&server)),
        "the provider is disabled by ALIBABA_CLOUD_ECS_METADATA_DISABLED"
    );
    assert_eq!(server.connections(), 0);
}

fn errors_of_a_busy_service_are_transient(transport: Transport) {
    for (status, is_transient) in [
        ("503 Service Unavailable", true),
        ("429 Too Many Requests", true),
        ("403 Forbidden", false),
        ("302 Found", false),
    ] {
        let server = Server::replying(move |_| response(status, "Location: /\r\n", ""));
        let error = fetch(transport, &Machine::new(), &role(&server)).unwrap_err();
        assert_eq!(error.is_transient(), is_transient, "{status}");
        let code = &status[..3];
        assert_eq!(
            message(&error),
            format!("the metadata service returned HTTP {code}")
        );
    }
}

fn accepts_credentials_with_a_fast_clock(transport: Transport) {
    let machine = Machine::new();
    let servers = machine.clock.now();
    let document = document("STS.instance", "2030-01-01T01:00:00Z");
    let body = format!(r#"{{"Code":"Success",{document}}}"#);
    let server = Server::replying(move |_| response("200 OK", &date_header(servers), &body));
    machine.clock.forward(7200);
    let role = role(&server).role("deploy");
    let fetched = fetch(transport, &machine, &role).unwrap();
    let hour = Duration::from_secs(3600);
    assert_eq!(fetched.expires_at, Some(machine.clock.now() + hour));
}
