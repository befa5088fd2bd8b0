//! A clock with the server's time and a deadline.

use std::{
    fmt,
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

/// A clock that shows the server's time, as far as it is known, and the time left until a deadline.
/// Cloning a clock is cheap.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use alicloud::machine::Clock;
///
/// let clock = Clock::new(SystemTime::now());
/// assert_eq!(clock.remaining(), None);
/// let limited = clock.within(Duration::from_secs(5));
/// assert!(limited.remaining() <= Some(Duration::from_secs(5)));
/// ```
#[derive(Clone)]
pub struct Clock {
    time: SystemTime,
    /// The instant at which the server's time was `time`.
    since: Instant,
    now: Arc<dyn Fn() -> Instant + Send + Sync>,
    deadline: Option<Instant>,
}

impl Clock {
    /// Creates a clock that shows `time` now and has no deadline.
    #[must_use]
    pub fn new(time: SystemTime) -> Self {
        Self::measured_by(time, Instant::now)
    }

    /// Creates a clock that shows `time` now and has no deadline. The clock reads `now` instead of
    /// the system's monotonic clock.
    #[must_use]
    pub fn measured_by(
        time: SystemTime,
        now: impl Fn() -> Instant + Send + Sync + 'static,
    ) -> Self {
        let since = now();
        Self::of(time, Arc::new(now), since, None)
    }

    /// Creates a clock that showed `time` at `since` and reads `now`. Its deadline is `remaining`
    /// after `since`.
    pub(crate) fn of(
        time: SystemTime,
        now: Arc<dyn Fn() -> Instant + Send + Sync>,
        since: Instant,
        remaining: Option<Duration>,
    ) -> Self {
        Self {
            time,
            since,
            now,
            deadline: remaining.and_then(|remaining| since.checked_add(remaining)),
        }
    }

    /// The server's time. If [`SystemTime`] can't represent the current time, this method returns
    /// the clock's initial time.
    #[must_use]
    pub fn time(&self) -> SystemTime {
        let passed = (self.now)().saturating_duration_since(self.since);
        self.time.checked_add(passed).unwrap_or(self.time)
    }

    /// The time left until the deadline, or `None` if there is no deadline.
    #[must_use]
    pub fn remaining(&self) -> Option<Duration> {
        let deadline = self.deadline?;
        Some(deadline.saturating_duration_since((self.now)()))
    }

    /// Returns this clock with a deadline that is `limit` from now, unless the clock's own deadline
    /// is earlier.
    #[must_use]
    pub fn within(&self, limit: Duration) -> Self {
        // A deadline that `Instant` can't represent counts as no deadline.
        let deadline = (self.now)().checked_add(limit);
        let deadline = match (self.deadline, deadline) {
            (Some(old), Some(new)) => Some(old.min(new)),
            (old, new) => old.or(new),
        };
        Self {
            deadline,
            ..self.clone()
        }
    }

    /// Returns this clock without a deadline.
    #[must_use]
    pub fn unlimited(&self) -> Self {
        Self {
            deadline: None,
            ..self.clone()
        }
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Clock")
            .field("time", &self.time())
            .field("remaining", &self.remaining())
            .finish()
    }
}
