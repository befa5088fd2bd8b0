//! Tests all stages of ACS3-HMAC-SHA256 against signatures that others published or computed.

use std::collections::BTreeMap;

use alicloud::{
    Api, Call, Draft, Error, Format, Methods, Operation, Reply, Request, Session, Sign,
    error::{DecodeError, SignatureDifference},
    http::{HeaderMap, HeaderName, HeaderValue, Method},
    machine::{Machine as _, Step},
    sign::{Nonce, Stamp},
};
use alicloud_sign::{
    Acs3, Credentials,
    acs3::{
        Key, authorization, canonical_query, canonical_request, sha256, signed_headers,
        string_to_sign,
    },
};
use percent_encoding::percent_decode_str;
use serde::Deserialize;

use crate::fixture::{set_password, time};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Vector {
    name: String,
    method: String,
    access_key_id: String,
    secret: String,
    query: BTreeMap<String, String>,
    body: String,
    headers: BTreeMap<String, String>,
    canonical_query: String,
    signed_headers: String,
    canonical_request: String,
    string_to_sign: String,
    signature: String,
    authorization: String,
}

impl Vector {
    fn all() -> Vec<Self> {
        let vectors: Vec<Self> =
            serde_json::from_str(include_str!("../../fixtures/signature-acs3.json")).unwrap();
        assert_eq!(vectors.len(), 8);
        vectors
    }

    fn method(&self) -> Method {
        self.method.parse().unwrap()
    }

    fn headers(&self) -> HeaderMap {
        let header = |(name, value): (&String, &String)| {
            let name: HeaderName = name.parse().unwrap();
            (name, HeaderValue::from_str(value).unwrap())
        };
        // The header `User-Agent` is not signed.
        let unsigned = ("user-agent".to_owned(), "any".to_owned());
        self.headers
            .iter()
            .chain([(&unsigned.0, &unsigned.1)])
            .map(header)
            .collect()
    }

    fn credentials(&self) -> Credentials {
        let credentials = Credentials::new(&*self.access_key_id, &*self.secret);
        match self.headers.get("x-acs-security-token") {
            Some(token) => credentials.with_security_token(token),
            None => credentials,
        }
    }

    fn stamp(&self) -> Stamp {
        let time: jiff::Timestamp = self.headers["x-acs-date"].parse().unwrap();
        let nonce: Nonce = self.headers["x-acs-signature-nonce"].parse().unwrap();
        Stamp::new(time.try_into().unwrap(), nonce)
    }
}

#[test]
fn every_stage_matches_the_published_acs3_signatures() {
    for vector in Vector::all() {
        let name = &vector.name;
        let query = canonical_query(&vector.query);
        assert_eq!(query, vector.canonical_query, "{name}");

        let content = sha256(vector.body.as_bytes());
        assert_eq!(content, vector.headers["x-acs-content-sha256"], "{name}");
        let headers = vector.headers();
        assert_eq!(signed_headers(&headers), vector.signed_headers, "{name}");
        let canonical = canonical_request(&vector.method(), &query, &headers, &content);
        assert_eq!(canonical, vector.canonical_request, "{name}");
        assert_eq!(string_to_sign(&canonical), vector.string_to_sign, "{name}");
        let signature = Key::new(&vector.secret).sign(&vector.string_to_sign);
        assert_eq!(signature.as_str(), vector.signature, "{name}");
        assert_eq!(
            authorization(&vector.access_key_id, &vector.signed_headers, &signature),
            vector.authorization,
            "{name}"
        );
    }
}

/// The operation of a test vector.
struct Any<'a>(&'a Vector, Api);

impl<'a> Any<'a> {
    fn new(vector: &'a Vector) -> Self {
        let header = |name: &str| vector.headers[name].clone();
        let (version, action) = (header("x-acs-version"), header("x-acs-action"));
        let api = Call::new("Any", version, action);
        Self(vector, api.api().clone())
    }

    fn draft<'d>(&'d self, endpoint: &'d alicloud::Endpoint) -> Draft<'d> {
        let mut draft = Draft::new(&self.1, endpoint, Format::Json, self.0.method());
        for (name, value) in &self.0.query {
            draft.parameter(name, value);
        }
        for pair in self.0.body.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap();
            draft.parameter(name, &percent_decode_str(value).decode_utf8().unwrap());
        }
        for (name, value) in self.0.headers() {
            let name = name.unwrap();
            if name == "x-acs-region-id" {
                draft.header(name, value);
            }
        }
        draft
    }
}

/// Checks the requests that this library can create. They have parameters in the query of a GET or
/// in the form of a POST.
#[test]
fn the_signer_adds_headers_and_signature() {
    let vectors = Vector::all();
    let ours = vectors
        .iter()
        .filter(|vector| vector.method == "GET" || vector.headers.contains_key("content-type"));
    let mut count = 0;
    for vector in ours {
        count += 1;
        let name = &vector.name;
        let scheme = if vector.headers["host"].starts_with("127.") {
            "http"
        } else {
            "https"
        };
        let endpoint = format!("{scheme}://{}", vector.headers["host"])
            .parse()
            .unwrap();
        let signer = Acs3::new(vector.credentials());
        let operation = Any::new(vector);
        let mut draft = operation.draft(&endpoint);
        signer.sign(&mut draft, &vector.stamp());

        let mut expected = vector.headers();
        expected.remove("user-agent");
        expected.insert("accept", HeaderValue::from_static("application/json"));
        expected.insert("authorization", vector.authorization.parse().unwrap());
        assert_eq!(*draft.headers(), expected, "{name}");
        assert!(!draft.parameters().contains("testid"), "{name}");
        for (header, value) in draft.headers() {
            let is_secret = header == "authorization" || header == "x-acs-security-token";
            assert_eq!(value.is_sensitive(), is_secret, "{name}: {header}");
        }

        let mut unsigned = operation.draft(&endpoint);
        let difference = signer.differs(&mut unsigned, &vector.stamp(), &vector.canonical_request);
        assert_eq!(difference, Some(SignatureDifference::Secret), "{name}");
    }
    assert_eq!(count, 5);
}

fn session(credentials: Credentials) -> Session {
    Session::new(Acs3::new(credentials))
        .endpoint("https://ecs.aliyuncs.com")
        .unwrap()
        .stamps(|| Stamp::new(time(), 1))
}

fn request(session: &Session, call: &Call) -> Result<Request, Error> {
    match session.exchange(call).step() {
        Step::Send(request) => Ok(request),
        Step::Done(result) => Err(result.map(|_| ()).unwrap_err()),
        step => panic!("{step:?}"),
    }
}

fn call() -> Call {
    Call::new("Ecs", "2014-05-26", "DescribeRegions").parameter("AcceptLanguage", "en-US")
}

fn temporary(token: &str) -> Credentials {
    Credentials::new("testid", "testsecret").with_security_token(token)
}

#[test]
fn the_url_contains_only_parameters_of_the_operation() {
    let session = session(temporary("planted"));
    let sent = request(&session, &call()).unwrap().into_http();
    assert_eq!(sent.method(), Method::GET);
    assert_eq!(sent.uri(), "https://ecs.aliyuncs.com/?AcceptLanguage=en-US");
    assert!(sent.body().is_empty());
    assert!(!sent.headers().contains_key("content-type"));
    let shown = format!("{:?}", sent.headers());
    assert!(
        !shown.contains("planted") && !shown.contains("Signature="),
        "{shown}"
    );
}

#[test]
fn uses_the_method_and_format_of_the_session() {
    let session = session(Credentials::new("testid", "testsecret"));
    let session = session.method(Method::POST).format(Format::Xml);
    let sent = request(&session, &call()).unwrap().into_http();
    assert_eq!((sent.method(), sent.uri().query()), (&Method::POST, None));
    assert_eq!(sent.body(), "AcceptLanguage=en-US");
    assert_eq!(sent.headers()["accept"], "application/xml");
    assert_eq!(
        sent.headers()["content-type"],
        "application/x-www-form-urlencoded"
    );
}

#[test]
fn names_and_hides_values_that_are_invalid_in_headers() {
    let valid = Credentials::new("testid", "testsecret");
    let refused = [
        (temporary("planted\n"), call(), "SecurityToken"),
        (
            Credentials::new("id\r", "s").with_security_token("t"),
            call(),
            "AccessKeyId",
        ),
        (Credentials::new("id\r", "s"), call(), "AccessKeyId"),
        (
            valid.clone(),
            Call::new("Ecs", "2014-05-26", "De\nscribe"),
            "x-acs-action",
        ),
        (
            valid,
            Call::new("Ecs", "\n", "DescribeRegions"),
            "x-acs-version",
        ),
    ];
    for (credentials, call, header) in refused {
        let Error::Request(error) = request(&session(credentials), &call).unwrap_err() else {
            panic!("{header}")
        };
        assert_eq!(error.parameter(), Some(header));
        assert!(
            !format!("{error} {error:?}").contains("planted"),
            "{error:?}"
        );
    }
}

#[test]
fn refuses_a_repeated_parameter_with_any_method() {
    for method in [Method::GET, Method::POST] {
        let session = session(Credentials::new("testid", "testsecret")).method(method);
        let call = call().parameter("AcceptLanguage", "zh-CN");
        let Error::Request(error) = request(&session, &call).unwrap_err() else {
            panic!("the call is not refused")
        };
        assert_eq!(error.parameter(), Some("AcceptLanguage"));
    }
}

/// An operation that adds the header with the given name.
struct WithHeader(Api, &'static str);

impl Operation for WithHeader {
    type Output = ();

    fn api(&self) -> &Api {
        &self.0
    }

    fn write(&self, draft: &mut Draft<'_>) {
        draft.header(self.1.parse().unwrap(), HeaderValue::from_static("own"));
    }

    fn read(&self, _reply: Reply<'_>) -> Result<(), DecodeError> {
        Ok(())
    }
}

#[test]
fn signs_headers_of_operations_and_refuses_headers_of_the_signer() {
    let session = session(Credentials::new("testid", "testsecret"));
    let step = |name| {
        let api = Api::new(
            const { &alicloud::Product::new("Ecs", "2014-05-26") },
            "DescribeRegions",
            Methods::GetOrPost,
        );
        session.exchange(WithHeader(api, name)).step()
    };
    let Step::Send(request) = step("x-acs-own") else {
        panic!("no request is sent")
    };
    let authorization = request.headers()["authorization"].to_str().unwrap();
    assert!(
        authorization.contains(";x-acs-own;x-acs-"),
        "{authorization}"
    );
    for name in ["authorization", "host", "x-acs-date"] {
        let Step::Done(Err(Error::Request(error))) = step(name) else {
            panic!("{name} was not refused")
        };
        assert_eq!(error.parameter(), Some(name));
    }
}

#[test]
fn prefers_get_unless_parameters_are_secret_or_long() {
    assert_eq!(
        Acs3::new(temporary("t")).preferred_method(),
        Some(Method::GET)
    );
    let session = session(Credentials::new("testid", "testsecret"));
    let long = call().parameter("Long", "x".repeat(9000));
    assert_eq!(request(&session, &long).unwrap().method(), Method::POST);
    let secret = set_password("cn-qingdao", "i-1", "pL4nT3");
    let Step::Send(secret) = session.exchange(&secret).step() else {
        panic!("no request is sent")
    };
    assert_eq!(secret.method(), Method::POST);
}

#[test]
fn joins_repeated_headers_and_trims_values() {
    let mut headers = HeaderMap::new();
    headers.append("x-acs-b", HeaderValue::from_static(" 1 "));
    headers.append("x-acs-b", HeaderValue::from_static("2  2\t"));
    headers.append("x-acs-a", HeaderValue::from_static(""));
    headers.append("content-type", HeaderValue::from_static("text/plain"));
    assert_eq!(
        canonical_request(&Method::GET, "", &headers, "hash"),
        "GET\n/\n\ncontent-type:text/plain\nx-acs-a:\nx-acs-b:1,2  2\n\ncontent-type;x-acs-a;x-acs-b\nhash"
    );
}

/// With ACS3, `Signature` is an ordinary parameter, because only signature 1.0 uses this name.
#[test]
fn signs_a_parameter_called_signature() {
    assert_eq!(
        canonical_query([("Signature", "mine"), ("A", "")]),
        "A=&Signature=mine"
    );
    let session = Session::new(Acs3::new(Credentials::new("testid", "testsecret")))
        .endpoint("https://ecs.aliyuncs.com")
        .unwrap();
    let call = call().parameter("Signature", "mine");
    let Step::Send(request) = session.exchange(call).step() else {
        panic!("no request is sent")
    };
    assert!(request.parameters().contains("Signature=mine"));
}
