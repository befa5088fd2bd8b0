//! Tests errors of STS, invalid requests and invalid replies.

use alicloud::{Call, retry::NoRetry};
use alicloud_config::RefreshingSigner;
use alicloud_sign::HmacSha1;
use tracing_subscriber::filter::LevelFilter;

use super::*;
use crate::{clients::server::Refusing, trace::told};

over_both_transports!(
    reports_the_error_of_the_service,
    refuses_a_reply_without_credentials,
    reports_the_error_of_an_unsigned_call,
    redacts_a_token_that_the_service_repeats,
    redacts_every_form_of_a_token,
    redacts_a_token_in_a_foreign_reply,
    compares_the_signed_text_before_redacting_the_token,
    the_error_names_an_unusable_token_file,
    reports_foreign_replies_and_broken_connections,
    a_silent_service_is_limited_by_the_call_timeout,
);

/// A server whose error message repeats the value of the parameter `name`.
fn repeating(name: &'static str) -> Server {
    Server::replying(move |request| {
        let token = parameter(request, name).unwrap();
        let body = format!(
            r#"{{"RequestId":"1","Code":"AuthenticationFail.{name}","Message":"The token {token} is bad."}}"#
        );
        response(
            "400 Bad Request",
            "Content-Type: application/json\r\n",
            &body,
        )
    })
}

fn reports_the_error_of_the_service(transport: Transport) {
    for (status, code, is_transient) in [
        ("403 Forbidden", "NoPermission", false),
        ("503 Service Unavailable", "ServiceUnavailable", true),
        ("400 Bad Request", "Throttling.User", true),
    ] {
        let body = format!(
            r#"{{"RequestId":"6894B13B","HostId":"sts.aliyuncs.com","Code":"{code}","Message":"Not so."}}"#
        );
        let answer = response(status, "Content-Type: application/json\r\n", &body);
        let server = Server::replying(move |_| answer.clone());
        let role = AssumeRole::new(key(), ROLE_ARN).endpoint(endpoint(&server));
        let error = fetch(transport, &Machine::new(), &role).unwrap_err();
        assert_eq!(
            message(&error),
            format!(
                "AssumeRole for role {ROLE_ARN:?} failed: {code}: Not so. \
                 (HTTP {}, request id 6894B13B)",
                &status[..3]
            )
        );
        assert_eq!(error.is_transient(), is_transient, "{code}");
        assert_eq!(server.requests().len(), 1, "the provider should not retry");
    }
}

fn refuses_a_reply_without_credentials(transport: Transport) {
    for (body, problem) in [
        (
            r#"{"RequestId":"1"}"#.to_owned(),
            "has no value for Credentials",
        ),
        (
            r#"{"RequestId":"1","Credentials":"pL4nT3"}"#.to_owned(),
            "has an invalid value for Credentials (expected an object)",
        ),
        (
            format!(
                r#"{{"RequestId":"1","Credentials":{{{}}}}}"#,
                document("STS.id", "2029-12-31T23:59:59Z")
            ),
            "has expired credentials",
        ),
    ] {
        let answer = json(&body);
        let server = Server::replying(move |_| answer.clone());
        let role = AssumeRole::new(key(), ROLE_ARN).endpoint(endpoint(&server));
        let error = fetch(transport, &Machine::new(), &role).unwrap_err();
        assert_eq!(
            message(&error),
            format!("the reply to AssumeRole {problem}")
        );
    }
}

fn reports_the_error_of_an_unsigned_call(transport: Transport) {
    let server = Server::replying(|_| {
        response(
            "400 Bad Request",
            "Content-Type: application/json\r\n",
            r#"{"RequestId":"6894B13B","Code":"AuthenticationFail.OIDCToken.Expired","Message":"This JWT has expired."}"#,
        )
    });
    let role = OidcRole::default().endpoint(endpoint(&server));
    let error = fetch(transport, &oidc_machine(), &role).unwrap_err();
    assert!(!error.is_transient());
    assert_eq!(
        message(&error),
        format!(
            "AssumeRoleWithOIDC for role {ROLE_ARN:?} failed: \
             AuthenticationFail.OIDCToken.Expired: This JWT has expired. (HTTP 400, request id \
             6894B13B)"
        )
    );
}

fn redacts_a_token_that_the_service_repeats(transport: Transport) {
    let oidc = repeating("OIDCToken");
    let unsigned = OidcRole::default().endpoint(endpoint(&oidc));
    let temporary = repeating("SecurityToken");
    let source = key().with_security_token(planted::SECURITY_TOKEN);
    let signed = AssumeRole::new(source, ROLE_ARN).endpoint(endpoint(&temporary));
    let machine = oidc_machine();
    for (role, action, name) in [
        (
            &unsigned as &dyn Provider,
            "AssumeRoleWithOIDC",
            "OIDCToken",
        ),
        (&signed, "AssumeRole", "SecurityToken"),
    ] {
        let error = fetch(transport, &machine, role).unwrap_err();
        assert_eq!(
            message(&error),
            format!(
                "{action} for role {ROLE_ARN:?} failed: \
                 AuthenticationFail.{name}: The token *** is bad. (HTTP 400, request id 1)"
            )
        );
        let ProviderError::Sts { error, .. } = &error else {
            panic!("{error:?}")
        };
        assert_eq!(error.api().unwrap().message(), "The token *** is bad.");
    }
}

/// Assumes a role with `token` at a server that answers with `body`. Returns the error, and a text
/// with the message, the `Debug` output and the log.
fn refusal(
    transport: Transport,
    token: &str,
    content_type: &str,
    body: String,
) -> (alicloud::Error, String) {
    let header = format!("Content-Type: {content_type}\r\n");
    let answer = response("400 Bad Request", &header, &body);
    let server = Server::replying(move |_| answer.clone());
    let machine = oidc_machine();
    machine.file("token", token);
    let role = OidcRole::default().endpoint(endpoint(&server));
    let mut outcome = None;
    let lines = told(LevelFilter::DEBUG, || {
        outcome = Some(fetch(transport, &machine, &role));
    });
    let error = outcome.unwrap().unwrap_err();
    let shown = format!("{}\n{error:?}\n{}", message(&error), lines.join("\n"));
    match error {
        ProviderError::Sts { error, .. } => (*error, shown),
        other => panic!("{other:?}"),
    }
}

fn redacts_every_form_of_a_token(transport: Transport) {
    const TOKEN: &str = "pL4nT3/hbGci+OiJSUzI1NiIs_InR5cCI-6IkpXVCJ9.QUJD==";
    let percent = |text: &str| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    let json = |text: &str| text.replace('/', "\\/").replace('+', "\\u002b");
    let entities = |text: &str| text.replace('+', "&#x2B;").replace('/', "&#47;");
    let document = |text: &str| {
        format!(
            r#"{{"RequestId":"6894B13B-{text}","HostId":"{text}","Code":"Bad.{text}","Message":"The token {text} is bad.","Recommend":"https://example.com/?q={text}","AccessDeniedDetail":{{"{text}":["{text}"]}}}}"#
        )
    };
    let xml = |text: &str| {
        format!(
            "<?xml version='1.0' encoding='UTF-8'?><Error><RequestId>6894B13B-{text}</RequestId>\
             <HostId>{text}</HostId><Code>Bad.{text}</Code><Message>The token {text} is bad.\
             </Message></Error>"
        )
    };
    let cdata = format!("<![CDATA[{TOKEN}]]>");
    for (form, content_type, body) in [
        ("plain", "application/json", document(TOKEN)),
        (
            "JSON",
            "application/json;charset=utf-8",
            document(&json(TOKEN)),
        ),
        (
            "JSON twice",
            "application/json",
            document(&json(&json(TOKEN)).replace("\\\\/", "\\\\\\/")),
        ),
        ("XML", "text/xml", xml(&entities(TOKEN))),
        ("CDATA", "application/xml", xml(&cdata)),
        (
            "XML in JSON",
            "application/json",
            document(&entities(TOKEN)),
        ),
        ("percent", "application/json", document(&percent(TOKEN))),
        (
            "lower percent",
            "application/json",
            document(&percent(TOKEN).replace("%2B", "%2b").replace("%2F", "%2f")),
        ),
        (
            "percent twice",
            "application/json",
            document(&percent(&percent(TOKEN))),
        ),
        ("percent in XML", "text/xml", xml(&percent(TOKEN))),
        (
            "lower case",
            "application/json",
            document(&TOKEN.to_lowercase()),
        ),
        (
            "base64",
            "application/json",
            document(&TOKEN.replace('-', "+").replace('_', "/")),
        ),
        (
            "lines",
            "application/json",
            document(&TOKEN.replace("InR5", "In\\r\\nR5")),
        ),
        ("start", "application/json", document(&TOKEN[..20])),
        (
            "end",
            "application/json",
            document(&TOKEN[TOKEN.len() - 20..]),
        ),
        ("media type", "text/plain", document(TOKEN)),
    ] {
        let (error, shown) = refusal(transport, TOKEN, content_type, body);
        let api = error.api().unwrap_or_else(|| panic!("{form}: {error:?}"));
        assert_eq!(api.message(), "The token *** is bad.", "{form}");
        assert_eq!(api.code(), "Bad.***", "{form}");
        assert_eq!(api.request_id(), Some("6894B13B-***"), "{form}");
        assert_eq!(api.host_id(), Some("***"), "{form}");
        if let Some(detail) = api.access_denied_detail() {
            assert_eq!(detail.to_string(), r#"{"***":["***"]}"#, "{form}");
            assert_eq!(
                api.recommend(),
                Some("https://example.com/?q=***"),
                "{form}"
            );
        }
        for piece in ["hbGci", "SUzI1NiIs", "QUJD"] {
            assert!(
                !shown.to_lowercase().contains(&piece.to_lowercase()),
                "{form}: {shown}"
            );
        }
    }
}

fn redacts_a_token_in_a_foreign_reply(transport: Transport) {
    const TOKEN: &str = "pL4nT3/hbGci+OiJSUzI1NiIs==";
    let page = "<p>pL4nT3%2FhbGci%2bOiJSUzI1NiIs&#61;= is bad</p>";
    let (error, _) = refusal(transport, TOKEN, "text/html", page.to_owned());
    let alicloud::Error::Unexpected(reply) = error else {
        panic!("{error:?}")
    };
    assert_eq!(reply.body(), b"<p>*** is bad</p>");
    let (error, _) = refusal(
        transport,
        TOKEN,
        "text/html; a=pL4nT3/hbGci+OiJSUzI1NiIs",
        String::new(),
    );
    let alicloud::Error::Unexpected(reply) = error else {
        panic!("{error:?}")
    };
    assert_eq!(reply.content_type(), Some("text/html; a=***"));
}

fn compares_the_signed_text_before_redacting_the_token(transport: Transport) {
    let server = Server::replying(|request| {
        let servers = request
            .body
            .split('&')
            .filter(|pair| !pair.starts_with("Signature="));
        let mut pairs: Vec<_> = servers.collect();
        pairs.sort_unstable();
        let encode = |text: &str| {
            let mut encoded = String::new();
            for byte in text.bytes() {
                match byte {
                    b'-' | b'.' | b'_' | b'~' => encoded.push(char::from(byte)),
                    _ if byte.is_ascii_alphanumeric() => encoded.push(char::from(byte)),
                    _ => encoded.push_str(&format!("%{byte:02X}")),
                }
            }
            encoded
        };
        let signed = format!("POST&%2F&{}", encode(&pairs.join("&")));
        let body = format!(
            r#"{{"RequestId":"1","Code":"SignatureDoesNotMatch","Message":"Specified signature does not match our calculation. server string to sign is:{signed}"}}"#
        );
        response(
            "400 Bad Request",
            "Content-Type: application/json\r\n",
            &body,
        )
    });
    let source = key().with_security_token(planted::SECURITY_TOKEN);
    let role = AssumeRole::new(source, ROLE_ARN).endpoint(endpoint(&server));
    let error = fetch(transport, &Machine::new(), &role).unwrap_err();
    let ProviderError::Sts { error, .. } = &error else {
        panic!("{error:?}")
    };
    let api = error.api().unwrap();
    assert_eq!(
        api.signature_difference(),
        Some(&alicloud::error::SignatureDifference::Secret)
    );
    assert!(
        api.message().contains("SecurityToken%3D***"),
        "{}",
        api.message()
    );
}

fn the_error_names_an_unusable_token_file(transport: Transport) {
    let machine = oidc_machine();
    let home = machine.home.path();
    for (path, problem) in [
        (home.to_owned(), "is a directory, not a file"),
        (
            home.join("none"),
            "can't be read: No such file or directory (os error 2)",
        ),
        (
            machine.file("large", &"x".repeat(1024 * 1024 + 1)),
            "is larger than 1048576 bytes",
        ),
    ] {
        let machine = machine.clone().with(variable::OIDC_TOKEN_FILE, &path);
        let error = fetch(transport, &machine, &OidcRole::default()).unwrap_err();
        assert!(!error.is_absent() && !error.is_transient());
        let named = "(named by ALIBABA_CLOUD_OIDC_TOKEN_FILE)";
        let expected = format!("{} {named} {problem}", path.display());
        assert_eq!(message(&error), expected);
    }
}

fn reports_foreign_replies_and_broken_connections(transport: Transport) {
    let page = response(
        "502 Bad Gateway",
        "Content-Type: text/html\r\n",
        "<html>pL4nT3.oidc.token</html>",
    );
    let gateway = Server::replying(move |_| page.clone());
    let broken = Server::resetting();
    let refusing = Refusing::new();
    for (endpoint, problem) in [
        (
            endpoint(&gateway),
            "HTTP 502 Bad Gateway, text/html, 30 bytes",
        ),
        (refusing.url().parse().unwrap(), "no connection"),
        (
            endpoint(&broken),
            "no complete response; the request may have been sent",
        ),
    ] {
        let role = OidcRole::default().endpoint(endpoint);
        let error = fetch(transport, &oidc_machine(), &role).unwrap_err();
        assert!(error.is_transient() && !error.is_absent(), "{problem}");
        let message = message(&error);
        assert!(
            message.starts_with(&format!(
                "AssumeRoleWithOIDC for role {ROLE_ARN:?} failed: "
            )),
            "{message}"
        );
        assert!(message.contains(problem), "{message}");
    }
}

fn a_silent_service_is_limited_by_the_call_timeout(transport: Transport) {
    let server = Server::replying(|_| {
        std::thread::sleep(Duration::from_secs(20));
        String::new()
    });
    let machine = oidc_machine();
    let role = OidcRole::default().endpoint(endpoint(&server));
    let signer = RefreshingSigner::new(role, HmacSha1::new).system(machine);
    let session = Session::new(signer).endpoint("http://127.0.0.1").unwrap();
    let session = session.retry(NoRetry).call_timeout(Duration::from_secs(1));
    let client = transport.client_that_connects_within(Duration::from_secs(5), session);
    let call = Call::new("Ecs", "2014-05-26", "DescribeRegions").reads();
    let error = client.send(&call).unwrap_err();
    assert!(
        error.is_timeout() && !error.may_have_been_sent(),
        "{error:?}"
    );
    assert_eq!(server.requests().len(), 1);
}
