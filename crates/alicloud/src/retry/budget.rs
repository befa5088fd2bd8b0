//! How many repeats there may be, over all calls of a product at one host.

use std::{
    fmt,
    sync::atomic::{AtomicU32, Ordering::Relaxed},
};

use super::{Attempt, per_host::PerHost};
use crate::api::{Api, Endpoint};

/// A budget for each host of a product. What is not there yet is full.
pub(super) struct Budgets {
    repeats: u32,
    hosts: PerHost<Budget>,
}

impl Budgets {
    pub(super) fn new(repeats: u32) -> Self {
        Self {
            repeats,
            hosts: PerHost::default(),
        }
    }

    /// Takes a repeat after `attempt`, if there is one left.
    pub(super) fn take(&self, attempt: &Attempt<'_>) -> bool {
        attempt.endpoint.is_some_and(|endpoint| {
            let make = || Budget::new(self.repeats);
            self.hosts.get_or(attempt.api, endpoint, make).take()
        })
    }

    /// Gives back a repeat that was taken after `attempt` and not made.
    pub(super) fn give_back(&self, attempt: &Attempt<'_>) {
        let budget = attempt
            .endpoint
            .and_then(|endpoint| self.hosts.get(attempt.api, endpoint));
        if let Some(budget) = budget {
            budget.give_back();
        }
    }

    /// Gives a tenth of a repeat for a call that succeeded.
    pub(super) fn earn(&self, api: &Api, endpoint: &Endpoint) {
        if let Some(budget) = self.hosts.get(api, endpoint) {
            budget.earn();
        }
    }
}

impl fmt::Debug for Budgets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Budgets")
            .field("repeats", &self.repeats)
            .finish_non_exhaustive()
    }
}

/// A bucket of repeats: each takes one out, and every ten successes put one back. So a failing service
/// gets at most a tenth more requests in the long run, instead of three times as many.
struct Budget {
    /// In tenths of a repeat.
    left: AtomicU32,
    capacity: u32,
}

const REPEAT: u32 = 10;

impl Budget {
    fn new(repeats: u32) -> Self {
        let capacity = repeats.saturating_mul(REPEAT);
        Self {
            left: capacity.into(),
            capacity,
        }
    }

    /// Takes a repeat, if there is one left.
    fn take(&self) -> bool {
        self.left
            .fetch_update(Relaxed, Relaxed, |left| left.checked_sub(REPEAT))
            .is_ok()
    }

    /// Gives back a repeat that was taken and not made.
    fn give_back(&self) {
        self.add(REPEAT);
    }

    /// Gives a tenth of a repeat for a call that succeeded.
    fn earn(&self) {
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
    use std::time::Duration;

    use super::*;
    use crate::{
        api::{Methods, Product},
        error::RequestError,
    };

    #[test]
    fn each_host_of_a_product_has_a_budget() {
        static ECS: Product = Product::new("Ecs", "2014-05-26");
        static STS: Product = Product::new("Sts", "2015-04-01");
        static OF_ECS: Api = Api::new(&ECS, "Any", Methods::GetOrPost);
        static OF_STS: Api = Api::new(&STS, "Any", Methods::GetOrPost);
        let error = RequestError::over().into();
        let budgets = Budgets::new(1);
        let take = |api, endpoint: &Endpoint| {
            budgets.take(&Attempt {
                api,
                endpoint: Some(endpoint),
                number: 1,
                failures: 1,
                elapsed: Duration::ZERO,
                remaining: None,
                is_idempotent: false,
                error: &error,
            })
        };
        let one = "https://one.aliyuncs.com".parse().unwrap();
        let other = "https://other.aliyuncs.com".parse().unwrap();
        assert!(take(&OF_ECS, &one) && !take(&OF_ECS, &one));
        assert!(take(&OF_ECS, &other) && take(&OF_STS, &one));
        for _ in 0..10 {
            budgets.earn(&OF_ECS, &one);
        }
        assert!(take(&OF_ECS, &one) && !take(&OF_ECS, &other));
    }

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
