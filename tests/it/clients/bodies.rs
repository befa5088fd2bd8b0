//! Tests bodies that are not forms, methods other than GET and POST, and operations with a
//! parameter named `Format`.

use std::collections::BTreeMap;

use alicloud::{
    Api, Call, Draft, Endpoint, Error, Methods, Operation, Session, Value,
    http::{HeaderValue, Method},
    retry::{NoRetry, Retry},
};
use alicloud_sign::{Acs3, Credentials, HmacSha1};
use alicloud_tests::golden::bodies::{
    ChangeThing, CheckText, DeleteThing, ImportThing, PatchThing, RenameThing, ReplaceThing,
    UploadThing, check_text, rename_thing,
};
use base16ct::lower::encode_string;
use hmac::{Hmac, KeyInit as _, Mac as _};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::{
    Client, Transport, over_both_transports,
    server::{Request, Server, ok, response},
    session,
};

over_both_transports![
    sends_the_properties_of_a_body_as_json,
    sends_an_empty_object_for_a_body_that_is_not_set,
    sends_operations_that_support_only_put_by_put,
    sends_a_form_by_put,
    sends_a_form_by_put_if_get_is_also_supported,
    sends_a_body_and_a_parameter_of_the_same_name,
    sends_a_body_by_patch,
    sends_operations_that_support_only_delete_by_delete,
    sends_the_body_of_an_untyped_call,
    sends_a_body_by_post_if_get_is_preferred,
    signs_the_same_body_again_for_the_second_attempt,
    refuses_to_sign_a_body_with_signature_1_0,
    signs_a_put_and_a_delete_with_signature_1_0,
    the_format_of_an_operation_replaces_the_common_format,
    sends_the_format_of_an_operation_and_the_accept_header,
    detects_the_format_of_a_reply,
];

const ACCESS_KEY_ID: &str = "STS.BodyId";
const SECRET: &str = "BodySecret";

fn acs3_session(server: &Server) -> Session {
    let credentials = Credentials::new(ACCESS_KEY_ID, SECRET).with_security_token("BodyToken");
    let endpoint = Endpoint::plain_http(&server.url()).unwrap();
    let session = Session::new(Acs3::new(credentials))
        .endpoint(endpoint)
        .unwrap();
    session.retry(NoRetry)
}

fn acs3(transport: Transport, server: &Server) -> Client {
    transport.client(acs3_session(server))
}

/// Sends `operation`, checks that exactly one request with a valid signature arrives, and returns
/// the request.
fn sent<O: Operation>(transport: Transport, operation: &O) -> Request {
    let server = Server::answering(ok());
    acs3(transport, &server).send(operation).ok().unwrap();
    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    assert_signed(&requests[0]);
    requests[0].clone()
}

/// Recomputes the ACS3 signature of a received request without `alicloud-sign`, and compares both.
fn assert_signed(request: &Request) {
    let (method, target) = request.line().split_once(' ').unwrap();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let authorization = request.header("authorization").unwrap();
    let parts = authorization.strip_prefix("ACS3-HMAC-SHA256 ").unwrap();
    let parts: BTreeMap<&str, &str> = parts
        .split(',')
        .map(|part| part.split_once('=').unwrap())
        .collect();
    assert_eq!(parts["Credential"], ACCESS_KEY_ID);

    let signed: Vec<&str> = parts["SignedHeaders"].split(';').collect();
    assert!(signed.is_sorted() && signed.contains(&"host"));
    let has_type = request.header("content-type").is_some();
    assert_eq!(signed.contains(&"content-type"), has_type);
    assert_eq!(has_type, !request.body.is_empty());
    for line in request.head.lines().skip(1) {
        let name = line.split(':').next().unwrap().to_ascii_lowercase();
        assert!(
            !name.starts_with("x-acs-") || signed.contains(&&*name),
            "{name}"
        );
    }

    let content = encode_string(&Sha256::digest(&request.body));
    assert_eq!(request.header("x-acs-content-sha256"), Some(&*content));
    let mut pairs: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty()).collect();
    pairs.sort_unstable();
    let headers = signed.iter().map(|name| {
        let value = request.header(name).unwrap();
        format!("{name}:{value}\n")
    });
    let canonical = format!(
        "{method}\n{path}\n{}\n{}\n{}\n{content}",
        pairs.join("&"),
        headers.collect::<String>(),
        parts["SignedHeaders"],
    );
    let text = format!(
        "ACS3-HMAC-SHA256\n{}",
        encode_string(&Sha256::digest(canonical))
    );
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(text.as_bytes());
    assert_eq!(
        parts["Signature"],
        encode_string(&mac.finalize().into_bytes())
    );
}

fn check_text() -> CheckText {
    let parameter = check_text::ServiceParameter::new()
        .content("a=b&c \"测\"")
        .limits([1, 2]);
    CheckText::new()
        .region_id("cn-hangzhou")
        .body(check_text::Body::new().service_parameter(parameter))
        .note("x y")
}

const CHECK_TEXT: &str = r#"{"serviceParameter":{"content":"a=b&c \"测\"","limits":[1,2]}}"#;

fn sends_the_properties_of_a_body_as_json(transport: Transport) {
    let request = sent(transport, &check_text());
    assert_eq!(request.line(), "POST /?RegionId=cn-hangzhou&Note=x%20y");
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.header("x-acs-action"), Some("CheckText"));
    assert_eq!(request.body, CHECK_TEXT);
}

fn sends_an_empty_object_for_a_body_that_is_not_set(transport: Transport) {
    let request = sent(transport, &CheckText::new());
    assert_eq!(request.line(), "POST /");
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.body, "{}");
}

fn sends_operations_that_support_only_put_by_put(transport: Transport) {
    let request = sent(transport, &ChangeThing::new(7));
    assert_eq!(request.line(), "PUT /?ThingId=7");
    assert_eq!(request.header("content-length"), Some("0"));
    assert_eq!(request.body, "");
}

fn sends_a_form_by_put(transport: Transport) {
    let request = sent(transport, &ReplaceThing::new(7).name("a b"));
    assert_eq!(request.line(), "PUT /");
    assert_eq!(
        request.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(request.body, "ThingId=7&Name=a%20b");
}

fn sends_a_form_by_put_if_get_is_also_supported(transport: Transport) {
    let request = sent(transport, &UploadThing::new(7).note("a b"));
    assert_eq!(request.line(), "PUT /");
    assert_eq!(request.body, "ThingId=7&Note=a%20b");
}

fn sends_a_body_and_a_parameter_of_the_same_name(transport: Transport) {
    let body = rename_thing::NameBody::new().new_2("b");
    let request = sent(transport, &RenameThing::new().name("a").name_body(body));
    assert_eq!(request.line(), "POST /?Name=a");
    assert_eq!(request.body, r#"{"New":"b"}"#);
}

fn sends_a_body_by_patch(transport: Transport) {
    let request = sent(transport, &PatchThing::new([("name", "a b")]).thing_id(7));
    assert_eq!(request.line(), "PATCH /?ThingId=7");
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.body, r#"{"name":"a b"}"#);
}

fn sends_operations_that_support_only_delete_by_delete(transport: Transport) {
    let request = sent(transport, &DeleteThing::new(7));
    assert_eq!(request.line(), "DELETE /?ThingId=7");
    assert_eq!(request.body, "");
}

fn sends_the_body_of_an_untyped_call(transport: Transport) {
    let call = Call::new("Bodies", "2024-01-01", "CheckText")
        .parameter("RegionId", "cn-hangzhou")
        .json(json!({ "serviceParameter": { "content": "a b" } }));
    let request = sent(transport, &call);
    assert_eq!(request.line(), "POST /?RegionId=cn-hangzhou");
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.body, r#"{"serviceParameter":{"content":"a b"}}"#);

    // The methods can be set before or after the body.
    let call = call.methods(Methods::GetOrPost);
    assert_eq!(sent(transport, &call).line(), "POST /?RegionId=cn-hangzhou");
    let call = call.methods(Methods::Put);
    assert_eq!(sent(transport, &call).line(), "PUT /?RegionId=cn-hangzhou");
}

/// A hand-written operation with a body. The test chooses the supported methods.
struct ByHand(Api);

impl ByHand {
    fn new(methods: Methods) -> Self {
        Self(Api::new(
            const { &alicloud::Product::new("Bodies", "2024-01-01") },
            "ByHand",
            methods,
        ))
    }
}

impl Operation for ByHand {
    type Output = Value;

    fn api(&self) -> &Api {
        &self.0
    }

    fn write(&self, draft: &mut Draft<'_>) {
        draft.parameter("RegionId", "cn-hangzhou");
        draft.set_body(HeaderValue::from_static("text/plain"), "a text");
    }

    fn read(&self, reply: alicloud::Reply<'_>) -> Result<Value, alicloud::error::DecodeError> {
        reply.value()
    }
}

fn sends_a_body_by_post_if_get_is_preferred(transport: Transport) {
    let request = sent(transport, &ByHand::new(Methods::GetOrPost));
    assert_eq!(request.line(), "POST /?RegionId=cn-hangzhou");
    assert_eq!(request.header("content-type"), Some("text/plain"));
    assert_eq!(request.body, "a text");
}

fn signs_the_same_body_again_for_the_second_attempt(transport: Transport) {
    let server = Server::replying(|request| {
        // The server's clock shows the year 2030.
        let date = request.header("x-acs-date").unwrap();
        if date.starts_with("2030-01-01T") {
            return ok();
        }
        response(
            "400 Bad Request",
            "Date: Tue, 01 Jan 2030 00:00:00 GMT\r\n",
            r#"{"Code":"InvalidTimeStamp.Expired","Message":"m","RequestId":"r"}"#,
        )
    });
    let session = acs3_session(&server).retry(Retry::default());
    transport.client(session).send(&check_text()).unwrap();

    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    for request in &requests {
        assert_signed(request);
        assert_eq!(request.body, CHECK_TEXT);
    }
    let nonce = |request: &Request| request.header("x-acs-signature-nonce").map(str::to_owned);
    assert_ne!(nonce(&requests[0]), nonce(&requests[1]));
}

fn refuses_to_sign_a_body_with_signature_1_0(transport: Transport) {
    let server = Server::answering(ok());
    let client = transport.client(session(&server.url()));
    let call = Call::new("Bodies", "2024-01-01", "CheckText").json(Value::Null);
    let errors = [
        client.send(&check_text()).map(drop).unwrap_err(),
        client.send(&CheckText::new()).map(drop).unwrap_err(),
        client.send(&call).map(drop).unwrap_err(),
    ];
    for error in errors {
        let Error::Request(error) = error else {
            panic!("{error:?}")
        };
        assert_eq!(
            error.to_string(),
            "the session's signer signs only parameters, so it can't sign CheckText: use an ACS3 \
             signer"
        );
    }
    assert_eq!(server.connections(), 0);
}

/// The percent-decoded query parameters of a request.
fn query(request: &Request) -> Vec<(String, String)> {
    let decode = |text: &str| percent_decode_str(text).decode_utf8().unwrap().into_owned();
    let (_, query) = request.line().split_once('?').unwrap();
    query
        .split('&')
        .map(|pair| pair.split_once('=').unwrap())
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}

/// The bytes that the canonical query percent-encodes.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

fn signs_a_put_and_a_delete_with_signature_1_0(transport: Transport) {
    let server = Server::answering(ok());
    let credentials = Credentials::new("testid", "testsecret");
    let endpoint = Endpoint::plain_http(&server.url()).unwrap();
    let session = Session::new(HmacSha1::new(credentials))
        .endpoint(endpoint)
        .unwrap();
    let client = transport.client(session);
    client.send(&ChangeThing::new(7)).unwrap();
    client.send(&DeleteThing::new(7)).unwrap();

    for (request, method) in server.requests().iter().zip(["PUT", "DELETE"]) {
        assert!(
            request
                .line()
                .starts_with(&format!("{method} /?ThingId=7&"))
        );
        assert_eq!(request.body, "");
        let (_, query) = request.line().split_once('?').unwrap();
        let (signature, mut pairs): (Vec<&str>, Vec<&str>) = query
            .split('&')
            .partition(|pair| pair.starts_with("Signature="));
        pairs.sort_unstable();
        let canonical = pairs.join("&");
        let encoded = utf8_percent_encode(&canonical, RESERVED);
        let text = format!("{method}&%2F&{encoded}");
        let expected = alicloud_sign::hmac_sha1::Key::new("testsecret").sign(&text);
        let signature = percent_decode_str(&signature[0]["Signature=".len()..]);
        assert_eq!(signature.decode_utf8().unwrap(), expected.as_str());
    }
}

fn the_format_of_an_operation_replaces_the_common_format(transport: Transport) {
    let server = Server::answering(ok());
    let client = transport.client(session(&server.url()).method(Method::GET));
    client.send(&ImportThing::new().format("RAW")).unwrap();
    client.send(&ImportThing::new()).unwrap();
    let formats: Vec<Vec<String>> = server
        .requests()
        .iter()
        .map(|request| {
            let pairs = query(request).into_iter();
            let pairs = pairs.filter(|(name, _)| name == "Format");
            pairs.map(|(_, value)| value).collect()
        })
        .collect();
    assert_eq!(formats, [["RAW"], ["JSON"]]);
}

fn sends_the_format_of_an_operation_and_the_accept_header(transport: Transport) {
    let request = sent(transport, &ImportThing::new().format("RAW"));
    assert_eq!(request.line(), "GET /?Format=RAW");
    assert_eq!(request.header("accept"), Some("application/json"));
}

fn detects_the_format_of_a_reply(transport: Transport) {
    for (body, media_type) in [
        (r#"{"RequestId":"1450F2D7"}"#, "application/json"),
        (
            "<ImportThingResponse><RequestId>1450F2D7</RequestId></ImportThingResponse>",
            "text/xml",
        ),
    ] {
        let header = format!("Content-Type: {media_type}\r\n");
        let server = Server::answering(response("200 OK", &header, body));
        let client = transport.client(session(&server.url()));
        let reply = client.send(&ImportThing::new().format("YAML")).unwrap();
        assert_eq!(reply.request_id.as_deref(), Some("1450F2D7"));
    }
    let server = Server::answering(response("200 OK", "", "RequestId: 1450F2D7\n"));
    let client = transport.client(session(&server.url()));
    let error = client.send(&ImportThing::new().format("YAML")).unwrap_err();
    assert!(matches!(error, Error::Unexpected(_)), "{error:?}");
}

/// The error of `operation` when the session sets `method`.
fn refusal<O: Operation>(operation: &O, method: Method) -> String {
    use alicloud::machine::{Machine as _, Step};

    let credentials = Credentials::new(ACCESS_KEY_ID, SECRET);
    let session = Session::new(Acs3::new(credentials))
        .endpoint("https://bodies.aliyuncs.com")
        .unwrap();
    match session.method(method).exchange(operation).step() {
        Step::Done(Err(Error::Request(error))) => error.to_string(),
        _ => panic!("the operation is not refused"),
    }
}

#[test]
fn refuses_a_method_that_the_operation_does_not_support() {
    assert_eq!(
        refusal(&ChangeThing::new(7), Method::GET),
        "ChangeThing does not support GET: remove the method setting, or set another method"
    );
    assert_eq!(
        refusal(&DeleteThing::new(7), Method::POST),
        "DeleteThing does not support POST: remove the method setting, or set another method"
    );
    assert_eq!(
        refusal(&check_text(), Method::GET),
        "CheckText does not support GET: remove the method setting, or set another method"
    );
}

#[test]
fn refuses_a_query_that_is_too_long_with_any_method() {
    let long = "x".repeat(70_000);
    let put = Call::new("Bodies", "2024-01-01", "ChangeThing")
        .methods(Methods::Put)
        .parameter("Name", long.as_str());
    let text = "the parameters (70005 bytes) are too long for the URL of ChangeThing: shorten the \
                parameters";
    assert_eq!(refusal(&put, Method::PUT), text);
    let with_body = check_text().note(long);
    let text = refusal(&with_body, Method::POST);
    assert!(
        text.ends_with(" are too long for the URL of CheckText: shorten the parameters"),
        "{text}"
    );
}

#[test]
fn refuses_a_get_with_a_body() {
    let call = Call::new("Bodies", "2024-01-01", "CheckText")
        .json(json!({}))
        .methods(Methods::GetOrPost);
    assert_eq!(
        refusal(&call, Method::GET),
        "CheckText has a body, but a GET request can't carry a body: send the call as POST"
    );
    assert_eq!(
        refusal(&call.methods(Methods::Get), Method::GET),
        "CheckText has a body, but a GET request can't carry a body: remove the body, or declare \
         POST for the operation"
    );
}

/// An operation that sets the header `Content-Type` and a body. With `true`, it sets the body
/// twice.
struct Twice(bool);

impl Operation for Twice {
    type Output = Value;

    fn api(&self) -> &Api {
        static API: Api = Api::new(
            const { &alicloud::Product::new("Bodies", "2024-01-01") },
            "Twice",
            Methods::Post,
        );
        &API
    }

    fn write(&self, draft: &mut Draft<'_>) {
        let own = HeaderValue::from_static("application/merge-patch+json");
        draft.header(alicloud::http::header::CONTENT_TYPE, own);
        draft.set_json(&json!({}));
        if self.0 {
            draft.set_json(&json!({}));
        }
    }

    fn read(&self, reply: alicloud::Reply<'_>) -> Result<Value, alicloud::error::DecodeError> {
        reply.value()
    }
}

#[test]
fn refuses_a_second_body_and_keeps_the_content_type_header() {
    let text = refusal(&Twice(true), Method::POST);
    assert_eq!(text, "Twice sets the body twice: set one body");
    let request = sent(Transport::Ureq, &Twice(false));
    assert_eq!(
        request.header("content-type"),
        Some("application/merge-patch+json")
    );
}
