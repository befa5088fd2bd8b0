//! Runs the contract tests on both transports, and on transports that each break one rule.

use std::{
    io::{self, Read, Write},
    net::{SocketAddr, TcpStream},
    panic::catch_unwind,
    thread,
    time::{Duration, Instant},
};

use alicloud::{
    Request, Response, blocking,
    error::{
        TransportError,
        TransportErrorKind::{Connect, Other, Timeout},
    },
    http::{HeaderName, HeaderValue, StatusCode, header::USER_AGENT},
    testing::contract,
};
use alicloud_reqwest::{ProxySource, Reqwest, reqwest};
use alicloud_ureq::{
    Ureq,
    ureq::{Agent, Proxy},
};

use super::{CONNECT_TIMEOUT, runtime};

#[test]
fn ureq_passes_the_contract() {
    contract::blocking(|| super::ureq(CONNECT_TIMEOUT));
    contract::blocking(|| Ureq::with_agent(Agent::new_with_defaults()));
}

#[test]
fn ureq_passes_the_contract_behind_a_proxy() {
    contract::blocking_with_proxy(|url| {
        let proxy = Proxy::new(url).unwrap();
        Ureq::with_agent(Ureq::agent_config().proxy(Some(proxy)).build().into())
    });
}

#[test]
fn reqwest_passes_the_contract() {
    runtime().block_on(contract::run(|| super::reqwest(CONNECT_TIMEOUT)));
}

#[test]
fn reqwest_passes_the_contract_behind_a_proxy() {
    runtime().block_on(contract::run_with_proxy(|url| {
        let proxy = reqwest::Proxy::all(url).unwrap();
        let builder = move || Reqwest::client_builder().proxy(proxy.clone());
        Reqwest::from_builder(builder, ProxySource::Builder, CONNECT_TIMEOUT).unwrap()
    }));
    runtime().block_on(contract::run_with_proxy(|url| {
        let proxy = reqwest::Proxy::all(url).unwrap();
        let client = Reqwest::client_builder().proxy(proxy).build();
        Reqwest::with_client(client.unwrap())
    }));
}

/// The rule that [`Small`] breaks.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    None,
    FollowsRedirects,
    AddsParametersTwice,
    Unescapes,
    DropsBodies,
    DropsHeaders,
    AddsCookies,
    DropsMediaTypes,
    OmitsEmptyLengths,
    OmitsHost,
    IsAnonymous,
    FailsForErrors,
    CutsBodies,
    DropsResponseHeaders,
    MislabelsCompression,
    HasNoBodyLimit,
    HasNoTimeLimit,
    LimitsEachRead,
    Retries,
    ClaimsUnsent,
    MixesUpKinds,
    ShowsUrls,
    Panics,
    SkipsWork,
}

/// A simple transport that opens a connection per request and has one fault.
struct Small(Fault);

impl Small {
    fn has(&self, fault: Fault) -> bool {
        self.0 == fault
    }

    fn exchange(&self, request: &Request) -> Result<Response, TransportError> {
        let limit = request.time_limit(CONNECT_TIMEOUT);
        let failed = |kind, error: io::Error| {
            let shown = format!("{error} at {}", request.uri());
            let error = TransportError::new(
                kind,
                if self.has(Fault::ShowsUrls) {
                    shown
                } else {
                    error.to_string()
                },
            );
            if self.has(Fault::ClaimsUnsent) {
                error.not_sent()
            } else {
                error
            }
        };
        let broken = |error: io::Error| match error.kind() {
            io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => failed(Timeout, error),
            _ => failed(Other, error),
        };
        let refused = |error: io::Error| {
            if self.has(Fault::MixesUpKinds) {
                return failed(Other, error).not_sent();
            }
            failed(Connect, error)
        };
        let address: SocketAddr = request
            .endpoint()
            .uri()
            .authority()
            .unwrap()
            .as_str()
            .parse()
            .unwrap();
        let mut stream =
            TcpStream::connect_timeout(&address, limit.connecting()).map_err(refused)?;
        let connected = Instant::now();
        stream.write_all(&self.written(request)).map_err(broken)?;
        let mut reply = Vec::new();
        let most = request.body_limit() + 64 * 1024;
        let (head, body) = loop {
            let mut buffer = [0; 8192];
            let wait = match self.0 {
                Fault::HasNoTimeLimit => None,
                Fault::LimitsEachRead => Some(limit.reply()),
                _ => Some(limit.left(Some(Duration::ZERO), connected.elapsed())?),
            };
            stream.set_read_timeout(wait).map_err(broken)?;
            let read = stream.read(&mut buffer).map_err(broken)?;
            reply.extend(&buffer[..read]);
            let end = reply.windows(4).position(|end| end == b"\r\n\r\n");
            let is_over = read == 0 || reply.len() as u64 > most;
            if let Some(end) = end {
                let head = String::from_utf8(reply[..end].to_vec()).unwrap();
                let body = &reply[end + 4..];
                if let Some(body) = complete(&head, body, is_over) {
                    break (head, body);
                }
            }
            if is_over {
                return Err(broken(io::ErrorKind::UnexpectedEof.into()));
            }
        };
        self.response(request, &head, body)
            .ok_or_else(|| broken(io::ErrorKind::InvalidData.into()))?
    }

    fn written(&self, request: &Request) -> Vec<u8> {
        let uri = request.uri();
        let mut target = uri.path_and_query().unwrap().to_string();
        if self.has(Fault::AddsParametersTwice) && !request.parameters().is_empty() {
            target += "?";
            target += request.parameters();
        }
        if self.has(Fault::Unescapes) {
            target = target.replace("%7E", "~");
        }
        let mut head = format!("{} {target} HTTP/1.1\r\n", request.method());
        if !self.has(Fault::OmitsHost) {
            head += &format!("Host: {}\r\n", uri.authority().unwrap());
        }
        for (name, value) in request.headers() {
            if !self.has(Fault::DropsHeaders) || name == USER_AGENT || name == "content-type" {
                head += &format!("{name}: {}\r\n", value.to_str().unwrap());
            }
        }
        if request.has_form() && !self.has(Fault::DropsMediaTypes) {
            head += &format!(
                "Content-Type: {}\r\n",
                Request::CONTENT_TYPE.to_str().unwrap()
            );
        }
        if !request.headers().contains_key(USER_AGENT) && !self.has(Fault::IsAnonymous) {
            let name = alicloud::transport::UserAgent::new("small", "1");
            let name = request
                .user_agent()
                .map_or(name.own().clone(), |text| name.followed_by(text));
            head += &format!("User-Agent: {}\r\n", name.to_str().unwrap());
        }
        if self.has(Fault::AddsCookies) {
            head += "Cookie: a=b\r\n";
        }
        let mut body = request.clone().into_body();
        if self.has(Fault::DropsBodies) {
            body.clear();
        }
        if !body.is_empty() || request.method() != "GET" && !self.has(Fault::OmitsEmptyLengths) {
            head += &format!("Content-Length: {}\r\n", body.len());
        }
        [head.as_bytes(), b"\r\n", &body].concat()
    }

    fn response(
        &self,
        request: &Request,
        head: &str,
        mut body: Vec<u8>,
    ) -> Option<Result<Response, TransportError>> {
        let mut lines = head.split("\r\n");
        let status: StatusCode = lines
            .next()?
            .strip_prefix("HTTP/1.1 ")?
            .get(..3)?
            .parse()
            .ok()?;
        if status.as_u16() >= 400 && self.has(Fault::FailsForErrors) {
            return Some(Err(TransportError::new(Other, "not a success")));
        }
        if body.len() as u64 > request.body_limit() && !self.has(Fault::HasNoBodyLimit) {
            return Some(Err(TransportError::body_too_large(request.body_limit())));
        }
        if self.has(Fault::CutsBodies) {
            body.truncate(10_000);
        }
        let mut response = Response::new(body.into());
        *response.status_mut() = status;
        for line in lines.filter(|_| !self.has(Fault::DropsResponseHeaders)) {
            let (name, value) = line.split_once(": ")?;
            let name: HeaderName = name.parse().ok()?;
            if name == "content-encoding" && self.has(Fault::MislabelsCompression) {
                continue;
            }
            response
                .headers_mut()
                .append(name, HeaderValue::from_str(value).ok()?);
        }
        let location = response
            .headers()
            .get("location")
            .filter(|_| self.has(Fault::FollowsRedirects));
        if let Some(url) = location.and_then(|url| url.to_str().ok()?.strip_suffix("/elsewhere")) {
            let endpoint = alicloud::Endpoint::plain_http(url).ok()?;
            let next = Request::plain(request.method().clone(), endpoint, request.path().clone());
            return Some(self.exchange(&next));
        }
        Some(Ok(response))
    }
}

/// Returns the body after `head` if the body is complete.
fn complete(head: &str, bytes: &[u8], is_over: bool) -> Option<Vec<u8>> {
    if let Some((_, length)) = head.split_once("Content-Length: ") {
        let length: usize = length.split("\r\n").next()?.parse().ok()?;
        return Some(bytes.get(..length)?.to_vec());
    }
    if head.contains("Transfer-Encoding: chunked") {
        let (mut body, mut rest) = (Vec::new(), bytes);
        loop {
            let end = rest.windows(2).position(|end| end == b"\r\n")?;
            let size = usize::from_str_radix(std::str::from_utf8(&rest[..end]).ok()?, 16).ok()?;
            body.extend(rest.get(end + 2..end + 2 + size)?);
            rest = rest.get(end + 4 + size..)?;
            if size == 0 {
                return Some(body);
            }
        }
    }
    (is_over || head.starts_with("HTTP/1.1 204")).then(|| bytes.to_vec())
}

impl blocking::Transport for Small {
    fn send(&self, request: Request) -> Result<Response, TransportError> {
        assert!(!self.has(Fault::Panics), "this transport always panics");
        match self.exchange(&request) {
            Err(error) if self.has(Fault::Retries) && error.kind() == Other => {
                self.exchange(&request)
            }
            outcome => outcome,
        }
    }

    fn run(&self, work: alicloud::machine::Work) {
        if !self.has(Fault::SkipsWork) {
            work.run();
        }
    }
}

/// The failure message of the contract tests for a transport with this fault. An empty text means
/// success.
fn verdict(fault: Fault) -> String {
    let outcome = catch_unwind(|| contract::blocking(|| Small(fault)));
    outcome.map_or_else(
        |panic| *panic.downcast::<String>().unwrap(),
        |()| String::new(),
    )
}

#[test]
fn minimal_transport_passes_the_contract() {
    assert_eq!(verdict(Fault::None), "");
}

#[test]
fn reports_each_broken_rule_by_name() {
    let faults = [
        (Fault::FollowsRedirects, "redirects"),
        (Fault::AddsParametersTwice, "method and URL"),
        (Fault::Unescapes, "method and URL"),
        (Fault::DropsBodies, "body"),
        (Fault::DropsHeaders, "headers"),
        (Fault::AddsCookies, "headers"),
        (Fault::DropsMediaTypes, "content type"),
        (Fault::OmitsEmptyLengths, "content length"),
        (Fault::OmitsHost, "host"),
        (Fault::IsAnonymous, "user agent"),
        (Fault::FailsForErrors, "status"),
        (Fault::CutsBodies, "response"),
        (Fault::DropsResponseHeaders, "response"),
        (Fault::MislabelsCompression, "compression"),
        (Fault::HasNoBodyLimit, "body limit"),
        (Fault::HasNoTimeLimit, "time limit"),
        (Fault::LimitsEachRead, "time limit"),
        (Fault::Retries, "one request"),
        (Fault::ClaimsUnsent, "sent"),
        (Fault::MixesUpKinds, "kind of error"),
        (Fault::ShowsUrls, "secrets"),
        (Fault::Panics, "panics"),
        (Fault::SkipsWork, "work"),
    ];
    thread::scope(|scope| {
        for (fault, rule) in faults {
            scope.spawn(move || {
                let verdict = verdict(fault);
                let name = format!("\n[{rule}] ");
                assert!(verdict.contains(&name), "{fault:?}: {verdict}");
                assert!(verdict.contains("To do: "), "{fault:?}: {verdict}");
            });
        }
    });
}

#[test]
fn reports_a_transport_that_never_or_always_uses_the_proxy() {
    for is_always_used in [false, true] {
        let outcome = catch_unwind(|| {
            contract::blocking_with_proxy(|url| {
                let proxy = url.to_owned();
                move |request: Request| {
                    let url = if is_always_used {
                        proxy.clone()
                    } else {
                        "http://127.0.0.1:1".to_owned()
                    };
                    let address: SocketAddr = url["http://".len()..].parse().unwrap();
                    drop(TcpStream::connect_timeout(&address, Duration::from_secs(5)));
                    drop(request);
                    Err::<Response, _>(TransportError::new(Connect, "no connection"))
                }
            });
        });
        let verdict = *outcome.unwrap_err().downcast::<String>().unwrap();
        assert!(verdict.contains("[proxies] "), "{verdict}");
    }
}
