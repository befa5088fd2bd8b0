//! Calls signed with ACS3-HMAC-SHA256.

use std::time::{Duration, SystemTime};

use alicloud_emulator::{Credentials, Gateway, Scenario};
use base16ct::lower;
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, HeaderName, Request};
use sha2::{Digest, Sha256};

use crate::call::{FORM, error, gateway, json, now};

/// A call with common parameters in headers, which is complete and correct until a test changes it.
#[derive(Clone)]
struct Call {
    method: &'static str,
    query: String,
    body: String,
    headers: Vec<(&'static str, String)>,
    access_key_id: &'static str,
    secret: &'static str,
}

impl Call {
    /// Creates a GET call of `DescribeInstanceVncUrl`.
    fn new() -> Self {
        let headers = [
            ("accept", "application/json"),
            ("host", "localhost:8080"),
            ("x-acs-action", "DescribeInstanceVncUrl"),
            ("x-acs-content-sha256", ""),
            ("x-acs-date", "2016-02-23T12:46:24Z"),
            ("x-acs-signature-nonce", "nonce-1"),
            ("x-acs-version", "2014-05-26"),
        ];
        let instance_id = Scenario::RUNNING_INSTANCE_ID;
        let call = Self {
            method: "GET",
            query: format!("InstanceId={instance_id}&RegionId=cn-qingdao"),
            body: String::new(),
            headers: headers.map(|(name, value)| (name, value.to_owned())).into(),
            access_key_id: "testid",
            secret: "testsecret",
        };
        call.hashed()
    }

    fn post(mut self, query: &str, form: &str) -> Self {
        self.method = "POST";
        self.query = query.to_owned();
        self.body = form.to_owned();
        self.with("content-type", FORM).hashed()
    }

    fn hashed(self) -> Self {
        let digest = lower::encode_string(&Sha256::digest(&self.body));
        self.with("x-acs-content-sha256", &digest)
    }

    fn with(mut self, name: &'static str, value: &str) -> Self {
        self = self.without(name);
        self.headers.push((name, value.to_owned()));
        self.headers.sort_unstable();
        self
    }

    fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(other, _)| *other != name);
        self
    }

    fn temporary(mut self) -> Self {
        self.access_key_id = "STS.testid";
        self.secret = "stssecret";
        self.with("x-acs-accesskey-id", "STS.testid")
            .with("x-acs-security-token", "test/token+with=chars")
    }

    fn secret(mut self, secret: &'static str) -> Self {
        self.secret = secret;
        self
    }

    /// The canonical request of the call. The query must already be canonical.
    fn canonical_request(&self) -> String {
        let lines: String = self
            .headers
            .iter()
            .map(|(name, value)| format!("{name}:{value}\n"))
            .collect();
        let (method, query) = (self.method, &self.query);
        let (names, digest) = (
            self.names(),
            lower::encode_string(&Sha256::digest(&self.body)),
        );
        format!("{method}\n/\n{query}\n{lines}\n{names}\n{digest}")
    }

    fn names(&self) -> String {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| *name).collect();
        names.join(";")
    }

    fn string_to_sign(&self) -> String {
        let digest = lower::encode_string(&Sha256::digest(self.canonical_request()));
        format!("ACS3-HMAC-SHA256\n{digest}")
    }

    fn authorization(&self) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.secret.as_bytes()).unwrap();
        mac.update(self.string_to_sign().as_bytes());
        let signature = lower::encode_string(&mac.finalize().into_bytes());
        let (id, names) = (self.access_key_id, self.names());
        format!("ACS3-HMAC-SHA256 Credential={id},SignedHeaders={names},Signature={signature}")
    }

    fn request(&self) -> Request<String> {
        self.request_with(&self.authorization())
    }

    fn request_with(&self, authorization: &str) -> Request<String> {
        let mut request = Request::builder()
            .method(self.method)
            .uri(format!("/?{}", self.query))
            .body(self.body.clone())
            .unwrap();
        let header = |(name, value): &(&'static str, String)| {
            (HeaderName::from_static(name), value.parse().unwrap())
        };
        *request.headers_mut() = self.headers.iter().map(header).collect::<HeaderMap>();
        let authorization = authorization.parse().unwrap();
        request.headers_mut().insert("authorization", authorization);
        request
    }
}

/// The error code of the answer, which is empty for a success.
fn code(request: &Request<String>, now: SystemTime) -> String {
    let mut gateway = gateway();
    gateway.answer(request, now);
    gateway.requests().remove(0).code.unwrap_or_default()
}

#[test]
fn accepts_get_and_post_with_parameters_in_query_or_form() {
    let call = Call::new();
    let in_form = "RegionId=cn-qingdao&InstanceId=i-emulator-running";
    let calls = [
        call.clone(),
        call.clone().post("", in_form),
        call.clone().post(&call.query, "").without("content-type"),
        call.clone()
            .post("InstanceId=i-emulator-running", "RegionId=cn-qingdao"),
        call.temporary(),
    ];
    for call in calls {
        let mut gateway = gateway();
        let response = gateway.answer(&call.request(), now());
        assert!(
            json(&response)["VncUrl"].is_string(),
            "{:?}",
            response.body()
        );
        let request = gateway.requests().remove(0);
        assert_eq!(request.action(), Some("DescribeInstanceVncUrl"));
        assert_eq!(request.nonce(), Some("nonce-1"));
        assert_eq!(request.signature_method(), Some("ACS3-HMAC-SHA256"));
        assert_eq!(request.headers["x-acs-date"], "2016-02-23T12:46:24Z");
        assert!(!request.headers.contains_key("x-acs-security-token"));
    }
}

#[test]
fn the_order_and_escapes_of_the_query_do_not_matter() {
    let mut call = Call::new().with("x-acs-action", "DescribeInstances");
    call.query = "InstanceName=%20%2A&RegionId=cn-qingdao&Status=".to_owned();
    let mut request = call.request();
    let uri = "/?Status&RegionId=cn%2Dqingdao&InstanceName=+*";
    *request.uri_mut() = uri.parse().unwrap();
    assert_eq!(code(&request, now()), "");
}

#[test]
fn accept_header_selects_the_format_with_json_as_default() {
    for (accept, content_type) in [
        (Some("application/xml"), "text/xml;charset=utf-8"),
        (Some("text/xml, */*"), "text/xml;charset=utf-8"),
        (Some("application/json"), "application/json;charset=utf-8"),
        (Some("*/*"), "application/json;charset=utf-8"),
        (None, "application/json;charset=utf-8"),
    ] {
        let call = Call::new().without("accept");
        let call = match accept {
            Some(accept) => call.with("accept", accept),
            None => call,
        };
        let response = gateway().answer(&call.request(), now());
        assert_eq!(response.status(), 200);
        assert_eq!(
            response.headers()["content-type"],
            content_type,
            "{accept:?}"
        );
    }
    // The parameter `Format` overrides `Accept`.
    let mut call = Call::new();
    call.query = format!("Format=XML&{}", call.query);
    let response = gateway().answer(&call.request(), now());
    assert_eq!(response.headers()["content-type"], "text/xml;charset=utf-8");
}

#[test]
fn answers_a_wrong_secret_with_string_to_sign_and_canonical_request() {
    let call = Call::new().secret("other");
    let message = format!(
        "Specified signature does not match our calculation. server StringToSign is [{}] server CanonicalRequest is [{}]",
        call.string_to_sign(),
        call.canonical_request()
    );
    let expected = (400, "SignatureDoesNotMatch".to_owned(), message);
    assert_eq!(error(&gateway().answer(&call.request(), now())), expected);
}

#[test]
fn refuses_unsigned_headers_that_must_be_signed() {
    for name in [
        "host",
        "x-acs-action",
        "x-acs-content-sha256",
        "x-acs-version",
    ] {
        let (_, value) = Call::new()
            .headers
            .iter()
            .find(|(other, _)| *other == name)
            .cloned()
            .unwrap();
        let mut request = Call::new().without(name).request();
        request.headers_mut().insert(name, value.parse().unwrap());
        assert_eq!(code(&request, now()), "SignatureDoesNotMatch", "{name}");
    }
    let mut request = Call::new().request();
    request
        .headers_mut()
        .insert("x-acs-added", "1".parse().unwrap());
    assert_eq!(code(&request, now()), "SignatureDoesNotMatch");
    // The client may leave other headers unsigned.
    request.headers_mut().remove("x-acs-added");
    request
        .headers_mut()
        .insert("user-agent", "any".parse().unwrap());
    assert_eq!(code(&request, now()), "");
}

#[test]
fn compares_the_body_with_its_hash() {
    let mut call = Call::new().post("", "RegionId=cn-qingdao&InstanceId=i-emulator-running");
    let authorization = call.authorization();
    call.body = call.body.replace("running", "windows");
    let request = call.request_with(&authorization);
    assert_eq!(code(&request, now()), "SignatureDoesNotMatch");
    // Another hash in the header is refused too, whether the header is signed or not.
    let request = call.clone().hashed().request_with(&authorization);
    assert_eq!(code(&request, now()), "SignatureDoesNotMatch");
    assert_eq!(code(&call.hashed().request(), now()), "");
}

/// The signature is correct, over the hash in the header or over the hash of the body.
#[test]
fn refuses_a_wrong_content_hash() {
    let other = lower::encode_string(&Sha256::digest("other"));
    for call in [
        Call::new(),
        Call::new().post("", "RegionId=cn-qingdao&InstanceId=i-emulator-running"),
    ] {
        let right = lower::encode_string(&Sha256::digest(&call.body));
        for wrong in [&other, &right.to_uppercase(), "UNSIGNED-PAYLOAD", "0"] {
            let claimed = call.clone().with("x-acs-content-sha256", wrong);
            assert_eq!(code(&claimed.request(), now()), "SignatureDoesNotMatch");
            // The signed header is correct, but the sent header is wrong.
            let mut request = call.request();
            let header = wrong.parse().unwrap();
            request.headers_mut().insert("x-acs-content-sha256", header);
            assert_eq!(code(&request, now()), "SignatureDoesNotMatch", "{wrong}");
        }
        // The canonical request of the server contains the correct hash, so a comparison reveals
        // the wrong header.
        let claimed = call.clone().with("x-acs-content-sha256", &other);
        let (_, _, message) = error(&gateway().answer(&claimed.request(), now()));
        let expected = format!("[{}]", call.canonical_request());
        assert!(message.ends_with(&expected), "{message}");
        let empty = call.with("x-acs-content-sha256", "");
        let message = "The header x-acs-content-sha256 is mandatory for this action.";
        let expected = (400, "MissingContentSha256".to_owned(), message.to_owned());
        assert_eq!(error(&gateway().answer(&empty.request(), now())), expected);
    }
}

#[test]
fn refuses_a_content_type_that_is_not_signed() {
    let form = "RegionId=cn-qingdao&InstanceId=i-emulator-running";
    let signed = Call::new().post("", form);
    let mut request = signed.clone().without("content-type").request();
    let content_type = request.headers_mut();
    content_type.insert("content-type", FORM.parse().unwrap());
    assert_eq!(code(&request, now()), "SignatureDoesNotMatch");
    // An unsigned `Content-Type` is also refused with GET, and so is a change after signing.
    let mut request = Call::new().request();
    let content_type = request.headers_mut();
    content_type.insert("content-type", FORM.parse().unwrap());
    assert_eq!(code(&request, now()), "SignatureDoesNotMatch");
    let mut request = signed.request();
    let other = format!("{FORM};charset=utf-8").parse().unwrap();
    request.headers_mut().insert("content-type", other);
    assert_eq!(code(&request, now()), "SignatureDoesNotMatch");
}

#[test]
fn an_empty_security_token_counts_as_absent() {
    let permanent = Call::new().with("x-acs-security-token", "");
    assert_eq!(code(&permanent.request(), now()), "");
    let temporary = Call::new().temporary().with("x-acs-security-token", "");
    assert_eq!(code(&temporary.request(), now()), "MissingSecurityToken");
}

#[test]
fn names_missing_headers_with_the_codes_of_signature_1_0() {
    for (header, expected) in [
        ("x-acs-action", "MissingAction"),
        ("x-acs-version", "MissingVersion"),
        ("x-acs-signature-nonce", "MissingSignatureNonce"),
        ("x-acs-date", "MissingTimestamp"),
        ("x-acs-content-sha256", "MissingContentSha256"),
    ] {
        let response = gateway().answer(&Call::new().without(header).request(), now());
        let message = format!("The header {header} is mandatory for this action.");
        assert_eq!(error(&response), (400, expected.to_owned(), message));
    }
    let mut request = Call::new().request();
    request.headers_mut().remove("authorization");
    assert_eq!(code(&request, now()), "MissingSignature");
}

#[test]
fn refuses_other_algorithms() {
    for authorization in [
        "ACS3-RSA-SHA256 Credential=testid,Signature=00",
        "Bearer token",
        "",
    ] {
        let request = Call::new().request_with(authorization);
        assert_eq!(
            code(&request, now()),
            "InvalidSignatureMethod",
            "{authorization}"
        );
    }
}

#[test]
fn checks_time_nonce_key_and_token_like_signature_1_0() {
    let window = Duration::from_secs(15 * 60 + 1);
    let request = Call::new().request();
    assert_eq!(code(&request, now() + window), "InvalidTimeStamp.Expired");
    assert_eq!(code(&request, now() - window), "InvalidTimeStamp.Expired");
    let malformed = Call::new().with("x-acs-date", "20160223T124624Z");
    assert_eq!(code(&malformed.request(), now()), "InvalidTimeStamp.Format");

    let mut gateway = gateway();
    assert_eq!(gateway.answer(&request, now()).status(), 200);
    assert_eq!(
        error(&gateway.answer(&request, now())).1,
        "SignatureNonceUsed"
    );
    // Both signatures share their nonces.
    let other = crate::call::Call::new().get();
    assert_eq!(
        error(&gateway.answer(&other, now())).1,
        "SignatureNonceUsed"
    );

    let mut unknown = Call::new();
    unknown.access_key_id = "other";
    assert_eq!(
        code(&unknown.request(), now()),
        "InvalidAccessKeyId.NotFound"
    );
    let tokenless = Call::new().temporary().without("x-acs-security-token");
    assert_eq!(code(&tokenless.request(), now()), "MissingSecurityToken");
    let other = Call::new()
        .temporary()
        .with("x-acs-security-token", "rubbish");
    assert_eq!(
        code(&other.request(), now()),
        "InvalidSecurityToken.Malformed"
    );
}

#[test]
fn temporary_credentials_expire_at_their_expiry_time() {
    let credentials = Credentials::new("STS.testid", "stssecret")
        .with_security_token("test/token+with=chars")
        .expiring_at(now());
    let gateway = || Gateway::new([credentials.clone()], Scenario::default(), "localhost");
    let before = now() - Duration::from_secs(1);
    let acs3 = Call::new().temporary().request();
    let rpc = crate::call::Call::new().temporary().get();
    for request in [acs3, rpc] {
        assert_eq!(gateway().answer(&request, before).status(), 200);
        let message = "Specified SecurityToken is expired.".to_owned();
        let expected = (400, "InvalidSecurityToken.Expired".to_owned(), message);
        assert_eq!(error(&gateway().answer(&request, now())), expected);
    }
}

/// `aliyun-python-sdk-core` sends such calls.
#[test]
fn accepts_signature_1_0_with_acs3_headers() {
    let mut request = crate::call::Call::new().post();
    for (name, value) in [
        ("x-acs-action", "DescribeInstanceVncUrl"),
        ("x-acs-version", "2014-05-26"),
    ] {
        request.headers_mut().insert(name, value.parse().unwrap());
    }
    let mut gateway = gateway();
    assert_eq!(gateway.answer(&request, now()).status(), 200);
    assert_eq!(gateway.requests()[0].signature_method(), Some("HMAC-SHA1"));
}
