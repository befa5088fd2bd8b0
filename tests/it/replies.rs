//! Tests how responses of servers and gateways become replies and errors.

use alicloud::{
    CommonErrorCode, Error, KnownCode as _, Response,
    error::{CommonErrorKind, DecodeProblem},
    http::header::CONTENT_TYPE,
    machine::{Machine as _, Step},
    retry::NoRetry,
};
use alicloud_ecs::{
    DescribeInstanceVncUrl,
    describe_instance_vnc_url::{ErrorCode as Code, Response as DescribeInstanceVncUrlResponse},
};

use crate::fixture::{REQUEST_ID, VNC_URL, response, session};

fn outcome(response: Response) -> Result<DescribeInstanceVncUrlResponse, Error> {
    let operation = DescribeInstanceVncUrl::new("cn-qingdao", "i-1");
    let session = session().retry(NoRetry);
    let mut exchange = session.exchange(&operation);
    assert!(matches!(exchange.step(), Step::Send(_)));
    exchange.receive(Ok(response));
    match exchange.step() {
        Step::Done(outcome) => outcome,
        other => panic!("{other:?}"),
    }
}

fn decode_problem(body: impl Into<Vec<u8>>) -> (String, DecodeProblem) {
    match outcome(response(200, body)) {
        Err(Error::Decode(error)) => (error.path().to_owned(), error.problem().clone()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn reads_the_same_reply_from_json_and_xml() {
    let json = format!(r#"{{"RequestId":"{REQUEST_ID}","VncUrl":"{VNC_URL}"}}"#);
    let xml = format!(
        "<?xml version='1.0' encoding='UTF-8'?><DescribeInstanceVncUrlResponse>\
         <RequestId>{REQUEST_ID}</RequestId><VncUrl>{VNC_URL}</VncUrl></DescribeInstanceVncUrlResponse>"
    );
    let with_mark = format!("\u{FEFF}\n{json}\n");
    for body in [json, xml, with_mark] {
        let reply = outcome(response(200, body)).unwrap();
        assert_eq!(reply.request_id.as_deref(), Some(REQUEST_ID));
        assert_eq!(reply.vnc_url, VNC_URL);
    }
}

#[test]
fn reads_error_documents_in_both_formats_and_any_letter_case() {
    for body in [
        r#"{"RequestId":"R","HostId":"ecs.aliyuncs.com","Code":"InstanceNotReady","Message":"The specified instance is not ready for use","Recommend":"https://a.example/"}"#,
        r#"{"requestId":"R","hostId":"ecs.aliyuncs.com","code":"InstanceNotReady","message":"The specified instance is not ready for use","recommend":"https://a.example/"}"#,
        "<?xml version='1.0'?><Error><RequestId>R</RequestId><HostId>ecs.aliyuncs.com</HostId><Code>InstanceNotReady</Code><Message>The specified instance is not ready for use</Message><Recommend>https://a.example/</Recommend></Error>",
    ] {
        let error = outcome(response(403, body)).unwrap_err();
        let api = error.api().unwrap();
        assert_eq!(api.status(), 403);
        assert_eq!(api.code(), "InstanceNotReady");
        assert_eq!(api.message(), "The specified instance is not ready for use");
        assert_eq!(api.request_id(), Some("R"));
        assert_eq!(api.host_id(), Some("ecs.aliyuncs.com"));
        assert_eq!(api.recommend(), Some("https://a.example/"));
        assert_eq!(error.known(), Some(Code::InstanceNotReady));
        assert_eq!(
            api.to_string(),
            "InstanceNotReady: The specified instance is not ready for use (HTTP 403, request id R)"
        );
        assert!(error.may_have_been_sent());
    }
}

#[test]
fn keeps_an_undocumented_error_code() {
    let body =
        r#"{"Code":"Throttling.User","Message":"m","AccessDeniedDetail":{"PolicyType":"x"}}"#;
    let error = outcome(response(400, body)).unwrap_err();
    assert_eq!(error.known::<Code>(), None);
    let api = error.api().unwrap();
    assert_eq!(api.code(), "Throttling.User");
    assert_eq!(api.access_denied_detail().unwrap()["PolicyType"], "x");
    assert_eq!(api.request_id(), None);
}

#[test]
fn recognizes_common_codes_and_families_of_codes() {
    let known = CommonErrorCode::from_code;
    for (_, code) in CommonErrorCode::CODES {
        assert_eq!(known(code.as_str()), Some(*code));
        let advice = code.description().unwrap();
        assert!(advice.ends_with('.') && advice.len() > 20, "{advice}");
    }
    for (code, expected) in [
        ("Throttling.User", CommonErrorCode::ThrottlingUser),
        ("Throttling.Resource", CommonErrorCode::Throttling),
        ("ThrottlingException", CommonErrorCode::Throttling),
        ("Rejected.Throttling", CommonErrorCode::Throttling),
        ("Api.Throttling.User", CommonErrorCode::Throttling),
        ("FlowLimit", CommonErrorCode::Throttling),
        ("FlowLimitExceeded.Account", CommonErrorCode::Throttling),
        ("IllegalTimestamp", CommonErrorCode::IllegalTimestamp),
        (
            "InvalidOperation.NotSupportedEndpoint",
            CommonErrorCode::InvalidOperationNotSupportedEndpoint,
        ),
        (
            "InvalidParameter.Bandwidth",
            CommonErrorCode::InvalidParameter,
        ),
        ("MissingParameter.Tags", CommonErrorCode::MissingParameter),
        ("MissingRegionId", CommonErrorCode::MissingParameter),
        (
            "MissingSecurityToken",
            CommonErrorCode::MissingSecurityToken,
        ),
    ] {
        assert_eq!(known(code), Some(expected), "{code}");
    }
    for code in [
        "",
        "Missing",
        "Missingness",
        "InvalidParameters",
        "InvalidInstanceId.NotFound",
        "throttling",
        "Throttled",
        "NotThrottling.User",
        "Rejected.FlowLimit",
    ] {
        assert_eq!(known(code), None, "{code}");
    }
    let body = r#"{"Code":"Throttling.Api","Message":"m"}"#;
    let error = outcome(response(400, body)).unwrap_err();
    assert_eq!(error.known(), Some(CommonErrorCode::ThrottlingApi));
    assert_eq!(
        CommonErrorCode::ThrottlingApi.kind(),
        CommonErrorKind::Throttling
    );
    assert_eq!(
        CommonErrorCode::ServiceUnavailable.kind(),
        CommonErrorKind::Server
    );
}

#[test]
fn an_error_document_is_an_error_with_any_status() {
    let body = r#"{"RequestId":"R","Code":"InvalidInstanceId.NotFound","Message":"m"}"#;
    let error = outcome(response(200, body)).unwrap_err();
    assert_eq!(error.known(), Some(Code::InvalidInstanceIdNotFound));
    assert_eq!(error.status().unwrap(), 200);
}

#[test]
fn a_success_code_is_not_an_error() {
    for code in ["OK", "Success", "200"] {
        let body =
            format!(r#"{{"Code":"{code}","Message":"ok","RequestId":"R","VncUrl":"{VNC_URL}"}}"#);
        assert!(outcome(response(200, body)).is_ok());
        // A missing required field is still an error.
        let body = format!(r#"{{"Code":"{code}","Message":"ok","RequestId":"R"}}"#);
        assert_eq!(
            decode_problem(body),
            ("VncUrl".into(), DecodeProblem::Missing)
        );
    }
}

#[test]
fn a_reply_with_its_own_fields_is_not_an_error_document() {
    let body =
        format!(r#"{{"Code":"X","Message":"m","VncUrl":"{VNC_URL}","RequestId":7,"RequestId":8}}"#);
    assert_eq!(
        decode_problem(body),
        ("RequestId".into(), DecodeProblem::Duplicate)
    );
}

#[test]
fn a_missing_null_or_empty_vnc_url_is_a_decode_error() {
    for (vnc_url, problem) in [
        ("", DecodeProblem::Missing),
        (r#","VncUrl":null"#, DecodeProblem::Missing),
        (r#","VncUrl":"""#, DecodeProblem::Empty),
        (
            r#","VncUrl":{}"#,
            DecodeProblem::Kind {
                expected: "text",
                found: "an object",
            },
        ),
    ] {
        let body = format!(r#"{{"RequestId":"{REQUEST_ID}"{vnc_url}}}"#);
        assert_eq!(
            decode_problem(body.as_str()),
            ("VncUrl".into(), problem),
            "{vnc_url}"
        );
        let error = outcome(response(200, body)).unwrap_err();
        assert_eq!(
            error.request_id(),
            Some(REQUEST_ID),
            "the error should keep the request id"
        );
    }
}

#[test]
fn a_missing_or_empty_vnc_url_in_xml_is_a_decode_error() {
    for (vnc_url, problem) in [
        ("", DecodeProblem::Missing),
        ("<VncUrl/>", DecodeProblem::Empty),
    ] {
        let body = format!("<R><RequestId>{REQUEST_ID}</RequestId>{vnc_url}</R>");
        assert_eq!(
            decode_problem(body),
            ("VncUrl".into(), problem),
            "{vnc_url}"
        );
    }
}

#[test]
fn truncated_and_broken_replies_are_decode_errors() {
    assert_eq!(
        decode_problem(r#"{"RequestId":"R","Vnc"#),
        (
            String::new(),
            DecodeProblem::Syntax {
                line: 1,
                column: 21
            }
        )
    );
    assert_eq!(
        decode_problem(b"{\"RequestId\":\"\xFF\"}").1,
        DecodeProblem::NotUtf8
    );
    assert_eq!(
        decode_problem(format!(r#"{{"VncUrl":{}"#, "[".repeat(200))).1,
        DecodeProblem::Kind {
            expected: "text",
            found: "a list"
        }
    );
    let bomb = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'cc'>]><a><VncUrl>&b;</VncUrl></a>";
    assert_eq!(decode_problem(bomb).1, DecodeProblem::DocumentType);
}

#[test]
fn a_foreign_reply_is_unexpected_with_status_and_first_bytes() {
    let long = format!("<!DOCTYPE html>{}", "x".repeat(5000));
    for (status, body) in [
        (502, "<html><body>Bad Gateway</body></html>"),
        (200, "<HTML>a login page</HTML>"),
        (200, &long),
        (200, ""),
        (204, ""),
        (503, "upstream connect error"),
        (302, ""),
        (500, "{}"),
        (404, r#"{"error":"no"}"#),
        (500, r#"{"Code":""}"#),
        (500, "<a><b></a>"),
    ] {
        let mut given = response(status, body);
        given
            .headers_mut()
            .insert(CONTENT_TYPE, "text/html".parse().unwrap());
        let Err(Error::Unexpected(reply)) = outcome(given) else {
            panic!("{status} {body}")
        };
        assert_eq!(reply.status(), status);
        assert_eq!(reply.body(), &body.as_bytes()[..body.len().min(1024)]);
        assert_eq!(reply.content_type(), Some("text/html"));
        let shown = format!("{reply} {reply:?}");
        assert!(shown.contains(&status.to_string()));
        assert!(
            body.is_empty() || !shown.contains(body),
            "the page should be hidden because it may contain the signed URL"
        );
    }
}

#[test]
fn errors_hide_the_string_to_sign() {
    let message = "Specified signature is not matched with our calculation. server string to sign \
                   is:GET&%2F&AccessKeyId%3Dtestid%26SecurityToken%3Dhunter2";
    let body = format!(r#"{{"Code":"SignatureDoesNotMatch","Message":"{message}"}}"#);
    let error = outcome(response(400, body)).unwrap_err();
    let api = error.api().unwrap();
    assert_eq!(api.message(), message);
    for shown in [format!("{api}"), format!("{api:?}"), format!("{error:?}")] {
        assert!(shown.contains("server string to sign is:") && !shown.contains("hunter2"));
    }
}
