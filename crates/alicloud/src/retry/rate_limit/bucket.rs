//! The arithmetic of one rate limit: a generic cell rate algorithm (GCRA) with reservations.

use std::{
    collections::{BTreeSet, VecDeque},
    time::Duration,
};

use super::Rate;

#[cfg(test)]
mod tests;

/// The times of one rate limit that calls have taken. All are nanoseconds since the first call.
///
/// GCRA keeps one number, the level. It is the time at which all calls so far would end if each took
/// one interval and they ran one after the other. A call at a time `t` conforms to the rate if the
/// level is at most `t` plus the tolerance, which is the burst. It then moves the level to one interval
/// after `t`, or after the old level if that is later.
///
/// A call that would not conform now reserves a later time. Reserved times follow one another at the
/// interval, from `next` to before `end`, so these two describe all of them. A reserved time that is
/// given back becomes a gap. The next call fills the first gap; a gap that nobody fills lowers the
/// level that follows.
///
/// A time that has come can still be given back, because a call may end late. `passed` keeps the times
/// since the first such time, each with its level, so that the later levels can be calculated anew.
///
/// No number overflows: 2^64 calls at an interval of 2^36 ns, a minute, take 100 of 128 bits.
#[derive(Debug)]
pub(super) struct Bucket {
    interval: u128,
    tolerance: u128,
    /// The latest time that was told. Threads may ask in another order than they read the clock.
    now: u128,
    /// The level before the times in `passed`.
    level: u128,
    passed: VecDeque<Passed>,
    next: u128,
    end: u128,
    gaps: BTreeSet<u128>,
}

/// A time that has come.
#[derive(Debug)]
struct Passed {
    time: u128,
    /// The level after it.
    level: u128,
    is_spent: bool,
}

impl Bucket {
    pub(super) fn new(rate: Rate) -> Self {
        // Rounded up, since rounded down it would be above the rate.
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

    /// Takes the earliest free time, and says how long after `now` it is. Takes nothing and returns
    /// `None` if that is not within `remaining`.
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

    /// Notes that the call was sent whose time this is.
    ///
    /// A driver that doesn't wait may send it before its time. The time then stays reserved.
    pub(super) fn spend(&mut self, time: u128) {
        if let Some(index) = self.unspent(time) {
            self.passed[index].is_spent = true;
        }
    }

    /// Frees the time of a call that was not sent.
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

    /// The earliest time at which another call conforms together with all that have a time.
    fn earliest(&self) -> u128 {
        let level = self.level_after_passed().max(self.now);
        if !self.has_reserved() {
            self.now.max(level.saturating_sub(self.tolerance))
        } else if level + self.interval <= self.next + self.tolerance {
            // Even one interval later, all reserved times conform.
            self.now
        } else {
            self.gaps.first().copied().unwrap_or(self.end)
        }
    }

    /// Moves the times that have come to `passed`, and drops those from there that nobody gives back.
    fn settle(&mut self, now: u128) {
        self.now = self.now.max(now);
        while self.has_reserved() && self.next <= self.now {
            if !self.gaps.remove(&self.next) {
                self.pass(self.next);
            }
            self.next += self.interval;
        }
        // A time that is older than a whole burst takes to build up counts as spent, so that a call that
        // is never sent nor dropped keeps no more than that in memory.
        let oldest = self.now.saturating_sub(self.tolerance + self.interval);
        while let Some(first) = self.passed.front() {
            if !first.is_spent && first.time >= oldest {
                break;
            }
            self.level = first.level;
            self.passed.pop_front();
        }
    }

    fn pass(&mut self, time: u128) {
        self.passed.push_back(Passed {
            time,
            level: self.level_after_passed().max(time) + self.interval,
            is_spent: false,
        });
    }

    fn level_after_passed(&self) -> u128 {
        self.passed.back().map_or(self.level, |last| last.level)
    }

    fn has_reserved(&self) -> bool {
        self.next < self.end
    }

    /// The place in `passed` of a call at `time` that wasn't sent. Several may have the same time, and
    /// it doesn't matter which of them is found.
    fn unspent(&self, time: u128) -> Option<usize> {
        let first = self.passed.partition_point(|passed| passed.time < time);
        let same = self.passed.range(first..);
        let mut same = same.take_while(|passed| passed.time == time);
        same.position(|passed| !passed.is_spent)
            .map(|index| first + index)
    }
}

fn duration(nanoseconds: u128) -> Duration {
    u64::try_from(nanoseconds).map_or(Duration::MAX, Duration::from_nanos)
}
