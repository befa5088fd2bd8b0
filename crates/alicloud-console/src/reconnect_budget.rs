//! A rate limit for reconnecting to a terminal.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

/// Limits reconnects to the vendor's maximum of 30 in any 60 seconds.
///
/// Callers pass the current time, so no method reads a clock or waits.
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
    /// The times of the reconnects in the last minute, oldest first.
    recent: VecDeque<Instant>,
}

/// Whether another reconnect is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reconnect {
    /// The reconnect is allowed and has been counted.
    Now,
    /// The reconnect will be allowed after this duration. Nothing has been counted.
    In(Duration),
}

impl ReconnectBudget {
    /// The maximum number of reconnects in any 60 seconds.
    pub const PER_MINUTE: usize = 30;

    const MINUTE: Duration = Duration::from_secs(60);

    /// Creates a budget in which no reconnects are counted yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks for another reconnect at the time `now`, and counts the reconnect if it is allowed.
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
    fn limits_reconnects_in_a_sliding_window() {
        let start = Instant::now();
        let mut budget = ReconnectBudget::new();
        // With one reconnect per second, the 31st reconnect must wait until the first reconnect is
        // a minute old.
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
    fn refused_reconnects_are_not_counted() {
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
    fn waits_at_most_a_minute_after_the_clock_is_set_back() {
        let start = Instant::now() + SECOND * 60;
        let mut budget = ReconnectBudget::new();
        for _ in 0..30 {
            assert_eq!(budget.reconnect(start), Reconnect::Now);
        }
        assert_eq!(budget.reconnect(start - SECOND), Reconnect::In(SECOND * 60));
    }
}
