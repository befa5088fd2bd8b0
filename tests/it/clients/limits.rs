//! Tests that reading stops early if a reply is longer than the body limit, with and without a
//! `Content-Length`.

use std::{
    io::{self, Write},
    net::TcpStream,
    sync::mpsc,
    time::Duration,
};

use alicloud::{Error, error::TransportErrorKind};

use super::{Transport, call, over_both_transports, server::Server, session};

over_both_transports![
    refuses_a_content_length_above_the_limit_without_waiting,
    stops_reading_an_endless_body,
];

const LIMIT: usize = 32 * 1024;
const OFFERED: usize = 200_000_000;
/// An upper limit on the bytes that the system buffers for a connection.
const IN_FLIGHT: usize = 50_000_000;

fn refuses_a_content_length_above_the_limit_without_waiting(transport: Transport) {
    // The server never sends the body.
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {OFFERED}\r\n\r\n");
    assert_too_large(transport, &Server::answering(head));
}

fn stops_reading_an_endless_body(transport: Transport) {
    let (report, written) = mpsc::channel();
    let server = Server::start(move |stream| {
        report.send(offer(stream)?).unwrap();
        Err(io::ErrorKind::ConnectionAborted.into())
    });
    assert_too_large(transport, &server);
    let written = written.recv_timeout(Duration::from_secs(30)).unwrap();
    assert!(written < IN_FLIGHT, "{written} bytes of {OFFERED}");
}

/// Writes a body of [`OFFERED`] bytes until the client closes the connection. Returns the number of
/// bytes written.
fn offer(stream: &mut TcpStream) -> io::Result<usize> {
    stream.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")?;
    let chunk = format!("10000\r\n{}\r\n", " ".repeat(0x10000));
    let mut written = 0;
    while written < OFFERED && stream.write_all(chunk.as_bytes()).is_ok() {
        written += chunk.len();
    }
    Ok(written)
}

fn assert_too_large(transport: Transport, server: &Server) {
    let session = session(&server.url()).body_limit(LIMIT as u64);
    let error = transport.client(session).send(&call()).unwrap_err();
    let Error::Transport(error) = error else {
        panic!("{error:?}")
    };
    assert_eq!(error.kind(), TransportErrorKind::BodyTooLarge, "{error:?}");
    assert!(error.may_have_been_sent());
}
