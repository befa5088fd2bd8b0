//! Tests what the crates of the workspace and their HTTP clients log at `TRACE` during a call.

use std::{
    env,
    io::{self, Write},
    net::Shutdown,
    sync::{Arc, Mutex},
};

use alicloud::{Anonymous, Endpoint, Session, Sign, blocking, retry::NoRetry, transport::drive};
use alicloud_config::{CredentialsUri, Fetch};
use alicloud_ecs::DescribeInstanceVncUrl;
use alicloud_sign::{Acs3, HmacSha1};
use tracing_subscriber::{
    Layer,
    filter::{LevelFilter, Targets},
    fmt,
    layer::SubscriberExt,
    registry,
    util::SubscriberInitExt,
};

use super::{
    Client, Transport, over_both_transports,
    proxy::run,
    server::{Server, response},
};
use crate::{
    credentials::Machine,
    planted::{self, MARK, VNC_URL},
};

over_both_transports![
    logs_contain_no_secret,
    logs_contain_no_secret_from_headers,
    a_failed_call_logs_no_secret,
];

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Runs `action`, and returns the log of this thread.
fn logged(targets: Targets, action: impl FnOnce()) -> String {
    planted::watch();
    let log = Log::default();
    let written = {
        let log = log.clone();
        fmt::layer()
            .with_ansi(false)
            .with_writer(move || log.clone())
    };
    let subscriber = registry().with(written.with_filter(targets)).set_default();
    action();
    drop(subscriber);
    let bytes = log.0.lock().unwrap().clone();
    String::from_utf8(bytes).unwrap()
}

fn session(server: &Server, signer: impl Sign + 'static) -> Session {
    let endpoint = Endpoint::plain_http(&server.url()).unwrap();
    Session::new(signer)
        .endpoint(endpoint)
        .unwrap()
        .retry(NoRetry)
}

fn reply() -> String {
    let body = format!(r#"{{"RequestId":"1450F2D7","VncUrl":"{VNC_URL}"}}"#);
    response("200 OK", "Content-Type: application/json\r\n", &body)
}

fn operation() -> DescribeInstanceVncUrl {
    DescribeInstanceVncUrl::new("cn-qingdao", "i-1")
}

/// The percent-encoded signature of the last request to `server`, without trailing `%3D`.
fn signature(server: &Server) -> String {
    let requests = server.requests();
    let body = &requests.last().unwrap().body;
    let (_, signature) = body.split_once("Signature=").unwrap();
    let signature = signature.split('&').next().unwrap();
    assert!(signature.len() >= 28);
    signature.trim_end_matches("%3D").to_owned()
}

fn assert_is_at_trace(log: &str, transport: Transport) {
    let line = match transport {
        Transport::Ureq => "TRACE ureq::",
        Transport::Reqwest => "TRACE hyper_util::",
    };
    for expected in [line, "DEBUG"] {
        assert!(log.contains(expected), "no {expected} in {log}");
    }
}

fn logs_contain_no_secret(transport: Transport) {
    let server = Server::answering(reply());
    let client = transport.client(session(&server, HmacSha1::new(planted::credentials())));
    let log = logged(planted::targets(), || {
        for _ in 0..2 {
            client.send(&operation()).unwrap();
        }
    });
    assert_is_at_trace(&log, transport);
    assert!(
        server.requests()[0].body.contains(MARK),
        "the token should be sent"
    );
    assert!(!log.contains(MARK), "{log}");
    assert!(!log.contains(&signature(&server)), "{log}");
}

fn logs_contain_no_secret_from_headers(transport: Transport) {
    let server = Server::answering(reply());
    let client = transport.client(session(&server, Acs3::new(planted::credentials())));
    let log = logged(planted::targets(), || {
        for _ in 0..2 {
            client.send(&operation()).unwrap();
        }
    });
    assert_is_at_trace(&log, transport);
    let request = &server.requests()[0];
    assert!(
        request.line().starts_with("GET /?"),
        "the method should be GET, because URLs are logged"
    );
    assert!(request.head.contains(MARK), "the token should be sent");
    assert!(!log.contains(MARK), "{log}");
    let (_, signature) = request.head.split_once("Signature=").unwrap();
    assert!(!log.contains(&signature[..64]), "{log}");
}

fn a_failed_call_logs_no_secret(transport: Transport) {
    let cut_off = reply().replace("Content-Length: ", "Content-Length: 1");
    let server = Server::start(move |stream| {
        stream.write_all(cut_off.as_bytes())?;
        stream.shutdown(Shutdown::Both)
    });
    let client = transport.client(session(&server, HmacSha1::new(planted::credentials())));
    let log = logged(planted::targets(), || {
        client.send(&operation()).unwrap_err();
    });
    assert_is_at_trace(&log, transport);
    assert!(!log.contains(MARK), "{log}");
    assert!(!log.contains(&signature(&server)), "{log}");
}

const URI_TOKEN: &str = "UriToken";

/// Users must keep the target `ureq` at `INFO` if a URL contains a secret. ureq logs whole URLs at
/// `DEBUG` if any filter of the process is at `TRACE`. So the requests run in a separate process.
#[test]
fn ureq_logs_a_credentials_uri_at_debug_if_any_filter_is_at_trace() {
    for (ours, others, is_logged) in [
        ("debug", "debug", false),
        ("debug", "debug,alicloud=trace", true),
        ("debug,ureq=info", "trace", false),
    ] {
        let environment = [("TEST_LOG", ours), ("TEST_LOG_ELSEWHERE", others)];
        let output = run("clients::logs::fetch_from_a_credentials_uri", &environment);
        assert!(output.status.success(), "{output:?}");
        let log = String::from_utf8(output.stderr).unwrap();
        assert!(log.contains("DEBUG") && !log.contains("TRACE"), "{log}");
        let lines = log.lines().filter(|line| line.contains(URI_TOKEN));
        let mut telling = lines.peekable();
        assert_eq!(telling.peek().is_some(), is_logged, "{ours} {others} {log}");
        assert!(telling.all(|line| line.contains("DEBUG ureq::")), "{log}");
    }
}

/// Fetches credentials over both transports from a URI that contains a token.
#[test]
#[ignore = "run by the test above in a separate process"]
fn fetch_from_a_credentials_uri() {
    let targets = |name| -> Targets { env::var(name).unwrap().parse().unwrap() };
    let ours = fmt::layer().with_ansi(false).with_writer(io::stderr);
    let elsewhere = fmt::layer().with_writer(io::sink);
    registry()
        .with(ours.with_filter(targets("TEST_LOG")))
        .with(elsewhere.with_filter(targets("TEST_LOG_ELSEWHERE")))
        .init();

    let body = r#"{"AccessKeyId":"STS.id","AccessKeySecret":"s","SecurityToken":"t",
        "Expiration":"2100-01-01T00:00:00Z"}"#;
    let server = Server::answering(response("200 OK", "", body));
    let uri = CredentialsUri::new(format!("{}/role?token={URI_TOKEN}", server.url()));
    for transport in [Transport::Ureq, Transport::Reqwest] {
        let fetch = Fetch::new(&uri, Machine::new());
        match transport.client(session(&server, Anonymous)) {
            Client::Ureq(client) => drop(blocking::drive(client.transport(), fetch).unwrap()),
            Client::Reqwest(runtime, client) => {
                drop(runtime.block_on(drive(client.transport(), fetch)).unwrap());
            }
        }
    }
    assert_eq!(server.requests().len(), 2);
}

/// Decodes the hexadecimal dump that `ureq_proto` logs with 16 bytes per line.
fn dumped(log: &str) -> String {
    let rows = log
        .lines()
        .filter_map(|line| line.split_once("TRACE ureq_proto::util: "));
    let hex: String = rows
        .flat_map(|(_, row)| row.split(' ').take(8))
        .collect::<String>()
        .replace('-', "");
    let bytes = (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16));
    String::from_utf8(bytes.collect::<Result<_, _>>().unwrap()).unwrap()
}

/// Users must keep the target `ureq_proto` below `TRACE`, because `ureq_proto` logs heads and
/// replies. POST is the default method because forms are not logged.
#[test]
fn ureq_proto_logs_heads_and_replies_but_no_forms() {
    let server = Server::answering(reply());
    let client = Transport::Ureq.client(session(&server, HmacSha1::new(planted::credentials())));
    let everything = Targets::new().with_default(LevelFilter::TRACE);
    let log = logged(everything, || drop(client.send(&operation()).unwrap()));
    let dump = dumped(&log);
    assert!(dump.contains("POST / HTTP/1.1\r\n"), "{dump}");
    assert!(
        dump.contains(VNC_URL),
        "`ureq_proto` doesn't log replies any more; update docs/security.md"
    );
    assert!(!dump.contains(planted::SECURITY_TOKEN), "{dump}");
    assert!(!dump.contains(&signature(&server)), "{dump}");
}
