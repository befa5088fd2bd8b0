//! `tracing` output of a call: one span for the call, one event for each attempt and each retry,
//! and one event at the end. Without the feature `tracing`, `trace/off.rs` replaces this file.
//!
//! Spans and events contain names of products and operations, endpoints, statuses, error codes,
//! request ids, durations, and the messages of errors other than API errors. Spans and events
//! contain no value of a parameter except the region, and no error message from a server.

use std::time::Duration;

use tracing::{
    Level, Span,
    dispatcher::{self, Dispatch},
    enabled, event, span,
};

use crate::{
    api::{Api, Endpoint, Product, is_region_id},
    error::{ApiError, Error, Redact, redacted},
    reply::Reply,
    request::Response,
};

/// The target of spans and events, which subscribers filter by.
const TARGET: &str = "alicloud";

/// The span of one call.
pub(crate) struct Trace {
    span: Span,
}

/// The HTTP status and the request id of a response.
#[derive(Default)]
pub(crate) struct Answer {
    status: Option<u16>,
    request_id: Option<String>,
}

impl Answer {
    /// Reads the status and the request id of `response`, if a subscriber is interested.
    pub(crate) fn of(
        response: &Response,
        reply: Option<&Reply<'_>>,
        redact: Option<&Redact>,
    ) -> Self {
        if !enabled!(target: TARGET, Level::DEBUG) {
            return Self::default();
        }
        let mut request_id = reply.and_then(Reply::request_id);
        if let (Some(id), Some(redact)) = (&mut request_id, redact) {
            redacted(id, redact);
        }
        Self {
            status: Some(response.status().as_u16()),
            request_id,
        }
    }
}

impl Trace {
    pub(crate) fn new(api: &Api, endpoint: Option<&Endpoint>, region_id: Option<&str>) -> Self {
        let span = span!(
            target: TARGET,
            Level::DEBUG,
            "call",
            product = api.product().name(),
            action = api.action(),
            endpoint = endpoint.map(Endpoint::host),
            region = region_id.filter(|region_id| is_region_id(region_id)),
        );
        Self { span }
    }

    /// Records the outcome of an attempt.
    pub(crate) fn attempted(
        &self,
        attempt: u32,
        answer: &Answer,
        error: Option<&Error>,
        took: Duration,
    ) {
        event!(
            target: TARGET,
            parent: &self.span,
            Level::DEBUG,
            attempt,
            status = answer.status,
            code = error.and_then(Error::api).map(ApiError::code),
            request_id = answer.request_id.as_deref(),
            error = error.filter(|error| error.api().is_none()).map(Error::to_string),
            duration_ms = milliseconds(took),
            "attempt ended"
        );
    }

    /// Records that a retry follows after `pause`.
    pub(crate) fn repeats(&self, pause: Duration) {
        event!(
            target: TARGET,
            parent: &self.span,
            Level::DEBUG,
            pause_ms = milliseconds(pause),
            "call retried"
        );
    }

    /// Records the outcome of the call.
    pub(crate) fn ended(
        &self,
        attempts: u32,
        error: Option<&Error>,
        took: impl FnOnce() -> Duration,
    ) {
        event!(
            target: TARGET,
            parent: &self.span,
            Level::DEBUG,
            attempts,
            ok = error.is_none(),
            code = error.and_then(Error::api).map(ApiError::code),
            error = error.filter(|error| error.api().is_none()).map(Error::to_string),
            duration_ms = milliseconds(took()),
            "call ended"
        );
    }
}

/// Warns that `endpoint` is a guess from the product's host name pattern, because the region is
/// unknown.
pub(crate) fn guessed(product: &Product, region_id: Option<&str>, endpoint: &Endpoint) {
    event!(
        target: TARGET,
        Level::WARN,
        product = product.name(),
        region = region_id,
        endpoint = endpoint.host(),
        "unknown region; the endpoint is a guess"
    );
}

/// The `tracing` subscriber of the thread that creates this value.
pub(crate) struct Subscriber(Dispatch);

impl Subscriber {
    pub(crate) fn current() -> Self {
        Self(dispatcher::get_default(Clone::clone))
    }

    /// Runs `action`, and sends its spans and events to this subscriber.
    pub(crate) fn with<T>(&self, action: impl FnOnce() -> T) -> T {
        dispatcher::with_default(&self.0, action)
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
