//! The `Debug` forms of public types contain no secrets.

use alicloud_emulator::{Credentials, Emulator, Fault, Gateway, Scenario};
use http::{Request, Response};

use crate::call::{Call, json, now};

#[test]
fn debug_shows_no_secret() {
    let plain = Credentials::new("testid", "planted-secret");
    let temporary =
        Credentials::new("STS.testid", "planted-secret").with_security_token("planted-token");
    let builder = Emulator::builder()
        .credentials(plain.clone())
        .temporary_credentials(temporary.clone());
    let mut gateway = Gateway::new(
        [plain.clone(), temporary.clone()],
        Scenario::default(),
        "planted-host",
    );

    let call = Call::new()
        .with("AccessKeyId", "STS.testid")
        .with("SecurityToken", "planted-token");
    let request = call.secret("planted-secret").get();
    let response = gateway.answer(&request, now());
    let vnc_url = json(&response)["VncUrl"].as_str().unwrap().to_owned();
    let (_, signature) = request
        .uri()
        .query()
        .unwrap()
        .split_once("&Signature=")
        .unwrap();
    let signature = signature.trim_end_matches("%3D").to_owned();

    // ACS3 sends the token and the signature in headers.
    let mut in_headers = Request::get("/").body("").unwrap();
    for (name, value) in [
        ("x-acs-security-token", "planted-token"),
        (
            "authorization",
            "ACS3-HMAC-SHA256 Signature=planted-signature",
        ),
    ] {
        in_headers
            .headers_mut()
            .insert(name, value.parse().unwrap());
    }
    gateway.answer(&in_headers, now());

    let mut shown = format!(
        "{plain:?} {temporary:?} {builder:?} {gateway:?} {:?}",
        gateway.requests()
    );
    let body = Fault::response(Response::new("planted-body"));
    shown += &format!("{body:?}");
    let emulator = builder.start().unwrap();
    shown += &format!("{emulator:?} {:?}", emulator.credentials());

    for secret in ["planted", &vnc_url, "websockify", &signature] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
    assert!(shown.contains("testid"), "{shown}");
}
