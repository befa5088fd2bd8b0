//! The endpoint for faults.

use std::time::Duration;

use http::{
    HeaderMap, HeaderName, HeaderValue, Response, StatusCode,
    header::{CONTENT_LENGTH, TRANSFER_ENCODING},
};
use serde_json::{Value, json};

use super::{Endpoint, members::Members, read_items};
use crate::{Fault, gateway::Gateway};

/// PUT replaces the pending faults, DELETE removes the pending faults, GET counts the pending
/// faults.
pub(super) const ENDPOINT: Endpoint = Endpoint {
    path: "/_emulator/faults",
    get: |gateway, _, _| Ok(json!({ "pending": gateway.pending_faults() })),
    put: Some(|gateway, body| {
        let faults = read_items(body, "faults", read)?;
        gateway.clear_faults();
        for (fault, times) in faults {
            gateway.inject(fault, times);
        }
        Ok(())
    }),
    delete: Gateway::clear_faults,
};

/// A kind of fault, which the member `kind` names. `read` reads the other members of the kind.
struct Kind {
    name: &'static str,
    read: fn(&mut Members) -> Result<Fault, String>,
}

impl Kind {
    const fn new(name: &'static str, read: fn(&mut Members) -> Result<Fault, String>) -> Self {
        Self { name, read }
    }
}

const KINDS: [Kind; 21] = [
    Kind::new("body-of", |members| Ok(Fault::body_of(bytes(members)?))),
    Kind::new("content-length-off-by", |members| {
        let difference = members.required("difference", "a whole number", Value::as_i64)?;
        Ok(Fault::content_length_off_by(difference))
    }),
    Kind::new("content-type", |members| {
        Ok(Fault::content_type(required_header(members, "value")?))
    }),
    Kind::new("cut-off", |_| Ok(Fault::cut_off())),
    Kind::new("delay", |members| {
        Ok(Fault::delay(required_duration(members, "delay")?))
    }),
    Kind::new("drip", |members| {
        Ok(Fault::drip(required_duration(members, "interval")?))
    }),
    Kind::new("endless-body", |_| Ok(Fault::endless_body())),
    Kind::new("error", |members| {
        let status = status(members)?;
        let code = members.text("code")?;
        Ok(Fault::error(status, code, members.text("message")?))
    }),
    Kind::new("gzip", |_| Ok(Fault::gzip())),
    Kind::new("html", |members| Ok(Fault::html(status(members)?))),
    Kind::new("invalid-utf8", |_| Ok(Fault::invalid_utf8())),
    Kind::new("no-answer", |_| Ok(Fault::no_answer())),
    Kind::new("other-format", |_| Ok(Fault::other_format())),
    Kind::new("redirect", |members| {
        let status = status(members)?;
        Ok(Fault::redirect(
            status,
            required_header(members, "location")?,
        ))
    }),
    Kind::new("reset-before-answer", |_| Ok(Fault::reset_before_answer())),
    Kind::new("reset-in-body", |_| Ok(Fault::reset_in_body())),
    Kind::new("reset-in-headers", |_| Ok(Fault::reset_in_headers())),
    Kind::new("response", |members| {
        let mut response = Response::new(members.text("body")?);
        *response.status_mut() = status(members)?;
        Ok(Fault::response(response))
    }),
    Kind::new("service-unavailable", |_| Ok(Fault::service_unavailable())),
    Kind::new("throttling", |_| Ok(Fault::throttling())),
    Kind::new("unannounced-body-of", |members| {
        Ok(Fault::unannounced_body_of(bytes(members)?))
    }),
];

/// The names of all kinds.
pub(crate) const FAULT_KINDS: [&str; KINDS.len()] = {
    let mut names = [""; KINDS.len()];
    let mut place = 0;
    while place < names.len() {
        names[place] = KINDS[place].name;
        place += 1;
    }
    names
};

/// Reads a fault and the number of calls to which it applies.
fn read(order: Value) -> Result<(Fault, u64), String> {
    let shape = "a fault must be a JSON object, such as {\"kind\": \"throttling\"}";
    let mut members = Members::of(order, shape)?;
    let name = members.text("kind")?;
    let Some(kind) = KINDS.iter().find(|kind| kind.name == name) else {
        return Err(format!(
            "unknown kind of fault {name:?}; known kinds: {}",
            FAULT_KINDS.join(", ")
        ));
    };
    let mut fault = (kind.read)(&mut members)?;
    let times = members.optional("times", "a whole number, 0 or more", Value::as_u64)?;
    if let Some(delay) = members.optional("delay", MILLISECONDS, milliseconds)? {
        fault = fault.delayed_by(delay);
    }
    let headers = members.optional("headers", HEADERS, headers)?;
    for (name, value) in headers.unwrap_or_default() {
        if let Some(name) = name {
            fault = fault.with_header(name, value);
        }
    }
    members.end(&format!("the fault {name:?}"))?;
    Ok((fault, times.unwrap_or(1)))
}

fn bytes(members: &mut Members) -> Result<u64, String> {
    members.required("bytes", "a whole number, 0 or more", Value::as_u64)
}

fn status(members: &mut Members) -> Result<StatusCode, String> {
    members.required("status", "an HTTP status from 200 to 999", |value| {
        let status = u16::try_from(value.as_u64()?).ok()?;
        // A status below 200 doesn't end a response.
        StatusCode::from_u16(status)
            .ok()
            .filter(|status| !status.is_informational())
    })
}

fn required_header(members: &mut Members, name: &'static str) -> Result<HeaderValue, String> {
    members.required(name, "a header value", header_value)
}

fn required_duration(members: &mut Members, name: &'static str) -> Result<Duration, String> {
    members.required(name, MILLISECONDS, milliseconds)
}

pub(super) const MILLISECONDS: &str = "a whole number of milliseconds, 0 or more";

pub(super) fn milliseconds(value: &Value) -> Option<Duration> {
    value.as_u64().map(Duration::from_millis)
}

fn header_value(value: &Value) -> Option<HeaderValue> {
    HeaderValue::try_from(value.as_str()?).ok()
}

const HEADERS: &str = "an object of at most 100 header names and values, without Content-Length and \
                       Transfer-Encoding";

/// Reads headers. The two headers that frame the body are refused, because the HTTP library writes
/// them. The fault `content-length-off-by` sends a wrong length.
fn headers(value: &Value) -> Option<HeaderMap> {
    let header = |(name, value): (&String, &Value)| {
        let name = HeaderName::try_from(name).ok()?;
        let is_framing = [CONTENT_LENGTH, TRANSFER_ENCODING].contains(&name);
        Some((name, header_value(value)?)).filter(|_| !is_framing)
    };
    let headers = value.as_object()?;
    if headers.len() > 100 {
        return None;
    }
    headers.iter().map(header).collect()
}
