//! Repeating failed attempts: for those who set how often calls are repeated, or how many are sent in a
//! while.

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

/// Decides whether an attempt that failed is repeated, and after how long.
///
/// [`Retry`] is the one that a session has by default. Any closure of this shape is one, too:
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
/// A policy that wraps another one forwards all methods, because the other may count repeats.
pub trait RetryPolicy: Send + Sync {
    /// How long to wait before the next attempt; `None` ends the call with the attempt's error.
    ///
    /// A pause that the call has [no time for](Attempt::has_time_for) ends the call, too.
    fn pause(&self, attempt: &Attempt<'_>) -> Option<Duration>;

    /// Whether the call is repeated at once after a correction; by default it is.
    ///
    /// The server refused the attempt for something that is now put right: this machine's clock, or
    /// credentials that others can replace. The server carried nothing out, so the repeat is safe for
    /// every operation. A call is repeated once for each of the two. If this returns `false`,
    /// [`pause`](Self::pause) decides as for any other failure.
    fn corrects(&self, _attempt: &Attempt<'_>) -> bool {
        true
    }

    /// Takes note of a repeat that was allowed after `attempt` and never sent, because the call was
    /// dropped or its time was over.
    fn abandoned(&self, _attempt: &Attempt<'_>) {}

    /// Takes note of a call of `api` that succeeded at `endpoint`.
    fn succeeded(&self, api: &Api, endpoint: &Endpoint) {
        let _ = (api, endpoint);
    }
}

impl<F: Fn(&Attempt<'_>) -> Option<Duration> + Send + Sync> RetryPolicy for F {
    fn pause(&self, attempt: &Attempt<'_>) -> Option<Duration> {
        self(attempt)
    }
}

/// Repeats nothing, so that each call is sent exactly once.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "there is nothing to it")]
pub struct NoRetry;

impl RetryPolicy for NoRetry {
    fn pause(&self, _attempt: &Attempt<'_>) -> Option<Duration> {
        None
    }

    fn corrects(&self, _attempt: &Attempt<'_>) -> bool {
        false
    }
}

/// An attempt that failed.
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
    /// The operation.
    #[must_use]
    pub fn api(&self) -> &Api {
        self.api
    }

    /// Where the call goes, if that is known.
    #[must_use]
    pub fn endpoint(&self) -> Option<&Endpoint> {
        self.endpoint
    }

    /// Which attempt of the call it was, counted from 1.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.number
    }

    /// How many attempts of the call failed in a way that may pass, this one included if it did
    /// ([`Error::is_transient`]).
    #[must_use]
    pub fn failures(&self) -> u32 {
        self.failures
    }

    /// How long ago the call began.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// How much time the call has left; `None` if it has no limit.
    #[must_use]
    pub fn remaining(&self) -> Option<Duration> {
        self.remaining
    }

    /// Whether the call has time for a pause and something after it.
    #[must_use]
    pub fn has_time_for(&self, pause: Duration) -> bool {
        self.remaining.is_none_or(|remaining| pause < remaining)
    }

    /// Whether a repeat does no harm: the operation only reads, a token makes the call
    /// [idempotent](Api::idempotent_by), or this attempt can't have reached the server. Earlier ones may
    /// have, if the policy repeated them.
    #[must_use]
    pub fn is_repeatable(&self) -> bool {
        self.api.is_read() || self.is_idempotent || !self.error.may_have_been_sent()
    }

    /// Why it failed.
    #[must_use]
    pub fn error(&self) -> &Error {
        self.error
    }
}
