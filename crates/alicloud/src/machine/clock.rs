//! The server's time and the time that is left.

use std::{
    fmt,
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

/// The server's time, as far as it is known, and how much time is left. Cloning is cheap.
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
    /// When it was `time`.
    since: Instant,
    now: Arc<dyn Fn() -> Instant + Send + Sync>,
    deadline: Option<Instant>,
}

impl Clock {
    /// A clock that shows `time` now, and has no limit.
    #[must_use]
    pub fn new(time: SystemTime) -> Self {
        Self::measured_by(time, Instant::now)
    }

    /// A clock that shows `time` now, has no limit, and measures by `now` instead of the system's
    /// monotonic clock.
    #[must_use]
    pub fn measured_by(
        time: SystemTime,
        now: impl Fn() -> Instant + Send + Sync + 'static,
    ) -> Self {
        let since = now();
        Self::of(time, Arc::new(now), since, None)
    }

    /// A clock that showed `time` at `since`, measures by `now`, and had `remaining` left then.
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

    /// The server's time. It stands still where the system's time can't represent it.
    #[must_use]
    pub fn time(&self) -> SystemTime {
        let passed = (self.now)().saturating_duration_since(self.since);
        self.time.checked_add(passed).unwrap_or(self.time)
    }

    /// How much time is left; `None` if there is no limit.
    #[must_use]
    pub fn remaining(&self) -> Option<Duration> {
        let deadline = self.deadline?;
        Some(deadline.saturating_duration_since((self.now)()))
    }

    /// The same clock with this much time left, unless there is less already.
    #[must_use]
    pub fn within(&self, limit: Duration) -> Self {
        // A limit beyond what the clock can represent is none.
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

    /// The same clock without a limit.
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
