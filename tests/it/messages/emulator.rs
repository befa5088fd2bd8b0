//! Messages of `alicloud-emulator`.

use std::time::SystemTime;

use alicloud::http::{Method, Request, header::HOST};
use alicloud_emulator::{Credentials, Emulator, Gateway, PreparedReply, Scenario};

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
            "when an instance is listed or not" => put_instance(r#", "listed": 1"#),
            "when an id is repeated" => put_scenario(r#"{"instances":[{"regionId":"a","id":"i-1"},{"regionId":"a","id":"i-1"}]}"#),
            "when a parameter of the journal is unknown" => get("requests?actions=CreateVpc"),
            "when the limit of the journal is invalid" => get("requests?limit=all"),
        }
        "Specifications" {
            "when two specifications share an operation" => Emulator::builder().specification(&toy("Toy")).unwrap().specification(&toy("Game")).err().unwrap(),
            "when an operation is built in" => specification(&toy("Toy").replace("Play", "CreateVpc").replace("2020-01-01", "2014-05-26")),
            "when the style is not RPC" => specification(&toy("Toy").replace("RPC", "ROA")),
            "when a component is a reference" => specification(&with(r##""components": {"schemas": {"A": {"$ref": "#/components/schemas/A"}}}"##)),
            "when a component is missing" => specification(&with_parameter(r##""in": "query", "schema": {"$ref": "#/components/schemas/A"}"##)),
            "when a reference leads to another place" => specification(&with_parameter(r##""in": "query", "schema": {"$ref": "#/A"}"##)),
            "when a parameter has an unknown place" => specification(&with_parameter(r#""in": "cookie", "schema": {"type": "string"}"#)),
            "when a parameter has an unknown style" => specification(&with_parameter(r#""in": "query", "style": "xml", "schema": {"type": "string"}"#)),
            "when a schema has an unknown type" => specification(&with_parameter(r#""in": "query", "schema": {"type": "text"}"#)),
            "when a schema has no type" => specification(&with_parameter(r#""in": "query", "schema": {}"#)),
            "when a file can't be read" => Emulator::builder().specification_file("/nonexistent/toy.json", None).err().unwrap(),
            "when a reply is not an object" => PreparedReply::new("CreateVpc", "[]").unwrap_err(),
        }
    }
}
