//! Properties that hold for any specification, any call and any control request of the emulator.

use std::time::{Duration, SystemTime};

use alicloud_emulator::{Credentials, Emulator, EmulatorBuilder, Gateway};
use alicloud_sign::hmac_sha1::{Key, canonical_query, string_to_sign};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// The first byte of `data` selects what the other bytes are: a specification, a control request,
/// or a call of an operation of ECS.
pub(crate) fn check(data: &[u8]) {
    let Some((kind, rest)) = data.split_first() else {
        return;
    };
    let Ok(text) = std::str::from_utf8(rest) else {
        return;
    };
    match kind {
        b's' => check_specification(text),
        b'c' => check_control_request(text),
        _ => check_call(&mut gateway(), ECS, text),
    }
}

const ECS: &str = "2014-05-26";

fn builder() -> EmulatorBuilder {
    Emulator::builder().credentials(Credentials::new("testid", "testsecret"))
}

fn gateway() -> Gateway {
    builder().gateway("localhost")
}

fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_456_231_584)
}

/// A specification is refused with a message, or its operations can be called.
fn check_specification(text: &str) {
    match builder().specification(text) {
        Err(error) => assert!(!error.to_string().is_empty()),
        Ok(builder) => {
            let mut gateway = builder.gateway("localhost");
            let Ok(document) = serde_json::from_str::<serde_json::Value>(text) else {
                return;
            };
            let version = document["info"]["version"].as_str().unwrap_or_default();
            let operations = document["apis"].as_object();
            for action in operations.into_iter().flat_map(|apis| apis.keys()).take(8) {
                check_call(&mut gateway, version, action);
            }
        }
    }
}

/// The first line of a control request is its method and its path.
fn check_control_request(text: &str) {
    let (line, body) = text.split_once('\n').unwrap_or((text, ""));
    let (method, path) = line.split_once(' ').unwrap_or((line, ""));
    let request = http::Request::builder()
        .method(method)
        .uri(format!("/_emulator/{path}"))
        .header("Host", "localhost")
        .body(body);
    let Ok(request) = request else { return };
    let mut gateway = gateway();
    let response = gateway.answer(&request, now());
    assert!(response.status().as_u16() < 500, "{response:?}");
    // Faults and set errors have any status and any body.
    gateway.clear_faults();
    gateway.clear_errors();
    check_call(&mut gateway, ECS, "DescribeVpcs\nRegionId=cn-hangzhou");
}

/// The first line of a call is its operation, and the second line is a query.
fn check_call(gateway: &mut Gateway, version: &str, text: &str) {
    let (action, query) = text.split_once('\n').unwrap_or((text, ""));
    for format in ["JSON", "XML"] {
        let mut parameters = vec![
            ("AccessKeyId".to_owned(), "testid".to_owned()),
            ("Action".to_owned(), action.to_owned()),
            ("Format".to_owned(), format.to_owned()),
            ("SignatureMethod".to_owned(), "HMAC-SHA1".to_owned()),
            (
                "SignatureNonce".to_owned(),
                gateway.request_count().to_string(),
            ),
            ("SignatureVersion".to_owned(), "1.0".to_owned()),
            ("Timestamp".to_owned(), "2016-02-23T12:46:24Z".to_owned()),
            ("Version".to_owned(), version.to_owned()),
        ];
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let decode = |text| percent_decode_str(text).decode_utf8_lossy().into_owned();
            let name = decode(name);
            if !parameters.iter().any(|(other, _)| *other == name) {
                parameters.push((name, decode(value)));
            }
        }
        let pairs = || parameters.iter().map(|(name, value)| (name, value));
        let signature = Key::new("testsecret").sign(&string_to_sign(&http::Method::GET, pairs()));
        let signature = utf8_percent_encode(signature.as_str(), NON_ALPHANUMERIC);
        let uri = format!("/?{}&Signature={signature}", canonical_query(pairs()));
        let request = http::Request::get(uri).body("");
        // A query that is longer than a URI may be can't be sent.
        let Ok(request) = request else { return };

        let response = gateway.answer(&request, now());
        let status = response.status().as_u16();
        assert!(matches!(status, 200 | 400 | 403 | 404), "{response:?}");
        let requests = gateway.requests();
        let code = requests.last().and_then(|request| request.code.as_deref());
        assert_ne!(code, Some("SignatureDoesNotMatch"));
        assert_eq!(code.is_none(), status == 200);
        if format == "JSON" {
            let body: Result<serde_json::Value, _> = serde_json::from_slice(response.body());
            assert!(body.is_ok_and(|body| body.is_object()), "{response:?}");
        } else {
            check_xml(response.body());
        }
    }
}

/// Reads a document to its end.
fn check_xml(body: &[u8]) {
    let mut reader = quick_xml::Reader::from_reader(body);
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) => return,
            Ok(_) => {}
            Err(error) => panic!("{error}: {}", String::from_utf8_lossy(body)),
        }
    }
}
