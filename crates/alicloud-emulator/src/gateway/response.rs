//! Responses whose `Date` header has the time of the emulator's clock.

use std::time::SystemTime;

use bytes::Bytes;
use http::{
    HeaderValue, Response, StatusCode,
    header::{ALLOW, CONTENT_TYPE, DATE},
};
use jiff::{Timestamp, fmt::rfc2822::DateTimePrinter};

/// Creates a response whose `Date` is the emulated time. A client can correct its clock by this
/// header.
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

/// The HTTP date of `now`, or `None` for a year that an HTTP date can't express.
fn http_date(now: SystemTime) -> Option<HeaderValue> {
    let timestamp = Timestamp::try_from(now).ok()?;
    let text = DateTimePrinter::new()
        .timestamp_to_rfc9110_string(&timestamp)
        .ok()?;
    HeaderValue::try_from(text).ok()
}
