//! How often a terminal may be connected again.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

/// Holds reconnects to what the vendor allows: 30 in any 60 seconds.
///
/// The clock is passed in, so nothing waits here.
///
/// ```
/// use std::time::{Duration, Instant};
/// use alicloud_console::{Reconnect, ReconnectBudget};
///
/// let mut budget = ReconnectBudget::new();
/// let start = Instant::now();
/// for _ in 0..30 {
///     assert_eq!(budget.reconnect(start), Reconnect::Now);
/// }
/// let later = start + Duration::from_secs(20);
/// assert_eq!(budget.reconnect(later), Reconnect::In(Duration::from_secs(40)));
/// ```
#[derive(Clone, Debug, Default)]
pub struct ReconnectBudget {
    /// When the reconnects of the last minute took place, oldest first.
    recent: VecDeque<Instant>,
}

/// Whether one more reconnect is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reconnect {
    /// It is, and it has been counted.
    Now,
    /// It will be after this long; nothing has been counted.
    In(Duration),
}

impl ReconnectBudget {
    /// How many reconnects any minute may see.
    pub const PER_MINUTE: usize = 30;

    const MINUTE: Duration = Duration::from_secs(60);

    /// A budget of which nothing is spent.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks for one more reconnect at `now`.
    pub fn reconnect(&mut self, now: Instant) -> Reconnect {
        let age = |then: &Instant| now.saturating_duration_since(*then);
        while self
            .recent
            .front()
            .is_some_and(|oldest| age(oldest) >= Self::MINUTE)
        {
            self.recent.pop_front();
        }
        match self.recent.front() {
            Some(oldest) if self.recent.len() >= Self::PER_MINUTE => {
                Reconnect::In(Self::MINUTE - age(oldest))
            }
            _ => {
                self.recent.push_back(now);
                Reconnect::Now
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn the_window_slides() {
        let start = Instant::now();
        let mut budget = ReconnectBudget::new();
        // One a second: the 31st has to wait for the first to be a minute old.
        for second in 0..30 {
            assert_eq!(budget.reconnect(start + SECOND * second), Reconnect::Now);
        }
        assert_eq!(
            budget.reconnect(start + SECOND * 30),
            Reconnect::In(SECOND * 30)
        );
        assert_eq!(budget.reconnect(start + SECOND * 59), Reconnect::In(SECOND));
        assert_eq!(budget.reconnect(start + SECOND * 60), Reconnect::Now);
        assert_eq!(budget.reconnect(start + SECOND * 60), Reconnect::In(SECOND));
        assert_eq!(budget.reconnect(start + SECOND * 61), Reconnect::Now);
    }

    #[test]
    fn a_refusal_is_not_counted() {
        let start = Instant::now();
        let mut budget = ReconnectBudget::new();
        for _ in 0..30 {
            assert_eq!(budget.reconnect(start), Reconnect::Now);
        }
        for _ in 0..100 {
            assert_eq!(budget.reconnect(start + SECOND), Reconnect::In(SECOND * 59));
        }
        for _ in 0..30 {
            assert_eq!(budget.reconnect(start + SECOND * 60), Reconnect::Now);
        }
    }

    #[test]
    fn an_earlier_now_waits_a_whole_minute_at_most() {
        let start = Instant::now() + SECOND * 60;
        let mut budget = ReconnectBudget::new();
        for _ in 0..30 {
            assert_eq!(budget.reconnect(start), Reconnect::Now);
        }
        assert_eq!(budget.reconnect(start - SECOND), Reconnect::In(SECOND * 60));
    }
}
