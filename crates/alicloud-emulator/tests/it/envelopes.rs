//! The exact text of documents in both formats.

use alicloud_emulator::Scenario;
use bytes::Bytes;
use http::Response;

use crate::call::{Call, gateway, get, json, now};

fn text(response: &Response<Bytes>) -> &str {
    std::str::from_utf8(response.body()).unwrap()
}

fn header<'a>(response: &'a Response<Bytes>, name: &str) -> &'a str {
    response.headers()[name].to_str().unwrap()
}

#[test]
fn writes_a_json_reply() {
    let response = gateway().answer(&Call::new().get(), now());
    let (body, id) = (json(&response), header(&response, "x-acs-request-id"));
    let vnc_url = body["VncUrl"].as_str().unwrap();
    assert_eq!(
        text(&response),
        format!(r#"{{"RequestId":"{id}","VncUrl":"{vnc_url}"}}"#)
    );
    assert_eq!(
        header(&response, "content-type"),
        "application/json;charset=utf-8"
    );
}

#[test]
fn writes_an_xml_reply() {
    let response = gateway().answer(&Call::new().with("Format", "XML").get(), now());
    let id = header(&response, "x-acs-request-id");
    let (_, rest) = text(&response).split_once("<VncUrl>").unwrap();
    let (vnc_url, _) = rest.split_once("</VncUrl>").unwrap();
    let expected = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><DescribeInstanceVncUrlResponse>\
         <RequestId>{id}</RequestId><VncUrl>{vnc_url}</VncUrl></DescribeInstanceVncUrlResponse>"
    );
    assert_eq!(text(&response), expected);
    assert_eq!(header(&response, "content-type"), "text/xml;charset=utf-8");
}

#[test]
fn writes_a_json_error() {
    let call = Call::new().with("InstanceId", Scenario::STOPPED_INSTANCE_ID);
    let response = gateway().answer(&call.get(), now());
    let id = header(&response, "x-acs-request-id");
    let expected = format!(
        "{{\"RequestId\":\"{id}\",\"HostId\":\"ecs.aliyuncs.com\",\"Code\":\"IncorrectInstanceStatus\",\
         \"Message\":\"The current status of the resource does not support this operation.\",\
         \"Recommend\":\"https://api.aliyun.com/troubleshoot?q=IncorrectInstanceStatus&product=Ecs&requestId={id}\"}}"
    );
    assert_eq!(text(&response), expected);
    assert_eq!(
        header(&response, "content-type"),
        "application/json;charset=utf-8"
    );
}

#[test]
fn escapes_special_characters_in_an_xml_error() {
    let response = gateway().answer(&get("Format=XML"), now());
    let id = header(&response, "x-acs-request-id");
    let expected = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><RequestId>{id}</RequestId>\
         <HostId>ecs.aliyuncs.com</HostId><Code>MissingAction</Code>\
         <Message>Action is mandatory for this action.</Message>\
         <Recommend>https://api.aliyun.com/troubleshoot?q=MissingAction&amp;product=Ecs&amp;requestId={id}</Recommend>\
         </Error>"
    );
    assert_eq!(text(&response), expected);
    assert_eq!(header(&response, "content-type"), "text/xml;charset=utf-8");
}

#[test]
fn the_format_is_case_insensitive_and_defaults_to_xml() {
    let content_type =
        |call: Call| header(&gateway().answer(&call.get(), now()), "content-type").to_owned();
    assert_eq!(
        content_type(Call::new().with("Format", "json")),
        "application/json;charset=utf-8"
    );
    assert_eq!(
        content_type(Call::new().with("Format", "xml")),
        "text/xml;charset=utf-8"
    );
    for absent in [
        Call::new().without("Format"),
        Call::new().with("Format", ""),
    ] {
        assert_eq!(content_type(absent), "text/xml;charset=utf-8");
    }
}

#[test]
fn refuses_an_unknown_format_in_xml() {
    let response = gateway().answer(&Call::new().with("Format", "YAML").get(), now());
    assert_eq!(response.status(), 400);
    assert!(
        text(&response).contains("<Code>InvalidParameter.Format</Code>"),
        "{response:?}"
    );
    assert!(
        text(&response).contains("<Message>Specified parameter Format is not valid.</Message>")
    );
}

#[test]
fn the_date_header_is_the_emulated_time() {
    let response = gateway().answer(&Call::new().get(), now());
    assert_eq!(header(&response, "date"), "Tue, 23 Feb 2016 12:46:24 GMT");
}
