//! How many repeats there may be, over all calls.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// A bucket of repeats: each takes one out, and every ten successes put one back. So a failing service
/// gets at most a tenth more requests in the long run, instead of three times as many.
#[derive(Debug)]
pub(super) struct Budget {
    /// In tenths of a repeat.
    left: AtomicU32,
    capacity: u32,
}

const REPEAT: u32 = 10;

impl Budget {
    pub(super) fn new(repeats: u32) -> Self {
        let capacity = repeats.saturating_mul(REPEAT);
        Self {
            left: capacity.into(),
            capacity,
        }
    }

    /// Takes a repeat, if there is one left.
    pub(super) fn take(&self) -> bool {
        self.left
            .fetch_update(Relaxed, Relaxed, |left| left.checked_sub(REPEAT))
            .is_ok()
    }

    /// Gives back a repeat that was taken and not made.
    pub(super) fn give_back(&self) {
        self.add(REPEAT);
    }

    /// Gives a tenth of a repeat for a call that succeeded.
    pub(super) fn earn(&self) {
        self.add(1);
    }

    fn add(&self, tenths: u32) {
        // Full is what it is nearly always, and then nothing is written, so that threads don't
        // contend for it.
        if self.left.load(Relaxed) < self.capacity {
            let more = |left: u32| Some(left.saturating_add(tenths).min(self.capacity));
            let _ = self.left.fetch_update(Relaxed, Relaxed, more);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_successes_are_worth_a_repeat() {
        let budget = Budget::new(2);
        assert!(budget.take() && budget.take() && !budget.take());
        for _ in 0..9 {
            budget.earn();
        }
        assert!(!budget.take());
        budget.earn();
        assert!(budget.take() && !budget.take());
    }

    #[test]
    fn a_repeat_that_is_not_made_is_given_back() {
        let budget = Budget::new(1);
        assert!(budget.take() && !budget.take());
        budget.give_back();
        assert!(budget.take() && !budget.take());
    }

    #[test]
    fn no_more_is_saved_than_there_is_room_for() {
        let budget = Budget::new(1);
        for _ in 0..100 {
            budget.earn();
        }
        assert!(budget.take() && !budget.take());
    }
}
