//! An HTTP server that passes each request body to a function and sends the status and JSON that
//! the function returns.

use std::{
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::Arc,
    thread,
};

/// Starts a server that runs until the process ends. Returns the server's URL.
pub(crate) fn serve(
    answer: impl Fn(&str) -> (&'static str, String) + Send + Sync + 'static,
) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("expected a port");
    let url = format!(
        "http://{}",
        listener.local_addr().expect("expected an address")
    );
    let answer = Arc::new(answer);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = Arc::clone(&answer);
            // An I/O error closes the connection and is ignored.
            thread::spawn(move || drop(exchange(stream, &*answer)));
        }
    });
    url
}

fn exchange(stream: TcpStream, answer: &dyn Fn(&str) -> (&'static str, String)) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    loop {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let line = line.trim_end().to_ascii_lowercase();
            if let Some(value) = line.strip_prefix("content-length:") {
                length = value.trim().parse().unwrap_or(0);
            }
            if line.is_empty() {
                break;
            }
        }
        let mut form = vec![0; length];
        stream.read_exact(&mut form)?;
        let (status, body) = answer(&String::from_utf8_lossy(&form));
        let text = format!(
            "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.get_mut().write_all(text.as_bytes())?;
    }
}
