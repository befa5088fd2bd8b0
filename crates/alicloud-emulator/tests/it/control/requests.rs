//! The journal of received requests.

use http::{Method, Request};
use serde_json::json as object;

use super::{control, done, get};
use crate::call::{Call, gateway, now};

#[test]
fn lists_and_clears_the_requests() {
    let gateway = &mut gateway();
    assert_eq!(
        get(gateway, "requests"),
        object!({"count": 0, "requests": []})
    );
    gateway.answer(&Call::new().get(), now());
    gateway.answer(&Call::of("CreateVpc", "cn-qingdao").post(), now());
    let mut list = get(gateway, "requests");
    assert_eq!(list["count"], 2);
    let parameters = list["requests"][0]["parameters"].take();
    assert_eq!(
        list["requests"][0],
        object!({
            "action": "DescribeInstanceVncUrl", "method": "GET", "path": "/", "parameters": null,
            "headers": {}, "status": 200, "code": null, "faulty": false, "connection": null
        })
    );
    assert_eq!(parameters["InstanceId"], "i-emulator-running");
    assert_eq!(parameters.get("Signature"), None);
    let second = &list["requests"][1];
    assert_eq!(
        (&second["method"], &second["status"], &second["code"]),
        (&"POST".into(), &400.into(), &"SignatureNonceUsed".into())
    );

    assert_eq!(control(gateway, Method::DELETE, "requests", ""), done());
    assert_eq!(
        get(gateway, "requests"),
        object!({"count": 0, "requests": []})
    );
    assert_eq!(gateway.request_count(), 0);
}

#[test]
fn selects_requests() {
    let gateway = &mut gateway();
    for (action, nonce) in [
        ("CreateVpc", "1"),
        ("DescribeVpcs", "2"),
        ("CreateVpc", "3"),
    ] {
        let call = Call::of(action, "cn-qingdao").with("SignatureNonce", nonce);
        gateway.answer(&call.get(), now());
    }
    let mut nonces = |query: &str| {
        let list = get(gateway, &format!("requests?{query}"));
        assert_eq!(list["count"], 3, "the number of all requests");
        let requests = list["requests"].as_array().unwrap().iter();
        let nonces = requests.map(|request| request["parameters"]["SignatureNonce"].clone());
        serde_json::Value::from(nonces.collect::<Vec<_>>())
    };
    assert_eq!(nonces(""), object!(["1", "2", "3"]));
    assert_eq!(nonces("limit=2"), object!(["2", "3"]));
    assert_eq!(nonces("limit=0"), object!([]));
    assert_eq!(nonces("action=CreateVpc"), object!(["1", "3"]));
    assert_eq!(nonces("action=CreateVpc&limit=1"), object!(["3"]));
    assert_eq!(nonces("action=Xyzzy"), object!([]));
    for (query, problem) in [
        ("limit=-1", "\"limit\" must be a whole number, 0 or more"),
        ("limit=", "\"limit\" must be a whole number, 0 or more"),
        (
            "actions=a",
            "unknown parameter \"actions\"; known parameters: action, limit",
        ),
    ] {
        let (status, text) = control(gateway, Method::GET, &format!("requests?{query}"), "");
        assert_eq!((status, &*text), (400, &*format!("{problem}\n")));
    }
    let (status, _) = control(gateway, Method::GET, "requests?action=%zz", "");
    assert_eq!(status, 400);
}

#[test]
fn lists_no_secrets() {
    let gateway = &mut gateway();
    let call = Call::of("CreateInstance", "cn-qingdao")
        .temporary()
        .with("Password", "planted-1")
        .with("Login.1.Password", "planted-2")
        .with("Account", r#"{"User":"admin","Password":"planted-3"}"#)
        .with("Broken", r#"{"Password":"planted-4""#)
        .with("PrivateKeyBody", "planted-5")
        .with("TemplateBody", "User: a\nPassword: planted-9")
        .with("TemplateUrl", "https://example.com/?token=planted-10")
        .with("Parameters.1.ParameterKey", "Password")
        .with("Parameters.1.ParameterValue", "planted-11")
        .with("ApiUrl", "https://example.com/?api_key=planted-12")
        .with("Manifest", "<a><Password>planted-13</Password></a>")
        .with("Command", "login --password\tplanted-14")
        .with("Twice", r#"{"a":{"Password":"planted-15"},"a":1}"#)
        .with("Name", "reset-password")
        .with("CommandContent", "shown-5")
        .with("NextToken", "shown-1")
        .with("ClientToken", "shown-2")
        .with("UserData", "shown-3");
    gateway.answer(&call.get(), now());
    let mut in_headers = Request::get("/").body("").unwrap();
    for (name, value) in [
        ("x-acs-security-token", "planted-6"),
        ("x-acs-vendor-password", "planted-7"),
        ("x-acs-signature", "planted-8"),
        ("x-acs-action", "shown-4"),
    ] {
        in_headers
            .headers_mut()
            .insert(name, value.parse().unwrap());
    }
    gateway.answer(&in_headers, now());
    for name in ["Action", "SignatureNonce", "SignatureMethod"] {
        let call = Call::new().with(name, "password=planted-16");
        gateway.answer(&call.get(), now());
    }
    let (_, journal) = control(gateway, Method::GET, "requests", "");
    for text in [journal, format!("{:?}", gateway.requests())] {
        assert!(!text.contains("planted"), "{text}");
        assert!(!text.contains("test/token+with=chars"), "{text}");
        for shown in [
            "shown-1", "shown-2", "shown-3", "shown-4", "shown-5", "admin",
        ] {
            assert!(text.contains(shown), "{shown} in {text}");
        }
    }
}

#[test]
fn keeps_the_last_thousand_requests() {
    let gateway = &mut gateway();
    for number in 0..1010 {
        let request = Request::get(format!("/?Action=A{number}"))
            .body("")
            .unwrap();
        gateway.answer(&request, now());
    }
    let list = get(gateway, "requests");
    assert_eq!(list["count"], 1010);
    let requests = list["requests"].as_array().unwrap();
    assert_eq!(requests.len(), 1000);
    assert_eq!(requests[0]["action"], "A10");
}
