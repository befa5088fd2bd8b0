//! Tests transport errors: their kind, whether the request may have been sent, and that they
//! contain nothing of the request.

use std::{
    error,
    fmt::Write as _,
    io::{self, Write},
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

use alicloud::{
    Endpoint, Error, Session,
    error::{
        TransportErrorKind,
        TransportErrorKind::{Connect, Other, Timeout},
    },
    http::Method,
};
use alicloud_ureq::{Ureq, ureq::Agent};

use super::{
    ACCESS_KEY_ID, CONNECT_TIMEOUT, NONCE, SECURITY_TOKEN, Transport, call, over_both_transports,
    parameters,
    server::{Server, ok},
    session,
};

over_both_transports![
    an_unknown_host_is_a_connect_error_or_a_timeout,
    a_server_without_tls_is_a_connect_error,
    an_unanswered_tls_handshake_times_out,
    a_reset_before_the_response_is_reported_as_sent,
    a_missing_response_times_out,
    a_slow_response_head_times_out,
    a_slow_response_body_times_out,
    head_and_body_share_one_timeout,
    an_operation_has_its_own_timeout,
    accepts_an_unlimited_timeout_and_body_limit,
];

const SENT: bool = true;
const NOT_SENT: bool = false;

/// Sends a call by GET and by POST, and checks the errors.
fn assert_fails(
    transport: Transport,
    session: &Session,
    kind: TransportErrorKind,
    may_have_been_sent: bool,
) {
    for method in [Method::GET, Method::POST] {
        let session = session.clone().method(method.clone());
        let signed = parameters(&session, method);
        let error = transport.client(session).send(&call()).unwrap_err();
        assert_hides_secrets(&error, &signed);
        let Error::Transport(error) = error else {
            panic!("{error:?}")
        };
        assert_eq!(error.kind(), kind, "{error:?}");
        assert_eq!(error.may_have_been_sent(), may_have_been_sent, "{error:?}");
    }
}

fn assert_hides_secrets(error: &Error, signed: &str) {
    let (_, signature) = signed.split_once("&Signature=").unwrap();
    let signature = signature.split('&').next().unwrap();
    let mut told = format!("{error:?}\n{error:#?}\n");
    let mut next: Option<&dyn error::Error> = Some(error);
    while let Some(error) = next {
        writeln!(told, "{error}\n{error:?}").unwrap();
        next = error.source();
    }
    for secret in [
        signature.trim_end_matches("%3D"),
        ACCESS_KEY_ID,
        SECURITY_TOKEN,
        NONCE,
        "Action=",
    ] {
        assert!(!told.contains(secret), "{secret} in {told}");
    }
}

fn an_unknown_host_is_a_connect_error_or_a_timeout(transport: Transport) {
    // The resolver may fail at once or only after the connect timeout.
    let session = session("http://ecs.invalid");
    let error = transport.client(session).send(&call()).unwrap_err();
    let Error::Transport(error) = error else {
        panic!("{error:?}")
    };
    assert!(matches!(error.kind(), Connect | Timeout), "{error:?}");
    assert!(!error.may_have_been_sent());
}

fn a_server_without_tls_is_a_connect_error(transport: Transport) {
    let server = Server::deaf(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    let session = session(&server.url().replace("http:", "https:"));
    assert_fails(transport, &session, Connect, NOT_SENT);
}

fn an_unanswered_tls_handshake_times_out(transport: Transport) {
    let server = Server::answering("");
    let session = session(&server.url().replace("http:", "https:"));
    let start = Instant::now();
    assert_fails(transport, &session, Timeout, NOT_SENT);
    assert!(start.elapsed() < GENEROUS);
}

fn a_reset_before_the_response_is_reported_as_sent(transport: Transport) {
    let server = Server::resetting();
    assert_fails(transport, &session(&server.url()), Other, SENT);
}

/// An upper limit for calls that time out, much longer than the timeouts in these tests.
const GENEROUS: Duration = Duration::from_secs(30);
const SHORT: Duration = Duration::from_millis(200);

/// Checks the timeout with an IP address and with a host name as endpoint.
fn assert_times_out(transport: Transport, server: &Server) {
    for url in [server.url(), server.url_with_name()] {
        let start = Instant::now();
        assert_fails(transport, &session(&url).timeout(SHORT), Timeout, SENT);
        assert!(start.elapsed() >= 2 * SHORT);
        assert!(start.elapsed() < GENEROUS);
    }
}

fn a_missing_response_times_out(transport: Transport) {
    let server = Server::answering("");
    assert_times_out(transport, &server);
}

fn a_slow_response_head_times_out(transport: Transport) {
    let server = Server::start(|stream| drip(stream, "HTTP/1.1 200 OK\r\n", "A: b\r\n"));
    assert_times_out(transport, &server);
}

fn a_slow_response_body_times_out(transport: Transport) {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n";
    let server = Server::start(move |stream| drip(stream, head, " "));
    assert_times_out(transport, &server);
}

/// Writes `start`, and then `more` at intervals until the client closes the connection.
fn drip(stream: &mut TcpStream, start: &str, more: &str) -> io::Result<()> {
    stream.write_all(start.as_bytes())?;
    loop {
        thread::sleep(SHORT / 4);
        stream.write_all(more.as_bytes())?;
    }
}

fn head_and_body_share_one_timeout(transport: Transport) {
    // The head alone and the body alone stay within the timeout.
    let limit = 3 * CONNECT_TIMEOUT;
    let server = Server::start(move |stream| {
        thread::sleep(limit - SHORT);
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n")?;
        thread::sleep(limit - SHORT);
        stream.write_all(b"{}")
    });
    for url in [server.url(), server.url_with_name()] {
        let session = session(&url).timeout(limit);
        let error = transport.client(session).send(&call()).unwrap_err();
        assert!(error.is_timeout(), "{error:?}");
    }
    // The address 0.0.0.0 leads to this machine but is not a loopback address.
    if cfg!(unix) {
        let session = session(&server.url().replace("127.0.0.1", "0.0.0.0")).timeout(limit);
        let start = Instant::now();
        let error = transport.client(session).send(&call()).unwrap_err();
        assert!(error.is_timeout(), "{error:?}");
        assert!(
            start.elapsed() < 2 * (limit - SHORT),
            "the timeout came too late"
        );
    }
}

fn an_operation_has_its_own_timeout(transport: Transport) {
    use alicloud::{Api, Draft, Methods, Operation, Reply, Value, error::DecodeError};

    struct Hurried;

    impl Operation for Hurried {
        type Output = Value;

        fn api(&self) -> &Api {
            static API: Api = Api::new(
                const { &alicloud::Product::new("Ecs", "2014-05-26") },
                "Hurry",
                Methods::GetOrPost,
            )
            .read_timeout_secs(1);
            &API
        }

        fn write(&self, _draft: &mut Draft<'_>) {}

        fn read(&self, reply: Reply<'_>) -> Result<Value, DecodeError> {
            reply.value()
        }
    }

    let server = Server::answering("");
    let session = session(&server.url());
    let start = Instant::now();
    let error = transport.client(session).send(&Hurried).unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    assert!(start.elapsed() >= Duration::from_secs(1));
    assert!(start.elapsed() < GENEROUS);
}

fn accepts_an_unlimited_timeout_and_body_limit(transport: Transport) {
    let server = Server::answering(ok());
    for url in [server.url(), server.url_with_name()] {
        let session = session(&url).timeout(Duration::MAX).body_limit(u64::MAX);
        transport.client(session).send(&call()).unwrap();
    }
}

#[test]
fn the_error_of_an_https_only_agent_hides_the_url() {
    let server = Server::answering(ok());
    let session = session(&server.url()).method(Method::GET);
    let signed = parameters(&session, Method::GET);
    let agent = Agent::from(Ureq::agent_config().https_only(true).build());
    let client = alicloud_ureq::Client::with_transport(session, Ureq::from(agent));

    let error = client.send(&call()).unwrap_err();
    assert_hides_secrets(&error, &signed);
    assert!(!error.may_have_been_sent());
    assert_eq!(server.connections(), 0);
}

#[test]
fn refuses_a_host_that_is_invalid_in_a_url() {
    let endpoint: Endpoint = "https://256.256.256.256".parse().unwrap();
    let session = Session::new(alicloud::Anonymous)
        .endpoint(endpoint)
        .unwrap();
    let error = Transport::Reqwest
        .client(session)
        .send(&call())
        .unwrap_err();
    assert!(!error.may_have_been_sent());
    assert!(matches!(error, Error::Transport(error) if error.kind() == Connect));
}
