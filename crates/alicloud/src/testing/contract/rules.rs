//! The rules of the contract, and the cases that test them.

use std::{io, time::Duration};

use http::{
    HeaderName, HeaderValue, Method,
    header::{
        self, AUTHORIZATION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, COOKIE,
        TRANSFER_ENCODING, USER_AGENT,
    },
    uri::PathAndQuery,
};

use super::{
    SECRET,
    server::{Answer, Received, Refusing, Server, chunked, response},
};
use crate::{
    api::Endpoint,
    error::{
        TransportError,
        TransportErrorKind::{self, BodyTooLarge, Connect, Other, Timeout},
    },
    request::{Content, Request, Response},
};

/// A rule of the contract, and the fix for a transport that breaks the rule.
#[derive(Clone, Copy)]
pub(super) struct Rule {
    pub(super) name: &'static str,
    pub(super) remedy: &'static str,
}

impl Rule {
    pub(super) fn broken(self, found: impl Into<String>) -> Violation {
        let found = found.into();
        Violation { rule: self, found }
    }

    pub(super) fn holds(
        self,
        condition: bool,
        found: impl FnOnce() -> String,
    ) -> Result<(), Violation> {
        if condition {
            return Ok(());
        }
        Err(self.broken(found()))
    }
}

/// A rule that a transport breaks, and the finding.
pub(super) struct Violation {
    pub(super) rule: Rule,
    pub(super) found: String,
}

const ONCE: Rule = Rule {
    name: "one request",
    remedy: "send each request once, and turn off the HTTP client's own retries",
};
const URL: Rule = Rule {
    name: "method and URL",
    remedy: "send Request::method and Request::uri unchanged, including percent-escapes, and add no parameter",
};
const BODY: Rule = Rule {
    name: "body",
    remedy: "send the bytes of Request::into_body as the body, for every method",
};
const HEADERS: Rule = Rule {
    name: "headers",
    remedy: "send each header of Request::headers once and unchanged, and add no cookies or credentials",
};
const MEDIA_TYPE: Rule = Rule {
    name: "content type",
    remedy: "send one Content-Type: Request::CONTENT_TYPE if Request::has_form, otherwise the value in Request::headers",
};
const LENGTH: Rule = Rule {
    name: "content length",
    remedy: "send Content-Length, except for a GET with an empty body, and never send Transfer-Encoding",
};
const HOST: Rule = Rule {
    name: "host",
    remedy: "send the authority of Request::endpoint as the Host header",
};
const NAMES: Rule = Rule {
    name: "user agent",
    remedy: "send the result of UserAgent::followed_by for Request::user_agent, unless Request::headers has a User-Agent",
};
const STATUS: Rule = Rule {
    name: "status",
    remedy: "return a response for every HTTP status",
};
const RESPONSE: Rule = Rule {
    name: "response",
    remedy: "return the headers and the whole body unchanged",
};
const COMPRESSION: Rule = Rule {
    name: "compression",
    remedy: "return a compressed body with its Content-Encoding, or decompress the body and remove the header",
};
const REDIRECTS: Rule = Rule {
    name: "redirects",
    remedy: "return a redirect as a response, and configure the HTTP client to not follow redirects",
};
const BODY_LIMIT: Rule = Rule {
    name: "body limit",
    remedy: "count the bytes of the body while reading, and return TransportError::body_too_large above Request::body_limit",
};
const KIND: Rule = Rule {
    name: "kind of error",
    remedy: "return the matching TransportErrorKind for each failure",
};
const SENT: Rule = Rule {
    name: "sent",
    remedy: "use TransportError::not_sent or the kind Connect only if no byte of the request can have been sent",
};
pub(super) const TIME: Rule = Rule {
    name: "time limit",
    remedy: "return a timeout at the end of Request::time_limit, while waiting for the head and while reading the body",
};
const REUSE: Rule = Rule {
    name: "connections",
    remedy: "don't reuse a connection after `Connection: close`, or if extra bytes follow the reply",
};
const PROXIES: Rule = Rule {
    name: "proxies",
    remedy: "send a request directly if Request::bypasses_proxy, and otherwise through the proxy",
};

/// A test case for a transport.
pub(super) struct Case {
    name: String,
    /// The servers of the case. The first server receives the requests.
    servers: Vec<Server>,
    requests: Vec<Request>,
    check: Box<Check>,
    /// Whether the case takes long with a transport that has no time limit.
    tests_time: bool,
}

type Check = dyn Fn(&Case, &[Answered]) -> Result<(), Violation>;
type Answered = Result<Response, TransportError>;

impl Case {
    fn new(
        name: impl Into<String>,
        server: Server,
        requests: Vec<Request>,
        check: impl Fn(&Self, &[Answered]) -> Result<(), Violation> + 'static,
    ) -> Self {
        Self {
            name: name.into(),
            servers: vec![server],
            requests,
            check: Box::new(check),
            tests_time: false,
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn tests_time(&self) -> bool {
        self.tests_time
    }

    pub(super) fn server(&self) -> &Server {
        &self.servers[0]
    }

    pub(super) fn requests(&self) -> impl Iterator<Item = Request> {
        self.requests.iter().cloned()
    }

    pub(super) fn check(&self, answers: &[Answered]) -> Result<(), Violation> {
        (self.check)(self, answers)
    }

    /// Checks that each request arrived once and unchanged.
    fn arrived(&self) -> Result<(), Violation> {
        let received = self.server().requests();
        let (sent, count) = (self.requests.len(), received.len());
        ONCE.holds(count == sent, || {
            format!("{count} requests arrived instead of {sent}")
        })?;
        self.requests
            .iter()
            .zip(&received)
            .try_for_each(|(request, received)| is_unchanged(request, received))
    }

    /// Checks that each request arrived once, and that each response has this status and body.
    fn answered(&self, answers: &[Answered], status: u16, body: &[u8]) -> Result<(), Violation> {
        for answer in answers {
            let response = answer.as_ref().map_err(|error| {
                STATUS.broken(format!("HTTP {status} became the error `{error}`"))
            })?;
            let found = response.status();
            STATUS.holds(found == status, || {
                format!("HTTP {status} is returned as HTTP {found}")
            })?;
            let length = response.body().len();
            RESPONSE.holds(*response.body() == body, || {
                format!(
                    "the returned body ({length} bytes) differs from the server's body ({} bytes)",
                    body.len()
                )
            })?;
        }
        self.arrived()
    }
}

pub(super) type Cases = fn() -> io::Result<Vec<Case>>;

pub(super) const CASES: [Cases; 8] = [
    forms_and_queries,
    bodies,
    headers,
    responses,
    redirects,
    limits,
    failures,
    connections,
];

const OK: &[u8] = br#"{"RequestId":"1450F2D7"}"#;
const METHODS: [Method; 5] = [
    Method::GET,
    Method::POST,
    Method::PUT,
    Method::PATCH,
    Method::DELETE,
];
const TOKEN: HeaderName = HeaderName::from_static("x-acs-security-token");

/// Parameters that must reach the server unchanged. They contain spaces, a plus, a tilde, an empty
/// value and non-ASCII text.
fn parameters() -> String {
    format!("A=a%20b&B=%2B%7E~&C=&D=%E6%B5%8B&Signature={SECRET}%3D")
}

fn request(url: &str, method: &Method, path: &'static str) -> io::Result<Request> {
    let endpoint = Endpoint::plain_http(url).map_err(io::Error::other)?;
    let token = HeaderValue::from_static(SECRET);
    let application = HeaderValue::from_static("contract-app/1.0 (test)");
    Ok(
        Request::plain(method.clone(), endpoint, PathAndQuery::from_static(path))
            .with_header(TOKEN, token)
            .or_user_agent(Some(&application)),
    )
}

/// Returns a request with parameters, in the body of a POST and otherwise in the query.
fn call(url: &str, method: &Method) -> io::Result<Request> {
    let mut request = request(url, method, "/")?;
    request.parameters = parameters();
    Ok(request)
}

fn ok() -> Vec<u8> {
    response("200 OK", "Content-Type: application/json\r\n", OK)
}

fn answering(bytes: Vec<u8>) -> io::Result<Server> {
    Server::start(vec![Answer::Reply(bytes)])
}

fn is_unchanged(request: &Request, received: &Received) -> Result<(), Violation> {
    let uri = request.uri();
    let target = uri.path_and_query().map_or("/", PathAndQuery::as_str);
    let line = format!("{} {target}", request.method());
    URL.holds(received.line == line, || {
        format!("`{line}` arrived as `{}`", received.line)
    })?;

    let body = request.clone().into_body();
    let length = received.body.len();
    BODY.holds(received.body == body, || {
        format!(
            "the body that arrived ({length} bytes) differs from the request's body ({} bytes)",
            body.len()
        )
    })?;
    let length = (!body.is_empty() || request.method() != Method::GET)
        .then(|| HeaderValue::from(body.len()));
    is_header(LENGTH, &CONTENT_LENGTH, length.as_ref(), received)?;
    is_header(LENGTH, &TRANSFER_ENCODING, None, received)?;
    let host = uri
        .authority()
        .and_then(|host| HeaderValue::from_str(host.as_str()).ok());
    is_header(HOST, &header::HOST, host.as_ref(), received)?;

    let form = request.has_form().then_some(Request::CONTENT_TYPE);
    let expected = form.as_ref().or(request.headers().get(CONTENT_TYPE));
    is_header(MEDIA_TYPE, &CONTENT_TYPE, expected, received)?;
    for name in [&AUTHORIZATION, &COOKIE] {
        is_header(HEADERS, name, request.headers().get(name), received)?;
    }
    for (name, value) in request.headers() {
        is_header(HEADERS, name, Some(value), received)?;
    }

    if let Some(application) = request.user_agent() {
        if !request.headers().contains_key(USER_AGENT) {
            let found = received.header(USER_AGENT.as_str());
            let application = application.to_str().unwrap_or_default();
            let is_named = matches!(found[..], [only] if only.starts_with("alicloud/")
                && only.ends_with(&format!(" {application}")));
            NAMES.holds(is_named, || {
                format!("User-Agent is {found:?} and doesn't end with `{application}`")
            })?;
        }
    }
    Ok(())
}

fn is_header(
    rule: Rule,
    name: &HeaderName,
    expected: Option<&HeaderValue>,
    received: &Received,
) -> Result<(), Violation> {
    let expected: Vec<&str> = expected
        .and_then(|value| value.to_str().ok())
        .into_iter()
        .collect();
    let found = received.header(name.as_str());
    rule.holds(found == expected, || {
        format!("the header {name} arrived with {found:?} instead of {expected:?}")
    })
}

fn forms_and_queries() -> io::Result<Vec<Case>> {
    let mut cases = Vec::new();
    for method in METHODS {
        let server = answering(ok())?;
        let requests = vec![call(&server.url(), &method)?];
        let name = format!("parameters sent with {method}");
        cases.push(Case::new(name, server, requests, |case, answers| {
            case.answered(answers, 200, OK)
        }));
    }
    for method in [Method::POST, Method::PUT] {
        let server = answering(ok())?;
        let mut form = request(&server.url(), &method, "/role%20name?token=a%2Bb&x=1")?;
        form.parameters = parameters();
        form.content = Content::Form;
        let name = format!("a form sent with {method} to a path with a query");
        cases.push(Case::new(name, server, vec![form], |case, answers| {
            case.answered(answers, 200, OK)
        }));
    }
    Ok(cases)
}

fn bodies() -> io::Result<Vec<Case>> {
    let json = HeaderValue::from_static("application/json");
    let mut cases = Vec::new();
    for method in METHODS {
        let server = answering(ok())?;
        let plain = || request(&server.url(), &method, "/session?minutes=15");
        let mut long = SECRET.as_bytes().to_vec();
        long.extend((0..=u8::MAX).cycle().take(1_000_000));
        let requests = vec![
            plain()?.with_body(json.clone(), format!(r#"{{"text":"{SECRET} a=b&c 测"}}"#)),
            plain()?.with_body(json.clone(), long),
            plain()?.with_body(json.clone(), ""),
            plain()?,
        ];
        // The last POST has an empty form as its body.
        let name = format!("bodies sent with {method}");
        cases.push(Case::new(name, server, requests, |case, answers| {
            case.answered(answers, 200, OK)
        }));
    }
    Ok(cases)
}

fn headers() -> io::Result<Vec<Case>> {
    let server = answering(response("200 OK", "Set-Cookie: a=b; Path=/\r\n", OK))?;
    let bearer = HeaderValue::from_static("Bearer contract-secret-1f0c4be2");
    let own_name = HeaderValue::from_static("own/2");
    let plain = || request(&server.url(), &Method::GET, "/latest/meta-data/");
    let requests = vec![
        plain()?,
        plain()?.with_header(AUTHORIZATION, bearer),
        plain()?.with_header(USER_AGENT, own_name),
        plain()?,
    ];
    Ok(vec![Case::new(
        "headers after a Set-Cookie",
        server,
        requests,
        |case, answers| case.answered(answers, 200, OK),
    )])
}

fn responses() -> io::Result<Vec<Case>> {
    const GZIP: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\x0a\x4a\x2d\x2c\x4d\x2d\
        \x2e\xf1\x4c\x51\xb2\x52\x32\x34\x31\x35\x70\x33\x72\x31\x57\xaa\x05\x00\x24\xb4\xa8\xe4\
        \x18\x00\x00\x00";

    let mut cases = Vec::new();
    let mut add = |name: String, answer: Answer, check: Box<Check>| {
        let server = Server::start(vec![answer])?;
        let requests = vec![call(&server.url(), &Method::POST)?];
        cases.push(Case {
            name,
            servers: vec![server],
            requests,
            check,
            tests_time: false,
        });
        io::Result::Ok(())
    };
    for status in [200, 400, 403, 404, 429, 500, 503] {
        let line = format!("{status} Status");
        add(
            format!("a response with the status {status}"),
            Answer::Reply(response(&line, "", OK)),
            Box::new(move |case, answers| case.answered(answers, status, OK)),
        )?;
    }
    add(
        "a response without a body".to_owned(),
        Answer::Reply(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec()),
        Box::new(|case, answers| case.answered(answers, 204, b"")),
    )?;
    let text: Vec<u8> = (0..=u8::MAX).cycle().take(50_000).collect();
    let unending = [&b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"[..], &text].concat();
    for (name, answer) in [
        ("a body in chunks", Answer::Reply(chunked(&text, 7_000))),
        (
            "a body that ends when the connection closes",
            Answer::Close(unending),
        ),
    ] {
        let text = text.clone();
        let check = move |case: &Case, answers: &[Answered]| case.answered(answers, 200, &text);
        add(name.to_owned(), answer, Box::new(check))?;
    }
    add(
        "headers of a response".to_owned(),
        Answer::Reply(response(
            "200 OK",
            "Date: d\r\nX-Twice: 1\r\nX-Twice: 2\r\n",
            OK,
        )),
        Box::new(|case, answers| {
            case.answered(answers, 200, OK)?;
            for (name, expected) in [("date", &["d"][..]), ("x-twice", &["1", "2"])] {
                let headers = answers
                    .iter()
                    .flatten()
                    .flat_map(|response| response.headers().get_all(name));
                let found: Vec<_> = headers.collect();
                RESPONSE.holds(found == expected, || {
                    format!("the header {name} is returned with {found:?} instead of {expected:?}")
                })?;
            }
            Ok(())
        }),
    )?;
    add(
        "a compressed body that was not requested".to_owned(),
        Answer::Reply(response("200 OK", "Content-Encoding: gzip\r\n", GZIP)),
        Box::new(|_, answers| {
            let fits = answers.iter().flatten().any(|response| {
                let is_gzip = response.headers().contains_key(CONTENT_ENCODING);
                *response.body() == if is_gzip { GZIP } else { OK }
            });
            COMPRESSION.holds(fits, || {
                "Content-Encoding doesn't match the body".to_owned()
            })
        }),
    )?;
    Ok(cases)
}

fn redirects() -> io::Result<Vec<Case>> {
    let mut cases = Vec::new();
    for status in [301, 302, 303, 307, 308] {
        let elsewhere = answering(ok())?;
        let location = format!("Location: {}/elsewhere\r\n", elsewhere.url());
        let server = answering(response(&format!("{status} Elsewhere"), &location, OK))?;
        let url = server.url();
        let requests = vec![call(&url, &Method::GET)?, call(&url, &Method::POST)?];
        let mut case = Case::new(
            format!("a redirect with the status {status}"),
            server,
            requests,
            move |case, answers| {
                let followed = case.servers[1].connections();
                REDIRECTS.holds(followed == 0, || {
                    format!("the redirect HTTP {status} was followed to another server")
                })?;
                case.answered(answers, status, OK)
            },
        );
        case.servers.push(elsewhere);
        cases.push(case);
    }
    Ok(cases)
}

fn limits() -> io::Result<Vec<Case>> {
    const LIMIT: usize = 32 * 1024;

    let mut cases = Vec::new();
    for is_chunked in [false, true] {
        for is_too_long in [false, true] {
            let body = vec![b' '; LIMIT + usize::from(is_too_long)];
            let (answer, how) = if is_chunked {
                (chunked(&body, 10_000), "in chunks")
            } else {
                (response("200 OK", "", &body), "with Content-Length")
            };
            let server = answering(answer)?;
            let mut request = call(&server.url(), &Method::POST)?;
            request.body_limit = LIMIT as u64;
            let what = if is_too_long { "above" } else { "at" };
            let name = format!("a body {what} the limit, {how}");
            let check = move |case: &Case, answers: &[Answered]| {
                if is_too_long {
                    return failed(BODY_LIMIT, case, answers, BodyTooLarge, true);
                }
                let is_taken = matches!(answers, [Ok(response)] if response.body().len() == LIMIT);
                BODY_LIMIT.holds(is_taken, || {
                    "a body of the maximum size is refused".to_owned()
                })
            };
            cases.push(Case::new(name, server, vec![request], check));
        }
    }

    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n".to_vec();
    for (what, answer) in [
        ("no reply", Answer::Hold(Vec::new())),
        ("a reply that stops", Answer::Hold(head.clone())),
        ("a slow reply", Answer::Drip(head)),
    ] {
        for method in [Method::GET, Method::POST] {
            const SHORT: Duration = Duration::from_millis(100);
            const LONG: Duration = Duration::from_secs(60);
            for (limit, reply, remaining) in [("reply", SHORT, LONG), ("call", LONG, SHORT)] {
                let server = Server::start(vec![answer.clone()])?;
                let request = call(&server.url(), &method)?
                    .with_timeout(reply)
                    .with_remaining(remaining);
                let name = format!("{what} to a {method}, with a short time limit for the {limit}");
                let check =
                    |case: &Case, answers: &[Answered]| failed(TIME, case, answers, Timeout, true);
                let case = Case::new(name, server, vec![request], check);
                cases.push(Case {
                    tests_time: true,
                    ..case
                });
            }
        }
    }
    Ok(cases)
}

/// Checks that all requests failed with `kind`, and that no request was sent twice.
///
/// A transport that returns a response breaks `rule`. A wrong kind of error breaks `rule` or
/// [`KIND`].
fn failed(
    rule: Rule,
    case: &Case,
    answers: &[Answered],
    kind: TransportErrorKind,
    may_have_been_sent: bool,
) -> Result<(), Violation> {
    let received = case.server().requests().len();
    for answer in answers {
        let error = match answer {
            Ok(response) => {
                let (status, length) = (response.status(), response.body().len());
                return Err(rule.broken(format!(
                    "HTTP {status} with {length} bytes is returned instead of an error"
                )));
            }
            Err(error) => error,
        };
        let found = error.kind();
        let rule = if matches!(kind, Connect | Other) {
            KIND
        } else {
            rule
        };
        rule.holds(found == kind, || {
            format!("the kind of the error is {found:?} instead of {kind:?}")
        })?;
        // On a busy machine, the deadline may pass before the request is written.
        let is_unsent = case.tests_time && received == 0;
        let is_sent = error.may_have_been_sent();
        SENT.holds(is_sent == may_have_been_sent || is_unsent, || {
            let claim = if is_sent {
                "may have been sent, but it was not sent"
            } else {
                "was not sent, but it was sent"
            };
            format!("the error says that the request {claim}")
        })?;
    }
    if case.tests_time && received == 0 || !may_have_been_sent {
        return Ok(());
    }
    case.arrived()
}

fn failures() -> io::Result<Vec<Case>> {
    const CUT_OFF: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}";
    const CUT_CHUNKS: &[u8] = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n";

    let mut cases = Vec::new();
    for method in [Method::GET, Method::POST] {
        let refusing = Refusing::new()?;
        let request = call(&refusing.url()?, &method)?;
        let check = move |case: &Case, answers: &[Answered]| {
            // The closure owns `refusing`, so that the port refuses connections until this check.
            let _ = &refusing;
            failed(KIND, case, answers, Connect, false)
        };
        let name = format!("a refused connection for a {method}");
        cases.push(Case::new(name, answering(ok())?, vec![request], check));

        for (what, answer) in [
            ("a connection that closes without a reply", &b""[..]),
            ("a truncated head", b"HTTP/1.1 200 OK\r\nContent-Le"),
            ("a truncated body", CUT_OFF),
            ("truncated chunks", CUT_CHUNKS),
            ("a reply that is not HTTP", b"SSH-2.0-OpenSSH_9.6\r\n\r\n"),
        ] {
            let server = Server::start(vec![Answer::Close(answer.to_vec())])?;
            let request = call(&server.url(), &method)?;
            let name = format!("{what} after a {method}");
            cases.push(Case::new(name, server, vec![request], |case, answers| {
                failed(RESPONSE, case, answers, Other, true)
            }));
        }
    }
    Ok(cases)
}

fn connections() -> io::Result<Vec<Case>> {
    let mut cases = Vec::new();
    for method in [Method::GET, Method::POST] {
        let calls = |server: &Server, count: usize| -> io::Result<Vec<Request>> {
            (0..count).map(|_| call(&server.url(), &method)).collect()
        };
        let closing = response("200 OK", "Connection: close\r\n", OK);
        let server = Server::start(vec![Answer::Close(closing)])?;
        let requests = calls(&server, 3)?;
        let name = format!("connections that the server closes after a {method}");
        cases.push(Case::new(name, server, requests, |case, answers| {
            let failed = answers.iter().filter(|answer| answer.is_err()).count();
            REUSE.holds(failed == 0, || format!("{failed} of 3 requests failed"))?;
            case.answered(answers, 200, OK)
        }));

        // The server closes a reused connection without a reply. Only the caller may send the
        // request again.
        let server = Server::start(vec![Answer::Reply(ok()), Answer::Close(Vec::new())])?;
        let requests = calls(&server, 2)?;
        let name = format!("a connection that closes before the second reply to a {method}");
        cases.push(Case::new(name, server, requests, |case, answers| {
            case.arrived()?;
            failed(RESPONSE, case, &answers[1..], Other, true)
        }));

        let forged = response("200 OK", "", br#"{"RequestId":"forged"}"#);
        let server = answering([ok(), forged].concat())?;
        let requests = calls(&server, 3)?;
        let name = format!("extra bytes after the reply to a {method}");
        cases.push(Case::new(name, server, requests, |case, answers| {
            let is_forged = |answer: &Answered| matches!(answer, Ok(reply) if *reply.body() != OK);
            let forged = answers.iter().filter(|answer| is_forged(answer)).count();
            REUSE.holds(forged == 0, || {
                format!("{forged} of 3 replies were left over from an earlier request")
            })?;
            case.answered(answers, 200, OK)
        }));
    }
    Ok(cases)
}

/// Returns the cases about proxies. The first server of each case is the proxy.
pub(super) fn proxies() -> io::Result<Vec<Case>> {
    let mut cases = Vec::new();
    for (name, is_direct) in [
        ("a request to a remote host", false),
        ("a request that bypasses proxies", true),
    ] {
        let proxy = answering(ok())?;
        let request = call("http://contract.invalid", &Method::POST)?;
        let request = if is_direct {
            request.without_proxy()
        } else {
            request
        };
        cases.push(Case::new(name, proxy, vec![request], move |case, answers| {
            let is_asked = case.server().connections() > 0;
            PROXIES.holds(is_asked != is_direct, || {
                let is = if is_asked { "was" } else { "wasn't" };
                format!("the proxy {is} used")
            })?;
            if is_direct {
                let is_unsent =
                    |answer: &Answered| matches!(answer, Err(error) if !error.may_have_been_sent());
                SENT.holds(answers.iter().all(is_unsent), || {
                    "a request to a host that doesn't exist counts as sent".to_owned()
                })?;
            }
            Ok(())
        }));
    }
    let target = answering(ok())?;
    let requests = vec![call(&target.url(), &Method::POST)?];
    let mut case = Case::new(
        "a request to a loopback address",
        answering(ok())?,
        requests,
        |case, _answers| {
            let (proxied, direct) = (case.server().connections(), case.servers[1].requests());
            PROXIES.holds(proxied == 0 && direct.len() == 1, || {
                format!(
                    "the proxy got {proxied} connections and the host got {} requests",
                    direct.len()
                )
            })
        },
    );
    case.servers.push(target);
    cases.push(case);
    Ok(cases)
}
