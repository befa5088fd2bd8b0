//! What a call costs, one case at a time. `cargo xtask bench` runs this under callgrind and puts
//! the figures together; `docs/performance.md` says how they are meant.
//!
//! ```text
//! calls serve-tls FILE     the same over TLS; its certificate is written to FILE
//! calls first-sign         signs a request, as its own process
//! calls first-CASE PORT FILE   makes the first HTTPS call of a process
//! calls serve              serves the reply over HTTP, and prints the port
//! calls connections PORT   prints how many connections the server has seen before this one
//! calls allocations CASE   prints how often one run of a case allocates
//! calls CASE COUNT [PORT]  runs a case COUNT times after a first time, and prints the nanoseconds
//!                          per run
//! ```

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a measurement ends where something is missing"
)]

mod decode;
mod first;
mod server;

use std::{env, hint::black_box, time::Instant};

use alicloud::{
    Session,
    http::Method,
    machine::{Machine as _, Step},
};
use alicloud_ecs::DescribeInstanceVncUrl;
use alicloud_reqwest::Reqwest;
use alicloud_sign::{
    Credentials, HmacSha1,
    hmac_sha1::{Key, string_to_sign},
};
use alicloud_ureq::ureq::Agent;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;

const SECRET: &str = "testsecret";
const ADDRESS: &str = "127.0.0.1";
const NAME: &str = "localhost";

fn main() {
    let arguments: Vec<String> = env::args()
        .skip(1)
        .filter(|word| word != "--bench")
        .collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["serve"] => server::serve(),
        ["serve-tls", file] => server::serve_tls(file),
        ["first-sign"] => drop(black_box(session(ADDRESS, 1).exchange(&operation()).step())),
        ["first-reqwest", port, file] => first::reqwest(number(port), file),
        ["first-ureq", port, file] => first::ureq(number(port), file),
        ["connections", port] => println!("{}", server::connections(number(port))),
        ["allocations", case] => allocations(case),
        [case, count] => report(case, number(count), 0),
        [case, count, port] => report(case, number(count), number(port)),
        _ => println!("nothing to do: see the head of calls.rs, or run `cargo xtask bench`"),
    }
}

fn number<N: std::str::FromStr>(word: &str) -> N
where
    N::Err: std::fmt::Debug,
{
    word.parse().expect("a number")
}

fn report(case: &str, count: u32, port: u16) {
    match case {
        "hmac" => hmac(count),
        "sign-get" => sign(&Method::GET, count),
        "sign-post" => sign(&Method::POST, count),
        "decode-slots" => decode::by_slots(count),
        "decode-serde" => decode::by_serde(count),
        "reqwest-get" => reqwest_get(count, port),
        "reqwest-call" => reqwest_call(count, port),
        "ureq-get" => ureq_get(ADDRESS, count, port),
        "ureq-call" => ureq_call(ADDRESS, count, port),
        "ureq-get-name" => ureq_get(NAME, count, port),
        "ureq-call-name" => ureq_call(NAME, count, port),
        _ => panic!("no case {case}"),
    }
}

/// Runs `once` for the first time, then `count` times by the clock.
fn measure(count: u32, mut once: impl FnMut()) {
    once();
    let start = Instant::now();
    for _ in 0..count {
        once();
    }
    println!("{}", start.elapsed().as_nanos() / u128::from(count.max(1)));
}

fn allocations(case: &str) {
    let method = match case {
        "sign-get" => Method::GET,
        "sign-post" => Method::POST,
        _ => panic!("no case {case} without I/O"),
    };
    let session = session(ADDRESS, 1).method(method);
    let operation = operation();
    drop(session.exchange(&operation).step());
    let counted = allocation_counter::measure(|| drop(session.exchange(&operation).step()));
    println!("{}", counted.count_total);
}

fn session(host: &str, port: u16) -> Session {
    let signer = HmacSha1::new(Credentials::new("testid", SECRET));
    Session::new(signer)
        .endpoint(format!("http://{host}:{port}"))
        .expect("a loopback endpoint")
}

fn operation() -> DescribeInstanceVncUrl {
    DescribeInstanceVncUrl::new("cn-qingdao", "AY121018033933eaxxxxxxx")
}

/// The bare hash: key set up once, over the string to sign of the very same call.
fn hmac(count: u32) {
    let session = session(ADDRESS, 1);
    let Step::Send(request) = session.exchange(operation()).step() else {
        panic!("not sent")
    };
    let text = string_to_sign(
        &Method::POST,
        request.parameters().split('&').map(|pair| {
            let (name, value) = pair.split_once('=').expect("a pair");
            let plain = percent_encoding::percent_decode_str(value).decode_utf8();
            (name, plain.expect("UTF-8"))
        }),
    );
    let key = Hmac::<Sha1>::new_from_slice(format!("{SECRET}&").as_bytes()).expect("any length");
    assert_eq!(Key::new(SECRET).sign(&text).as_str().len(), 28);
    measure(count, || {
        let mac = black_box(&key)
            .clone()
            .chain_update(black_box(&text))
            .finalize();
        black_box(mac);
    });
}

fn sign(method: &Method, count: u32) {
    let session = session(ADDRESS, 1).method(method.clone());
    let operation = operation();
    measure(count, || {
        black_box(session.exchange(black_box(&operation)).step());
    });
}

/// A URL as a GET of this call has it, signed once.
fn signed_url(host: &str, port: u16) -> String {
    let session = session(host, port).method(Method::GET);
    let operation = operation();
    let Step::Send(request) = session.exchange(&operation).step() else {
        panic!("not sent")
    };
    request.uri().to_string()
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
}

fn reqwest_get(count: u32, port: u16) {
    let url = signed_url(ADDRESS, port);
    let client = Reqwest::client_builder()
        .no_proxy()
        .build()
        .expect("a client");
    let runtime = runtime();
    measure(count, || {
        let body = runtime.block_on(async {
            client
                .get(&url)
                .send()
                .await
                .expect("a response")
                .bytes()
                .await
                .expect("a body")
        });
        assert_eq!(&*body, server::REPLY.as_bytes());
    });
}

fn reqwest_call(count: u32, port: u16) {
    let client = alicloud_reqwest::Client::new(session(ADDRESS, port));
    let operation = operation();
    let runtime = runtime();
    measure(count, || {
        let reply = runtime.block_on(client.send(&operation)).expect("a reply");
        assert_eq!(reply.request_id.as_deref(), Some(server::REQUEST_ID));
    });
}

fn ureq_get(host: &str, count: u32, port: u16) {
    let url = signed_url(host, port);
    let agent = Agent::new_with_config(Agent::config_builder().proxy(None).build());
    measure(count, || {
        let mut response = agent.get(&url).call().expect("a response");
        let body = response.body_mut().read_to_vec().expect("a body");
        assert_eq!(body, server::REPLY.as_bytes());
    });
}

fn ureq_call(host: &str, count: u32, port: u16) {
    let client = alicloud_ureq::Client::new(session(host, port));
    let operation = operation();
    measure(count, || {
        let reply = client.send(&operation).expect("a reply");
        assert_eq!(reply.request_id.as_deref(), Some(server::REQUEST_ID));
    });
}
