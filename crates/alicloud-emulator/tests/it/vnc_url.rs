//! The status of a `VncUrl` after it was issued.

use std::time::{Duration, SystemTime};

use alicloud_emulator::{Gateway, VncUrlStatus};
use http::{Request, StatusCode};
use percent_encoding::percent_decode_str;

use crate::call::{Call, error, gateway, json, now};

const LIFETIME: Duration = Duration::from_secs(15);

fn vnc_url(gateway: &mut Gateway, nonce: &str) -> String {
    let response = gateway.answer(&Call::new().with("SignatureNonce", nonce).get(), now());
    json(&response)["VncUrl"].as_str().unwrap().to_owned()
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8().unwrap().into_owned()
}

/// Sends a GET request for the path and query of the URL.
fn open(gateway: &mut Gateway, vnc_url: &str, now: SystemTime) -> (u16, String) {
    let path = decode(vnc_url).replace("ws://localhost:8080", "");
    let response = gateway.answer(&Request::get(path).body("").unwrap(), now);
    (
        response.status().as_u16(),
        String::from_utf8(response.body().to_vec()).unwrap(),
    )
}

#[test]
fn a_vnc_url_is_encoded_once_and_its_token_twice() {
    let url = vnc_url(&mut gateway(), "nonce-1");
    let token = url
        .strip_prefix("ws%3A%2F%2Flocalhost%3A8080%2Fwebsockify%2F%3Fs%3D")
        .unwrap();
    assert!(token.contains("%252F%252B"), "{token}");
    assert_eq!(decode(&decode(token)).len(), 64);
}

#[test]
fn each_call_issues_a_new_vnc_url() {
    let mut gateway = gateway();
    assert_ne!(
        vnc_url(&mut gateway, "nonce-1"),
        vnc_url(&mut gateway, "nonce-2")
    );
}

#[test]
fn a_vnc_url_expires_after_exactly_15_seconds() {
    let mut gateway = gateway();
    let url = vnc_url(&mut gateway, "nonce-1");
    let last = now() + LIFETIME - Duration::from_nanos(1);
    assert_eq!(gateway.vnc_url_status(&url, now()), VncUrlStatus::Valid);
    assert_eq!(gateway.vnc_url_status(&url, last), VncUrlStatus::Valid);
    assert_eq!(
        gateway.vnc_url_status(&url, now() + LIFETIME),
        VncUrlStatus::Expired
    );

    assert_eq!(
        open(&mut gateway, &url, last),
        (200, "This VncUrl can be opened.\n".to_owned())
    );
    assert_eq!(
        open(&mut gateway, &url, now() + LIFETIME),
        (410, "This VncUrl has expired.\n".to_owned())
    );
}

#[test]
fn a_vnc_url_is_unknown_after_15_minutes() {
    let mut gateway = gateway();
    let url = vnc_url(&mut gateway, "nonce-1");
    let quarter = Duration::from_secs(15 * 60);
    assert_eq!(
        gateway.vnc_url_status(&url, now() + quarter),
        VncUrlStatus::Expired
    );
    assert_eq!(
        gateway.vnc_url_status(&url, now() + quarter + Duration::from_secs(1)),
        VncUrlStatus::Unknown
    );
}

#[test]
fn recognizes_a_vnc_url_that_is_decoded_once_but_not_twice() {
    let mut gateway = gateway();
    let url = vnc_url(&mut gateway, "nonce-1");
    assert_eq!(
        gateway.vnc_url_status(&decode(&url), now()),
        VncUrlStatus::Valid
    );
    assert_eq!(
        gateway.vnc_url_status(&decode(&decode(&url)), now()),
        VncUrlStatus::Unknown
    );
}

#[test]
fn other_urls_are_unknown() {
    let mut gateway = gateway();
    let url = vnc_url(&mut gateway, "nonce-1");
    for other in [
        "",
        "rubbish",
        "ws://localhost:8080/websockify/",
        &url.replace("localhost", "elsewhere"),
    ] {
        assert_eq!(
            gateway.vnc_url_status(other, now()),
            VncUrlStatus::Unknown,
            "{other}"
        );
    }
    let unknown = (404, "This VncUrl is unknown.\n".to_owned());
    assert_eq!(open(&mut gateway, "/websockify/?s=other", now()), unknown);
    assert_eq!(open(&mut gateway, "/websockify/", now()), unknown);
}

#[test]
fn opens_a_vnc_url_only_with_get() {
    let request = Request::post("/websockify/?s=other&Format=JSON")
        .body("")
        .unwrap();
    let response = gateway().answer(&request, now());
    assert_eq!(error(&response).1, "MissingAction");
}

#[test]
fn lists_an_opened_vnc_url_without_its_token() {
    let mut gateway = gateway();
    let url = vnc_url(&mut gateway, "nonce-1");
    open(&mut gateway, &url, now());
    let requests = gateway.requests();
    assert_eq!(
        (requests[1].path.as_str(), requests[1].status),
        ("/websockify/", StatusCode::OK)
    );
    assert!(requests[1].parameters.is_empty());
}
