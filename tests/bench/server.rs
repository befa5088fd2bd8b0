//! A minimal server that sends the same reply to every request and keeps connections open. The
//! server needs one read and one write for a request that arrives in one piece.

use std::{
    fs,
    io::{self, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use alicloud_ureq::ureq::Agent;
use rustls::{ServerConfig, ServerConnection, StreamOwned, crypto::ring, pki_types::PrivateKeyDer};

use crate::decode::SHORT;

static CONNECTIONS: AtomicUsize = AtomicUsize::new(0);

/// Serves over HTTP until the process is stopped.
pub(crate) fn serve() {
    accept(answer);
}

/// Serves over TLS until the process is stopped. Creates a self-signed certificate and writes it to
/// the file `certificate`.
pub(crate) fn serve_tls(certificate: &str) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()])
        .expect("expected a certificate");
    fs::write(certificate, made.cert.der()).expect("the certificate file should be writable");
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).expect("expected a key");
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| {
            builder
                .with_no_client_auth()
                .with_single_cert(vec![made.cert.der().clone()], key)
        });
    let config = Arc::new(config.expect("expected a configuration"));
    accept(move |stream, earlier| {
        let connection = ServerConnection::new(Arc::clone(&config)).map_err(io::Error::other)?;
        answer(StreamOwned::new(connection, stream), earlier)
    });
}

fn accept(answer: impl Fn(TcpStream, usize) -> io::Result<()> + Send + Sync + 'static) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("expected a port");
    println!(
        "{}",
        listener.local_addr().expect("expected an address").port()
    );
    let answer = Arc::new(answer);
    for stream in listener.incoming().flatten() {
        let earlier = CONNECTIONS.fetch_add(1, Ordering::Relaxed);
        let answer = Arc::clone(&answer);
        thread::spawn(move || {
            // An I/O error closes the connection and is ignored.
            let _ = stream
                .set_nodelay(true)
                .and_then(|()| answer(stream, earlier));
        });
    }
}

fn answer(mut stream: impl Read + Write, earlier: usize) -> io::Result<()> {
    let response = |body: &str| {
        format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json;charset=utf-8\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    let (reply, connections) = (response(SHORT), response(&earlier.to_string()));
    let mut request = Vec::new();
    let mut piece = [0; 16 * 1024];
    loop {
        match stream.read(&mut piece)? {
            0 => return Ok(()),
            length => request.extend_from_slice(&piece[..length]),
        }
        if is_whole(&request) {
            let counts = request.starts_with(b"GET /connections ");
            let response = if counts { &connections } else { &reply };
            stream.write_all(response.as_bytes())?;
            stream.flush()?;
            request.clear();
        }
    }
}

/// Whether `request` holds a complete head and as many bytes of body as `Content-Length` says.
fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).to_ascii_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let mut lengths = head
        .lines()
        .filter_map(|line| line.strip_prefix("content-length:"));
    let length = lengths.next().map_or(Ok(0), |length| length.trim().parse());
    body.len() >= length.expect("expected a length")
}

/// The number of connections that the server on `port` accepted before this connection.
pub(crate) fn connections(port: u16) -> usize {
    let url = format!("http://127.0.0.1:{port}/connections");
    let agent = Agent::new_with_config(Agent::config_builder().proxy(None).build());
    let text = agent
        .get(&url)
        .call()
        .and_then(|mut reply| reply.body_mut().read_to_string());
    text.expect("expected an answer")
        .parse()
        .expect("expected a number")
}
