//! Client-side rate limits, which delay calls so that the server does not throttle them.

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

/// Client-side rate limits for all operations together, and for single operations by name.
///
/// The vendor limits the rate of calls per operation and account. Calls beyond the vendor's limits
/// fail with `Throttling`.
///
/// The rates apply to each host of a product separately. Every attempt counts, including retries.
///
/// An attempt beyond the rate reserves the next free time and waits for that time. If the time
/// limit of the call is too short for the wait, the call ends at once and reserves nothing. If a
/// waiting call is dropped or ends, the next call can take the reserved time of that call.
///
/// Clones of this value share their counts.
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

/// The rate limits of one host.
struct Limits {
    operations: HashMap<Cow<'static, str>, Arc<Limit>>,
    all: Arc<Limit>,
}

/// A number of calls per time period. After an initial burst, the calls are spread evenly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    calls: NonZeroU32,
    period: Duration,
    burst: NonZeroU32,
}

impl Rate {
    /// A rate of `calls` per second. The burst is also `calls`.
    #[must_use]
    pub const fn per_second(calls: NonZeroU32) -> Self {
        Self::new(calls, Duration::from_secs(1))
    }

    /// A rate of `calls` per minute. The burst is also `calls`.
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

    /// Sets the burst, which is the number of calls that may be sent at once after an idle time.
    #[must_use]
    pub const fn burst(mut self, calls: NonZeroU32) -> Self {
        self.burst = calls;
        self
    }
}

impl RateLimits {
    /// Creates rate limits with one rate for all operations together. Operations with their own
    /// rate don't count for this rate.
    #[must_use]
    pub fn new(rate: Rate) -> Self {
        Self {
            operations: HashMap::new(),
            all: rate,
            hosts: Arc::default(),
        }
    }

    /// Sets the rate of one operation by its name, such as `DescribeInstanceVncUrl`.
    ///
    /// All counts start again, and they are not shared with earlier clones.
    #[must_use]
    pub fn operation(mut self, action: impl Into<Cow<'static, str>>, rate: Rate) -> Self {
        self.operations.insert(action.into(), rate);
        self.hosts = Arc::default();
        self
    }

    /// Reserves the earliest free time for a call of `api`. Returns the reservation and the wait
    /// from `now` until that time.
    ///
    /// Reserves nothing and returns `None` if the wait is not shorter than `remaining`.
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

/// The rate limit of one operation, or of all operations without their own rate.
struct Limit {
    /// The time of the first call.
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

    /// Locks the bucket. A poisoned lock is ignored, because the methods of the bucket never panic.
    fn bucket(&self) -> MutexGuard<'_, Bucket> {
        self.bucket.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A reserved time at which a call may be sent. Dropping the reservation frees the time.
#[derive(Default)]
pub(crate) struct Reservation {
    /// `None` if no rate limit applies or the call was sent.
    limit: Option<Arc<Limit>>,
    time: u128,
}

impl Reservation {
    /// Marks the call as sent, so that its reserved time is not freed.
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

    /// Reserves a time for a call, marks the call as sent, and returns the wait.
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
    fn sends_calls_at_the_rate_after_a_burst() {
        let limits = RateLimits::new(Rate::per_second(calls(10)).burst(calls(2)));
        let start = Instant::now();
        // Each pair: when a call asks for a time, and when the call may be sent, in milliseconds.
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

    /// Such a reservation would delay other calls, although its call is never sent.
    #[test]
    fn does_not_reserve_a_time_after_the_time_limit() {
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
    fn an_operation_with_its_own_rate_does_not_count_for_the_common_rate() {
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
    fn each_host_of_a_product_has_its_own_count() {
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

    /// Eight threads reserve times and drop some of them. The kept times must fill the rate
    /// exactly.
    #[test]
    fn threads_neither_lose_nor_share_reserved_times() {
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
        // New calls reserve the freed times before they reserve later times.
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
    fn accepts_the_highest_rate_and_the_largest_burst() {
        let highest = RateLimits::new(Rate::per_second(NonZeroU32::MAX));
        assert_eq!(wait(&highest, &OTHER, Instant::now(), None), NOW);
        let largest = RateLimits::new(Rate::per_minute(calls(1)).burst(NonZeroU32::MAX));
        for _ in 0..1000 {
            assert_eq!(wait(&largest, &OTHER, Instant::now(), None), NOW);
        }
    }
}
