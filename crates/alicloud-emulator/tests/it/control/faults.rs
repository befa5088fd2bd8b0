//! Injecting faults over HTTP.

use alicloud_emulator::{Fault, Gateway};
use http::Method;
use serde_json::Value;

use super::done;
use crate::call::{Call, gateway, json, now};

fn control(gateway: &mut Gateway, method: Method, body: &str) -> (u16, String) {
    super::control(gateway, method, "faults", body)
}

#[test]
fn fault_endpoint_supports_put_delete_and_get() {
    let gateway = &mut gateway();
    let orders = r#"[{"kind": "throttling", "times": 2}, {"kind": "gzip"}]"#;
    assert_eq!(control(gateway, Method::PUT, orders), done());
    let pending = |count| (200, format!(r#"{{"pending":{count}}}"#));
    assert_eq!(control(gateway, Method::GET, ""), pending(3));
    assert_eq!(
        control(gateway, Method::PUT, r#"{"kind": "throttling"}"#),
        done()
    );
    assert_eq!(control(gateway, Method::GET, ""), pending(1));
    assert_eq!(
        json(&gateway.answer(&Call::new().get(), now()))["Code"],
        "Throttling"
    );
    assert_eq!(control(gateway, Method::GET, ""), pending(0));
    assert_eq!(
        control(gateway, Method::PUT, r#"{"kind": "cut-off", "times": 9}"#),
        done()
    );
    assert_eq!(control(gateway, Method::DELETE, ""), done());
    assert_eq!(gateway.pending_faults(), 0);
    assert_eq!(gateway.request_count(), 1, "only calls are listed");
    assert_eq!(control(gateway, Method::POST, "").0, 405);
}

/// Checks the answers to calls, because `Debug` of a fault leaves out arguments.
#[test]
fn accepts_every_kind_of_fault() {
    const ORDERS: [&str; 21] = [
        r#"{"kind": "reset-before-answer"}"#,
        r#"{"kind": "reset-in-headers"}"#,
        r#"{"kind": "reset-in-body"}"#,
        r#"{"kind": "cut-off"}"#,
        r#"{"kind": "no-answer"}"#,
        r#"{"kind": "drip", "interval": 5}"#,
        r#"{"kind": "content-length-off-by", "difference": -5}"#,
        r#"{"kind": "body-of", "bytes": 100}"#,
        r#"{"kind": "unannounced-body-of", "bytes": 100}"#,
        r#"{"kind": "endless-body"}"#,
        r#"{"kind": "delay", "delay": 1}"#,
        r#"{"kind": "service-unavailable"}"#,
        r#"{"kind": "invalid-utf8"}"#,
        r#"{"kind": "other-format", "delay": 1, "headers": {"x": "y"}, "times": 3}"#,
        r#"{"kind": "throttling"}"#,
        ERROR,
        HTML,
        REDIRECT,
        RESPONSE,
        CONTENT_TYPE,
        GZIP,
    ];
    const ERROR: &str = r#"{"kind": "error", "status": 418, "code": "C", "message": "M"}"#;
    const HTML: &str = r#"{"kind": "html", "status": 502, "headers": {"Retry-After": "3"}}"#;
    const REDIRECT: &str = r#"{"kind": "redirect", "status": 302, "location": "http://a/"}"#;
    const RESPONSE: &str = r#"{"kind": "response", "status": 200, "body": "text"}"#;
    const CONTENT_TYPE: &str = r#"{"kind": "content-type", "value": "text/html"}"#;
    const GZIP: &str = r#"{"kind": "gzip"}"#;

    let mut kinds = ORDERS.map(|order| {
        let accepted = control(&mut gateway(), Method::PUT, order);
        assert_eq!(accepted, done(), "{order}");
        let order: Value = serde_json::from_str(order).unwrap();
        order["kind"].as_str().unwrap().to_owned()
    });
    kinds.sort();
    assert_eq!(kinds, Fault::KINDS, "the list has an order of each kind");
    let answer = |order: &str| {
        let mut gateway = gateway();
        assert_eq!(control(&mut gateway, Method::PUT, order), done(), "{order}");
        gateway.answer(&Call::new().get(), now())
    };
    let response = answer(ERROR);
    assert_eq!(
        (response.status().as_u16(), &json(&response)["Code"]),
        (418, &"C".into())
    );
    assert_eq!(json(&response)["Message"], "M");
    let response = answer(HTML);
    assert_eq!(
        (
            response.status().as_u16(),
            &response.headers()["retry-after"]
        ),
        (502, &"3".parse().unwrap())
    );
    let response = answer(REDIRECT);
    assert_eq!(
        (response.status().as_u16(), &response.headers()["location"]),
        (302, &"http://a/".parse().unwrap())
    );
    let response = answer(RESPONSE);
    assert_eq!(response.body(), "text");
    let response = answer(CONTENT_TYPE);
    assert_eq!(response.headers()["content-type"], "text/html");
    assert_eq!(answer(GZIP).headers()["content-encoding"], "gzip");
}

#[test]
fn reports_an_invalid_fault_and_keeps_the_pending_faults() {
    for (order, problem) in [
        (
            "",
            "the body is not valid JSON: EOF while parsing a value at line 1 column 0",
        ),
        (
            "7",
            "a fault must be a JSON object, such as {\"kind\": \"throttling\"}",
        ),
        ("{}", "\"kind\" is missing; it must be a string"),
        (r#"{"kind": 7}"#, "\"kind\" must be a string"),
        (
            r#"{"kind": "flood"}"#,
            "unknown kind of fault \"flood\"; known kinds: body-of, content-length-off-by, \
             content-type, cut-off, delay, drip, endless-body, error, gzip, html, invalid-utf8, \
             no-answer, other-format, redirect, reset-before-answer, reset-in-body, \
             reset-in-headers, response, service-unavailable, throttling, unannounced-body-of",
        ),
        (
            r#"{"kind": "drip"}"#,
            "\"interval\" is missing; it must be a whole number of milliseconds, 0 or more",
        ),
        (
            r#"{"kind": "drip", "interval": -1}"#,
            "\"interval\" must be a whole number of milliseconds, 0 or more",
        ),
        (
            r#"{"kind": "gzip", "interval": 1}"#,
            "unknown member \"interval\" of the fault \"gzip\"",
        ),
        (
            r#"{"kind": "gzip", "times": 1.5}"#,
            "\"times\" must be a whole number, 0 or more",
        ),
        (
            r#"{"kind": "html", "status": 20}"#,
            "\"status\" must be an HTTP status from 200 to 999",
        ),
        (
            r#"{"kind": "html", "status": 101}"#,
            "\"status\" must be an HTTP status from 200 to 999",
        ),
        (
            r#"{"kind": "gzip", "headers": {"Content-Length": "5"}}"#,
            "\"headers\" must be an object of at most 100 header names and values, without \
             Content-Length and Transfer-Encoding",
        ),
        (
            r#"{"kind": "redirect", "status": 302, "location": "\n"}"#,
            "\"location\" must be a header value",
        ),
        (
            r#"{"kind": "gzip", "headers": {"a b": "c"}}"#,
            "\"headers\" must be an object of at most 100 header names and values, without \
             Content-Length and Transfer-Encoding",
        ),
        (
            r#"[{"kind": "gzip"}, {"kind": "drip"}]"#,
            "item 2: \"interval\" is missing; it must be a whole number of milliseconds, 0 or more",
        ),
        (
            r#"{"kind": "drip", "interval": 1, "time": 2}"#,
            "unknown member \"time\" of the fault \"drip\" (did you mean \"times\"?)",
        ),
    ] {
        let gateway = &mut gateway();
        control(gateway, Method::PUT, r#"{"kind": "throttling"}"#);
        assert_eq!(
            control(gateway, Method::PUT, order),
            (400, format!("{problem}\n")),
            "{order}"
        );
        assert_eq!(gateway.pending_faults(), 1);
    }
}
