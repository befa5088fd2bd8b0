//! Retry policies and rate limits.

mod budget;
mod default_policy;
mod per_host;
mod rate_limit;

use std::time::Duration;

pub(crate) use self::rate_limit::Reservation;
pub use self::{
    default_policy::Retry,
    rate_limit::{Rate, RateLimits},
};
use crate::{
    api::{Api, Endpoint},
    error::Error,
};

/// A retry policy, which decides whether a failed attempt is retried and after which pause.
///
/// [`Retry`] is the default policy of a session. A closure can also be a retry policy:
///
/// ```
/// use std::time::Duration;
/// use alicloud::{retry::Attempt, Anonymous, Session};
///
/// let session = Session::new(Anonymous).endpoint("https://ecs.aliyuncs.com")?.retry(
///     |attempt: &Attempt<'_>| {
///         let again = attempt.is_repeatable() && attempt.number() < 3;
///         again.then_some(Duration::from_millis(200))
///     },
/// );
/// # let _ = session;
/// # Ok::<(), alicloud::error::EndpointError>(())
/// ```
///
/// A policy that wraps another policy must forward all methods, because the inner policy may count
/// retries.
pub trait RetryPolicy: Send + Sync {
    /// Returns the pause before the next attempt. `None` ends the call.
    ///
    /// The call also ends if its remaining time is [too short](Attempt::has_time_for) for the
    /// pause.
    ///
    /// The call ends with the error of `attempt`. If this attempt was not sent, but an earlier
    /// attempt may have been sent, the call ends with the error of the earlier attempt.
    fn pause(&self, attempt: &Attempt<'_>) -> Option<Duration>;

    /// Whether the call is retried at once after a correction. The default is `true`.
    ///
    /// A correction follows a refused attempt. The correction either adjusts the timestamps to the
    /// server's clock, or replaces the refused credentials. The server did not carry out the
    /// refused attempt, so the retry is safe for every operation.
    ///
    /// Each kind of correction allows one retry per call. If this method returns `false`, or if the
    /// server also throttles the call, [`pause`](Self::pause) decides about the retry as for any
    /// other failure.
    fn corrects(&self, _attempt: &Attempt<'_>) -> bool {
        true
    }

    /// Tells the policy that the retry after `attempt` was allowed but never sent. For example, the
    /// call was dropped, its time limit expired, or the retry got no credentials.
    fn abandoned(&self, _attempt: &Attempt<'_>) {}

    /// Tells the policy that a call of `api` at `endpoint` succeeded.
    fn succeeded(&self, api: &Api, endpoint: &Endpoint) {
        let _ = (api, endpoint);
    }
}

impl<F: Fn(&Attempt<'_>) -> Option<Duration> + Send + Sync> RetryPolicy for F {
    fn pause(&self, attempt: &Attempt<'_>) -> Option<Duration> {
        self(attempt)
    }
}

/// A retry policy without retries. Each call is sent at most once.
#[derive(Clone, Copy, Debug, Default)]
#[expect(
    clippy::exhaustive_structs,
    reason = "the type has no fields and never will"
)]
pub struct NoRetry;

impl RetryPolicy for NoRetry {
    fn pause(&self, _attempt: &Attempt<'_>) -> Option<Duration> {
        None
    }

    fn corrects(&self, _attempt: &Attempt<'_>) -> bool {
        false
    }
}

/// A failed attempt of a call.
#[derive(Debug)]
pub struct Attempt<'a> {
    pub(crate) api: &'a Api,
    pub(crate) endpoint: Option<&'a Endpoint>,
    pub(crate) number: u32,
    pub(crate) failures: u32,
    pub(crate) elapsed: Duration,
    pub(crate) remaining: Option<Duration>,
    pub(crate) is_idempotent: bool,
    pub(crate) error: &'a Error,
}

impl Attempt<'_> {
    /// The description of the operation.
    #[must_use]
    pub fn api(&self) -> &Api {
        self.api
    }

    /// The endpoint of the call, if the endpoint is known.
    #[must_use]
    pub fn endpoint(&self) -> Option<&Endpoint> {
        self.endpoint
    }

    /// The number of the attempt in the call, counted from 1.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The number of attempts of the call, up to and including this attempt, that failed with a
    /// [transient](Error::is_transient) error.
    #[must_use]
    pub fn failures(&self) -> u32 {
        self.failures
    }

    /// The time since the call began.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// The remaining time of the call. `None` if the call has no time limit.
    #[must_use]
    pub fn remaining(&self) -> Option<Duration> {
        self.remaining
    }

    /// Whether the remaining time of the call is longer than `pause`. The result is also true if
    /// the call has no time limit.
    #[must_use]
    pub fn has_time_for(&self, pause: Duration) -> bool {
        self.remaining.is_none_or(|remaining| pause < remaining)
    }

    /// Whether a retry is safe.
    ///
    /// A retry is safe if the operation only reads, if an idempotency token makes the call
    /// [idempotent](Api::idempotent_by), or if this attempt did not reach the server. Earlier
    /// attempts may have reached the server, if the policy retried them.
    #[must_use]
    pub fn is_repeatable(&self) -> bool {
        self.api.is_read() || self.is_idempotent || !self.error.may_have_been_sent()
    }

    /// The error of the attempt.
    #[must_use]
    pub fn error(&self) -> &Error {
        self.error
    }
}
