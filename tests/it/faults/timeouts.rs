//! Tests the timeout for the reply to an attempt. The timeout starts when the connection is
//! established. These tests set no timeout for the whole call.

use std::{
    io::{self, Read, Write},
    net::{Ipv4Addr, TcpStream},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use alicloud::{
    Anonymous, Call, Request, Session,
    error::TransportErrorKind::Timeout,
    http::Method,
    machine::{Machine as _, Step},
};
use tokio::net::TcpSocket;

use crate::clients::{
    Client, Transport, over_both_transports, runtime,
    server::{Server, ok},
};

over_both_transports![
    a_missing_or_slow_reply_times_out,
    a_missing_reply_on_a_reused_connection_times_out,
    writing_a_long_form_counts_towards_the_timeout,
];

const REPLYING: Duration = Duration::from_millis(300);
/// The tolerance for the end of a request.
const LATE: Duration = Duration::from_millis(100);
/// The connect timeout, much longer than [`REPLYING`]. A test fails if a transport adds the connect
/// timeout to the reply timeout.
const CONNECTING: Duration = Duration::from_secs(5);

const HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n";

fn client(transport: Transport, url: &str) -> Client {
    let session = Session::new(Anonymous).endpoint(url).unwrap();
    transport.client_that_connects_within(CONNECTING, session)
}

/// A request of `call` with a short reply timeout.
fn request(url: &str, method: Method, call: Call) -> Request {
    let session = Session::new(Anonymous).endpoint(url).unwrap();
    let session = session.method(method).timeout(REPLYING);
    let Step::Send(request) = session.exchange(&call).step() else {
        panic!("the new exchange sends no request")
    };
    request
}

fn call() -> Call {
    Call::new("Ecs", "2014-05-26", "DescribeRegions").reads()
}

/// Checks that one of five requests ends in time, because other tests may keep the machine busy.
fn assert_ends_in_time(what: &str, send: impl Fn() -> (Client, Request)) {
    let mut took = (0..5).map(|_| {
        let (client, request) = send();
        let start = Instant::now();
        let error = client.carry(request).unwrap_err();
        assert_eq!(error.kind(), Timeout, "{what}: {error:?}");
        assert!(error.may_have_been_sent());
        let took = start.elapsed();
        assert!(took >= REPLYING, "{what} ended after {took:?}");
        took
    });
    let in_time = took.any(|took| took < REPLYING + LATE);
    assert!(in_time, "{what} ends too late");
}

fn drip(stream: &mut TcpStream, text: &str) -> io::Result<()> {
    loop {
        stream.write_all(text.as_bytes())?;
        thread::sleep(Duration::from_millis(20));
    }
}

fn silent() -> Server {
    Server::answering("")
}

fn late_head_then_silence() -> Server {
    Server::start(|stream| {
        thread::sleep(REPLYING * 2 / 3);
        stream.write_all(HEAD.as_bytes())
    })
}

fn a_missing_or_slow_reply_times_out(transport: Transport) {
    for (what, server) in [
        ("no reply", silent()),
        ("a head without its body", Server::answering(HEAD)),
        ("a late head without its body", late_head_then_silence()),
        (
            "a dripping head",
            Server::start(|stream| {
                stream.write_all(b"HTTP/1.1 200 OK\r\n")?;
                drip(stream, "A: b\r\n")
            }),
        ),
        (
            "a dripping body",
            Server::start(|stream| {
                stream.write_all(HEAD.as_bytes())?;
                drip(stream, " ")
            }),
        ),
        (
            "a late head with a dripping body",
            Server::start(|stream| {
                thread::sleep(REPLYING * 2 / 3);
                stream.write_all(HEAD.as_bytes())?;
                drip(stream, " ")
            }),
        ),
    ] {
        for method in [Method::GET, Method::POST] {
            for url in [server.url(), server.url_with_name()] {
                assert_ends_in_time(what, || {
                    let request = request(&url, method.clone(), call());
                    (client(transport, &url), request)
                });
            }
        }
    }
}

fn a_missing_reply_on_a_reused_connection_times_out(transport: Transport) {
    for method in [Method::GET, Method::POST] {
        let is_first = AtomicBool::new(true);
        let server = Server::start(move |stream| {
            if is_first.fetch_not(Ordering::Relaxed) {
                return stream.write_all(ok().as_bytes());
            }
            thread::sleep(REPLYING * 2 / 3);
            stream.write_all(HEAD.as_bytes())
        });
        let url = server.url();
        assert_ends_in_time("a late head without its body", || {
            let client = client(transport, &url);
            let connections = server.connections();
            let ample = request(&url, method.clone(), call()).with_timeout(super::AMPLE);
            client.carry(ample).unwrap();
            assert_eq!(server.connections(), connections + 1);
            (client, request(&url, method.clone(), call()))
        });
        assert_eq!(server.requests().len(), 2 * server.connections());
    }
}

/// Starts a server that waits, then reads everything, and never answers. Returns the server's URL.
fn reads_late() -> String {
    let runtime = runtime();
    let listener = {
        let _context = runtime.enter();
        let socket = TcpSocket::new_v4().unwrap();
        // The buffer is smaller than the system's default, so that the client's writes block.
        socket.set_recv_buffer_size(16 * 1024).unwrap();
        socket.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
        socket.listen(16).unwrap().into_std().unwrap()
    };
    listener.set_nonblocking(false).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            thread::spawn(move || {
                thread::sleep(REPLYING * 2 / 3);
                let mut everything = vec![0; 1024 * 1024];
                while stream.read(&mut everything).is_ok_and(|count| count > 0) {}
            });
        }
    });
    url
}

fn writing_a_long_form_counts_towards_the_timeout(transport: Transport) {
    let url = reads_late();
    // The form is longer than the buffers of a connection.
    let call = call().parameter("Long", "x".repeat(6_000_000));
    let request = request(&url, Method::POST, call);
    assert_ends_in_time("a form that is read late", || {
        (client(transport, &url), request.clone())
    });
}
