//! Faults of every kind in turn, and what becomes of the calls that meet them.

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

/// One of so many requests meets a fault.
const ONE_OF: usize = 20;

/// How long one attempt may take, and how long its reply may be.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(1);
pub(crate) const BODY_LIMIT: u64 = 256 * 1024;

/// How many requests are provided with faults ahead of their arrival.
pub(crate) const AHEAD: usize = 50_000;

/// What becomes of an attempt that meets a fault.
#[derive(Clone, Copy)]
enum End {
    /// It brings the right reply all the same.
    Reply,
    /// It fails in a way that may pass, so another attempt follows.
    Repeat,
    /// The same, because no response comes: the connection breaks, or time runs out.
    Break,
    /// It fails for good, and the call with it.
    Failure(Named),
}

/// An error that ends a call and says why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub(crate) enum Named {
    /// The service refused the call.
    Refused,
    /// The answer is not the service's.
    NotAReply,
    /// The reply is not well-formed.
    Unreadable,
    /// The reply is longer than the limit.
    TooLarge,
    /// The last of several attempts failed in a way that may pass.
    NotPassed,
}

impl Named {
    const COUNT: usize = 5;

    /// `None` of an error that no fault leads to.
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

/// Every kind of fault there is.
fn kinds() -> Vec<(Fault, End)> {
    let value = HeaderValue::from_static;
    let retry_after = HeaderName::from_static("x-acs-retry-after");
    let internal = Fault::error(
        StatusCode::INTERNAL_SERVER_ERROR,
        "InternalError",
        "Try again.",
    );
    vec![
        // How the answer travels.
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
        // Another answer.
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
        // The right answer, spoilt.
        (Fault::gzip(), End::Failure(Named::NotAReply)),
        (Fault::invalid_utf8(), End::Failure(Named::Unreadable)),
        (Fault::content_type(value("text/html")), End::Reply),
        (Fault::other_format(), End::Reply),
    ]
}

/// Provides the next requests with one fault of each kind, and says how many requests that is.
pub(crate) fn inject(emulator: &Emulator) -> usize {
    let kinds = kinds();
    let requests = kinds.len() * ONE_OF;
    for (fault, _) in kinds {
        // Nothing goes wrong with these.
        emulator.inject(Fault::delay(Duration::ZERO), ONE_OF - 1);
        emulator.inject(fault, 1);
    }
    requests
}

/// What became of the calls.
#[derive(Default)]
pub(crate) struct Ends {
    failed: [u64; Named::COUNT],
}

impl Ends {
    /// Notes an error. False if no fault leads to it.
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

    /// Whether these ends are those of `calls` calls that made `attempts`. The processes of the
    /// emulator saw so many requests each, of which one in twenty met the next fault if there are faults.
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
            for (_, end) in kinds.iter().cycle().take(*requests as usize / ONE_OF) {
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
        println!("faults: {passing} pass, {breaking} break the attempt; expected: {expected}");
        println!("{more} repeats; {all_broken} attempts broke or ran out of time");
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
            "{unplanned} of them without such a fault; {not_sent} say that they were not sent; no \
             server saw {unseen}"
        );
        // What was not sent was seen by nobody, and what nobody saw was noticed.
        not_sent <= unseen && unseen <= unplanned
    }

    /// How many attempts broke that were not meant to, because the server was killed or the machine
    /// busy. `None` if these ends can't be explained.
    ///
    /// A fault that ends a call leads to its error, unless its attempt broke before. A fault that
    /// passes costs another request, unless its attempt was the last that its call was allowed. All
    /// other requests that were repeated broke.
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

/// The attempts that failed.
#[derive(Default)]
pub(crate) struct FailedAttempts {
    /// Those that were repeated.
    pub(crate) repeats: AtomicU64,
    /// Those that brought no response.
    broken: AtomicU64,
    /// Those of them whose error says that the request was not sent.
    not_sent: AtomicU64,
    /// The attempts that were refused for their credentials or their time.
    pub(crate) corrected: AtomicU64,
}

/// The standard policy, with a count of the attempts that broke.
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
            "{} refused, {} not a reply, {} unreadable, {} too large, {} failed to the last attempt",
            self.count(Named::Refused),
            self.count(Named::NotAReply),
            self.count(Named::Unreadable),
            self.count(Named::TooLarge),
            self.count(Named::NotPassed),
        )
    }
}
