//! Signs one call, or computes only the hashes of its signature.

use std::{borrow::Cow, hint::black_box};

use alicloud::{
    Call, Operation, Request, Session, Sign,
    http::header::AUTHORIZATION,
    machine::{Machine as _, Step},
};
use alicloud_ecs::DescribeInstanceVncUrl;
use alicloud_sign::{Acs3, Credentials, HmacSha1, acs3, hmac_sha1};
use hmac::{Hmac, KeyInit as _, Mac as _};
use percent_encoding::percent_decode_str;
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

use crate::Case;

const SECRET: &str = "testsecret";
/// An endpoint to which no request is sent.
const NOWHERE: &str = "http://127.0.0.1:1";

pub(crate) fn case(name: &str) -> Option<Case> {
    match name {
        "hmac-sha1" => Some(hmac_sha1()),
        "sign-hmac-sha1" => Some(signing(HmacSha1::new(credentials()), operation())),
        "acs3-hashes" => Some(acs3_hashes()),
        "sign-acs3" => Some(signing(Acs3::new(credentials()), operation())),
        _ => {
            let count = name.strip_prefix("list-parameters-")?.parse().ok()?;
            Some(signing(HmacSha1::new(credentials()), list(count)))
        }
    }
}

pub(crate) fn credentials() -> Credentials {
    Credentials::new("testid", SECRET)
}

pub(crate) fn session(signer: impl Sign + 'static, url: &str) -> Session {
    Session::new(signer)
        .endpoint(url)
        .expect("expected an endpoint")
}

pub(crate) fn operation() -> DescribeInstanceVncUrl {
    DescribeInstanceVncUrl::new("cn-qingdao", "AY121018033933eaxxxxxxx")
}

/// The first request of an operation.
pub(crate) fn signed(session: &Session, operation: impl Operation) -> Request {
    match session.exchange(operation).step() {
        Step::Send(request) => request,
        _ => panic!("the call sends no request"),
    }
}

/// Builds and signs a request from an operation: parameters, clock, nonce, canonical order,
/// signature.
fn signing(signer: impl Sign + 'static, operation: impl Operation + 'static) -> Case {
    let session = session(signer, NOWHERE);
    Box::new(move || drop(black_box(session.exchange(black_box(&operation)).step())))
}

fn list(count: usize) -> Call {
    let call = Call::new("Ecs", "2014-05-26", "DescribeInstances");
    (1..=count).fold(call, |call, index| {
        call.parameter(format!("InstanceId.{index}"), format!("i-bp1{index:06}"))
    })
}

fn pairs(parameters: &str) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
    parameters.split('&').map(|pair| {
        let (name, value) = pair.split_once('=').expect("expected a pair");
        (
            name,
            percent_decode_str(value).decode_utf8().expect("UTF-8"),
        )
    })
}

/// Computes the HMAC-SHA1 of a call's string to sign. The key is set up before the measurement.
fn hmac_sha1() -> Case {
    let session = session(HmacSha1::new(credentials()), NOWHERE);
    let request = signed(&session, operation());
    let text = hmac_sha1::string_to_sign(request.method(), pairs(request.parameters()));
    let key = Hmac::<Sha1>::new_from_slice(format!("{SECRET}&").as_bytes())
        .expect("HMAC should accept keys of any length");
    Box::new(move || {
        let mac = black_box(&key).clone().chain_update(black_box(&text));
        black_box(mac.finalize());
    })
}

/// Computes the hashes of a call with ACS3: SHA-256 of the body, SHA-256 of the canonical request,
/// and HMAC-SHA256 of the string to sign. The key is set up before the measurement.
fn acs3_hashes() -> Case {
    let session = session(Acs3::new(credentials()), NOWHERE);
    let request = signed(&session, operation());
    let body = request.clone().into_http().into_body();
    let uri = request.uri();
    let canonical = acs3::canonical_request(
        request.method(),
        &acs3::canonical_query(pairs(uri.query().unwrap_or_default())),
        request.headers(),
        &acs3::sha256(&body),
    );
    let text = acs3::string_to_sign(&canonical);
    let signature = acs3::Key::new(SECRET).sign(&text);
    let authorization = request.headers()[AUTHORIZATION].to_str().expect("ASCII");
    assert!(authorization.ends_with(signature.as_str()));

    let key = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes())
        .expect("HMAC should accept keys of any length");
    Box::new(move || {
        black_box(Sha256::digest(black_box(&body)));
        black_box(Sha256::digest(black_box(&canonical)));
        let mac = black_box(&key).clone().chain_update(black_box(&text));
        black_box(mac.finalize());
    })
}
