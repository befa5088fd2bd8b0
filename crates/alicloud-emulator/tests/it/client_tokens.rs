//! Tests of calls with a `ClientToken`.

use alicloud_emulator::{Credentials, Emulator, Gateway, PreparedReply};
use serde_json::Value;

use crate::call::{Call, gateway, json, now};

fn create(token: &str, nonce: &str) -> Call {
    Call::of("CreateVpc", "cn-hangzhou")
        .with("ClientToken", token)
        .with("SignatureNonce", nonce)
}

fn vpc_id(gateway: &mut Gateway, call: &Call) -> Value {
    json(&gateway.answer(&call.get(), now()))["VpcId"].clone()
}

#[test]
fn an_empty_parameter_makes_no_other_call() {
    let mut gateway = gateway();
    let first = vpc_id(&mut gateway, &create("t", "1"));
    let second = vpc_id(&mut gateway, &create("t", "2").with("Description", ""));
    assert_eq!(first, second);
}

#[test]
fn a_retry_gets_the_same_ids_in_any_format_and_with_new_credentials() {
    let mut gateway = gateway();
    let first = vpc_id(&mut gateway, &create("t", "1"));
    assert!(first.is_string());
    let second = vpc_id(&mut gateway, &create("t", "2").temporary());
    assert_eq!(first, second);
    let response = gateway.answer(&create("t", "3").with("Format", "XML").get(), now());
    let xml = std::str::from_utf8(response.body()).unwrap();
    assert!(xml.contains(first.as_str().unwrap()), "{xml}");
    assert_ne!(first, vpc_id(&mut gateway, &create("u", "4")));
}

#[test]
fn products_have_separate_tokens() {
    let specification = |product: &str| {
        format!(
            r#"{{"info": {{"style": "RPC", "product": "{product}", "version": "2020-01-01"}},
            "apis": {{"Open": {{"parameters": [{{"name": "ClientToken", "in": "query", "schema": {{"type": "string"}}}}],
            "responses": {{"200": {{"schema": {{"type": "object", "properties": {{"{product}": {{"type": "string"}}}}}}}}}}}}}}}}"#
        )
    };
    let mut gateway = Emulator::builder()
        .credentials(Credentials::new("testid", "testsecret"))
        .specification_at("one.example", &specification("One"))
        .unwrap()
        .specification_at("two.example", &specification("Two"))
        .unwrap()
        .gateway("localhost");
    for (nonce, host, field) in [("1", "one.example", "One"), ("2", "two.example", "Two")] {
        let call = Call::of("Open", "mars-1")
            .with("Version", "2020-01-01")
            .with("ClientToken", "t")
            .with("SignatureNonce", nonce);
        let mut request = call.get();
        request.headers_mut().insert("host", host.parse().unwrap());
        let reply = json(&gateway.answer(&request, now()));
        assert!(reply[field].is_string(), "{reply}");
    }
}

#[test]
fn a_retry_gets_the_reply_that_a_test_has_set() {
    let mut gateway = gateway();
    let run = |token, nonce| create(token, nonce).with("Action", "RunInstances");
    let run = |token, nonce| run(token, nonce).with("RegionId", "cn-qingdao");
    let reply = PreparedReply::new("RunInstances", r#"{"OrderId": "o-mine"}"#).unwrap();
    gateway.add_reply(reply).unwrap();
    let mut order = |call: Call| json(&gateway.answer(&call.get(), now()))["OrderId"].clone();
    // A dry run doesn't use up the reply.
    assert_eq!(order(run("t", "0").with("DryRun", "true")), Value::Null);
    assert_eq!(order(run("t", "1")), "o-mine");
    assert_eq!(order(run("t", "2")), "o-mine");
    assert_eq!(order(run("u", "3")), "");
}
