//! Messages of `alicloud-emulator`.

use std::time::SystemTime;

use alicloud::error::chain;
use alicloud::http::{Method, Request, header::HOST};
use alicloud_emulator::{Credentials, Emulator, Gateway, PreparedReply, Scenario};
use alicloud_sign::hmac_sha1::{Key, canonical_query, string_to_sign};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::table::tables;

pub(super) fn tables() -> Vec<String> {
    let toy = |product: &str| {
        format!(
            r#"{{"info": {{"style": "RPC", "product": "{product}", "version": "2020-01-01"}}, "apis": {{"Play": {{}}}}}}"#
        )
    };
    let specification = |text: &str| Emulator::builder().specification(text).err().unwrap();
    let with = |member: &str| toy("Toy").replace(r#""apis""#, &format!(r#"{member}, "apis""#));
    let with_parameter = |members: &str| {
        let parameters = format!(r#"{{"parameters": [{{"name": "Size", {members}}}]}}"#);
        toy("Toy").replace(r#""Play": {}"#, &format!(r#""Play": {parameters}"#))
    };
    let taken = Emulator::start().unwrap();
    let listen = |address| Emulator::builder().listen(address).start().err().unwrap();
    let control = |method, host, endpoint: &str, body: &str| {
        let key = Credentials::new("testid", "testsecret");
        let mut gateway = Gateway::new([key], Scenario::default(), "localhost");
        let request = Request::builder().method(method);
        let request = request.uri(format!("/_emulator/{endpoint}"));
        let request = request.header(HOST, host).body(body.to_owned()).unwrap();
        let answer = gateway.answer(&request, SystemTime::UNIX_EPOCH);
        assert!(answer.status().is_client_error());
        String::from_utf8(answer.into_body().to_vec()).unwrap()
    };
    let get = |endpoint| control(Method::GET, "localhost", endpoint, "");
    let post = |endpoint| control(Method::POST, "localhost", endpoint, "");
    let put = |body| control(Method::PUT, "localhost", "faults", body);
    let put_reply = |body| control(Method::PUT, "localhost", "replies", body);
    let put_error = |body| control(Method::PUT, "localhost", "errors", body);
    let put_scenario = |body: &str| control(Method::PUT, "localhost", "scenario", body);
    let put_instance = |members: &str| {
        let instance = format!(r#"{{"regionId": "cn-hangzhou", "id": "i-1"{members}}}"#);
        put_scenario(&format!(r#"{{"instances": [{instance}]}}"#))
    };
    let refused = |action: &str, parameters: &[_]| refusal_of(&mut toys(), action, parameters);
    tables! {
        "Start" {
            "when other machines can reach the address" => listen(([192, 0, 2, 1], 8080).into()),
            "when the port is in use" => listen(taken.local_addr()).to_string().replace(&taken.local_addr().to_string(), "127.0.0.1:8080"),
        }
        "Endpoint for faults" {
            "when the body is not JSON" => put("throttling"),
            "when a fault is not an object" => put(r#"["throttling"]"#),
            "when a fault has no kind" => put("{}"),
            "when the kind is unknown" => put(r#"{"kind":"throtling"}"#),
            "when a member is unknown" => put(r#"{"kind":"throttling","time":2}"#),
            "when a number of calls is invalid" => put(r#"{"kind":"throttling","times":-1}"#),
            "when headers are invalid" => put(r#"{"kind":"throttling","headers":["a"]}"#),
            "when a delay is invalid" => put(r#"{"kind":"delay","delay":"1s"}"#),
            "when a status is missing" => put(r#"{"kind":"html"}"#),
            "when a status is invalid" => put(r#"{"kind":"html","status":42}"#),
            "when a difference is missing" => put(r#"{"kind":"content-length-off-by"}"#),
            "when a number of bytes is missing" => put(r#"{"kind":"body-of"}"#),
            "when a header value is invalid" => put(r#"{"kind":"content-type","value":7}"#),
            "when a member of the kind is missing" => put(r#"[{"kind":"gzip"},{"kind":"drip"}]"#),
        }
        "Control endpoints" {
            "when the path is unknown" => get("fault"),
            "when the method is not supported" => post("faults"),
            "when the endpoint can't be replaced" => post("requests"),
            "when the page of the console is not read" => post("console"),
            "when a web page calls the endpoint by another host name" => control(Method::GET, "emulator.example", "faults", ""),
            "when a list of replies contains other values" => put_reply("[7]"),
            "when the reply is missing" => put_reply(r#"{"action":"CreateVpc"}"#),
            "when the reply contains a number that is too large" => put_reply(r#"{"action":"CreateVpc","reply":{"Size":18446744073709551615}}"#),
            "when a number of calls is invalid" => put_reply(r#"{"action":"CreateVpc","reply":{},"times":"forever"}"#),
            "when a member is misspelt" => put_reply(r#"{"action":"CreateVpc","reply":{},"verson":"2014-05-26"}"#),
            "when the operation is unknown" => put_reply(r#"{"action":"CreateVpcc","reply":{}}"#),
            "when the operation has another version" => put_reply(r#"{"action":"CreateVpc","reply":{},"version":"2099-01-01"}"#),
            "when an error is not an object" => put_error("7"),
            "when the operation doesn't declare the error" => put_error(r#"{"action":"RunInstances","code":"InvalidParamter"}"#),
            "when the operation declares no errors" => put_error(r#"{"action":"DescribeKeyPairs","code":"InternalError"}"#),
            "when the scenario is not an object" => put_scenario("[]"),
            "when a region has no name" => put_scenario(r#"{"regions":[""]}"#),
            "when the instances are not a list" => put_scenario(r#"{"instances":{}}"#),
            "when an instance is not an object" => put_scenario(r#"{"instances":["i-1"]}"#),
            "when an instance has no id" => put_scenario(r#"{"instances":[{"regionId":"cn-hangzhou"}]}"#),
            "when the status of an instance is unknown" => put_instance(r#", "status": "running""#),
            "when the type of the operating system is unknown" => put_instance(r#", "osType": "plan9""#),
            "when a tag is not an object" => put_instance(r#", "tags": ["a"]"#),
            "when the key of a tag is repeated" => put_instance(r#", "tags": [{"key": "a"}, {"key": "a"}]"#),
            "when an instance is listed or not" => put_instance(r#", "listed": 1"#),
            "when an id is repeated" => put_scenario(r#"{"instances":[{"regionId":"a","id":"i-1"},{"regionId":"a","id":"i-1"}]}"#),
            "when a parameter of the journal is unknown" => get("requests?actions=CreateVpc"),
            "when the limit of the journal is invalid" => get("requests?limit=all"),
        }
        "Refused calls" {
            "when the operation is unknown" => refused("Plai", &[]),
            "when a parameter is unknown" => refused("Play", &[("Sizes", "1")]),
            "when a nested parameter is unknown" => refused("Play", &[("Tag.1.Kye", "a")]),
            "when a required parameter is missing" => refused("Play", &[("Tag.1.Value", "a")]),
            "when a list is sent as one parameter" => refused("Play", &[("Tag", "a")]),
            "when an index is invalid" => refused("Play", &[("Tag.0.Key", "a")]),
            "when an object is sent as one parameter" => refused("Play", &[("Tag.1", "a")]),
            "when a list has too few items" => refused("Play", &[("Pair.1", "a")]),
            "when a list has too many items" => refused("Play", &[("Pair.1", "a"), ("Pair.2", "a"), ("Pair.3", "a")]),
            "when a parameter must be in the form" => refused("Play", &[("Secret", "a")]),
            "when a parameter must be a header" => refused("Play", &[("x-acs-toy", "a")]),
            "when the type is wrong" => refused("Play", &[("Size", "large")]),
            "when JSON is invalid" => refused("Play", &[("Filter", "{")]),
            "when the type in JSON is wrong" => refused("Play", &[("Filter", r#"{"Big": "yes"}"#)]),
            "when a number is too small" => refused("Play", &[("Size", "0")]),
            "when a number is too large" => refused("Play", &[("Size", "9")]),
            "when a number isn't larger than an exclusive limit" => refused("Play", &[("Price", "0")]),
            "when a number isn't smaller than an exclusive limit" => refused("Play", &[("Price", "1")]),
            "when a value is not enumerated" => refused("Play", &[("Color", "gray")]),
            "when a value doesn't match a pattern" => refused("Play", &[("Name", "A")]),
            "when a ClientToken was used before" => {
                let mut gateway = toys();
                refusal_of(&mut gateway, "Play", &[("ClientToken", "t")]);
                refusal_of(&mut gateway, "Play", &[("ClientToken", "t"), ("Size", "2")])
            },
            "when TagFilter and Tag are combined" => refusal_of(&mut toys(), "ListTagResources", &[("RegionId", "cn-hangzhou"), ("ResourceType", "instance"), ("Tag.1.Key", "a"), ("TagFilter.1.TagKey", "a")]),
            "when RunInstances creates no instance" => refusal_of(&mut toys(), "RunInstances", &[("RegionId", "cn-hangzhou"), ("Amount", "0")]),
            "when an instance leaves its last security group" => refusal_of(&mut toys(), "LeaveSecurityGroup", &[("RegionId", "cn-qingdao"), ("InstanceId", "i-emulator-running"), ("SecurityGroupId", "sg-emulator")]),
        }
        "Specifications" {
            "when two specifications share an operation" => Emulator::builder().specification(&toy("Toy")).unwrap().specification(&toy("Game")).err().unwrap(),
            "when an operation is built in" => specification(&toy("Toy").replace("Play", "CreateVpc").replace("2020-01-01", "2014-05-26")),
            "when the name of an operation is invalid" => specification(&toy("Toy").replace("Play", "Play a")),
            "when the text is not JSON" => specification("{"),
            "when the style is not RPC" => specification(&toy("Toy").replace("RPC", "ROA")),
            "when a component is a reference" => specification(&with(r##""components": {"schemas": {"A": {"$ref": "#/components/schemas/A"}}}"##)),
            "when a component is missing" => specification(&with_parameter(r##""in": "query", "schema": {"$ref": "#/components/schemas/A"}"##)),
            "when a reference leads to another place" => specification(&with_parameter(r##""in": "query", "schema": {"$ref": "#/A"}"##)),
            "when a parameter has an unknown place" => specification(&with_parameter(r#""in": "cookie", "schema": {"type": "string"}"#)),
            "when a parameter has an unknown style" => specification(&with_parameter(r#""in": "query", "style": "xml", "schema": {"type": "string"}"#)),
            "when a schema has an unknown type" => specification(&with_parameter(r#""in": "query", "schema": {"type": "text"}"#)),
            "when a schema has no type" => specification(&with_parameter(r#""in": "query", "schema": {}"#)),
            "when a file can't be read" => {
                let error = Emulator::builder().specification_file("/nonexistent/toy.json", None).err().unwrap();
                chain(&error).to_string()
            },
            "when a reply is not an object" => PreparedReply::new("CreateVpc", "[]").unwrap_err(),
            "when a reply is not valid JSON" => chain(&PreparedReply::new("CreateVpc", "{").unwrap_err()).to_string(),
        }
    }
}

/// A gateway that serves a specification with parameters of all kinds.
fn toys() -> Gateway {
    const TOYS: &str = r#"{"info": {"style": "RPC", "product": "Toys", "version": "2020-01-01"},
        "apis": {"Play": {"methods": ["post"], "parameters": [
            {"name": "ClientToken", "in": "query", "schema": {"type": "string"}},
            {"name": "Size", "in": "query", "schema": {"type": "integer", "minimum": "1", "maximum": "8"}},
            {"name": "Price", "in": "query", "schema": {"type": "number", "minimum": "0", "exclusiveMinimum": true, "maximum": "1", "exclusiveMaximum": true}},
            {"name": "Color", "in": "query", "schema": {"type": "string", "enum": ["red", "green"]}},
            {"name": "Name", "in": "query", "schema": {"type": "string", "pattern": "[a-z]+"}},
            {"name": "Tag", "in": "query", "style": "repeatList", "schema": {"type": "array", "items": {"type": "object", "properties": {
                "Key": {"type": "string", "required": true}, "Value": {"type": "string"}}}}},
            {"name": "Pair", "in": "query", "style": "repeatList", "schema": {"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": "string"}}},
            {"name": "Filter", "in": "query", "style": "json", "schema": {"type": "object", "properties": {"Big": {"type": "boolean"}}}},
            {"name": "Secret", "in": "formData", "schema": {"type": "string"}},
            {"name": "x-acs-toy", "in": "header", "schema": {"type": "string"}}
        ]}}}"#;
    Emulator::builder()
        .credentials(Credentials::new("testid", "testsecret"))
        .specification(TOYS)
        .unwrap()
        .gateway("localhost")
}

/// The code and the message of the answer to a call with these parameters.
fn refusal_of(gateway: &mut Gateway, action: &str, parameters: &[(&str, &str)]) -> String {
    let nonce = gateway.request_count().to_string();
    let version = match action {
        "Plai" | "Play" => "2020-01-01",
        _ => "2014-05-26",
    };
    let mut pairs = vec![
        ("AccessKeyId", "testid"),
        ("Action", action),
        ("Format", "JSON"),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureNonce", &nonce),
        ("SignatureVersion", "1.0"),
        ("Timestamp", "1970-01-01T00:00:00Z"),
        ("Version", version),
    ];
    pairs.extend(parameters);
    let signature =
        Key::new("testsecret").sign(&string_to_sign(&Method::GET, pairs.iter().copied()));
    let signature = utf8_percent_encode(signature.as_str(), NON_ALPHANUMERIC);
    let query = canonical_query(pairs.iter().copied());
    let request = Request::get(format!("/?{query}&Signature={signature}"));
    let answer = gateway.answer(&request.body("").unwrap(), SystemTime::UNIX_EPOCH);
    let body: serde_json::Value = serde_json::from_slice(answer.body()).unwrap();
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    format!("{}: {}", text("Code"), text("Message"))
}
