//! What a call tells whoever listens: one span per call, one event per attempt, one at the end.
//!
//! Names of operations, statuses, codes, request ids and durations; no parameter but the region, and
//! no text of a server.

use std::time::Duration;

use tracing::{Level, Span, enabled, event, span};

use crate::{
    api::{Api, Endpoint, is_region_id},
    error::{ApiError, Error, Redact, redacted},
    reply::Reply,
    request::Response,
};

/// The target of spans and events, which subscribers filter by.
pub(super) const TARGET: &str = "alicloud";

/// The span of one call.
pub(crate) struct Trace {
    span: Span,
}

/// What an answer says of itself.
#[derive(Default)]
pub(crate) struct Answer {
    status: Option<u16>,
    request_id: Option<String>,
}

impl Answer {
    /// Of `response`, if anybody listens.
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

    /// Notes what came of an attempt.
    pub(crate) fn attempted(
        &self,
        attempt: u32,
        answer: &Answer,
        error: Option<&Error>,
        took: impl FnOnce() -> Duration,
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
            duration_ms = milliseconds(took()),
            "attempt ended"
        );
    }

    /// Notes that another attempt comes after `pause`.
    pub(crate) fn repeats(&self, pause: Duration) {
        event!(
            target: TARGET,
            parent: &self.span,
            Level::DEBUG,
            pause_ms = milliseconds(pause),
            "call is repeated"
        );
    }

    /// Notes what came of the call.
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

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
