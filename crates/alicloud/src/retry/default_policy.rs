//! The default retry policy of sessions.

use std::{
    borrow::Cow,
    fmt,
    hash::{BuildHasher, RandomState},
    sync::Arc,
    time::Duration,
};

use super::{Attempt, RetryPolicy, budget::Budgets};
use crate::{
    api::{Api, Endpoint},
    error::{CommonErrorCode, CommonErrorKind},
};

/// The default retry policy: exponential backoff with full jitter and a shared retry budget.
///
/// The policy retries a failed attempt if the error is [transient](crate::Error::is_transient) and
/// the retry is [safe](Attempt::is_repeatable). Transient errors are for example connection
/// failures, timeouts, server failures and throttling. By default, a call has at most three
/// attempts.
///
/// # Backoff
///
/// Each pause is a random part of the backoff. By default, the backoff is 100 ms for the first
/// pause and doubles with every further pause up to 20 s.
///
/// If the server sends a retry delay, the pause is at least that delay. By default, the call ends
/// if the server's retry delay is longer than 30 s.
///
/// If the server [throttles](crate::Error::is_throttling) the call without a retry delay, the first
/// backoff is at least 1 s, and 1 s is added to each pause. The same applies if the server still
/// runs an earlier attempt with the same idempotency token.
///
/// # Retry budget
///
/// By default, the policy has a budget of 50 retries for each host of a product. Every ten
/// successful calls at a host return one retry to its budget. The budget protects a failing service
/// from overload.
///
/// Clones of a policy share their budgets. Each new policy has separate budgets.
///
/// A retry after a [correction](RetryPolicy::corrects) is taken from the budget, but does not count
/// as an attempt.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use alicloud::{retry::Retry, Anonymous, Session};
///
/// let patient = Retry::default()
///     .attempts(5)
///     .waiting_for(["InstanceNotReady"], Duration::from_secs(60));
/// let session = Session::new(Anonymous).endpoint("https://ecs.aliyuncs.com")?.retry(patient);
/// # let _ = session;
/// # Ok::<(), alicloud::error::EndpointError>(())
/// ```
#[derive(Clone)]
pub struct Retry {
    attempts: u32,
    writes: bool,
    first: Duration,
    longest: Duration,
    longest_retry_after: Duration,
    codes: Vec<Cow<'static, str>>,
    patience: Duration,
    budgets: Arc<Budgets>,
    jitter: Arc<dyn Fn() -> f64 + Send + Sync>,
}

impl Retry {
    /// Sets the maximum number of attempts per call, including the first attempt.
    ///
    /// Retries after [corrections](RetryPolicy::corrects) don't count as attempts, and neither do
    /// retries that [wait for a code](Self::waiting_for). With a maximum of 1, there are no retries
    /// after corrections either.
    #[must_use]
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// Also retries calls that write and that are not idempotent.
    ///
    /// The server may carry out a retried call twice. Calls with an
    /// [idempotency token](crate::Api::idempotent_by) are retried even without this setting.
    #[must_use]
    pub fn writes_too(mut self) -> Self {
        self.writes = true;
        self
    }

    /// Sets the backoff of the first pause, and the maximum backoff.
    ///
    /// A throttled call still waits at least 1 s, unless the server sends a retry delay.
    #[must_use]
    pub fn backoff(mut self, first: Duration, longest: Duration) -> Self {
        (self.first, self.longest) = (first, longest);
        self
    }

    /// Sets the longest retry delay that the policy accepts from the server. If the server asks for
    /// a longer delay, the call ends.
    #[must_use]
    pub fn longest_retry_after(mut self, longest: Duration) -> Self {
        self.longest_retry_after = longest;
        self
    }

    /// Retries while the server returns one of these error codes, until `patience` has passed since
    /// the call began. The codes replace the codes of an earlier call of this method.
    ///
    /// Retries that wait for a code don't count as attempts and don't use the retry budget. The
    /// backoff while waiting for a code is at most 5 s.
    ///
    /// Use this for codes that mean "not yet", such as `InstanceNotReady`. The server did not carry
    /// out a call that it refused with one of these codes, so calls that write are retried, too.
    #[must_use]
    pub fn waiting_for<C: Into<Cow<'static, str>>>(
        mut self,
        codes: impl IntoIterator<Item = C>,
        patience: Duration,
    ) -> Self {
        self.codes = codes.into_iter().map(Into::into).collect();
        self.patience = patience;
        self
    }

    /// Sets the size of the retry budgets, and creates new budgets that are not shared with earlier
    /// clones. Each new budget is full.
    #[must_use]
    pub fn budget(mut self, repeats: u32) -> Self {
        self.budgets = Arc::new(Budgets::new(repeats));
        self
    }

    /// Sets the source of the jitter. For each pause, the backoff is multiplied by a number from 0
    /// to 1, which the source returns.
    #[must_use]
    pub fn jitter(mut self, source: impl Fn() -> f64 + Send + Sync + 'static) -> Self {
        self.jitter = Arc::new(source);
        self
    }

    /// Whether the attempt failed with a code of [`waiting_for`](Self::waiting_for).
    fn is_waited_for(&self, attempt: &Attempt<'_>) -> bool {
        let code = attempt.error.api().map(crate::error::ApiError::code);
        code.is_some_and(|code| self.codes.iter().any(|known| known == code))
    }

    /// Returns a random part of the backoff (full jitter), plus [`WHEN_BUSY`] if the server is busy
    /// and sends no retry delay. If the server's retry delay is longer, returns that delay. Returns
    /// `None` if the server's retry delay is too long.
    fn pause_after(
        &self,
        failures: u32,
        longest: Duration,
        attempt: &Attempt<'_>,
    ) -> Option<Duration> {
        let wanted = attempt.error.retry_after().unwrap_or_default();
        if wanted > self.longest_retry_after {
            return None;
        }
        let code: Option<CommonErrorCode> = attempt.error.known();
        let is_busy = attempt.error.is_throttling()
            || code.map(CommonErrorCode::kind) == Some(CommonErrorKind::Processing);
        let least = if is_busy && wanted.is_zero() {
            WHEN_BUSY
        } else {
            Duration::ZERO
        };
        let doublings = failures.saturating_sub(1).min(31);
        // Calls that are throttled at the same time get a backoff of at least one second, so that
        // their retries spread.
        let first = self.first.max(least);
        let bound = first.saturating_mul(1 << doublings).min(longest);
        // The source of the jitter may return an invalid number.
        let part = (self.jitter)().clamp(0.0, 1.0);
        let part = if part.is_nan() { 1.0 } else { part };
        let pause = Duration::try_from_secs_f64(bound.as_secs_f64() * part).unwrap_or(bound);
        Some(pause.saturating_add(least).max(wanted))
    }
}

/// The shortest pause if the server throttles or is busy with an earlier attempt, and sends no
/// retry delay. The server counts most rates per second.
const WHEN_BUSY: Duration = Duration::from_secs(1);

/// The longest backoff while waiting for an error code to disappear.
const LONGEST_LOOK_AWAY: Duration = Duration::from_secs(5);

impl RetryPolicy for Retry {
    fn pause(&self, attempt: &Attempt<'_>) -> Option<Duration> {
        if self.is_waited_for(attempt) {
            let longest = LONGEST_LOOK_AWAY.min(self.longest);
            let pause = self.pause_after(attempt.number, longest, attempt)?;
            return (attempt.elapsed.saturating_add(pause) <= self.patience).then_some(pause);
        }
        let failures = attempt.failures;
        let is_safe = self.writes || attempt.is_repeatable();
        if failures >= self.attempts || !attempt.error.is_transient() || !is_safe {
            return None;
        }
        let pause = self.pause_after(failures, self.longest, attempt)?;
        // Take from the budget only if the call has time for the retry.
        (attempt.has_time_for(pause) && self.budgets.take(attempt)).then_some(pause)
    }

    fn corrects(&self, attempt: &Attempt<'_>) -> bool {
        self.attempts > 1 && self.budgets.take(attempt)
    }

    fn abandoned(&self, attempt: &Attempt<'_>) {
        if !self.is_waited_for(attempt) {
            self.budgets.give_back(attempt);
        }
    }

    fn succeeded(&self, api: &Api, endpoint: &Endpoint) {
        self.budgets.earn(api, endpoint);
    }
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            attempts: 3,
            writes: false,
            first: Duration::from_millis(100),
            longest: Duration::from_secs(20),
            longest_retry_after: Duration::from_secs(30),
            codes: Vec::new(),
            patience: Duration::ZERO,
            budgets: Arc::new(Budgets::new(50)),
            jitter: Arc::new(random),
        }
    }
}

/// Returns a random number from 0 to 1. The standard library seeds the hasher from the operating
/// system.
fn random() -> f64 {
    RandomState::new().hash_one("alicloud jitter") as f64 / u64::MAX as f64
}

impl fmt::Debug for Retry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Retry")
            .field("attempts", &self.attempts)
            .field("writes", &self.writes)
            .field("first", &self.first)
            .field("longest", &self.longest)
            .field("longest_retry_after", &self.longest_retry_after)
            .field("codes", &self.codes)
            .field("patience", &self.patience)
            .field("budget", &self.budgets)
            .finish_non_exhaustive()
    }
}
