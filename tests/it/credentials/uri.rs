//! Tests the provider that fetches credentials from a URL.

use alicloud_config::{CredentialsUri, variable};

use super::*;
use crate::clients::over_both_transports;

over_both_transports!(
    requests_the_url_unchanged,
    takes_the_url_from_the_variable_by_default,
    refuses_invalid_answers,
    refuses_an_invalid_url_and_hides_it,
);

fn requests_the_url_unchanged(transport: Transport) {
    for code in [r#""Code":"Success","#, ""] {
        let body = format!("{{{code}{}}}", document("STS.uri", "2030-01-01T01:00:00Z"));
        let server = Server::replying(move |_| json(&body));
        let uri = CredentialsUri::new(format!("{}/a/b?c=d", server.url()));
        let fetched = fetch(transport, &Machine::new(), &uri).unwrap();
        assert!(is_of(&fetched, "STS.uri"));
        assert_eq!(lines(&server), ["GET /a/b?c=d"]);
    }
}

fn takes_the_url_from_the_variable_by_default(transport: Transport) {
    let body = format!("{{{}}}", document("STS.uri", "2030-01-01T01:00:00Z"));
    let server = Server::replying(move |_| json(&body));
    let machine = Machine::new().with(variable::CREDENTIALS_URI, server.url());
    let fetched = fetch(transport, &machine, &CredentialsUri::default()).unwrap();
    assert!(is_of(&fetched, "STS.uri"));
    assert_eq!(lines(&server), ["GET /"]);

    let error = fetch(transport, &Machine::new(), &CredentialsUri::default()).unwrap_err();
    assert!(error.is_absent());
    assert_eq!(
        message(&error),
        "ALIBABA_CLOUD_CREDENTIALS_URI is unset or empty"
    );
}

fn refuses_invalid_answers(transport: Transport) {
    for (answer, problem) in [
        (
            response("500 Internal Server Error", "", "pL4nT3"),
            "returned HTTP 500",
        ),
        (
            json("pL4nT3"),
            "returned no usable credentials: the response is not JSON: see line 1, column 1",
        ),
        (
            json(r#"{"Code":"Failed","Message":"pL4nT3"}"#),
            "returned no usable credentials: the response has the Code \"Failed\" instead of \
             \"Success\"",
        ),
        (
            json(r#"{"AccessKeyId":"a","AccessKeySecret":{"pL4nT3":1}}"#),
            "returned no usable credentials: the response has an invalid value for \
             AccessKeySecret (expected a string)",
        ),
        (
            response("200 OK", "", &"x".repeat(64 * 1024 + 1)),
            "gave no usable response: the response is too large",
        ),
    ] {
        let server = Server::replying(move |_| answer.clone());
        let uri = CredentialsUri::new(server.url());
        let error = fetch(transport, &Machine::new(), &uri).unwrap_err();
        let message = message(&error);
        let expected = format!("the credentials URI {problem}");
        assert!(message.starts_with(&expected), "{message}");
    }
}

fn refuses_an_invalid_url_and_hides_it(transport: Transport) {
    for url in [
        "pL4nT3",
        "/pL4nT3",
        "ftp://host/pL4nT3",
        "http://pL4nT3 x",
        "http:///pL4nT3",
    ] {
        let text = "is not an http:// or https:// URL";
        let uri = CredentialsUri::new(url);
        let error = fetch(transport, &Machine::new(), &uri).unwrap_err();
        assert_eq!(
            message(&error),
            format!("the credentials URI {text}"),
            "{url}"
        );
    }
    let machine = Machine::new().with(variable::CREDENTIALS_URI, "127.0.0.1/pL4nT3");
    let error = fetch(transport, &machine, &CredentialsUri::default()).unwrap_err();
    assert_eq!(
        message(&error),
        "ALIBABA_CLOUD_CREDENTIALS_URI is not an http:// or https:// URL"
    );
    assert!(!error.is_absent());
}
