//! The HTTP endpoint for faults, for tests in another process.

use std::{
    net::IpAddr,
    time::{Duration, SystemTime},
};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode,
    header::{ALLOW, HOST},
    uri::Authority,
};
use serde_json::{Map, Value, json};

use super::{fault_queue::FaultQueue, response::response};
use crate::Fault;

/// The path of the endpoint: PUT replaces the pending faults, DELETE removes the pending faults,
/// GET counts the pending faults.
pub(crate) const FAULT_PATH: &str = "/_emulator/faults";

pub(crate) fn answer(
    request: &Request<impl AsRef<[u8]>>,
    faults: &mut FaultQueue,
    now: SystemTime,
) -> Response<Bytes> {
    let (status, content_type, text) = match handle(request, faults) {
        Ok(None) => (StatusCode::NO_CONTENT, TEXT, String::new()),
        Ok(Some(document)) => (StatusCode::OK, JSON, document.to_string()),
        Err((status, problem)) => (status, TEXT, format!("{problem}\n")),
    };
    let mut response = response(status, content_type, text.into(), now);
    if status == StatusCode::METHOD_NOT_ALLOWED {
        let methods = HeaderValue::from_static("GET, PUT, DELETE");
        response.headers_mut().insert(ALLOW, methods);
    }
    response
}

const JSON: &str = "application/json;charset=utf-8";
const TEXT: &str = "text/plain;charset=utf-8";

fn handle(
    request: &Request<impl AsRef<[u8]>>,
    faults: &mut FaultQueue,
) -> Result<Option<Value>, (StatusCode, String)> {
    if !is_for_loopback(request.headers()) {
        let hosts = "the Host header must be localhost or a loopback address, such as 127.0.0.1";
        return Err((StatusCode::FORBIDDEN, hosts.to_owned()));
    }
    match *request.method() {
        Method::GET => return Ok(Some(json!({ "pending": faults.pending() }))),
        Method::PUT => {
            let orders = read(request.body().as_ref())
                .map_err(|problem| (StatusCode::BAD_REQUEST, problem))?;
            faults.clear();
            for (fault, times) in orders {
                faults.push(fault, times);
            }
        }
        Method::DELETE => faults.clear(),
        _ => {
            let methods = "the method must be PUT, DELETE or GET";
            return Err((StatusCode::METHOD_NOT_ALLOWED, methods.to_owned()));
        }
    }
    Ok(None)
}

/// Whether the `Host` header is `localhost` or a loopback address. The page of another host can let
/// its host name resolve to this machine (DNS rebinding). The browser then sends that name in
/// `Host`.
fn is_for_loopback(headers: &HeaderMap) -> bool {
    let mut hosts = headers.get_all(HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return false;
    };
    let Ok(authority) = Authority::try_from(host.as_bytes()) else {
        return false;
    };
    let host = authority.host();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || address
            .parse()
            .is_ok_and(|address: IpAddr| address.is_loopback())
}

/// Reads one fault or a list of faults, each with the number of calls.
fn read(body: &[u8]) -> Result<Vec<(Fault, usize)>, String> {
    let orders = match serde_json::from_slice(body) {
        Ok(Value::Array(orders)) => orders,
        Ok(order) => vec![order],
        Err(error) => return Err(format!("the body is not valid JSON: {error}")),
    };
    orders.into_iter().map(Order::read).collect()
}

/// The unread members of a JSON object that describes a fault. Reading a member removes it.
struct Order(Map<String, Value>);

impl Order {
    fn read(order: Value) -> Result<(Fault, usize), String> {
        let Value::Object(members) = order else {
            return Err(
                "a fault must be a JSON object, such as {\"kind\": \"throttling\"}".to_owned(),
            );
        };
        let mut order = Self(members);
        let mut fault = order.fault()?;
        let times = order.optional("times", "a whole number, 0 or more", |value| {
            value.as_u64().and_then(|times| usize::try_from(times).ok())
        })?;
        if let Some(delay) = order.optional("delay", MILLISECONDS, milliseconds)? {
            fault = fault.delayed_by(delay);
        }
        let headers = order.optional("headers", "an object of header names and values", headers)?;
        for (name, value) in headers.unwrap_or_default() {
            if let Some(name) = name {
                fault = fault.with_header(name, value);
            }
        }
        match order.0.keys().next() {
            Some(unknown) => Err(format!("unknown member {unknown:?} for this kind of fault")),
            None => Ok((fault, times.unwrap_or(1))),
        }
    }

    fn fault(&mut self) -> Result<Fault, String> {
        let kind = self.text("kind")?;
        Ok(match kind.as_str() {
            "reset-before-answer" => Fault::reset_before_answer(),
            "reset-in-headers" => Fault::reset_in_headers(),
            "reset-in-body" => Fault::reset_in_body(),
            "cut-off" => Fault::cut_off(),
            "no-answer" => Fault::no_answer(),
            "drip" => Fault::drip(self.required("interval", MILLISECONDS, milliseconds)?),
            "content-length-off-by" => Fault::content_length_off_by(self.required(
                "difference",
                "a whole number",
                Value::as_i64,
            )?),
            "body-of" => Fault::body_of(self.bytes()?),
            "unannounced-body-of" => Fault::unannounced_body_of(self.bytes()?),
            "endless-body" => Fault::endless_body(),
            "delay" => Fault::delay(self.required("delay", MILLISECONDS, milliseconds)?),
            "error" => Fault::error(self.status()?, self.text("code")?, self.text("message")?),
            "throttling" => Fault::throttling(),
            "service-unavailable" => Fault::service_unavailable(),
            "html" => Fault::html(self.status()?),
            "redirect" => Fault::redirect(self.status()?, self.header_value("location")?),
            "response" => {
                let mut response = Response::new(self.text("body")?);
                *response.status_mut() = self.status()?;
                Fault::response(response)
            }
            "gzip" => Fault::gzip(),
            "invalid-utf8" => Fault::invalid_utf8(),
            "content-type" => Fault::content_type(self.header_value("value")?),
            "other-format" => Fault::other_format(),
            _ => return Err(format!("unknown kind of fault {kind:?}")),
        })
    }

    fn bytes(&mut self) -> Result<u64, String> {
        self.required("bytes", "a whole number, 0 or more", Value::as_u64)
    }

    fn text(&mut self, name: &str) -> Result<String, String> {
        self.required(name, "a string", |value| value.as_str().map(str::to_owned))
    }

    fn status(&mut self) -> Result<StatusCode, String> {
        self.required("status", "an HTTP status from 100 to 999", |value| {
            let status = u16::try_from(value.as_u64()?).ok()?;
            StatusCode::from_u16(status).ok()
        })
    }

    fn header_value(&mut self, name: &str) -> Result<HeaderValue, String> {
        self.required(name, "a header value", header_value)
    }

    fn required<T>(
        &mut self,
        name: &str,
        shape: &str,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Result<T, String> {
        self.optional(name, shape, read)?
            .ok_or_else(|| format!("{name:?} is missing; it must be {shape}"))
    }

    fn optional<T>(
        &mut self,
        name: &str,
        shape: &str,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Result<Option<T>, String> {
        let Some(value) = self.0.remove(name) else {
            return Ok(None);
        };
        match read(&value) {
            Some(value) => Ok(Some(value)),
            None => Err(format!("{name:?} must be {shape}")),
        }
    }
}

const MILLISECONDS: &str = "a whole number of milliseconds, 0 or more";

fn milliseconds(value: &Value) -> Option<Duration> {
    value.as_u64().map(Duration::from_millis)
}

fn header_value(value: &Value) -> Option<HeaderValue> {
    HeaderValue::try_from(value.as_str()?).ok()
}

fn headers(value: &Value) -> Option<HeaderMap> {
    let header = |(name, value): (&String, &Value)| {
        Some((HeaderName::try_from(name).ok()?, header_value(value)?))
    };
    value.as_object()?.iter().map(header).collect()
}
