//! The other side: a server that answers as a case says, and records what it gets.

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

/// How long a server waits for a client that should have given up or gone on. A transport that doesn't
/// hold its limits is found after this time.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// What a server does with one request.
#[derive(Clone)]
pub(super) enum Answer {
    /// Writes this and keeps the connection.
    Reply(Vec<u8>),
    /// Writes this and closes the connection.
    Close(Vec<u8>),
    /// Writes this and nothing more.
    Hold(Vec<u8>),
    /// Writes this, and then a blank now and then.
    Drip(Vec<u8>),
}

/// One request as it came in.
#[derive(Clone)]
pub(super) struct Received {
    /// The method and the target, as in `GET /?Action=...`.
    pub(super) line: String,
    /// Names in lower case.
    headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Received {
    /// The values of the headers of this name.
    pub(super) fn header(&self, name: &str) -> Vec<&str> {
        let found = self.headers.iter().filter(|header| header.0 == name);
        found.map(|header| header.1.as_str()).collect()
    }
}

/// Listens on a loopback port of its own until it is dropped.
pub(super) struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    /// One for each request in order; the last one also answers all that follow.
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
                // Clients that hang up early are part of the game.
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
        // Wakes the thread that accepts.
        drop(TcpStream::connect(self.address));
    }
}

impl Shared {
    /// A panic elsewhere leaves the state whole: each change is one operation.
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
                    // Until the client hangs up.
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

/// The next request, or `None` at the end of the connection.
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

/// One line of a head without its end.
fn read_line(reader: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    reader.read_line(&mut line)?;
    line.truncate(line.trim_end_matches(['\r', '\n']).len());
    Ok(line)
}

/// A port that refuses connections: a connection that stands uses it, so nobody else listens on it.
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

/// A response with `body` and its length. `headers` end with a line's end each.
pub(super) fn response(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\n{headers}\r\n");
    [head.as_bytes(), body].concat()
}

/// A response whose body comes in chunks of `size`.
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
