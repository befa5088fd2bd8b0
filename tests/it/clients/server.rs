//! A local server whose responses a test controls byte by byte.

use std::{
    io::{self, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use tokio::net::TcpSocket;

/// A server that listens on a free port until the process ends.
pub(crate) struct Server {
    address: SocketAddr,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Default)]
struct Seen {
    connections: usize,
    requests: Vec<Request>,
}

/// A received request.
#[derive(Clone)]
pub(crate) struct Request {
    /// The request line and the headers.
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Request {
    /// The first line without the version: `GET /?Action=...`.
    pub(crate) fn line(&self) -> &str {
        let line = self.head.lines().next().unwrap();
        line.strip_suffix(" HTTP/1.1").unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }
}

impl Server {
    /// Starts a server that gives every request the same answer and keeps the connection open.
    pub(crate) fn answering(answer: impl Into<Vec<u8>>) -> Self {
        let answer = answer.into();
        Self::start(move |stream| stream.write_all(&answer))
    }

    /// Starts a server that calls `answer` after each request to write the response. A connection
    /// ends if `answer` returns an error or shuts the connection down.
    pub(crate) fn start(
        answer: impl Fn(&mut TcpStream) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        Self::accept(move |stream, seen| {
            while let Some(request) = read_request(stream)? {
                seen.lock().unwrap().requests.push(request);
                answer(stream)?;
            }
            Ok(())
        })
    }

    /// Starts a server that answers each request with the text that `answer` returns.
    pub(crate) fn replying(answer: impl Fn(&Request) -> String + Send + Sync + 'static) -> Self {
        Self::accept(move |stream, seen| {
            while let Some(request) = read_request(stream)? {
                seen.lock().unwrap().requests.push(request.clone());
                stream.write_all(answer(&request).as_bytes())?;
            }
            Ok(())
        })
    }

    /// Starts a server that reads once from each connection, sends `answer`, and closes the
    /// connection.
    pub(crate) fn deaf(answer: &'static [u8]) -> Self {
        Self::accept(move |stream, _seen| {
            let mut ignored = [0; 4096];
            let _ = stream.read(&mut ignored)?;
            stream.write_all(answer)
        })
    }

    /// Starts a server that closes each connection after reading one byte. The unread bytes cause a
    /// reset.
    pub(crate) fn resetting() -> Self {
        Self::accept(|stream, _seen| stream.read_exact(&mut [0]))
    }

    fn accept(
        serve: impl Fn(&mut TcpStream, &Mutex<Seen>) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let serve = Arc::new(serve);
        let shared = Arc::clone(&seen);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                shared.lock().unwrap().connections += 1;
                let (serve, seen) = (Arc::clone(&serve), Arc::clone(&shared));
                // An I/O error is ignored, because clients may close connections early.
                thread::spawn(move || drop(serve(&mut stream, &seen)));
            }
        });
        Self { address, seen }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The server's URL with a host name, which must be resolved.
    pub(crate) fn url_with_name(&self) -> String {
        format!("http://localhost:{}", self.address.port())
    }

    pub(crate) fn connections(&self) -> usize {
        self.seen.lock().unwrap().connections
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.seen.lock().unwrap().requests.clone()
    }
}

/// A port that refuses connections. The port is bound, so that no other process can use it, but
/// nothing listens on it.
pub(crate) struct Refusing(TcpSocket);

impl Refusing {
    pub(crate) fn new() -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
        Self(socket)
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.0.local_addr().unwrap())
    }
}

fn read_request(stream: &mut TcpStream) -> io::Result<Option<Request>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        if stream.read(&mut byte)? == 0 {
            return Ok(None);
        }
        head.extend(byte);
    }
    let mut request = Request {
        head: String::from_utf8(head).unwrap(),
        body: String::new(),
    };
    let length = request
        .header("content-length")
        .map_or(0, |length| length.parse().unwrap());
    stream.take(length).read_to_string(&mut request.body)?;
    Ok(Some(request))
}

/// A response with `body` and its `Content-Length`.
pub(crate) fn response(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\n{headers}\r\n{body}")
}

/// A successful response.
pub(crate) fn ok() -> String {
    response(
        "200 OK",
        "Content-Type: application/json\r\n",
        r#"{"RequestId":"1450F2D7"}"#,
    )
}
