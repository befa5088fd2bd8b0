//! Faults that replace or damage answers.

use std::time::Duration;

use alicloud_emulator::{Fault, ReceivedRequest};
use http::{
    HeaderValue, Response, StatusCode,
    header::{RETRY_AFTER, SERVER},
};

use crate::call::{Call, error, gateway, json, now};

/// The answer of a gateway to a call with this fault, and the recorded request.
fn answers(fault: Fault, call: &Call) -> (Response<bytes::Bytes>, ReceivedRequest) {
    let mut gateway = gateway();
    gateway.inject(fault, 1);
    let response = gateway.answer(&call.get(), now());
    (response, gateway.requests().remove(0))
}

#[test]
fn answers_with_any_error_in_the_requested_format() {
    let message = "Request was denied due to request throttling.".to_owned();
    let (response, request) = answers(Fault::throttling(), &Call::new());
    assert_eq!(error(&response), (400, "Throttling".to_owned(), message));
    assert_eq!(
        (request.status, request.code.as_deref(), request.faulty),
        (StatusCode::BAD_REQUEST, Some("Throttling"), true)
    );

    let fault = Fault::error(StatusCode::CONFLICT, "Some.Code", "Some <message>.");
    let (response, _) = answers(fault, &Call::new().with("Format", "XML"));
    assert_eq!(response.status(), 409);
    let body = String::from_utf8(response.body().to_vec()).unwrap();
    assert!(body.contains("<Code>Some.Code</Code><Message>Some &lt;message&gt;.</Message>"));

    let busy = Fault::service_unavailable().with_header(RETRY_AFTER, HeaderValue::from_static("7"));
    let (response, _) = answers(busy, &Call::new());
    assert_eq!(error(&response).0, 503);
    assert_eq!(error(&response).1, "ServiceUnavailable");
    assert_eq!(response.headers()["retry-after"], "7");
}

#[test]
fn answers_with_a_page_a_redirect_or_any_response() {
    let (response, request) = answers(Fault::html(StatusCode::BAD_GATEWAY), &Call::new());
    assert_eq!(response.status(), 502);
    assert_eq!(response.headers()["content-type"], "text/html");
    assert!(response.body().starts_with(b"<html>"));
    assert_eq!(
        (request.status, request.code),
        (StatusCode::BAD_GATEWAY, None)
    );

    let location = HeaderValue::from_static("http://127.0.0.1:1/");
    let fault = Fault::redirect(StatusCode::TEMPORARY_REDIRECT, location);
    let (response, _) = answers(fault, &Call::new());
    assert_eq!(response.status(), 307);
    assert_eq!(response.headers()["location"], "http://127.0.0.1:1/");
    assert!(response.body().is_empty());

    let own = Response::builder()
        .status(299)
        .header(SERVER, "own")
        .body("text")
        .unwrap();
    // The fault also replaces an error.
    let call = Call::new().with("InstanceId", "i-unknown");
    let (response, request) = answers(Fault::response(own), &call);
    assert_eq!(
        (response.status().as_u16(), &response.body()[..]),
        (299, &b"text"[..])
    );
    assert_eq!(response.headers()["server"], "own");
    assert!(response.headers().contains_key("date"));
    assert_eq!(request.code, None);
}

#[test]
fn damages_a_correct_answer() {
    let (good, request) = answers(Fault::delay(Duration::ZERO), &Call::new());
    assert!(json(&good)["VncUrl"].is_string());
    assert!(request.faulty);

    let (response, _) = answers(Fault::gzip(), &Call::new());
    assert_eq!(response.headers()["content-encoding"], "gzip");
    assert_eq!(response.body()[..3], [0x1F, 0x8B, 8]);
    let text = String::from_utf8_lossy(response.body());
    assert!(text.contains(r#"{"RequestId":"#), "{text}");

    let (response, _) = answers(Fault::invalid_utf8(), &Call::new());
    let error = std::str::from_utf8(response.body()).unwrap_err();
    assert_eq!(
        (error.valid_up_to(), error.error_len()),
        ((response.body().len() - 1) / 2, Some(1))
    );

    let html = Fault::content_type(HeaderValue::from_static("text/html"));
    let (response, _) = answers(html, &Call::new());
    assert_eq!(response.headers()["content-type"], "text/html");
    assert!(json(&response)["VncUrl"].is_string());

    let (response, _) = answers(Fault::other_format(), &Call::new());
    assert_eq!(
        response.headers()["content-type"],
        "application/json;charset=utf-8"
    );
    assert!(response.body().starts_with(b"<?xml"));
    let (response, _) = answers(Fault::other_format(), &Call::new().with("Format", "XML"));
    assert_eq!(response.headers()["content-type"], "text/xml;charset=utf-8");
    assert!(json(&response)["VncUrl"].is_string());
}

#[test]
fn applies_faults_in_order_until_they_are_used_up() {
    let mut gateway = gateway();
    gateway.inject(Fault::throttling(), 2);
    gateway.inject(Fault::gzip(), 0);
    gateway.inject(Fault::html(StatusCode::BAD_GATEWAY), 1);
    let mut pending = Vec::new();
    let mut statuses = Vec::new();
    for number in 0..5 {
        pending.push(gateway.pending_faults());
        let call = Call::new().with("SignatureNonce", &number.to_string());
        statuses.push(gateway.answer(&call.get(), now()).status().as_u16());
    }
    assert_eq!(statuses, [400, 400, 502, 200, 200]);
    assert_eq!(pending, [3, 2, 1, 0, 0]);
    let faulty: Vec<bool> = gateway
        .requests()
        .iter()
        .map(|request| request.faulty)
        .collect();
    assert_eq!(faulty, [true, true, true, false, false]);

    gateway.inject(Fault::throttling(), u64::MAX);
    gateway.inject(Fault::throttling(), u64::MAX);
    assert_eq!(gateway.pending_faults(), u64::MAX);
    gateway.clear_faults();
    assert_eq!(gateway.pending_faults(), 0);
}

/// A client that retries a call with the same nonce is refused, whatever the fault was.
#[test]
fn faulty_calls_use_their_nonce() {
    for fault in [
        Fault::throttling(),
        Fault::html(StatusCode::BAD_GATEWAY),
        Fault::gzip(),
    ] {
        let mut gateway = gateway();
        gateway.inject(fault, 1);
        gateway.answer(&Call::new().get(), now());
        let again = gateway.answer(&Call::new().get(), now());
        assert_eq!(error(&again).1, "SignatureNonceUsed");
    }
}

#[test]
fn debug_names_the_fault() {
    let shown = format!(
        "{:?}",
        Fault::throttling().delayed_by(Duration::from_secs(1))
    );
    assert_eq!(
        shown,
        "Fault { answer: \"Throttling\", travel: None, delay: 1s, .. }"
    );
    let shown = format!("{:?}", Fault::reset_in_body());
    assert!(shown.contains("travel: Some(ResetInBody)"), "{shown}");
}
