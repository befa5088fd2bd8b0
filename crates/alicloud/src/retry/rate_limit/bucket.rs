//! The algorithm of one rate limit: the generic cell rate algorithm (GCRA) with reservations.

use std::{
    collections::{BTreeSet, VecDeque},
    time::Duration,
};

use super::Rate;

#[cfg(test)]
mod tests;

/// The times that calls have taken in one rate limit. All times are nanoseconds since the first
/// call.
///
/// GCRA keeps one number, the level. Suppose that all calls so far ran one after the other and took
/// one interval each. Then the level is the time at which the last call would end.
///
/// A call at a time `t` conforms to the rate if the level is at most `t` plus the tolerance. The
/// tolerance allows the burst. The call then moves the level to one interval after `t`, or after
/// the old level if that is later.
///
/// A call that does not conform now reserves a later time. The reserved times start at `next`,
/// follow each other at the interval, and end before `end`. A reserved time that is freed becomes a
/// gap. The next call takes the first gap. A gap that no call takes lowers the following levels.
///
/// A call can free its time even after that time has come. So `passed` keeps all times since the
/// first time that can be freed. Each time is kept with its level, so that later levels can be
/// recalculated.
///
/// No number overflows: 2^64 calls at an interval of 2^36 ns, about a minute, need 100 of 128 bits.
#[derive(Debug)]
pub(super) struct Bucket {
    interval: u128,
    tolerance: u128,
    /// The latest time that a caller passed. Threads may call in another order than they read the
    /// clock.
    now: u128,
    /// The level before the first time in `passed`.
    level: u128,
    passed: VecDeque<Passed>,
    next: u128,
    end: u128,
    gaps: BTreeSet<u128>,
}

/// The time of a call, after that time has come.
#[derive(Debug)]
struct Passed {
    time: u128,
    /// The level after the call.
    level: u128,
    /// Whether the call was sent.
    is_spent: bool,
}

impl Bucket {
    pub(super) fn new(rate: Rate) -> Self {
        // Round the interval up, because a rounded-down interval would exceed the rate.
        let interval = rate.period.as_nanos().div_ceil(rate.calls.get().into());
        Self {
            interval,
            tolerance: interval * u128::from(rate.burst.get() - 1),
            now: 0,
            level: 0,
            passed: VecDeque::new(),
            next: 0,
            end: 0,
            gaps: BTreeSet::new(),
        }
    }

    /// Takes the earliest free time. Returns that time and the wait from `now` until that time.
    ///
    /// Takes nothing and returns `None` if the wait is not shorter than `remaining`.
    pub(super) fn take(
        &mut self,
        now: Duration,
        remaining: Option<Duration>,
    ) -> Option<(u128, Duration)> {
        self.settle(now.as_nanos());
        let time = self.earliest();
        let wait = duration(time - self.now);
        if wait.is_zero() {
            self.pass(time);
        } else if remaining.is_some_and(|remaining| wait >= remaining) {
            return None;
        } else if !self.gaps.remove(&time) {
            if !self.has_reserved() {
                self.next = time;
            }
            self.end = time + self.interval;
        }
        Some((time, wait))
    }

    /// Marks the call at `time` as sent.
    ///
    /// A driver that doesn't wait may send the call before its time. The time then stays reserved.
    pub(super) fn spend(&mut self, time: u128) {
        if let Some(index) = self.unspent(time) {
            self.passed[index].is_spent = true;
        }
    }

    /// Frees the `time` of a call that was not sent.
    pub(super) fn give_back(&mut self, time: u128) {
        if self.next <= time && time < self.end {
            self.gaps.insert(time);
            while self.has_reserved() && self.gaps.remove(&(self.end - self.interval)) {
                self.end -= self.interval;
            }
        } else if let Some(index) = self.unspent(time) {
            self.passed.remove(index);
            let before = index.checked_sub(1);
            let mut level = before.map_or(self.level, |before| self.passed[before].level);
            for later in self.passed.range_mut(index..) {
                level = level.max(later.time) + self.interval;
                later.level = level;
            }
        }
    }

    /// The earliest time at which one more call conforms, together with all calls that have a time.
    fn earliest(&self) -> u128 {
        let level = self.level_after_passed().max(self.now);
        if !self.has_reserved() {
            self.now.max(level.saturating_sub(self.tolerance))
        } else if level + self.interval <= self.next + self.tolerance {
            // A call that is sent now raises the level by one interval. All reserved times still
            // conform.
            self.now
        } else {
            self.gaps.first().copied().unwrap_or(self.end)
        }
    }

    /// Moves the times that have come to `passed`, and removes times from `passed` that can't be
    /// freed any more.
    fn settle(&mut self, now: u128) {
        self.now = self.now.max(now);
        while self.has_reserved() && self.next <= self.now {
            if !self.gaps.remove(&self.next) {
                self.pass(self.next);
            }
            self.next += self.interval;
        }
        // A reserved time counts as spent once it is so old that a whole burst has built up since
        // then. This rule bounds the memory if a call is neither sent nor dropped.
        let oldest = self.now.saturating_sub(self.tolerance + self.interval);
        while let Some(first) = self.passed.front() {
            if !first.is_spent && first.time >= oldest {
                break;
            }
            self.level = first.level;
            self.passed.pop_front();
        }
    }

    /// Adds `time` to the times that have come.
    fn pass(&mut self, time: u128) {
        self.passed.push_back(Passed {
            time,
            level: self.level_after_passed().max(time) + self.interval,
            is_spent: false,
        });
    }

    /// The level after all times that have come.
    fn level_after_passed(&self) -> u128 {
        self.passed.back().map_or(self.level, |last| last.level)
    }

    /// Whether any later time is reserved.
    fn has_reserved(&self) -> bool {
        self.next < self.end
    }

    /// The index in `passed` of a call at `time` that wasn't sent. If several calls have the same
    /// time, any of these calls will do.
    fn unspent(&self, time: u128) -> Option<usize> {
        let first = self.passed.partition_point(|passed| passed.time < time);
        let same = self.passed.range(first..);
        let mut same = same.take_while(|passed| passed.time == time);
        same.position(|passed| !passed.is_spent)
            .map(|index| first + index)
    }
}

/// Converts nanoseconds to a duration of at most `Duration::MAX`.
fn duration(nanoseconds: u128) -> Duration {
    u64::try_from(nanoseconds).map_or(Duration::MAX, Duration::from_nanos)
}
