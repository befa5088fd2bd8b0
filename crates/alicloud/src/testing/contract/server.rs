//! A test server that sends prepared answers and records the requests.

use std::{
    io::{self, BufRead, BufReader, Read as _, Write as _},
    net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// How long a server waits for a client that should continue or time out. A transport without time
/// limits is detected after this time.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// The server's answer to one request.
#[derive(Clone)]
pub(super) enum Answer {
    /// Sends the bytes and keeps the connection open.
    Reply(Vec<u8>),
    /// Sends the bytes and closes the connection.
    Close(Vec<u8>),
    /// Sends the bytes and nothing more, with the connection open.
    Hold(Vec<u8>),
    /// Sends the bytes, and then a space every 20 ms.
    Drip(Vec<u8>),
}

/// One received request.
#[derive(Clone)]
pub(super) struct Received {
    /// The method and the target, as in `GET /?Action=...`.
    pub(super) line: String,
    /// The headers, with lower-case names.
    headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Received {
    /// Returns the values of all headers called `name`.
    pub(super) fn header(&self, name: &str) -> Vec<&str> {
        let found = self.headers.iter().filter(|header| header.0 == name);
        found.map(|header| header.1.as_str()).collect()
    }
}

/// A server that listens on its own loopback port until it is dropped.
pub(super) struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    /// The answers to the requests, in order. The last answer is repeated for all later requests.
    answers: Vec<Answer>,
    seen: Mutex<Seen>,
    is_over: AtomicBool,
}

#[derive(Default)]
struct Seen {
    connections: usize,
    requests: Vec<Received>,
}

impl Server {
    pub(super) fn start(answers: Vec<Answer>) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            answers,
            seen: Mutex::default(),
            is_over: AtomicBool::new(false),
        });
        let accepting = Arc::clone(&shared);
        thread::Builder::new().spawn(move || {
            for stream in listener.incoming() {
                if accepting.is_over.load(Ordering::Relaxed) {
                    return;
                }
                let Ok(stream) = stream else { return };
                accepting.seen().connections += 1;
                let serving = Arc::clone(&accepting);
                // Errors are ignored, because some cases make the client close the connection
                // early.
                thread::spawn(move || drop(serving.serve(stream)));
            }
        })?;
        Ok(Self { address, shared })
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(super) fn connections(&self) -> usize {
        self.shared.seen().connections
    }

    pub(super) fn requests(&self) -> Vec<Received> {
        self.shared.seen().requests.clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.is_over.store(true, Ordering::Relaxed);
        // This connection wakes the accepting thread.
        drop(TcpStream::connect(self.address));
    }
}

impl Shared {
    /// Locks the state. It stays valid after a panic elsewhere, because each change is one
    /// operation.
    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn serve(&self, mut stream: TcpStream) -> io::Result<()> {
        stream.set_read_timeout(Some(PATIENCE))?;
        let mut reader = BufReader::new(stream.try_clone()?);
        while let Some(request) = read(&mut reader)? {
            let mut seen = self.seen();
            let last = self.answers.len() - 1;
            let answer = &self.answers[seen.requests.len().min(last)];
            seen.requests.push(request);
            drop(seen);
            match answer {
                Answer::Reply(bytes) => stream.write_all(bytes)?,
                Answer::Close(bytes) => {
                    stream.write_all(bytes)?;
                    return stream.shutdown(Shutdown::Both);
                }
                Answer::Hold(bytes) => {
                    stream.write_all(bytes)?;
                    // This read waits until the client closes the connection.
                    let _ = reader.read(&mut [0])?;
                    return Ok(());
                }
                Answer::Drip(bytes) => {
                    stream.write_all(bytes)?;
                    let start = Instant::now();
                    while start.elapsed() < PATIENCE {
                        thread::sleep(Duration::from_millis(20));
                        stream.write_all(b" ")?;
                    }
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}

/// Reads the next request, or returns `None` at the end of the connection.
fn read(reader: &mut impl BufRead) -> io::Result<Option<Received>> {
    let malformed = || io::Error::from(io::ErrorKind::InvalidData);
    let line = read_line(reader)?;
    if line.is_empty() {
        return Ok(None);
    }
    let (line, _version) = line.rsplit_once(' ').ok_or_else(malformed)?;
    let mut request = Received {
        line: line.to_owned(),
        headers: Vec::new(),
        body: Vec::new(),
    };
    loop {
        let line = read_line(reader)?;
        let Some((name, value)) = line.split_once(':') else {
            break;
        };
        let header = (name.to_ascii_lowercase(), value.trim().to_owned());
        request.headers.push(header);
    }
    if request.header("transfer-encoding").contains(&"chunked") {
        loop {
            let size = read_line(reader)?;
            let size = u64::from_str_radix(&size, 16).map_err(|_| malformed())?;
            reader.by_ref().take(size).read_to_end(&mut request.body)?;
            read_line(reader)?;
            if size == 0 {
                break;
            }
        }
    } else if let [length] = request.header("content-length")[..] {
        let length = length.parse().map_err(|_| malformed())?;
        reader.take(length).read_to_end(&mut request.body)?;
    }
    Ok(Some(request))
}

/// Reads one line of a head, without the line ending.
fn read_line(reader: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    reader.read_line(&mut line)?;
    line.truncate(line.trim_end_matches(['\r', '\n']).len());
    Ok(line)
}

/// A port that refuses connections. An open connection occupies the port, so no other program can
/// listen on it.
pub(super) struct Refusing {
    stream: TcpStream,
    _peer: TcpListener,
}

impl Refusing {
    pub(super) fn new() -> io::Result<Self> {
        let peer = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let stream = TcpStream::connect(peer.local_addr()?)?;
        Ok(Self {
            stream,
            _peer: peer,
        })
    }

    pub(super) fn url(&self) -> io::Result<String> {
        Ok(format!("http://{}", self.stream.local_addr()?))
    }
}

/// Returns a response with `body` and its length. Each header in `headers` ends with a line ending.
pub(super) fn response(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\n{headers}\r\n");
    [head.as_bytes(), body].concat()
}

/// Returns a response whose body is sent in chunks of `size` bytes.
pub(super) fn chunked(body: &[u8], size: usize) -> Vec<u8> {
    let mut bytes = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    for chunk in body.chunks(size) {
        bytes.extend(format!("{:x}\r\n", chunk.len()).bytes());
        bytes.extend(chunk);
        bytes.extend(b"\r\n");
    }
    bytes.extend(b"0\r\n\r\n");
    bytes
}
