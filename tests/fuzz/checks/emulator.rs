//! Properties that hold for any specification, any call and any control request of the emulator.

use std::{
    collections::BTreeMap,
    time::{Duration, SystemTime},
};

use alicloud_emulator::{Credentials, Emulator, EmulatorBuilder, Gateway};
use alicloud_sign::{acs3, hmac_sha1};
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Request,
    header::{AUTHORIZATION, CONTENT_TYPE, HOST},
};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// The first byte of `data` selects what the other bytes are: `s` for a specification and a call of
/// its operations, `c` for a control request. Any other byte begins a call of an operation of ECS.
pub(crate) fn check(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    match text.as_bytes().first() {
        None => {}
        Some(b's') => check_specification(&text[1..]),
        Some(b'c') => check_control_request(&text[1..]),
        Some(_) => {
            let mut gateways = [builder(), builder().lenient()].map(gateway);
            check_call(&mut gateways, ECS, &Call::read(text));
        }
    }
}

const ECS: &str = "2014-05-26";

fn builder() -> EmulatorBuilder {
    Emulator::builder().credentials(Credentials::new("testid", "testsecret"))
}

fn gateway(builder: EmulatorBuilder) -> Gateway {
    builder.gateway("localhost")
}

fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_456_231_584)
}

/// A specification is refused with a message, or its operations can be called. A line `---`
/// separates the specification from the call. A call without an operation is sent to several
/// operations.
fn check_specification(text: &str) {
    let (specification, call) = text.split_once("\n---\n").unwrap_or((text, ""));
    let builder = || builder().specification(specification);
    let (strict, lenient) = match (builder(), builder()) {
        (Ok(strict), Ok(lenient)) => (strict, lenient.lenient()),
        (Err(error), _) | (_, Err(error)) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    let mut gateways = [strict, lenient].map(gateway);
    let Ok(document) = serde_json::from_str::<serde_json::Value>(specification) else {
        return;
    };
    let version = document["info"]["version"].as_str().unwrap_or_default();
    let call = Call::read(call);
    if !call.action.is_empty() {
        return check_call(&mut gateways, version, &call);
    }
    let operations = document["apis"].as_object();
    for action in operations.into_iter().flat_map(|apis| apis.keys()).take(8) {
        let call = Call {
            action,
            ..call.clone()
        };
        check_call(&mut gateways, version, &call);
    }
}

/// The first line of a control request is its method and its path.
fn check_control_request(text: &str) {
    let (line, body) = text.split_once('\n').unwrap_or((text, ""));
    let (method, path) = line.split_once(' ').unwrap_or((line, ""));
    let request = Request::builder()
        .method(method)
        .uri(format!("/_emulator/{path}"))
        .header("Host", "localhost")
        .body(body);
    let Ok(request) = request else { return };
    let mut gateway = gateway(builder());
    let response = gateway.answer(&request, now());
    assert!(response.status().as_u16() < 500, "{response:?}");
    // Faults and set errors have any status and any body.
    gateway.clear_faults();
    gateway.clear_errors();
    let call = Call::read("oDescribeVpcs\nRegionId=cn-hangzhou");
    check_call(&mut [gateway], ECS, &call);
}

/// Sends a call to each gateway. Lenient gateways come after strict ones, and must accept every
/// call that the strict ones accept.
fn check_call(gateways: &mut [Gateway], version: &str, call: &Call<'_>) {
    for format in ["JSON", "XML"] {
        let mut is_accepted = false;
        for gateway in &mut *gateways {
            let nonce = gateway.request_count().to_string();
            // A call that can't be written as an HTTP request can't be sent.
            let Some(request) = call.signed(version, format, &nonce) else {
                return;
            };
            let status = check_answer(gateway, &request, format);
            assert!(
                status == 200 || !is_accepted,
                "the lenient gateway refuses a call that the strict gateway accepts"
            );
            is_accepted = status == 200;
        }
    }
}

/// Checks the answer to a request that is signed correctly, and returns the status.
fn check_answer(gateway: &mut Gateway, request: &Request<String>, format: &str) -> u16 {
    let response = gateway.answer(request, now());
    let status = response.status().as_u16();
    let is_expected = match status {
        200 | 400 | 403 | 404 => true,
        415 => request.method() == Method::POST,
        _ => false,
    };
    assert!(is_expected, "{response:?}");
    let requests = gateway.requests();
    let code = requests.last().and_then(|request| request.code.as_deref());
    assert_ne!(code, Some("SignatureDoesNotMatch"), "{response:?}");
    assert_eq!(code.is_none(), status == 200);
    if format == "JSON" {
        let body: Result<serde_json::Value, _> = serde_json::from_slice(response.body());
        assert!(body.is_ok_and(|body| body.is_object()), "{response:?}");
    } else {
        check_xml(response.body());
    }
    status
}

/// A call that an input describes in lines.
#[derive(Clone)]
struct Call<'a> {
    /// Whether ACS3 signs the call, and not signature 1.0.
    is_acs3: bool,
    action: &'a str,
    query: &'a str,
    /// The form of a POST request, or `None` for a GET request.
    form: Option<&'a str>,
    headers: HeaderMap,
}

impl<'a> Call<'a> {
    /// Reads the kind of the signature (`a` for ACS3) and the operation from the first line, then
    /// the query, the form and the headers from one line each.
    fn read(text: &'a str) -> Self {
        let mut lines = text.split('\n');
        let mut first = lines.next().unwrap_or_default().chars();
        Self {
            is_acs3: first.next() == Some('a'),
            action: first.as_str(),
            query: lines.next().unwrap_or_default(),
            form: lines.next(),
            headers: lines.filter_map(header).collect(),
        }
    }

    fn signed(&self, version: &str, format: &str, nonce: &str) -> Option<Request<String>> {
        let method = match self.form {
            None => Method::GET,
            Some(_) => Method::POST,
        };
        let mut common = vec![("Format", format)];
        if !self.is_acs3 {
            common.extend([
                ("AccessKeyId", "testid"),
                ("Action", self.action),
                ("SignatureMethod", "HMAC-SHA1"),
                ("SignatureNonce", nonce),
                ("SignatureVersion", "1.0"),
                ("Timestamp", "2016-02-23T12:46:24Z"),
                ("Version", version),
            ]);
        }
        let is_common =
            |name: &str| name == "Signature" || common.iter().any(|(other, _)| *other == name);
        let mut query: BTreeMap<String, String> = pairs(self.query)
            .map(|(_, name, value)| (name, value))
            .filter(|(name, _)| !is_common(name))
            .collect();
        query.extend(
            common
                .iter()
                .map(|(name, value)| (name.to_string(), value.to_string())),
        );
        // The form is sent as it is in the input, so that some forms are malformed.
        let form: Vec<_> = pairs(self.form.unwrap_or_default())
            .filter(|(_, name, _)| !is_common(name))
            .collect();
        let body = Vec::from_iter(form.iter().map(|(raw, _, _)| *raw)).join("&");

        let mut headers = self.headers.clone();
        headers.remove(AUTHORIZATION);
        headers
            .entry(HOST)
            .or_insert(HeaderValue::from_static("localhost"));
        if self.form.is_some() {
            let form = HeaderValue::from_static("application/x-www-form-urlencoded");
            headers.entry(CONTENT_TYPE).or_insert(form);
        }
        let uri = if self.is_acs3 {
            let query = acs3::canonical_query(&query);
            self.sign_with_acs3(&method, &query, &body, &mut headers, [version, nonce])?;
            format!("/?{query}")
        } else {
            let mut all = query.clone();
            all.extend(
                form.iter()
                    .map(|(_, name, value)| (name.clone(), value.clone())),
            );
            let text = hmac_sha1::string_to_sign(&method, &all);
            let signature = hmac_sha1::Key::new("testsecret").sign(&text);
            let signature = utf8_percent_encode(signature.as_str(), NON_ALPHANUMERIC);
            format!(
                "/?{}&Signature={signature}",
                hmac_sha1::canonical_query(&query)
            )
        };
        let mut request = Request::builder().method(method).uri(uri).body(body).ok()?;
        *request.headers_mut() = headers;
        Some(request)
    }

    fn sign_with_acs3(
        &self,
        method: &Method,
        query: &str,
        body: &str,
        headers: &mut HeaderMap,
        [version, nonce]: [&str; 2],
    ) -> Option<()> {
        let hash = acs3::sha256(body.as_bytes());
        for (name, value) in [
            ("x-acs-action", self.action),
            ("x-acs-content-sha256", &hash),
            ("x-acs-date", "2016-02-23T12:46:24Z"),
            ("x-acs-signature-nonce", nonce),
            ("x-acs-version", version),
        ] {
            headers.insert(name, HeaderValue::from_str(value).ok()?);
        }
        let canonical = acs3::canonical_request(method, query, headers, &hash);
        let signature = acs3::Key::new("testsecret").sign(&acs3::string_to_sign(&canonical));
        let names = acs3::signed_headers(headers);
        let authorization = acs3::authorization("testid", &names, &signature);
        headers.insert(AUTHORIZATION, HeaderValue::try_from(authorization).ok()?);
        Some(())
    }
}

/// The pairs of a query or a form, each as it is written, with its decoded name and value.
fn pairs(text: &str) -> impl Iterator<Item = (&str, String, String)> {
    let decode = |text: &str| {
        let text = text.replace('+', " ");
        percent_decode_str(&text).decode_utf8_lossy().into_owned()
    };
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs.map(move |pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (pair, decode(name), decode(value))
    })
}

/// A header such as `Host: localhost`.
fn header(line: &str) -> Option<(HeaderName, HeaderValue)> {
    let (name, value) = line.split_once(": ")?;
    Some((name.parse().ok()?, value.parse().ok()?))
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
