//! The policy that sessions have unless they are given another.

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

/// Repeats what is worth it and [safe](Attempt::is_repeatable): calls that only read, calls that a token
/// makes idempotent, and calls that never left this machine.
///
/// Worth repeating is a failure that may pass ([`Error::is_transient`](crate::Error::is_transient)):
/// no connection, a timeout, a server in trouble, a rate limit. By default a call has three
/// attempts. The pause before the second is random and at most 100 ms, and the bound doubles with
/// every further one up to 20 s; if the server says when to come back, the pause is at least that
/// long. Where it says more than 30 s, the call ends instead.
///
/// If the server [throttles](crate::Error::is_throttling) the call and doesn't say when to come back,
/// the pause is 1 s longer, and the first bound is at least 1 s. The same pauses apply while the server
/// still runs an earlier attempt with the same token.
///
/// All sessions with clones of one value share a budget of repeats for each host of a product, 50 at
/// first. Every ten calls that succeed there earn one back. So a service in trouble is not hammered.
/// Every other session has budgets of its own.
///
/// A [correction](RetryPolicy::corrects) takes a repeat from the budget, and none of the attempts.
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
    /// Sets how many attempts a call may have, the first included. 1 repeats and corrects nothing.
    /// Attempts after corrections, and those that [wait for a code](Self::waiting_for), don't count.
    #[must_use]
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// Repeats calls that change something like those that read.
    ///
    /// A repeated call may be carried out twice, unless a token makes it
    /// [idempotent](crate::Api::idempotent_by). Such calls are repeated anyway.
    #[must_use]
    pub fn writes_too(mut self) -> Self {
        self.writes = true;
        self
    }

    /// Sets the bound of the first pause, and the longest bound that it grows to by doubling.
    ///
    /// It doesn't shorten the second that a throttled call waits at least.
    #[must_use]
    pub fn backoff(mut self, first: Duration, longest: Duration) -> Self {
        (self.first, self.longest) = (first, longest);
        self
    }

    /// Sets how long the server may ask to wait. If it asks for more, the call ends.
    #[must_use]
    pub fn longest_retry_after(mut self, longest: Duration) -> Self {
        self.longest_retry_after = longest;
        self
    }

    /// Waits, this long at most since the call began, while the server answers with one of these
    /// error codes. It takes neither attempts nor budget, and pauses are at most 5 s.
    ///
    /// This is for codes that say "not yet", such as `InstanceNotReady`: the call was not carried
    /// out, so whether it writes makes no difference. Codes that were given before are replaced.
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

    /// Gives this value budgets of its own, each of this many repeats at first and at most.
    #[must_use]
    pub fn budget(mut self, repeats: u32) -> Self {
        self.budgets = Arc::new(Budgets::new(repeats));
        self
    }

    /// Sets where randomness comes from: numbers from 0 to 1, each the part of the bound that a
    /// pause takes.
    #[must_use]
    pub fn jitter(mut self, source: impl Fn() -> f64 + Send + Sync + 'static) -> Self {
        self.jitter = Arc::new(source);
        self
    }

    fn is_waited_for(&self, attempt: &Attempt<'_>) -> bool {
        let code = attempt.error.api().map(crate::error::ApiError::code);
        code.is_some_and(|code| self.codes.iter().any(|known| known == code))
    }

    /// A random part of the bound (full jitter), or what the server asks for if that is longer.
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
        // Spread over a second where many calls are throttled at the same time.
        let first = self.first.max(least);
        let bound = first.saturating_mul(1 << doublings).min(longest);
        // A source that breaks its promise breaks nothing else.
        let part = (self.jitter)().clamp(0.0, 1.0);
        let part = if part.is_nan() { 1.0 } else { part };
        let pause = Duration::try_from_secs_f64(bound.as_secs_f64() * part).unwrap_or(bound);
        Some(pause.saturating_add(least).max(wanted))
    }
}

/// The shortest pause while the server throttles, or is busy with an earlier attempt, if it names no
/// time. Rates are counted by the second.
const WHEN_BUSY: Duration = Duration::from_secs(1);

/// How long waiting for a state pauses at most.
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
        // Take from the budget only if the call has time for the repeat.
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

/// A number from 0 to 1, which the standard library takes from the operating system.
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
