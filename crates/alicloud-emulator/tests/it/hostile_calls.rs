//! Calls that would need too much time or memory without limits.

use alicloud_emulator::{Credentials, Emulator, Gateway};
use http::{Method, Request, header::CONTENT_TYPE};

use crate::call::{Call, FORM, error, gateway, now};

const TREES: &str = r##"{"info": {"style": "RPC", "product": "Trees", "version": "2020-01-01"},
    "components": {"schemas": {"Node": {"type": "object", "properties": {
        "Left": {"$ref": "#/components/schemas/Node"},
        "Right": {"$ref": "#/components/schemas/Node"},
        "Leaves": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}}}}}},
    "apis": {"Plant": {
        "parameters": [{"name": "Node", "in": "query", "schema": {"$ref": "#/components/schemas/Node"}}],
        "responses": {"200": {"schema": {"type": "object", "properties": {
            "Root": {"$ref": "#/components/schemas/Node"}}}}}}}}"##;

fn trees() -> Gateway {
    Emulator::builder()
        .credentials(Credentials::new("testid", "testsecret"))
        .specification(TREES)
        .unwrap()
        .gateway("localhost")
}

fn plant() -> Call {
    Call::of("Plant", "mars-1").with("Version", "2020-01-01")
}

#[test]
fn a_deeply_nested_name_is_refused() {
    let name = format!("Node{}", ".Left".repeat(100_000));
    let response = trees().answer(&plant().with(&name, "x").post(), now());
    let (status, code, message) = error(&response);
    assert_eq!((status, &*code), (400, "InvalidParameter"));
    assert!(message.len() < 1_000, "{}", message.len());

    let name = format!("Node{}", ".Left".repeat(60));
    let response = trees().answer(&plant().with(&name, "x").post(), now());
    assert!(error(&response).2.contains("send its properties"));
}

#[test]
fn the_reply_of_a_component_that_contains_itself_is_limited() {
    let response = trees().answer(&plant().get(), now());
    assert_eq!(response.status(), 200);
    assert!(response.body().len() < 64 << 20);
}

#[test]
fn long_names_are_refused() {
    for name in [
        "psk".repeat(300_000),
        "aPwd".repeat(200_000),
        ".".repeat(900_000),
    ] {
        let mut gateway = gateway();
        let response = gateway.answer(&Call::new().with(&name, "x").post(), now());
        let (status, code, message) = error(&response);
        assert_eq!((status, &*code), (400, "InvalidParameter"));
        assert!(message.len() < 1_000, "{}", message.len());
    }
}

#[test]
fn the_journal_has_at_most_16_mib() {
    let mut gateway = gateway();
    let text = "x".repeat(1 << 20);
    let mut post = |query: &str, form: String| {
        let request = Request::builder()
            .method(Method::POST)
            .uri(format!("/?{query}"))
            .header(CONTENT_TYPE, FORM);
        gateway.answer(&request.body(form).unwrap(), now());
        (gateway.requests(), gateway.request_count())
    };
    for _ in 0..39 {
        post("Action=DescribeRegions", format!("Value={text}"));
    }
    let (requests, count) = post("Action=DescribeRegions", format!("Value={text}"));
    assert_eq!((requests.len(), count), (15, 40));
    let last = requests.last().unwrap();
    assert_eq!(last.parameter("Value").map(str::len), Some(1 << 20));

    // These parameters are recorded twice.
    for name in ["Action", "SignatureNonce", "SignatureMethod"] {
        for _ in 0..10 {
            post("", format!("{name}={text}"));
        }
        assert_eq!(post("", format!("{name}={text}")).0.len(), 7, "{name}");
    }
}
