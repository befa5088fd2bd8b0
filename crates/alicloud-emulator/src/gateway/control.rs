//! The control endpoints, with which tests in another process change the emulator.
//!
//! The documentation of the endpoints is in [`guide::control_endpoints`](crate::guide).

mod errors;
mod faults;
mod members;
mod replies;
mod requests;
mod scenario;
mod target;

use std::{net::IpAddr, time::SystemTime};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header::ALLOW};
use serde_json::Value;

pub(crate) use self::faults::FAULT_KINDS;
use super::{CONSOLE_PAGE_PATH, Gateway, console_page, response::response};
use crate::protocol::authority;

/// A control endpoint: what each method does. PUT and DELETE return no content.
struct Endpoint {
    path: &'static str,
    get: fn(&mut Gateway, query: &str, now: SystemTime) -> Result<Value, String>,
    /// `None` if the endpoint can't be replaced.
    put: Option<Put>,
    delete: fn(&mut Gateway),
}

const ENDPOINTS: [Endpoint; 5] = [
    errors::ENDPOINT,
    faults::ENDPOINT,
    replies::ENDPOINT,
    requests::ENDPOINT,
    scenario::ENDPOINT,
];

/// Replaces what an endpoint controls by the body of a request.
type Put = fn(&mut Gateway, Value) -> Result<(), String>;

/// A refused control call.
enum Refusal {
    /// The status and the message.
    Problem(StatusCode, String),
    /// The methods that the path supports.
    Method(&'static [&'static str]),
}

impl Endpoint {
    /// The methods that the endpoint supports.
    fn methods(&self) -> &'static [&'static str] {
        match self.put {
            Some(_) => &["GET", "PUT", "DELETE"],
            None => &["GET", "DELETE"],
        }
    }
}

/// Whether a request is for the emulator itself, and not for an operation.
pub(super) fn is_control_path(path: &str) -> bool {
    path == "/_emulator" || path.starts_with("/_emulator/")
}

/// Answers a request for the emulator itself.
pub(super) fn answer(
    gateway: &mut Gateway,
    request: &Request<impl AsRef<[u8]>>,
    now: SystemTime,
) -> Response<Bytes> {
    let is_console_page = request.uri().path() == CONSOLE_PAGE_PATH;
    if is_console_page && request.method() == Method::GET {
        return console_page::answer(gateway.operations.ecs.vnc.authority(), now);
    }
    match handle(gateway, request, now) {
        Ok(None) => response(StatusCode::NO_CONTENT, TEXT, Bytes::new(), now),
        Ok(Some(document)) => response(StatusCode::OK, JSON, document.to_string().into(), now),
        Err(Refusal::Problem(status, problem)) => refusal(status, &problem, now),
        Err(Refusal::Method(allowed)) => method_refusal(allowed, now),
    }
}

/// Answers a control call whose body is too large to be read.
pub(super) fn answer_too_large(now: SystemTime) -> Response<Bytes> {
    let problem = "the body is larger than 1 MiB";
    refusal(StatusCode::PAYLOAD_TOO_LARGE, problem, now)
}

const JSON: &str = "application/json;charset=utf-8";
const TEXT: &str = "text/plain;charset=utf-8";

fn refusal(status: StatusCode, problem: &str, now: SystemTime) -> Response<Bytes> {
    response(status, TEXT, format!("{problem}\n").into(), now)
}

fn method_refusal(allowed: &[&str], now: SystemTime) -> Response<Bytes> {
    let list = match allowed {
        [others @ .., last] if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        _ => allowed.concat(),
    };
    let problem = format!("the method must be {list}");
    let mut refusal = refusal(StatusCode::METHOD_NOT_ALLOWED, &problem, now);
    if let Ok(allowed) = HeaderValue::try_from(allowed.join(", ")) {
        refusal.headers_mut().insert(ALLOW, allowed);
    }
    refusal
}

fn handle(
    gateway: &mut Gateway,
    request: &Request<impl AsRef<[u8]>>,
    now: SystemTime,
) -> Result<Option<Value>, Refusal> {
    if !is_for_loopback(request.headers()) {
        let hosts = "the Host header must be localhost or a loopback address, such as 127.0.0.1";
        return Err(Refusal::Problem(StatusCode::FORBIDDEN, hosts.to_owned()));
    }
    let path = request.uri().path();
    let endpoint = match endpoint(path) {
        Some(endpoint) => endpoint,
        None if path == CONSOLE_PAGE_PATH => return Err(Refusal::Method(&["GET"])),
        None => return Err(Refusal::Problem(StatusCode::NOT_FOUND, unknown_path())),
    };
    let invalid = |problem| Refusal::Problem(StatusCode::BAD_REQUEST, problem);
    match (request.method(), endpoint.put) {
        (&Method::GET, _) => {
            let query = request.uri().query().unwrap_or_default();
            let document = (endpoint.get)(gateway, query, now).map_err(invalid)?;
            return Ok(Some(document));
        }
        (&Method::PUT, Some(put)) => {
            let body = serde_json::from_slice(request.body().as_ref())
                .map_err(|error| invalid(format!("the body is not valid JSON: {error}")))?;
            put(gateway, body).map_err(invalid)?;
        }
        (&Method::DELETE, _) => (endpoint.delete)(gateway),
        _ => return Err(Refusal::Method(endpoint.methods())),
    }
    Ok(None)
}

fn endpoint(path: &str) -> Option<&'static Endpoint> {
    const { &ENDPOINTS }
        .iter()
        .find(|endpoint| endpoint.path == path)
}

fn unknown_path() -> String {
    let mut paths: Vec<&str> = ENDPOINTS.iter().map(|endpoint| endpoint.path).collect();
    paths.push(CONSOLE_PAGE_PATH);
    format!(
        "the endpoint doesn't exist; endpoints: {}",
        paths.join(", ")
    )
}

/// Whether the `Host` header is `localhost` or a loopback address. The page of another host can let
/// its host name resolve to this machine (DNS rebinding). The browser then sends that name in
/// `Host`.
fn is_for_loopback(headers: &HeaderMap) -> bool {
    let Some(authority) = authority(headers) else {
        return false;
    };
    let host = authority.host();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || address
            .parse()
            .is_ok_and(|address: IpAddr| address.is_loopback())
}

/// The items of a list, or the only item. Each item is read by `read`. Errors name the number of
/// the item in the list.
fn read_items<T>(
    body: Value,
    list: &str,
    read: impl Fn(Value) -> Result<T, String>,
) -> Result<Vec<T>, String> {
    match body {
        // An object that contains only the list, as GET returns it for replies and errors.
        Value::Object(mut members) if members.len() == 1 && members.contains_key(list) => {
            match members.remove(list) {
                Some(Value::Array(items)) => numbered(items, read),
                _ => Err(format!("{list:?} must be a list")),
            }
        }
        Value::Array(items) => numbered(items, read),
        item => Ok(vec![read(item)?]),
    }
}

/// The items of a list. Errors name the number of the item.
fn numbered<T>(
    items: Vec<Value>,
    read: impl Fn(Value) -> Result<T, String>,
) -> Result<Vec<T>, String> {
    let read = |(place, item)| {
        read(item).map_err(|problem: String| format!("item {}: {problem}", place + 1))
    };
    items.into_iter().enumerate().map(read).collect()
}
