//! Holding back calls before the server refuses them.

use std::{
    borrow::Cow,
    collections::HashMap,
    fmt,
    num::NonZeroU32,
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
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
/// Every attempt counts, repeated ones too. An attempt beyond the rate is given a turn in the order
/// in which they come, and waits for it. Where the limit of the call leaves no time for that, the call
/// ends, and takes no turn. Clones, and sessions with clones, share one count.
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

    /// Takes a turn for a call of `api`, and says how long after `now` it comes; `None`, and nothing
    /// is taken, if that is not within `remaining`.
    pub(crate) fn take(
        &self,
        api: &Api,
        now: Instant,
        remaining: Option<Duration>,
    ) -> Option<Duration> {
        self.operations
            .get(api.action())
            .unwrap_or(&self.all)
            .take(now, remaining)
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
struct Bucket {
    limiter: RateLimiter<NotKeyed, InMemoryState, Turns, NoOpMiddleware<Nanos>>,
    /// Held while a turn is taken, which is more than one look at the limiter.
    taking: Mutex<()>,
}

impl Bucket {
    fn new(rate: Rate) -> Self {
        Self {
            limiter: RateLimiter::direct_with_clock(rate.quota(), Turns::default()),
            taking: Mutex::default(),
        }
    }

    fn take(&self, now: Instant, remaining: Option<Duration>) -> Option<Duration> {
        let _taking = self.taking.lock().unwrap_or_else(PoisonError::into_inner);
        let turns = self.limiter.clock();
        let now = turns.since_start(now);
        turns.advance(now);
        // Refused at the time of the last turn, but not at the time that is told then.
        while let Err(refused) = self.limiter.check() {
            let next = turns.now() + Nanos::from(refused.wait_time_from(turns.now()));
            if remaining
                .is_some_and(|remaining| Duration::from(next.saturating_sub(now)) >= remaining)
            {
                return None;
            }
            turns.advance(next);
        }
        Some(turns.now().saturating_sub(now).into())
    }
}

/// The limiter's clock. It shows the time of the last turn that was given away, or else the time that
/// the session's clock told: so that turns can be taken ahead, one after the other.
#[derive(Default)]
struct Turns {
    start: OnceLock<Instant>,
    /// Since the start, and never going back.
    nanoseconds: AtomicU64,
}

impl Turns {
    fn since_start(&self, now: Instant) -> Nanos {
        let start = *self.start.get_or_init(|| now);
        now.saturating_duration_since(start).into()
    }

    fn advance(&self, time: Nanos) {
        self.nanoseconds.fetch_max(time.as_u64(), Ordering::Relaxed);
    }
}

impl Clock for Turns {
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

    const NOW: Option<Duration> = Some(Duration::ZERO);

    #[test]
    fn turns_come_at_the_rate_after_a_burst_and_in_order() {
        let limits = RateLimits::new(Rate::per_second(calls(10)).burst(calls(2)));
        let start = Instant::now();
        // When it is asked, and when the turn comes, in milliseconds.
        for (time, turn) in [
            (0, 0),
            (0, 0),
            (0, 100),
            (0, 200),
            (60, 300),
            (250, 400),
            (400, 500),
            (1000, 1000),
            (1000, 1000),
            (1000, 1100),
        ] {
            let wait = limits.take(&OTHER, start + Duration::from_millis(time), None);
            assert_eq!(wait, Some(Duration::from_millis(turn - time)), "{time}");
        }
    }

    /// Or calls in a hurry would push everybody's turn away, and have none themselves.
    #[test]
    fn a_turn_that_comes_too_late_is_not_taken() {
        let limits = RateLimits::new(Rate::per_second(calls(1)));
        let now = Instant::now();
        let second = Duration::from_secs(1);
        assert_eq!(limits.take(&OTHER, now, NOW.map(|now| now + second)), NOW);
        for _ in 0..100 {
            assert_eq!(limits.take(&OTHER, now, Some(second)), None);
        }
        assert_eq!(limits.take(&OTHER, now, Some(second * 2)), Some(second));
    }

    #[test]
    fn an_operation_with_its_own_rate_takes_none_of_the_others_turns() {
        let now = Instant::now();
        let limits = RateLimits::new(Rate::per_minute(calls(1)))
            .operation("Listed", Rate::per_minute(calls(2)));
        let clone = limits.clone();
        assert_eq!(limits.take(&LISTED, now, None), NOW);
        assert_eq!(clone.take(&LISTED, now, None), NOW);
        assert_eq!(
            clone.take(&LISTED, now, None),
            Some(Duration::from_secs(30))
        );
        assert_eq!(clone.take(&OTHER, now, None), NOW);
        assert_eq!(
            limits.take(&THIRD, now, None),
            Some(Duration::from_secs(60))
        );
    }

    #[test]
    fn the_highest_rate_is_a_rate() {
        let limits = RateLimits::new(Rate::per_second(NonZeroU32::MAX));
        assert_eq!(limits.take(&OTHER, Instant::now(), None), NOW);
    }
}
