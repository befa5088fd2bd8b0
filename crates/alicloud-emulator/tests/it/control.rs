//! The control endpoints, with which other processes change the emulator.

mod errors;
mod faults;
mod replies;
mod requests;
mod scenario;

use alicloud_emulator::Gateway;
use http::{Method, Request, Response};

use crate::call::{gateway, now, start};

const ENDPOINTS: [&str; 5] = ["errors", "faults", "replies", "requests", "scenario"];

/// The status and text of the answer of an endpoint.
fn control(gateway: &mut Gateway, method: Method, endpoint: &str, body: &str) -> (u16, String) {
    control_at(gateway, Some("localhost:8080"), method, endpoint, body)
}

/// Like [`control`], with this `Host` header.
fn control_at(
    gateway: &mut Gateway,
    host: Option<&str>,
    method: Method,
    endpoint: &str,
    body: &str,
) -> (u16, String) {
    let response = response(gateway, host, method, endpoint, body);
    let text = String::from_utf8(response.body().to_vec()).unwrap();
    (response.status().as_u16(), text)
}

fn response(
    gateway: &mut Gateway,
    host: Option<&str>,
    method: Method,
    endpoint: &str,
    body: &str,
) -> Response<bytes::Bytes> {
    let mut request = Request::builder()
        .method(method)
        .uri(format!("/_emulator/{endpoint}"))
        .body(body.to_owned())
        .unwrap();
    if let Some(host) = host {
        request.headers_mut().insert("host", host.parse().unwrap());
    }
    gateway.answer(&request, now())
}

/// Puts a body that must be accepted.
fn put(gateway: &mut Gateway, endpoint: &str, body: &str) {
    assert_eq!(
        control(gateway, Method::PUT, endpoint, body),
        done(),
        "{body}"
    );
}

/// The message of the refusal of a body.
fn refusal(gateway: &mut Gateway, endpoint: &str, body: &str) -> String {
    let (status, text) = control(gateway, Method::PUT, endpoint, body);
    assert_eq!(status, 400, "{body}: {text}");
    text.strip_suffix('\n').unwrap().to_owned()
}

/// The JSON that GET returns.
fn get(gateway: &mut Gateway, endpoint: &str) -> serde_json::Value {
    let (status, text) = control(gateway, Method::GET, endpoint, "");
    assert_eq!(status, 200, "{text}");
    serde_json::from_str(&text).unwrap()
}

fn done() -> (u16, String) {
    (204, String::new())
}

/// A page of the host `evil.example` can let this name resolve to this machine. Then a browser
/// sends any request of the page, but the page can't change the `Host` header.
#[test]
fn refuses_hosts_that_are_not_loopback() {
    let gateway = &mut gateway();
    for host in [
        "localhost",
        "LocalHost:8080",
        "127.0.0.1",
        "127.0.0.1:80",
        "127.9.9.9:1",
        "[::1]",
        "[::1]:8080",
    ] {
        let order = r#"{"kind": "gzip"}"#;
        let answer = control_at(gateway, Some(host), Method::PUT, "faults", order);
        assert_eq!(answer, done(), "{host}");
    }
    for host in [
        None,
        Some(""),
        Some("evil.example"),
        Some("evil.example:8080"),
        Some("localhost.evil.example"),
        Some("127.0.0.1.evil.example"),
        Some("127.0.0.1@evil.example"),
        Some("192.0.2.1:8080"),
        Some("0.0.0.0:8080"),
        Some("[::]:8080"),
        Some("[2001:db8::1]"),
        Some("localhost, evil.example"),
    ] {
        for method in [Method::GET, Method::PUT, Method::DELETE, Method::POST] {
            let order = r#"{"kind": "throttling", "times": 9}"#;
            for endpoint in [&ENDPOINTS[..], &["unknown"]].concat() {
                let (status, text) = control_at(gateway, host, method.clone(), endpoint, order);
                assert_eq!(status, 403, "{host:?}");
                assert_eq!(
                    text,
                    "the Host header must be localhost or a loopback address, such as 127.0.0.1\n"
                );
            }
        }
    }
    assert_eq!(gateway.pending_faults(), 1);

    let mut twice = Request::delete("/_emulator/faults").body("").unwrap();
    for host in ["localhost", "evil.example"] {
        twice.headers_mut().append("host", host.parse().unwrap());
    }
    assert_eq!(gateway.answer(&twice, now()).status(), 403);
    assert_eq!(gateway.pending_faults(), 1);
}

#[test]
fn answers_unknown_paths_with_the_known_endpoints() {
    let gateway = &mut gateway();
    let known = "the endpoint doesn't exist; endpoints: /_emulator/errors, /_emulator/faults, \
                 /_emulator/replies, /_emulator/requests, /_emulator/scenario, /_emulator/console\n";
    for endpoint in ["", "fault", "faults/", "Faults", "faults/1", "../faults"] {
        for method in [Method::GET, Method::PUT, Method::PATCH] {
            let answer = control(gateway, method, endpoint, "");
            assert_eq!(answer, (404, known.to_owned()), "{endpoint:?}");
        }
    }
    assert_eq!(gateway.request_count(), 0, "only calls are listed");
}

#[test]
fn names_the_allowed_methods() {
    let gateway = &mut gateway();
    let mut check = |endpoint, allow, problem: &str| {
        for method in [Method::POST, Method::PATCH, Method::HEAD, Method::OPTIONS] {
            let response = response(gateway, Some("localhost"), method, endpoint, "{}");
            assert_eq!(response.status(), 405);
            assert_eq!(response.headers()["allow"], allow);
            assert_eq!(response.body(), &format!("{problem}\n"));
        }
    };
    for endpoint in ["errors", "faults", "replies", "scenario"] {
        let problem = "the method must be GET, PUT or DELETE";
        check(endpoint, "GET, PUT, DELETE", problem);
    }
    check(
        "requests",
        "GET, DELETE",
        "the method must be GET or DELETE",
    );
    check("console", "GET", "the method must be GET");
    let (status, _) = control(gateway, Method::PUT, "requests", "[]");
    assert_eq!(status, 405);
}

/// Nothing that a client sends makes an endpoint panic, and a refused body changes nothing.
#[test]
fn refuses_hostile_bodies() {
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(10_000), close.repeat(10_000));
    let nested = [
        deep("[", "]"),
        deep(r#"{"a":"#, "}"),
        format!(
            r#"{{"action":"CreateVpc","reply":{}}}"#,
            deep(r#"{"a":"#, "}")
        ),
        "[".repeat(500_000),
    ];
    for body in &nested {
        for endpoint in ["errors", "faults", "replies", "scenario"] {
            let problem = refusal(&mut gateway(), endpoint, body);
            assert!(
                problem.contains("recursion limit exceeded") || problem.contains("expected"),
                "{problem}"
            );
        }
    }
    for body in [
        "",
        "null",
        "7",
        "-0",
        "1e999",
        "\"a\"",
        "true",
        "{",
        "{\"a\"}",
        "\u{0}",
        "[[]]",
        "[null]",
        "[{}, 7]",
        "{\"\":{}}",
        "NaN",
        "{} {}",
    ] {
        for endpoint in ["errors", "faults", "replies", "scenario"] {
            refusal(&mut gateway(), endpoint, body);
        }
    }
    let response = gateway().answer(
        &Request::put("/_emulator/replies")
            .header("host", "localhost")
            .body(b"{\"action\": \"\xFF\"}".to_vec())
            .unwrap(),
        now(),
    );
    assert_eq!(response.status(), 400);
}

/// A list with very many items is refused or accepted within the time of a normal test.
#[test]
fn handles_huge_lists() {
    let list = |item: &str, count| format!("[{}]", vec![item; count].join(","));
    let gateway = &mut gateway();
    put(
        gateway,
        "replies",
        &list(r#"{"action":"CreateVpc","reply":{}}"#, 25_000),
    );
    assert_eq!(gateway.pending_replies().len(), 25_000);
    put(
        gateway,
        "replies",
        &list(
            r#"{"action":"CreateVpc","reply":{},"times":"always"}"#,
            15_000,
        ),
    );
    assert_eq!(
        gateway.pending_replies().len(),
        1,
        "the last one replaces the others"
    );
    put(
        gateway,
        "faults",
        &list(r#"{"kind":"gzip","times":18446744073709551615}"#, 20_000),
    );
    assert_eq!(gateway.pending_faults(), u64::MAX);
    let instances: Vec<String> = (0..20_000)
        .map(|number| format!(r#"{{"regionId":"r-{number}","id":"i-{number}"}}"#))
        .collect();
    let scenario = format!(r#"{{"instances":[{}]}}"#, instances.join(","));
    put(gateway, "scenario", &scenario);
    assert_eq!(gateway.scenario(now()).instances().len(), 20_000);
}

#[test]
fn refuses_bodies_of_more_than_a_mebibyte() {
    use std::{
        io::{Read, Write},
        net::TcpStream,
    };

    let emulator = start();
    let mut stream = TcpStream::connect(emulator.local_addr()).unwrap();
    let head = "PUT /_emulator/replies HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\n\
                Connection: close\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert!(
        answer.ends_with("\r\n\r\nthe body is larger than 1 MiB\n"),
        "{answer}"
    );
    assert_eq!(emulator.request_count(), 0);
}
