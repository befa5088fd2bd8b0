//! Messages of `alicloud-emulator`.

use std::time::SystemTime;

use alicloud::http::{Method, Request, header::HOST};
use alicloud_emulator::{Credentials, Emulator, Gateway, Scenario};

use super::table::tables;

pub(super) fn tables() -> Vec<String> {
    let taken = Emulator::start().unwrap();
    let listen = |address| Emulator::builder().listen(address).start().err().unwrap();
    let faults = |method, host, body: &str| {
        let key = Credentials::new("testid", "testsecret");
        let mut gateway = Gateway::new([key], Scenario::default(), "localhost");
        let request = Request::builder().method(method).uri("/_emulator/faults");
        let request = request.header(HOST, host).body(body.to_owned()).unwrap();
        let answer = gateway.answer(&request, SystemTime::UNIX_EPOCH);
        assert!(answer.status().is_client_error());
        String::from_utf8(answer.into_body().to_vec()).unwrap()
    };
    let put = |body| faults(Method::PUT, "localhost", body);
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
            "when the method is not supported" => faults(Method::POST, "localhost", ""),
            "when a web page calls the endpoint by another host name" => faults(Method::GET, "emulator.example", ""),
        }
    }
}
