//! A clock that moves when a test says so.

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

/// A clock that stands still until a [`Script`](super::Script) waits or a test advances it, so that
/// pauses and limits are tested without waiting. Clones show the same time.
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
    /// A clock that shows `start`.
    #[must_use]
    pub fn new(start: SystemTime) -> Self {
        Self {
            start,
            began: Instant::now(),
            passed: Arc::default(),
            nonces: Arc::default(),
        }
    }

    /// The time that it shows.
    #[must_use]
    pub fn now(&self) -> SystemTime {
        let passed = *self.passed();
        self.start.checked_add(passed).unwrap_or(self.start)
    }

    /// Sets it forward by `duration`.
    pub fn advance(&self, duration: Duration) {
        let mut passed = self.passed();
        *passed = passed.saturating_add(duration);
    }

    /// A session that goes by this clock: its timestamps, pauses and limits. Its nonces count from 1.
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

    /// A panic elsewhere leaves the time whole: it changes in one operation.
    fn passed(&self) -> MutexGuard<'_, Duration> {
        self.passed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
