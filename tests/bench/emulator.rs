//! Lets the emulator answer one signed call, without a socket. The case `emulator ACTION` calls the
//! operation. The case `emulator-bytes ACTION` also prints the number of bytes of each reply.

use std::{hint::black_box, time::SystemTime};

use alicloud_emulator::{Credentials, Gateway, Scenario};
use alicloud_sign::hmac_sha1::{Key, canonical_query, string_to_sign};
use http::{Method, Request};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::Case;

pub(crate) fn case(name: &str) -> Option<Case> {
    let (kind, action) = name.split_once(' ')?;
    let prints_bytes = match kind {
        "emulator" => false,
        "emulator-bytes" => true,
        _ => return None,
    };
    let action = action.to_owned();
    let credentials = Credentials::new("testid", "testsecret");
    let mut gateway = Gateway::new([credentials], Scenario::default(), "localhost");
    let key = Key::new("testsecret");
    let now = SystemTime::now();
    let timestamp = jiff::Timestamp::try_from(now).expect("now is a valid time");
    let timestamp = timestamp.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let mut calls = 0_u64;
    Some(Box::new(move || {
        calls += 1;
        let nonce = calls.to_string();
        let parameters = [
            ("AccessKeyId", "testid"),
            ("Action", &action),
            ("Format", "JSON"),
            ("RegionId", Scenario::REGION_ID),
            ("SignatureMethod", "HMAC-SHA1"),
            ("SignatureNonce", &nonce),
            ("SignatureVersion", "1.0"),
            ("Timestamp", &timestamp),
            ("Version", "2014-05-26"),
        ];
        let signature = key.sign(&string_to_sign(&Method::GET, parameters));
        // `canonical_query` leaves out the parameter `Signature`.
        let signature = utf8_percent_encode(signature.as_str(), NON_ALPHANUMERIC);
        let query = canonical_query(parameters);
        let request = Request::get(format!("/?{query}&Signature={signature}")).body("");
        let request = request.expect("a valid URI");
        let response = black_box(gateway.answer(&request, now));
        assert_eq!(response.status(), 200, "{action}: {:?}", response.body());
        if prints_bytes {
            println!("{}", response.body().len());
        }
    }))
}
