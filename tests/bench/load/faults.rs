//! Injects faults of all kinds in turn, and checks the results of the affected calls.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use alicloud::{
    Api, Endpoint, Error,
    error::TransportErrorKind,
    http::{HeaderName, HeaderValue, Response, StatusCode, header::RETRY_AFTER},
    retry::{Attempt, Retry, RetryPolicy},
};
use alicloud_emulator::{Emulator, Fault};

/// The number of requests per fault.
const ONE_OF: u64 = 20;

/// The timeout of an attempt.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(1);
/// The longest accepted reply body, in bytes.
pub(crate) const BODY_LIMIT: u64 = 256 * 1024;

/// The number of entries that the fault queue is refilled to.
pub(crate) const AHEAD: u64 = 50_000;

/// The result of an attempt that gets a fault.
#[derive(Clone, Copy)]
enum End {
    /// The attempt still gets the right reply.
    Reply,
    /// The attempt fails with a transient error, so the client retries.
    Repeat,
    /// The attempt gets no response, because the connection breaks or the timeout expires. The
    /// client retries.
    Break,
    /// The attempt fails with a permanent error, so the call fails.
    Failure(Named),
}

/// The reason why a call failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub(crate) enum Named {
    /// The service refused the call.
    Refused,
    /// The response is not a reply of the service.
    NotAReply,
    /// The reply is not well-formed.
    Unreadable,
    /// The reply is longer than [`BODY_LIMIT`].
    TooLarge,
    /// The last attempt failed with a transient error.
    NotPassed,
}

impl Named {
    const COUNT: usize = 5;

    /// The reason for `error`, or `None` if no fault can cause `error`.
    fn of(error: &Error) -> Option<Self> {
        match error {
            Error::Api(error) => match error.code() {
                REFUSED => Some(Self::Refused),
                "Throttling" | "ServiceUnavailable" | "InternalError" => Some(Self::NotPassed),
                _ => None,
            },
            Error::Unexpected(reply) if reply.status() == StatusCode::BAD_GATEWAY => {
                Some(Self::NotPassed)
            }
            Error::Unexpected(_) => Some(Self::NotAReply),
            Error::Decode(_) => Some(Self::Unreadable),
            Error::Transport(error) => match error.kind() {
                TransportErrorKind::BodyTooLarge => Some(Self::TooLarge),
                _ => Some(Self::NotPassed),
            },
            _ => None,
        }
    }
}

const REFUSED: &str = "IncorrectInstanceStatus";

/// All kinds of faults, with the results that the client should have.
fn kinds() -> Vec<(Fault, End)> {
    let value = HeaderValue::from_static;
    let retry_after = HeaderName::from_static("x-acs-retry-after");
    let internal = Fault::error(
        StatusCode::INTERNAL_SERVER_ERROR,
        "InternalError",
        "Try again.",
    );
    vec![
        // Faults in sending the right response.
        (Fault::reset_before_answer(), End::Break),
        (Fault::reset_in_headers(), End::Break),
        (Fault::reset_in_body(), End::Break),
        (Fault::cut_off(), End::Break),
        (Fault::no_answer(), End::Break),
        (Fault::drip(Duration::from_millis(20)), End::Break),
        (Fault::content_length_off_by(10), End::Break),
        (
            Fault::content_length_off_by(-10),
            End::Failure(Named::Unreadable),
        ),
        (Fault::body_of(BODY_LIMIT), End::Reply),
        (
            Fault::body_of(BODY_LIMIT + 1),
            End::Failure(Named::TooLarge),
        ),
        (Fault::unannounced_body_of(BODY_LIMIT), End::Reply),
        (
            Fault::unannounced_body_of(BODY_LIMIT + 1),
            End::Failure(Named::TooLarge),
        ),
        (Fault::endless_body(), End::Failure(Named::TooLarge)),
        (Fault::delay(TIMEOUT / 10), End::Reply),
        (Fault::delay(TIMEOUT * 2), End::Break),
        // Other responses.
        (internal, End::Repeat),
        (
            Fault::error(StatusCode::FORBIDDEN, REFUSED, "It is stopped."),
            End::Failure(Named::Refused),
        ),
        (Fault::throttling(), End::Repeat),
        (
            Fault::throttling().with_header(retry_after, value("100")),
            End::Repeat,
        ),
        (
            Fault::service_unavailable().with_header(RETRY_AFTER, value("1")),
            End::Repeat,
        ),
        (Fault::html(StatusCode::BAD_GATEWAY), End::Repeat),
        (Fault::html(StatusCode::OK), End::Failure(Named::NotAReply)),
        (
            Fault::redirect(StatusCode::FOUND, value("/")),
            End::Failure(Named::NotAReply),
        ),
        (
            Fault::response(Response::new("garbage")),
            End::Failure(Named::NotAReply),
        ),
        // The right response with a changed body or header.
        (Fault::gzip(), End::Failure(Named::NotAReply)),
        (Fault::invalid_utf8(), End::Failure(Named::Unreadable)),
        (Fault::content_type(value("text/html")), End::Reply),
        (Fault::other_format(), End::Reply),
    ]
}

/// Queues one fault of each kind, with harmless entries between the faults. Returns the number of
/// requests that use up the entries.
pub(crate) fn inject(emulator: &Emulator) -> u64 {
    let kinds = kinds();
    let requests = kinds.len() as u64 * ONE_OF;
    for (fault, _) in kinds {
        // A delay of zero is harmless.
        emulator.inject(Fault::delay(Duration::ZERO), ONE_OF - 1);
        emulator.inject(fault, 1);
    }
    requests
}

/// The number of failed calls by reason.
#[derive(Default)]
pub(crate) struct Ends {
    failed: [u64; Named::COUNT],
}

impl Ends {
    /// Counts the error of a failed call. Returns false if no fault can cause the error.
    pub(crate) fn note(&mut self, error: &Error) -> bool {
        let named = Named::of(error);
        if let Some(named) = named {
            self.failed[named as usize] += 1;
        }
        named.is_some()
    }

    fn count(&self, named: Named) -> u64 {
        self.failed[named as usize]
    }

    /// Checks the counts of failures against the injected faults, and prints both. `requests` holds
    /// the number of requests that each emulator process received. With faults, every twentieth
    /// request got the next fault.
    pub(crate) fn add_up(
        &self,
        calls: u64,
        attempts: u64,
        requests: &[u64],
        with_faults: bool,
        failed_attempts: &FailedAttempts,
    ) -> bool {
        let mut expected = Self::default();
        let (mut passing, mut breaking) = (0, 0);
        let kinds = kinds();
        for requests in requests.iter().filter(|_| with_faults) {
            for (_, end) in kinds.iter().cycle().take((*requests / ONE_OF) as usize) {
                match end {
                    End::Reply => {}
                    End::Repeat => passing += 1,
                    End::Break => breaking += 1,
                    End::Failure(named) => expected.failed[*named as usize] += 1,
                }
            }
        }
        let more = attempts - calls;
        let all_broken = failed_attempts.broken.load(Ordering::Relaxed);
        let not_sent = failed_attempts.not_sent.load(Ordering::Relaxed);
        let unseen = attempts.checked_sub(requests.iter().sum());
        println!(
            "faults: {passing} transient, {breaking} without response; expected failures: {expected}"
        );
        println!("{more} retries; {all_broken} attempts without a response");
        let unplanned = self.unplanned(
            &expected,
            more,
            passing + breaking,
            all_broken.checked_sub(breaking),
        );
        let (Some(unseen), Some(unplanned)) = (unseen, unplanned) else {
            return false;
        };
        println!(
            "{unplanned} attempts failed without an injected fault; {not_sent} attempts were not \
             sent according to their error; {unseen} attempts reached no emulator"
        );
        // A request that was not sent can't reach an emulator. An attempt that didn't reach an
        // emulator must have failed.
        not_sent <= unseen && unseen <= unplanned
    }

    /// The number of attempts that failed without an injected fault, because the emulator was
    /// killed or the machine was busy. Returns `None` if the counts contradict each other.
    ///
    /// A permanent fault causes its error, unless the connection broke before. A transient fault
    /// causes a retry, unless its attempt was the last attempt of the call. All other retries
    /// follow attempts without a response.
    fn unplanned(
        &self,
        expected: &Self,
        more: u64,
        passing: u64,
        broken: Option<u64>,
    ) -> Option<u64> {
        let mut missing = 0;
        for named in [
            Named::Refused,
            Named::NotAReply,
            Named::Unreadable,
            Named::TooLarge,
        ] {
            missing += expected.count(named).checked_sub(self.count(named))?;
        }
        let unplanned = (more + self.count(Named::NotPassed)).checked_sub(passing)?;
        broken.filter(|broken| missing <= unplanned && unplanned <= *broken)
    }
}

/// The numbers of failed attempts.
#[derive(Default)]
pub(crate) struct FailedAttempts {
    /// The failed attempts that were retried.
    pub(crate) repeats: AtomicU64,
    /// The attempts that got no response.
    broken: AtomicU64,
    /// The attempts whose error says that the request was not sent.
    not_sent: AtomicU64,
    /// The attempts that were refused because of their credentials or their timestamp.
    pub(crate) corrected: AtomicU64,
}

/// The default retry policy, which also counts failed attempts.
pub(crate) struct CountingFailures {
    retry: Retry,
    failed: Arc<FailedAttempts>,
}

impl CountingFailures {
    pub(crate) fn new(failed: Arc<FailedAttempts>) -> Self {
        Self {
            retry: Retry::default(),
            failed,
        }
    }
}

impl RetryPolicy for CountingFailures {
    fn pause(&self, attempt: &Attempt<'_>) -> Option<Duration> {
        match attempt.error() {
            Error::Transport(error) if error.kind() != TransportErrorKind::BodyTooLarge => {
                self.failed.broken.fetch_add(1, Ordering::Relaxed);
                let not_sent = u64::from(!error.may_have_been_sent());
                self.failed.not_sent.fetch_add(not_sent, Ordering::Relaxed);
            }
            _ => {}
        }
        let pause = self.retry.pause(attempt);
        let repeats = u64::from(pause.is_some());
        self.failed.repeats.fetch_add(repeats, Ordering::Relaxed);
        pause
    }

    fn corrects(&self, attempt: &Attempt<'_>) -> bool {
        self.failed.corrected.fetch_add(1, Ordering::Relaxed);
        let corrects = self.retry.corrects(attempt);
        let repeats = u64::from(corrects);
        self.failed.repeats.fetch_add(repeats, Ordering::Relaxed);
        corrects
    }

    fn abandoned(&self, attempt: &Attempt<'_>) {
        self.retry.abandoned(attempt);
    }

    fn succeeded(&self, api: &Api, endpoint: &Endpoint) {
        self.retry.succeeded(api, endpoint);
    }
}

impl fmt::Display for Ends {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} refused, {} not a reply, {} unreadable, {} too large, {} failed after retries",
            self.count(Named::Refused),
            self.count(Named::NotAReply),
            self.count(Named::Unreadable),
            self.count(Named::TooLarge),
            self.count(Named::NotPassed),
        )
    }
}
