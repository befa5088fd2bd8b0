//! Signed calls for the tests, and replies in a form that is easy to check.

use std::time::{Duration, SystemTime};

use alicloud_emulator::{Credentials, Emulator, Gateway, Scenario};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use http::{Method, Request, Response, header::CONTENT_TYPE};
use serde_json::Value;
use sha1::Sha1;

pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

/// 2016-02-23T12:46:24Z, the timestamp of [`Call::new`].
pub(crate) fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_456_231_584)
}

pub(crate) fn gateway() -> Gateway {
    let temporary =
        Credentials::new("STS.testid", "stssecret").with_security_token("test/token+with=chars");
    Gateway::new(
        [Credentials::new("testid", "testsecret"), temporary],
        Scenario::default(),
        "localhost:8080",
    )
}

/// An emulator that accepts [`Call::new`] at the time of [`now`].
pub(crate) fn start() -> Emulator {
    Emulator::builder()
        .credentials(Credentials::new("testid", "testsecret"))
        .clock(now)
        .start()
        .unwrap()
}

/// A signed call, which is complete and correct until a test changes it.
#[derive(Clone)]
pub(crate) struct Call {
    parameters: Vec<(String, String)>,
    secret: String,
}

impl Call {
    /// Creates a call of `DescribeInstanceVncUrl`.
    pub(crate) fn new() -> Self {
        let parameters = [
            ("AccessKeyId", "testid"),
            ("Action", "DescribeInstanceVncUrl"),
            ("Format", "JSON"),
            ("InstanceId", Scenario::RUNNING_INSTANCE_ID),
            ("RegionId", "cn-qingdao"),
            ("SignatureMethod", "HMAC-SHA1"),
            ("SignatureNonce", "nonce-1"),
            ("SignatureVersion", "1.0"),
            ("Timestamp", "2016-02-23T12:46:24Z"),
            ("Version", "2014-05-26"),
        ];
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        Self {
            parameters: parameters.map(owned).into(),
            secret: "testsecret".to_owned(),
        }
    }

    /// Creates a call of another operation in a region.
    pub(crate) fn of(action: &str, region_id: &str) -> Self {
        let call = Self::new().without("InstanceId");
        call.with("Action", action).with("RegionId", region_id)
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self = self.without(name);
        self.parameters.push((name.to_owned(), value.to_owned()));
        self.parameters.sort();
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.parameters.retain(|(other, _)| other != name);
        self
    }

    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters
            .iter()
            .find(|(other, _)| other == name)
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn secret(mut self, secret: &str) -> Self {
        self.secret = secret.to_owned();
        self
    }

    pub(crate) fn temporary(self) -> Self {
        let call = self.with("AccessKeyId", "STS.testid").secret("stssecret");
        call.with("SecurityToken", "test/token+with=chars")
    }

    pub(crate) fn string_to_sign(&self, method: &Method) -> String {
        format!("{method}&%2F&{}", encode(&self.unsigned()))
    }

    /// All parameters with the signature, as a query or a form.
    pub(crate) fn signed(&self, method: &Method) -> String {
        let mut mac = Hmac::<Sha1>::new_from_slice(format!("{}&", self.secret).as_bytes()).unwrap();
        mac.update(self.string_to_sign(method).as_bytes());
        let signature = STANDARD.encode(mac.finalize().into_bytes());
        format!("{}&Signature={}", self.unsigned(), encode(&signature))
    }

    pub(crate) fn get(&self) -> Request<String> {
        get(&self.signed(&Method::GET))
    }

    pub(crate) fn post(&self) -> Request<String> {
        post("", self.signed(&Method::POST))
    }

    /// A request whose form contains the parameters for which `is_in_form` is true, and whose query
    /// contains the other parameters.
    pub(crate) fn split(
        &self,
        method: Method,
        is_in_form: impl Fn(&str) -> bool,
    ) -> Request<String> {
        let signed = self.signed(&method);
        let (form, query): (Vec<_>, Vec<_>) = signed.split('&').partition(|pair| {
            let (name, _) = pair.split_once('=').unwrap();
            self.parameters
                .iter()
                .any(|(other, _)| encode(other) == name && is_in_form(other))
        });
        let request = Request::builder()
            .method(method)
            .uri(format!("/?{}", query.join("&")))
            .header(CONTENT_TYPE, FORM);
        request.body(form.join("&")).unwrap()
    }

    fn unsigned(&self) -> String {
        let pair = |(name, value): &(String, String)| format!("{}={}", encode(name), encode(value));
        self.parameters
            .iter()
            .map(pair)
            .collect::<Vec<_>>()
            .join("&")
    }
}

pub(crate) fn get(query: &str) -> Request<String> {
    Request::get(format!("/?{query}"))
        .body(String::new())
        .unwrap()
}

pub(crate) fn post(query: &str, form: String) -> Request<String> {
    Request::post(format!("/?{query}"))
        .header(CONTENT_TYPE, FORM)
        .body(form)
        .unwrap()
}

/// Percent-encodes without the emulator's own encoder, so that a mistake in that encoder does not
/// cancel out.
pub(crate) fn encode(text: &str) -> String {
    let byte = |b| match b {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
            char::from(b).to_string()
        }
        b => format!("%{b:02X}"),
    };
    text.bytes().map(byte).collect()
}

pub(crate) fn json(response: &Response<Bytes>) -> Value {
    serde_json::from_slice(response.body()).unwrap()
}

/// The status, code and message of a JSON error.
pub(crate) fn error(response: &Response<Bytes>) -> (u16, String, String) {
    let body = json(response);
    let text = |name: &str| body[name].as_str().unwrap().to_owned();
    (response.status().as_u16(), text("Code"), text("Message"))
}

/// The answer of a gateway with `scenario`.
pub(crate) fn answer(scenario: Scenario, call: &Call) -> Response<Bytes> {
    let credentials = Credentials::new("testid", "testsecret");
    Gateway::new([credentials], scenario, "localhost").answer(&call.get(), now())
}

/// The status and code of the answer of a new gateway to a call.
pub(crate) fn outcome(call: &Call) -> (u16, String) {
    let response = gateway().answer(&call.get(), now());
    let (status, code, _) = error(&response);
    (status, code)
}

/// Asserts that a new gateway accepts each of these requests.
pub(crate) fn assert_accepted(requests: &[Request<String>]) {
    for request in requests {
        let status = gateway().answer(request, now()).status();
        assert_eq!(status, 200, "{request:?}");
    }
}
