//! The least of a server: the same reply to whatever comes, on connections that stay open.

use std::{
    fs,
    io::{self, BufRead as _, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use alicloud_ureq::ureq::Agent;
use rustls::{ServerConfig, ServerConnection, StreamOwned, crypto::ring, pki_types::PrivateKeyDer};

pub(crate) const REQUEST_ID: &str = "1450F2D7-5435-4420-BBC9-49C514B0157E";
pub(crate) const REPLY: &str = r#"{"RequestId":"1450F2D7-5435-4420-BBC9-49C514B0157E","VncUrl":"ws%3A%2F%2Fhz01-vncproxy.aliyun.com%2Fwebsockify%2F%3Fs%3DDvh%252FIA%252BYc73gWO48cBx2gBxUDVzaAnSKr74pq30mzqUYgeUMcB%252FbkNixDxdEA996"}"#;

static CONNECTIONS: AtomicUsize = AtomicUsize::new(0);

/// Serves until the process is stopped.
pub(crate) fn serve() {
    accept(|stream, earlier| answer(BufReader::new(stream), earlier));
}

/// The same over TLS, with a certificate made for the occasion and written to `certificate`.
pub(crate) fn serve_tls(certificate: &str) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    fs::write(certificate, made.cert.der()).expect("a place for the certificate");
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).expect("a key");
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| {
            builder
                .with_no_client_auth()
                .with_single_cert(vec![made.cert.der().clone()], key)
        });
    let config = Arc::new(config.expect("a configuration"));
    accept(move |stream, earlier| {
        let connection = ServerConnection::new(Arc::clone(&config)).map_err(io::Error::other)?;
        answer(
            BufReader::new(StreamOwned::new(connection, stream)),
            earlier,
        )
    });
}

fn accept(answer: impl Fn(TcpStream, usize) -> io::Result<()> + Send + Sync + 'static) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    println!("{}", listener.local_addr().expect("an address").port());
    let answer = Arc::new(answer);
    for stream in listener.incoming().flatten() {
        let earlier = CONNECTIONS.fetch_add(1, Ordering::Relaxed);
        let answer = Arc::clone(&answer);
        thread::spawn(move || {
            // A client that goes away ends its thread; that is all.
            let _ = stream
                .set_nodelay(true)
                .and_then(|()| answer(stream, earlier));
        });
    }
}

fn answer(mut reader: BufReader<impl Read + Write>, earlier: usize) -> io::Result<()> {
    let mut line = String::new();
    loop {
        let (mut length, mut counts) = (0, false);
        loop {
            line.clear();
            if reader.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let header = line.to_ascii_lowercase();
            if let Some(value) = header.strip_prefix("content-length:") {
                length = value.trim().parse().unwrap_or(0);
            }
            counts |= line.starts_with("GET /connections ");
            if line == "\r\n" {
                break;
            }
        }
        reader.by_ref().take(length).read_to_end(&mut Vec::new())?;
        let body = if counts {
            earlier.to_string()
        } else {
            REPLY.to_owned()
        };
        let response = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json;charset=utf-8\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        reader.get_mut().write_all(response.as_bytes())?;
        reader.get_mut().flush()?;
    }
}

/// How many connections the server on `port` has seen before the one that asks.
pub(crate) fn connections(port: u16) -> usize {
    let url = format!("http://127.0.0.1:{port}/connections");
    let agent = Agent::new_with_config(Agent::config_builder().proxy(None).build());
    let text = agent
        .get(&url)
        .call()
        .and_then(|mut reply| reply.body_mut().read_to_string());
    text.expect("an answer").parse().expect("a number")
}
