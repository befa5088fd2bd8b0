//! Responses, dated by the emulated clock.

use std::time::SystemTime;

use bytes::Bytes;
use http::{
    HeaderValue, Response, StatusCode,
    header::{ALLOW, CONTENT_TYPE, DATE},
};
use jiff::{Timestamp, fmt::rfc2822::DateTimePrinter};

/// A response whose `Date` is the emulated time, so that a client can learn its clock's error.
pub(super) fn response(
    status: StatusCode,
    content_type: &'static str,
    body: Bytes,
    now: SystemTime,
) -> Response<Bytes> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    if status == StatusCode::METHOD_NOT_ALLOWED {
        headers.insert(ALLOW, HeaderValue::from_static("GET, POST"));
    }
    if let Some(date) = http_date(now) {
        headers.insert(DATE, date);
    }
    response
}

/// `None` for years that an HTTP date cannot express.
fn http_date(now: SystemTime) -> Option<HeaderValue> {
    let timestamp = Timestamp::try_from(now).ok()?;
    let text = DateTimePrinter::new()
        .timestamp_to_rfc9110_string(&timestamp)
        .ok()?;
    HeaderValue::try_from(text).ok()
}
