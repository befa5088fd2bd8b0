//! A clock that advances only when a test says so.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant, SystemTime},
};

use crate::{
    api::{Nonce, Stamp},
    exchange::Session,
};

/// A clock that advances only when a [`Script`](super::Script) [with this
/// clock](super::Script::clock) waits or a test calls [`advance`](Self::advance).
///
/// With this clock, tests of pauses and time limits need no real waiting. Clones show the same
/// time.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use alicloud::{Anonymous, Session, testing::VirtualClock};
///
/// let clock = VirtualClock::new(SystemTime::UNIX_EPOCH);
/// let session = clock.session(Session::new(Anonymous));
/// clock.advance(Duration::from_secs(60));
/// assert_eq!(clock.now(), SystemTime::UNIX_EPOCH + Duration::from_secs(60));
/// # let _ = session;
/// ```
#[derive(Clone, Debug)]
pub struct VirtualClock {
    start: SystemTime,
    began: Instant,
    passed: Arc<Mutex<Duration>>,
    nonces: Arc<AtomicU64>,
}

impl VirtualClock {
    /// Creates a clock that shows `start`.
    #[must_use]
    pub fn new(start: SystemTime) -> Self {
        Self {
            start,
            began: Instant::now(),
            passed: Arc::default(),
            nonces: Arc::default(),
        }
    }

    /// Returns the time that the clock shows.
    #[must_use]
    pub fn now(&self) -> SystemTime {
        let passed = *self.passed();
        self.start.checked_add(passed).unwrap_or(self.start)
    }

    /// Advances the clock by `duration`.
    pub fn advance(&self, duration: Duration) {
        let mut passed = self.passed();
        *passed = passed.saturating_add(duration);
    }

    /// Makes `session` use this clock for timestamps, pauses, time limits and rate limits. The
    /// nonces count from 1.
    #[must_use]
    pub fn session(&self, session: Session) -> Session {
        let (stamps, instants) = (self.clone(), self.clone());
        session
            .stamps(move || {
                let nonce = stamps.nonces.fetch_add(1, Ordering::Relaxed) + 1;
                Stamp::new(stamps.now(), Nonce::from(u128::from(nonce)))
            })
            .clock(move || {
                let passed = *instants.passed();
                instants.began.checked_add(passed).unwrap_or(instants.began)
            })
    }

    /// Locks the time. It stays valid after a panic elsewhere, because it changes in a single
    /// assignment.
    fn passed(&self) -> MutexGuard<'_, Duration> {
        self.passed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
