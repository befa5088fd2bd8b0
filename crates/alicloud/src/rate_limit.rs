//! Holding back calls before the server refuses them.

use std::{
    borrow::Cow,
    collections::HashMap,
    fmt,
    num::NonZeroU32,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use governor::{
    Quota, RateLimiter,
    clock::Clock,
    middleware::NoOpMiddleware,
    nanos::Nanos,
    state::{InMemoryState, NotKeyed},
};

use crate::Api;

/// How often operations may be called, each by its name. The vendor has limits per operation and
/// account, and answers calls beyond them with `Throttling`.
///
/// Every attempt counts, repeated ones too. An attempt beyond the rate waits for its turn, as far as
/// the limit of the call allows. Clones, and sessions with clones, share one count.
///
/// ```
/// use alicloud::{Anonymous, Rate, RateLimits, Session};
///
/// let limits = RateLimits::new(Rate::per_second(50.try_into()?))
///     .operation("DescribeInstanceVncUrl", Rate::per_minute(60.try_into()?).burst(5.try_into()?));
/// let session = Session::new("https://ecs.aliyuncs.com", Anonymous)?.rate_limits(limits);
/// # let _ = session;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct RateLimits {
    operations: HashMap<Cow<'static, str>, Arc<Bucket>>,
    all: Arc<Bucket>,
}

/// A number of calls in a time, spread evenly after a first burst.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    calls: NonZeroU32,
    period: Duration,
    burst: NonZeroU32,
}

impl Rate {
    /// This many calls per second, and as many at once after a rest.
    #[must_use]
    pub const fn per_second(calls: NonZeroU32) -> Self {
        Self::new(calls, Duration::from_secs(1))
    }

    /// This many calls per minute, and as many at once after a rest.
    #[must_use]
    pub const fn per_minute(calls: NonZeroU32) -> Self {
        Self::new(calls, Duration::from_secs(60))
    }

    const fn new(calls: NonZeroU32, period: Duration) -> Self {
        Self {
            calls,
            period,
            burst: calls,
        }
    }

    /// Sets how many calls may come at once after a rest.
    #[must_use]
    pub const fn burst(mut self, calls: NonZeroU32) -> Self {
        self.burst = calls;
        self
    }

    fn quota(self) -> Quota {
        // There are more than 2^32 nanoseconds in a minute, but not in a second.
        let interval = (self.period / self.calls.get()).max(Duration::from_nanos(1));
        // An interval of zero is all that a quota refuses.
        Quota::with_period(interval)
            .unwrap_or(Quota::per_second(self.calls))
            .allow_burst(self.burst)
    }
}

impl RateLimits {
    /// One rate for all operations together, those with a rate of their own excepted.
    #[must_use]
    pub fn new(rate: Rate) -> Self {
        Self {
            operations: HashMap::new(),
            all: Arc::new(Bucket::new(rate)),
        }
    }

    /// Gives an operation a rate of its own, by its name, such as `DescribeInstanceVncUrl`.
    #[must_use]
    pub fn operation(mut self, action: impl Into<Cow<'static, str>>, rate: Rate) -> Self {
        self.operations
            .insert(action.into(), Arc::new(Bucket::new(rate)));
        self
    }

    /// Takes a turn at `now` for a call of `api`, or says how long there is none.
    pub(crate) fn take(&self, api: &Api, now: Instant) -> Option<Duration> {
        self.operations
            .get(api.action())
            .unwrap_or(&self.all)
            .take(now)
    }
}

impl fmt::Debug for RateLimits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RateLimits")
            .field("operations", &self.operations.keys())
            .finish_non_exhaustive()
    }
}

/// The turns of one operation, or of all that have no rate of their own.
struct Bucket(RateLimiter<NotKeyed, InMemoryState, ToldClock, NoOpMiddleware<Nanos>>);

impl Bucket {
    fn new(rate: Rate) -> Self {
        Self(RateLimiter::direct_with_clock(
            rate.quota(),
            ToldClock::default(),
        ))
    }

    fn take(&self, now: Instant) -> Option<Duration> {
        let clock = self.0.clock();
        clock.tell(now);
        let refused = self.0.check().err()?;
        Some(refused.wait_time_from(clock.now()))
    }
}

/// A clock that is told the time, so that the session's clock is the only one there is.
#[derive(Default)]
struct ToldClock {
    start: OnceLock<Instant>,
    /// Since the start, and never going back.
    nanoseconds: AtomicU64,
}

impl ToldClock {
    fn tell(&self, now: Instant) {
        let passed = now.saturating_duration_since(*self.start.get_or_init(|| now));
        let passed = u64::try_from(passed.as_nanos()).unwrap_or(u64::MAX);
        self.nanoseconds.fetch_max(passed, Ordering::Relaxed);
    }
}

impl Clock for ToldClock {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        self.nanoseconds.load(Ordering::Relaxed).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Methods;

    static LISTED: Api = Api::new("Ecs", "2014-05-26", "Listed", Methods::GetOrPost);
    static OTHER: Api = Api::new("Ecs", "2014-05-26", "Other", Methods::GetOrPost);
    static THIRD: Api = Api::new("Ecs", "2014-05-26", "Third", Methods::GetOrPost);

    fn calls(number: u32) -> NonZeroU32 {
        number.try_into().unwrap()
    }

    #[test]
    fn turns_come_at_the_rate_after_a_burst() {
        let limits = RateLimits::new(Rate::per_second(calls(10)).burst(calls(2)));
        let start = Instant::now();
        let at = |milliseconds| start + Duration::from_millis(milliseconds);
        let wait = |milliseconds| Some(Duration::from_millis(milliseconds));
        for (time, expected) in [
            (0, None),
            (0, None),
            (0, wait(100)),
            (60, wait(40)),
            (100, None),
            (100, wait(100)),
            (1000, None),
            (1000, None),
            (1000, wait(100)),
        ] {
            assert_eq!(limits.take(&OTHER, at(time)), expected, "{time}");
        }
    }

    #[test]
    fn an_operation_with_its_own_rate_takes_none_of_the_others_turns() {
        let now = Instant::now();
        let limits = RateLimits::new(Rate::per_minute(calls(1)))
            .operation("Listed", Rate::per_minute(calls(2)));
        let clone = limits.clone();
        assert_eq!(limits.take(&LISTED, now), None);
        assert_eq!(clone.take(&LISTED, now), None);
        assert_eq!(clone.take(&LISTED, now), Some(Duration::from_secs(30)));
        assert_eq!(clone.take(&OTHER, now), None);
        assert_eq!(limits.take(&THIRD, now), Some(Duration::from_secs(60)));
    }

    #[test]
    fn the_highest_rate_is_a_rate() {
        let limits = RateLimits::new(Rate::per_second(NonZeroU32::MAX));
        assert_eq!(limits.take(&OTHER, Instant::now()), None);
    }
}
