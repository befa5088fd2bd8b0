//! Replies that a test adds.

use std::error::Error;

use alicloud_emulator::{ControlError, Emulator, Gateway, PreparedReply};
use http::Method;
use serde_json::{Value, json as object};

use super::{control, done, get, put, refusal};
use crate::call::{Call, gateway, json, now, start};

fn create_vpc(nonce: &str) -> Call {
    Call::of("CreateVpc", "cn-qingdao").with("SignatureNonce", nonce)
}

/// The JSON answer to a new call of `CreateVpc`.
fn vpc(gateway: &mut Gateway) -> Value {
    let nonce = format!("nonce-{}", gateway.request_count());
    json(&gateway.answer(&create_vpc(&nonce).get(), now()))
}

#[test]
fn answers_with_the_reply_as_often_as_requested() {
    let gateway = &mut gateway();
    put(
        gateway,
        "replies",
        r#"[{"action": "CreateVpc", "reply": {"VpcId": "vpc-once"}},
            {"action": "CreateVpc", "reply": {"VpcId": "vpc-always"}, "times": "always"},
            {"action": "CreateVpc", "version": "2014-05-26", "reply": {"VpcId": "vpc-twice"}, "times": 2},
            {"action": "CreateVpc", "reply": {"VpcId": "vpc-never"}, "times": 0},
            {"action": "DeleteVpc", "reply": {"VpcId": "vpc-other"}}]"#,
    );
    assert_eq!(
        get(gateway, "replies"),
        object!({"replies": [
            {"action": "CreateVpc", "times": 1, "reply": {"VpcId": "vpc-once"}},
            {"action": "CreateVpc", "times": "always", "reply": {"VpcId": "vpc-always"}},
            {"action": "CreateVpc", "version": "2014-05-26", "times": 2, "reply": {"VpcId": "vpc-twice"}},
            {"action": "DeleteVpc", "times": 1, "reply": {"VpcId": "vpc-other"}},
        ]})
    );
    // What GET returns can be put again.
    let shown = get(gateway, "replies");
    put(gateway, "replies", &shown.to_string());
    assert_eq!(get(gateway, "replies"), shown);
    let ids: Vec<Value> = (0..6).map(|_| vpc(gateway)["VpcId"].clone()).collect();
    assert_eq!(
        ids,
        [
            "vpc-once",
            "vpc-twice",
            "vpc-twice",
            "vpc-always",
            "vpc-always",
            "vpc-always"
        ]
    );
    assert_eq!(gateway.pending_replies().len(), 2);
    assert_eq!(control(gateway, Method::DELETE, "replies", ""), done());
    assert_eq!(get(gateway, "replies"), object!({"replies": []}));
    assert_ne!(vpc(gateway)["VpcId"], "vpc-always");
}

#[test]
fn writes_the_reply_in_json_and_xml() {
    let gateway = &mut gateway();
    // The members are in alphabetical order, because the features of serde_json determine whether
    // the order is kept.
    put(
        gateway,
        "replies",
        r#"{"action": "DescribeVpcs", "times": "always", "reply": {
            "2020/01": 1, "Nothing": null, "Plain": ["a", "b"], "Ratio": 0.5, "TotalCount": 2,
            "Vpcs": {"Vpc": [{"IsDefault": true, "VpcId": "vpc-1"}, {"VpcId": "<vpc-2>\u0001"}]}}}"#,
    );
    let call = Call::of("DescribeVpcs", "cn-qingdao");
    let mut reply = json(&gateway.answer(&call.get(), now()));
    let request_id = reply.as_object_mut().unwrap().remove("RequestId").unwrap();
    assert!(request_id.is_string());
    assert_eq!(
        reply,
        object!({
            "TotalCount": 2, "Ratio": 0.5, "Nothing": null,
            "Vpcs": {"Vpc": [{"VpcId": "vpc-1", "IsDefault": true}, {"VpcId": "<vpc-2>\u{1}"}]},
            "Plain": ["a", "b"], "2020/01": 1
        })
    );
    let call = call.with("Format", "XML").with("SignatureNonce", "nonce-2");
    let response = gateway.answer(&call.get(), now());
    let xml = String::from_utf8(response.body().to_vec()).unwrap();
    let (_, fields) = xml.split_once("</RequestId>").unwrap();
    assert_eq!(
        fields,
        "<_2020_01>1</_2020_01><Plain>a</Plain><Plain>b</Plain><Ratio>0.5</Ratio>\
         <TotalCount>2</TotalCount><Vpcs><Vpc><IsDefault>true</IsDefault><VpcId>vpc-1</VpcId></Vpc>\
         <Vpc><VpcId>&lt;vpc-2&gt;\u{FFFD}</VpcId></Vpc></Vpcs></DescribeVpcsResponse>"
    );
}

#[test]
fn keeps_a_given_request_id() {
    let gateway = &mut gateway();
    for (given, header) in [
        (r#"{"RequestId": "own-id"}"#, Some("own-id")),
        (r#"{"requestId": "own-id"}"#, Some("own-id")),
        (r#"{"RequestId": 7}"#, None),
        (r#"{"RequestId": "line\nbreak"}"#, None),
    ] {
        put(
            gateway,
            "replies",
            &format!(r#"{{"action": "CreateVpc", "reply": {given}}}"#),
        );
        let nonce = format!("nonce-{given}");
        let response = gateway.answer(&create_vpc(&nonce).get(), now());
        assert_eq!(
            json(&response),
            serde_json::from_str::<Value>(given).unwrap()
        );
        if let Some(header) = header {
            assert_eq!(response.headers()["x-acs-request-id"], header);
        }
    }
}

/// The reply replaces the operation and not the checks.
#[test]
fn an_invalid_call_does_not_use_up_the_reply() {
    let gateway = &mut gateway();
    let reply = PreparedReply::new("CreateVpc", r#"{"VpcId": "vpc-own"}"#).unwrap();
    gateway.add_reply(reply).unwrap();
    let invalid = [
        create_vpc("invalid-1").secret("other"),
        create_vpc("invalid-2").without("RegionId"),
        create_vpc("invalid-3").with("VpcNam", "a"),
    ];
    for call in invalid {
        assert!(
            gateway
                .answer(&call.get(), now())
                .status()
                .is_client_error()
        );
    }
    assert_eq!(gateway.pending_replies()[0].remaining(), Some(1));
    assert_eq!(vpc(gateway)["VpcId"], "vpc-own");
}

#[test]
fn a_reply_replaces_a_scripted_operation_and_changes_no_instance() {
    let gateway = &mut gateway();
    put(
        gateway,
        "replies",
        r#"{"action": "DeleteInstance", "reply": {"Own": 1}}"#,
    );
    let call = Call::of("DeleteInstance", "cn-qingdao")
        .without("RegionId")
        .with("InstanceId", "i-emulator-stopped");
    assert_eq!(json(&gateway.answer(&call.get(), now()))["Own"], 1);
    let ids = gateway.scenario(now()).instances();
    assert!(
        ids.map(|instance| &instance.id)
            .any(|id| id == "i-emulator-stopped")
    );
}

#[test]
fn refuses_replies_that_can_not_be_sent() {
    let gateway = &mut gateway();
    put(
        gateway,
        "replies",
        r#"{"action": "CreateVpc", "reply": {}}"#,
    );
    for (body, problem) in [
        (
            r#"{"action": "CreateVpcc", "reply": {}}"#,
            "unknown operation \"CreateVpcc\" (did you mean \"CreateVpc\"?)",
        ),
        (
            r#"{"action": "createvpc", "reply": {}}"#,
            "unknown operation \"createvpc\" (did you mean \"CreateVpc\"?)",
        ),
        (
            r#"{"action": "Xyzzy", "reply": {}}"#,
            "unknown operation \"Xyzzy\"",
        ),
        (
            r#"{"action": "CreateVpc", "version": "2099-01-01", "reply": {}}"#,
            "the operation CreateVpc has no version \"2099-01-01\"; served versions: 2014-05-26",
        ),
        (
            r#"{"action": "CreateVpc"}"#,
            "\"reply\" is missing; it must be an object",
        ),
        (
            r#"{"action": "CreateVpc", "reply": []}"#,
            "\"reply\" must be an object",
        ),
        (
            r#"{"action": "CreateVpc", "reply": {"Size": [18446744073709551615]}}"#,
            "the reply for CreateVpc is invalid: the number 18446744073709551615 is too large",
        ),
        (
            r#"{"action": "CreateVpc", "reply": {}, "times": "forever"}"#,
            "\"times\" must be a whole number, 0 or more, or \"always\"",
        ),
        (
            r#"{"action": "CreateVpc", "reply": {}, "time": 2}"#,
            "unknown member \"time\" of a reply (did you mean \"times\"?)",
        ),
        (
            r#"[{"action": "CreateVpc", "reply": {}}, {"action": 7, "reply": {}}]"#,
            "item 2: \"action\" must be a string",
        ),
    ] {
        assert_eq!(refusal(gateway, "replies", body), problem);
        assert_eq!(
            gateway.pending_replies().len(),
            1,
            "the pending reply is kept"
        );
    }
}

#[test]
fn the_library_has_the_same_errors() {
    let emulator: Emulator = start();
    let error = emulator
        .add_reply(PreparedReply::new("CreateVp", "{}").unwrap())
        .unwrap_err();
    assert!(matches!(
        &error,
        ControlError::UnknownOperation { action, suggestion: Some(suggestion), .. }
            if action == "CreateVp" && suggestion == "CreateVpc"
    ));
    let error = PreparedReply::new("CreateVpc", "[]").unwrap_err();
    assert_eq!(
        error.to_string(),
        "the reply for CreateVpc is invalid: it must be a JSON object"
    );
    assert!(PreparedReply::new("CreateVpc", "{").is_err());
    let secret = PreparedReply::new("CreateVpc", r#"{"Password": "planted"}"#).unwrap();
    assert!(!format!("{secret:?}").contains("planted"));
    assert!(error.source().is_none());
    let error = PreparedReply::new("CreateVpc", "{").unwrap_err();
    assert_eq!(
        error.to_string(),
        "the reply for CreateVpc is not valid JSON"
    );
    let source = error.source().unwrap().to_string();
    assert!(source.starts_with("EOF while parsing"), "{source}");
}

#[test]
fn compares_replies_by_content_and_target() {
    let reply = |text| PreparedReply::new("CreateVpc", text).unwrap();
    let one = reply(r#"{"VpcId": "vpc-1"}"#);
    assert!(one == reply(r#"{ "VpcId": "vpc-1" }"#));
    assert!(one != reply(r#"{"VpcId": "vpc-2"}"#));
    assert!(one != one.clone().times(2));
    assert!(one != one.clone().with_version("2014-05-26"));
    assert_eq!(one.json(), r#"{"VpcId":"vpc-1"}"#);
}

/// A reply for one version and a reply for every version apply in the order of their addition.
#[test]
fn keeps_the_order_of_replies_for_different_versions() {
    let reply = |text: &str| PreparedReply::new("CreateVpc", text).unwrap();
    let gateway = &mut gateway();
    for prepared in [
        reply(r#"{"VpcId": "lasting-1"}"#).always(),
        reply(r#"{"VpcId": "1"}"#).with_version("2014-05-26"),
        reply(r#"{"VpcId": "never"}"#).times(0),
        reply(r#"{"VpcId": "2"}"#).times(2),
        reply(r#"{"VpcId": "lasting-2"}"#)
            .with_version("2014-05-26")
            .always(),
        reply(r#"{"VpcId": "3"}"#).with_version("2014-05-26"),
    ] {
        gateway.add_reply(prepared).unwrap();
    }
    let texts = |gateway: &Gateway| -> Vec<String> {
        let pending = gateway.pending_replies();
        pending.iter().map(PreparedReply::json).collect()
    };
    let ids = ["lasting-1", "1", "2", "lasting-2", "3"];
    assert_eq!(
        texts(gateway),
        ids.map(|id| format!(r#"{{"VpcId":"{id}"}}"#))
    );
    for id in ["1", "2", "2", "3", "lasting-2", "lasting-2"] {
        assert_eq!(vpc(gateway)["VpcId"], id);
    }
    assert_eq!(gateway.pending_replies().len(), 2);
}
