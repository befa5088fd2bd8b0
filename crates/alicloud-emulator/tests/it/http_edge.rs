//! Real connections, made with the standard library only.

use std::{
    error::Error,
    io::{self, ErrorKind, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, SystemTime},
};

use alicloud_emulator::{Credentials, Emulator, VncUrlStatus};
use http::Method;
use serde_json::Value;

use crate::call::{Call, FORM, now, start};

const LIMIT: usize = 1024 * 1024;

/// A keep-alive connection.
struct Connection(TcpStream);

impl Connection {
    fn open(emulator: &Emulator) -> Self {
        let stream = TcpStream::connect(emulator.local_addr()).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        Self(stream)
    }

    fn get(&mut self, target: &str) -> (u16, String) {
        self.send(&format!("GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        self.receive()
    }

    fn post(&mut self, target: &str, form: &str) -> (u16, String) {
        let length = form.len();
        self.send(&format!(
            "POST {target} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {FORM}\r\nContent-Length: {length}\r\n\r\n{form}"
        ));
        self.receive()
    }

    fn send(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).unwrap();
    }

    /// Reads the status and the body of one answer.
    fn receive(&mut self) -> (u16, String) {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            self.0.read_exact(&mut byte).unwrap();
            head.push(byte[0]);
        }
        let head = String::from_utf8(head).unwrap().to_ascii_lowercase();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let (_, length) = head.split_once("content-length: ").unwrap();
        let mut body = vec![0; length.lines().next().unwrap().parse().unwrap()];
        self.0.read_exact(&mut body).unwrap();
        (status, String::from_utf8(body).unwrap())
    }
}

fn query(nonce: &str) -> String {
    format!(
        "/?{}",
        Call::new()
            .with("SignatureNonce", nonce)
            .signed(&Method::GET)
    )
}

#[test]
fn answers_get_and_post_over_one_connection() {
    let emulator = start();
    let mut connection = Connection::open(&emulator);
    let (status, body) = connection.get(&query("nonce-1"));
    assert_eq!(status, 200, "{body}");
    let form = Call::new()
        .with("SignatureNonce", "nonce-2")
        .signed(&Method::POST);
    let (status, body) = connection.post("/", &form);
    assert_eq!(status, 200, "{body}");

    assert_eq!(emulator.connections(), 1);
    assert_eq!(emulator.request_count(), 2);
    let connections: Vec<_> = emulator
        .requests()
        .iter()
        .map(|request| request.connection)
        .collect();
    assert_eq!(connections, [Some(1), Some(1)]);
}

#[test]
fn serves_several_keep_alive_connections_at_the_same_time() {
    const CONNECTIONS: u64 = 8;
    const CALLS: u64 = 50;
    let emulator = start();
    thread::scope(|scope| {
        for client in 0..CONNECTIONS {
            let mut connection = Connection::open(&emulator);
            scope.spawn(move || {
                for call in 0..CALLS {
                    let (status, body) = connection.get(&query(&format!("{client}-{call}")));
                    assert_eq!(status, 200, "{body}");
                }
            });
        }
    });
    assert_eq!(emulator.connections(), CONNECTIONS);
    assert_eq!(emulator.request_count(), CONNECTIONS * CALLS);
    for number in 1..=CONNECTIONS {
        let of_connection = emulator
            .requests()
            .iter()
            .filter(|r| r.connection == Some(number))
            .count();
        assert_eq!(of_connection as u64, CALLS);
    }
}

/// Of parallel replays of one request, exactly one succeeds.
#[test]
fn accepts_a_nonce_once_across_connections() {
    let emulator = start();
    let statuses = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let (status, _) = Connection::open(&emulator).get(&query("nonce-1"));
                statuses.lock().unwrap().push(status);
            });
        }
    });
    let mut statuses = statuses.into_inner().unwrap();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 400, 400, 400, 400, 400, 400, 400]);
}

#[test]
fn a_vnc_url_can_be_opened_until_it_expires() {
    let time = Arc::new(Mutex::new(now()));
    let clock = Arc::clone(&time);
    let emulator = Emulator::builder()
        .credentials(Credentials::new("testid", "testsecret"))
        .clock(move || *clock.lock().unwrap())
        .start()
        .unwrap();
    let mut connection = Connection::open(&emulator);
    let (_, body) = connection.get(&query("nonce-1"));
    let reply: Value = serde_json::from_str(&body).unwrap();
    let vnc_url = reply["VncUrl"].as_str().unwrap();
    let decoded = percent_encoding::percent_decode_str(vnc_url)
        .decode_utf8()
        .unwrap();
    let target = decoded
        .strip_prefix(&format!("ws://{}", emulator.local_addr()))
        .unwrap();

    assert_eq!(emulator.vnc_url_status(vnc_url), VncUrlStatus::Valid);
    assert_eq!(connection.get(target).0, 200);
    *time.lock().unwrap() += Duration::from_secs(15);
    assert_eq!(emulator.vnc_url_status(vnc_url), VncUrlStatus::Expired);
    assert_eq!(connection.get(target).0, 410);
    assert_eq!(connection.get("/websockify/?s=other").0, 404);
}

#[test]
fn accepts_a_body_of_1_mib_and_refuses_one_more_byte() {
    let emulator = start();
    let mut form = Call::new().signed(&Method::POST);
    form += &"&".repeat(LIMIT - form.len());
    let (status, body) = Connection::open(&emulator).post("/", &form);
    assert_eq!(status, 200, "{body}");

    let mut connection = Connection::open(&emulator);
    connection.send(&format!(
        "POST /?Format=JSON HTTP/1.1\r\nHost: localhost\r\nContent-Type: {FORM}\r\nContent-Length: {}\r\n\r\n",
        LIMIT + 1
    ));
    let (status, body) = connection.receive();
    assert_eq!(status, 413);
    let reply: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(reply["Code"], "RequestTooLarge");
    assert_eq!(
        reply["Message"],
        "The body of the request is larger than 1048576 bytes."
    );
}

/// Many clients send the whole body before they read the answer.
#[test]
fn receives_the_whole_of_a_body_that_is_too_large() {
    let emulator = start();
    let form = "&".repeat(8 * LIMIT);
    let (status, body) = Connection::open(&emulator).post("/", &form);
    assert_eq!(status, 413, "{body}");
}

#[test]
fn an_incomplete_body_is_no_request() {
    let emulator = start();
    let mut connection = Connection::open(&emulator);
    connection.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf");
    connection.0.shutdown(std::net::Shutdown::Write).unwrap();
    let mut answer = String::new();
    let _ended = connection.0.read_to_string(&mut answer);
    assert!(!answer.contains("413"), "{answer}");
    assert_eq!(emulator.request_count(), 0);
}

#[test]
fn limits_a_body_without_content_length() {
    let emulator = start();
    let mut connection = Connection::open(&emulator);
    connection.send(&format!(
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: {FORM}\r\nTransfer-Encoding: chunked\r\n\r\n"
    ));
    connection.send(&format!(
        "{:x}\r\n{}\r\n1\r\nx\r\n",
        LIMIT,
        "x".repeat(LIMIT)
    ));
    let (status, body) = connection.receive();
    assert_eq!(status, 413, "{body}");
    assert!(body.contains("<Code>RequestTooLarge</Code>"), "{body}");
}

#[test]
fn dropping_the_emulator_closes_connections_and_frees_the_port() {
    let emulator = start();
    let address = emulator.local_addr();
    let mut idle = Connection::open(&emulator);
    assert_eq!(idle.get(&query("nonce-1")).0, 200);
    let mut half_sent = Connection::open(&emulator);
    half_sent.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf");

    drop(emulator);

    assert_eq!(
        TcpStream::connect(address).unwrap_err().kind(),
        ErrorKind::ConnectionRefused
    );
    for mut connection in [idle, half_sent] {
        let end = connection.0.read(&mut [0]);
        assert!(
            end.as_ref().map_or_else(
                |e| e.kind() == ErrorKind::ConnectionReset,
                |read| *read == 0
            ),
            "{end:?}"
        );
    }
    Emulator::builder().listen(address).start().unwrap();
}

/// A runtime must not be dropped within another runtime, so the emulator's runtime has its own
/// thread.
#[test]
fn starts_and_stops_in_async_code() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async {
        let emulator = start();
        assert_eq!(Connection::open(&emulator).get(&query("nonce-1")).0, 200);
    });
}

#[test]
fn two_emulators_run_at_the_same_time() {
    let (one, other) = (start(), start());
    assert_ne!(one.endpoint(), other.endpoint());
    for emulator in [&one, &other] {
        assert_eq!(Connection::open(emulator).get(&query("nonce-1")).0, 200);
        assert_eq!(
            emulator.endpoint(),
            format!("http://{}", emulator.local_addr())
        );
    }
}

#[test]
fn the_default_emulator_accepts_its_credentials_at_the_current_time() {
    let emulator = Emulator::start().unwrap();
    let timestamp = jiff::Timestamp::try_from(SystemTime::now()).unwrap();
    let call = Call::new().with(
        "Timestamp",
        &timestamp.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
    );
    let mut connection = Connection::open(&emulator);
    for credentials in [emulator.credentials(), emulator.temporary_credentials()] {
        let call = call
            .clone()
            .with("AccessKeyId", credentials.access_key_id());
        let call = call.secret(credentials.access_key_secret());
        let call = match credentials.security_token() {
            Some(token) => call.with("SecurityToken", token),
            None => call,
        };
        let (status, body) = connection.get(&format!("/?{}", call.signed(&Method::GET)));
        assert_eq!(status, 200, "{body}");
    }
}

#[test]
fn listens_on_other_addresses_only_with_allow_remote_clients() {
    let everywhere = SocketAddr::from(([0, 0, 0, 0], 0));
    let error = Emulator::builder().listen(everywhere).start().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(
        error.to_string(),
        "0.0.0.0:0 is not a loopback address: listen on 127.0.0.1, or call allow_remote_clients"
    );

    let emulator = Emulator::builder()
        .listen(everywhere)
        .allow_remote_clients()
        .start()
        .unwrap();
    assert_eq!(
        emulator.endpoint(),
        format!("http://127.0.0.1:{}", emulator.local_addr().port())
    );
}

#[test]
fn fails_to_start_on_a_port_in_use() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let error = Emulator::builder()
        .listen(taken.local_addr().unwrap())
        .start()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AddrInUse);
}

#[test]
fn the_error_of_an_unreadable_specification_has_a_source() {
    let path = "no/such/file.json";
    let error = Emulator::builder()
        .specification_file(path, None)
        .unwrap_err();
    assert_eq!(error.to_string(), "no/such/file.json: can't be read");
    let source = error.source().unwrap().downcast_ref::<io::Error>().unwrap();
    assert_eq!(source.kind(), ErrorKind::NotFound);
}

/// The scenario has no secrets, so `Debug` can show the whole configuration.
#[test]
fn debug_of_a_builder_shows_its_settings() {
    let builder = Emulator::builder().seed(7).lenient();
    let text = format!("{builder:?}");
    assert!(
        text.contains("specifications: 1, strictness: Lenient, seed: 7"),
        "{text}"
    );
}
