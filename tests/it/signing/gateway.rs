//! Tests both signers with the emulator, which verifies signatures with its own code.

use std::time::SystemTime;

use alicloud::{
    Draft, Error, Format, Operation, Request, Session, Sign,
    error::SignatureDifference,
    http,
    http::Method,
    machine::{Machine as _, Step},
    sign::Stamp,
};
use alicloud_ecs::DescribeInstanceVncUrl;
use alicloud_emulator::{Emulator, Gateway, ReceivedRequest, Scenario};
use alicloud_sign::{Acs3, Credentials, HmacSha1};
use tokio::runtime::Builder;

use crate::fixture::time;

const SECRET: &str = "testsecret";
const TOKEN: &str = "test/token+with=chars";

fn gateway() -> Gateway {
    let key = alicloud_emulator::Credentials::new("testid", SECRET);
    let temporary = alicloud_emulator::Credentials::new("STS.testid", SECRET);
    let credentials = [key, temporary.with_security_token(TOKEN)];
    Gateway::new(credentials, Scenario::default(), "localhost")
}

fn key() -> Credentials {
    Credentials::new("testid", SECRET)
}

fn temporary() -> Credentials {
    Credentials::new("STS.testid", SECRET).with_security_token(TOKEN)
}

fn operation() -> DescribeInstanceVncUrl {
    DescribeInstanceVncUrl::new(Scenario::REGION_ID, Scenario::RUNNING_INSTANCE_ID)
}

fn session(signer: impl Sign + 'static) -> Session {
    Session::new(signer)
        .endpoint("https://ecs.aliyuncs.com")
        .unwrap()
        .stamps(|| Stamp::new(time(), 1))
}

fn request(session: &Session) -> Request {
    match session.exchange(operation()).step() {
        Step::Send(request) => request,
        step => panic!("{step:?}"),
    }
}

/// Passes a request to a gateway, and returns the recorded request.
fn received(request: &http::Request<impl AsRef<[u8]>>, now: SystemTime) -> ReceivedRequest {
    let mut gateway = gateway();
    gateway.answer(request, now);
    gateway.requests().remove(0)
}

#[test]
fn the_emulator_accepts_acs3_with_all_methods_credentials_and_formats() {
    for (method, credentials, format) in [
        (Method::GET, key(), Format::Json),
        (Method::GET, temporary(), Format::Xml),
        (Method::POST, key(), Format::Xml),
        (Method::POST, temporary(), Format::Json),
    ] {
        let session = session(Acs3::new(credentials))
            .method(method.clone())
            .format(format);
        let mut gateway = gateway();
        let mut exchange = session.exchange(operation());
        let Step::Send(request) = exchange.step() else {
            panic!("no request is sent")
        };
        exchange.receive(Ok(gateway.answer(&request.into_http(), time())));
        let Step::Done(Ok(reply)) = exchange.step() else {
            panic!("{:?}", gateway.requests())
        };
        assert!(reply.vnc_url.starts_with("ws%3A%2F%2Flocalhost"));

        let requests = gateway.requests();
        let [received] = requests.as_slice() else {
            panic!("{requests:?}")
        };
        assert_eq!(received.method, method);
        assert_eq!(received.signature_method(), Some("ACS3-HMAC-SHA256"));
        assert_eq!(received.action(), Some("DescribeInstanceVncUrl"));
        assert_eq!(received.nonce(), Some("00000000000000000000000000000001"));
        let names: Vec<&str> = received.parameters.keys().map(String::as_str).collect();
        assert_eq!(names, ["InstanceId", "RegionId"]);
    }
}

#[test]
fn the_emulator_detects_changes_after_signing() {
    type Tamper = fn(&mut http::Request<bytes::Bytes>);
    const HEADER: Tamper = |request| {
        let date = "2016-02-23T12:46:25Z".parse().unwrap();
        request.headers_mut().insert("x-acs-date", date);
    };
    const ADDED_HEADER: Tamper = |request| {
        let value = "added".parse().unwrap();
        request.headers_mut().insert("x-acs-added", value);
    };
    const HOST: Tamper = |request| {
        let host = "evil.example".parse().unwrap();
        request.headers_mut().insert("host", host);
    };
    const METHOD: Tamper = |request| *request.method_mut() = Method::POST;
    const QUERY: Tamper = |request| {
        let uri = request.uri().to_string() + "&Added=1";
        *request.uri_mut() = uri.parse().unwrap();
    };
    for tamper in [HEADER, ADDED_HEADER, HOST, METHOD, QUERY] {
        let mut request = request(&session(Acs3::new(key()))).into_http();
        tamper(&mut request);
        let code = received(&request, time()).code;
        assert_eq!(
            code.as_deref(),
            Some("SignatureDoesNotMatch"),
            "{request:?}"
        );
    }

    let session = session(Acs3::new(key())).method(Method::POST);
    let (head, body) = request(&session).into_http().into_parts();
    let body = String::from_utf8(body.to_vec())
        .unwrap()
        .replace("running", "windows");
    let code = received(&http::Request::from_parts(head, body), time()).code;
    assert_eq!(code.as_deref(), Some("SignatureDoesNotMatch"));
}

/// The server's text equals the signer's text, because only the secret differs.
#[test]
fn a_wrong_secret_is_reported_as_wrong_secret_by_the_signer() {
    let wrong = || Credentials::new("testid", "other");
    let signers: [(Box<dyn Sign>, &str, &str); 2] = [
        (
            Box::new(Acs3::new(wrong())),
            " server CanonicalRequest is [",
            "]",
        ),
        (
            Box::new(HmacSha1::new(wrong())),
            "server string to sign is:",
            "",
        ),
    ];
    for (signer, before, after) in signers {
        for method in [Method::GET, Method::POST] {
            let operation = operation();
            let endpoint = "https://ecs.aliyuncs.com".parse().unwrap();
            let draft = || {
                let mut draft =
                    Draft::new(operation.api(), &endpoint, Format::Json, method.clone());
                operation.write(&mut draft);
                draft
            };
            let stamp = Stamp::new(time(), 1);
            let mut signed = draft();
            signer.sign(&mut signed, &stamp);

            let mut request = match method {
                Method::GET => {
                    let uri = format!("/?{}", signed.parameters());
                    http::Request::get(uri).body(String::new()).unwrap()
                }
                _ => http::Request::post("/")
                    .body(signed.parameters().to_owned())
                    .unwrap(),
            };
            request.headers_mut().extend(signed.headers().clone());
            if method == Method::POST {
                let form = Request::CONTENT_TYPE;
                request.headers_mut().insert("content-type", form);
            }
            let response = gateway().answer(&request, time());
            let reply: serde_json::Value = serde_json::from_slice(response.body()).unwrap();
            assert_eq!(reply["Code"], "SignatureDoesNotMatch");
            let (_, theirs) = reply["Message"]
                .as_str()
                .unwrap()
                .split_once(before)
                .unwrap();
            let theirs = theirs.strip_suffix(after).unwrap();
            let difference = |theirs: &str| signer.differs(&mut draft(), &stamp, theirs);
            assert_eq!(difference(theirs), Some(SignatureDifference::Secret));
            let other = difference(&format!("{theirs}0"));
            assert_ne!(other, Some(SignatureDifference::Secret));
        }
    }
}

#[test]
fn the_error_of_a_client_with_a_wrong_secret_names_the_secret() {
    let wrong = || Credentials::new("testid", "other");
    for session in [session(Acs3::new(wrong())), session(HmacSha1::new(wrong()))] {
        let mut exchange = session.exchange(operation());
        let Step::Send(request) = exchange.step() else {
            panic!("no request is sent")
        };
        exchange.receive(Ok(gateway().answer(&request.into_http(), time())));
        let Step::Done(Err(Error::Api(error))) = exchange.step() else {
            panic!("the call is not refused")
        };
        assert_eq!(
            error.signature_difference(),
            Some(&SignatureDifference::Secret)
        );
    }
}

/// The HTTP clients set the headers `Host` and `Content-Type`, which are signed.
#[test]
fn the_emulator_accepts_acs3_over_both_transports() {
    let emulator = Emulator::start().unwrap();
    let temporary = emulator.temporary_credentials();
    let credentials = Credentials::new(temporary.access_key_id(), temporary.access_key_secret())
        .with_security_token(temporary.security_token().unwrap());
    for method in [Method::GET, Method::POST] {
        let session = Session::new(Acs3::new(credentials.clone()))
            .endpoint(emulator.endpoint())
            .unwrap();
        let session = session.method(method);
        alicloud_ureq::Client::new(session.clone())
            .send(&operation())
            .unwrap();
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let client = alicloud_reqwest::Client::new(session);
        runtime.block_on(client.send(&operation())).unwrap();
    }
    assert_eq!(emulator.request_count(), 4);
}
