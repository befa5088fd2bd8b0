//! Rate limits, which hold calls back before the server refuses them.

mod bucket;

use std::{
    borrow::Cow,
    collections::HashMap,
    fmt,
    num::NonZeroU32,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    time::{Duration, Instant},
};

use self::bucket::Bucket;
use super::per_host::PerHost;
use crate::api::{Api, Endpoint};

/// How often operations may be called, each by its name. The vendor has limits per operation and
/// account, and answers calls beyond them with `Throttling`.
///
/// Each host of a product is counted by itself, since its limits are its own. Every attempt counts,
/// repeated ones too. An attempt beyond the rate reserves the next free time and
/// waits for it. If the limit of the call ends before that time, the call ends at once and reserves
/// nothing. A call that is dropped or ends while it waits gives its time back, and the next call takes
/// that time. Clones, and sessions with clones, share one count.
///
/// ```
/// use alicloud::{retry::{Rate, RateLimits}, Anonymous, Session};
///
/// let limits = RateLimits::new(Rate::per_second(50.try_into()?))
///     .operation("DescribeInstanceVncUrl", Rate::per_minute(60.try_into()?).burst(5.try_into()?));
/// let session = Session::new(Anonymous).endpoint("https://ecs.aliyuncs.com")?.rate_limits(limits);
/// # let _ = session;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct RateLimits {
    operations: HashMap<Cow<'static, str>, Rate>,
    all: Rate,
    hosts: Arc<PerHost<Limits>>,
}

/// The limits of one host.
struct Limits {
    operations: HashMap<Cow<'static, str>, Arc<Limit>>,
    all: Arc<Limit>,
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
}

impl RateLimits {
    /// One rate for all operations together, those with a rate of their own excepted.
    #[must_use]
    pub fn new(rate: Rate) -> Self {
        Self {
            operations: HashMap::new(),
            all: rate,
            hosts: Arc::default(),
        }
    }

    /// Gives an operation a rate of its own, by its name, such as `DescribeInstanceVncUrl`.
    #[must_use]
    pub fn operation(mut self, action: impl Into<Cow<'static, str>>, rate: Rate) -> Self {
        self.operations.insert(action.into(), rate);
        self.hosts = Arc::default();
        self
    }

    /// Reserves the earliest free time for a call of `api`, and says how long after `now` it is.
    /// Reserves nothing and returns `None` if that is not within `remaining`.
    pub(crate) fn reserve(
        &self,
        api: &Api,
        endpoint: &Endpoint,
        now: Instant,
        remaining: Option<Duration>,
    ) -> Option<(Reservation, Duration)> {
        let limits = self.hosts.get_or(api, endpoint, || {
            let operations = self.operations.iter();
            Limits {
                operations: operations
                    .map(|(action, rate)| (action.clone(), Limit::new(*rate)))
                    .collect(),
                all: Limit::new(self.all),
            }
        });
        let limit = limits.operations.get(api.action()).unwrap_or(&limits.all);
        let start = *limit.start.get_or_init(|| now);
        let now = now.saturating_duration_since(start);
        let (time, wait) = limit.bucket().take(now, remaining)?;
        let limit = Some(Arc::clone(limit));
        Some((Reservation { limit, time }, wait))
    }
}

impl fmt::Debug for RateLimits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RateLimits")
            .field("operations", &self.operations.keys())
            .finish_non_exhaustive()
    }
}

/// The rate limit of one operation, or of all that have no limit of their own.
struct Limit {
    /// When the first call came.
    start: OnceLock<Instant>,
    bucket: Mutex<Bucket>,
}

impl Limit {
    fn new(rate: Rate) -> Arc<Self> {
        Arc::new(Self {
            start: OnceLock::new(),
            bucket: Mutex::new(Bucket::new(rate)),
        })
    }

    /// Nothing in a bucket panics.
    fn bucket(&self) -> MutexGuard<'_, Bucket> {
        self.bucket.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A time at which a call may be sent. Dropping it gives the time back.
#[derive(Default)]
pub(crate) struct Reservation {
    /// `None` where there is no limit, and after the call was sent.
    limit: Option<Arc<Limit>>,
    time: u128,
}

impl Reservation {
    /// Notes that the call was sent, so that its time is not given back.
    pub(crate) fn spend(mut self) {
        if let Some(limit) = self.limit.take() {
            limit.bucket().spend(self.time);
        }
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        if let Some(limit) = self.limit.take() {
            limit.bucket().give_back(self.time);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::atomic::{AtomicU64, Ordering},
        thread,
    };

    use super::*;
    use crate::api::{Methods, Product};

    static ECS: Product = Product::new("Ecs", "2014-05-26");
    static LISTED: Api = Api::new(&ECS, "Listed", Methods::GetOrPost);
    static OTHER: Api = Api::new(&ECS, "Other", Methods::GetOrPost);
    static THIRD: Api = Api::new(&ECS, "Third", Methods::GetOrPost);

    fn host() -> Endpoint {
        "https://ecs.aliyuncs.com".parse().unwrap()
    }

    fn calls(number: u32) -> NonZeroU32 {
        number.try_into().unwrap()
    }

    /// How long a call waits, which is then sent.
    fn wait(
        limits: &RateLimits,
        api: &Api,
        now: Instant,
        remaining: Option<Duration>,
    ) -> Option<Duration> {
        let (reservation, wait) = limits.reserve(api, &host(), now, remaining)?;
        reservation.spend();
        Some(wait)
    }

    const NOW: Option<Duration> = Some(Duration::ZERO);

    #[test]
    fn calls_go_at_the_rate_after_a_burst_and_in_order() {
        let limits = RateLimits::new(Rate::per_second(calls(10)).burst(calls(2)));
        let start = Instant::now();
        // When a call asks, and when it may go, in milliseconds.
        for (asks, goes) in [
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
            let now = start + Duration::from_millis(asks);
            let expected = Some(Duration::from_millis(goes - asks));
            assert_eq!(wait(&limits, &OTHER, now, None), expected, "{asks}");
        }
    }

    /// Or calls in a hurry would delay all others, and not be sent themselves.
    #[test]
    fn a_time_that_comes_too_late_is_not_reserved() {
        let limits = RateLimits::new(Rate::per_second(calls(1)));
        let now = Instant::now();
        let second = Duration::from_secs(1);
        assert_eq!(wait(&limits, &OTHER, now, Some(second)), NOW);
        for _ in 0..100 {
            assert_eq!(wait(&limits, &OTHER, now, Some(second)), None);
        }
        assert_eq!(wait(&limits, &OTHER, now, Some(second * 2)), Some(second));
    }

    #[test]
    fn an_operation_with_its_own_rate_takes_nothing_from_the_others() {
        let now = Instant::now();
        let limits = RateLimits::new(Rate::per_minute(calls(1)))
            .operation("Listed", Rate::per_minute(calls(2)));
        let clone = limits.clone();
        assert_eq!(wait(&limits, &LISTED, now, None), NOW);
        assert_eq!(wait(&clone, &LISTED, now, None), NOW);
        let seconds = |seconds| Some(Duration::from_secs(seconds));
        assert_eq!(wait(&clone, &LISTED, now, None), seconds(30));
        assert_eq!(wait(&clone, &OTHER, now, None), NOW);
        assert_eq!(wait(&limits, &THIRD, now, None), seconds(60));
    }

    #[test]
    fn each_host_of_a_product_is_counted_by_itself() {
        static STS: Product = Product::new("Sts", "2015-04-01");
        static OF_STS: Api = Api::new(&STS, "Other", Methods::GetOrPost);
        let limits = RateLimits::new(Rate::per_minute(calls(1)));
        let now = Instant::now();
        let elsewhere: Endpoint = "https://ecs.cn-qingdao.aliyuncs.com".parse().unwrap();
        for (api, endpoint) in [(&OTHER, &host()), (&OTHER, &elsewhere), (&OF_STS, &host())] {
            let (reservation, wait) = limits.reserve(api, endpoint, now, None).unwrap();
            reservation.spend();
            assert_eq!(wait, Duration::ZERO);
        }
        assert_eq!(
            wait(&limits, &OTHER, now, None),
            Some(Duration::from_secs(60))
        );
    }

    /// Calls of eight threads, of which half are dropped, are as many as there is room for.
    #[test]
    fn no_time_is_lost_or_given_twice_over_threads() {
        const BURST: usize = 5;
        let limits = RateLimits::new(Rate::per_second(calls(1000)).burst(calls(5)));
        let start = Instant::now();
        let kept = Mutex::new(Vec::new());
        let seeds = AtomicU64::new(0);
        let take = || limits.reserve(&OTHER, &host(), start, None).unwrap();
        let keep = |(reservation, wait): (Reservation, Duration)| {
            kept.lock().unwrap().push(wait);
            reservation.spend();
        };
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let mut random = seeds.fetch_add(1, Ordering::Relaxed);
                    let mut held = Vec::new();
                    for _ in 0..500 {
                        random = random
                            .wrapping_mul(6_364_136_223_846_793_005)
                            .wrapping_add(1_442_695_040_888_963_407);
                        match random >> 62 {
                            0 | 1 => held.push(take()),
                            2 => drop(held.pop()),
                            _ => held.pop().into_iter().for_each(keep),
                        }
                    }
                });
            }
        });
        // What was given back is used before anything later is.
        let latest = kept.lock().unwrap().iter().max().copied().unwrap();
        while kept.lock().unwrap().len() < BURST + usize::try_from(latest.as_millis()).unwrap() {
            keep(take());
        }
        let mut kept = kept.into_inner().unwrap();
        kept.sort();
        for (index, wait) in kept.iter().enumerate() {
            let place = (index + 1).saturating_sub(BURST);
            assert_eq!(*wait, Duration::from_millis(place.try_into().unwrap()));
        }
    }

    #[test]
    fn the_highest_rate_and_the_largest_burst_are_a_rate() {
        let highest = RateLimits::new(Rate::per_second(NonZeroU32::MAX));
        assert_eq!(wait(&highest, &OTHER, Instant::now(), None), NOW);
        let largest = RateLimits::new(Rate::per_minute(calls(1)).burst(NonZeroU32::MAX));
        for _ in 0..1000 {
            assert_eq!(wait(&largest, &OTHER, Instant::now(), None), NOW);
        }
    }
}
