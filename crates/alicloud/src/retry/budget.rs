//! Retry budgets, which limit the retries of all calls of a product at one host.

use std::{
    fmt,
    sync::atomic::{AtomicU32, Ordering::Relaxed},
};

use super::{Attempt, per_host::PerHost};
use crate::api::{Api, Endpoint};

/// The retry budgets by product and host. A new budget is full.
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

    /// Takes one retry for `attempt` from its budget. Returns `false` if the budget is exhausted.
    pub(super) fn take(&self, attempt: &Attempt<'_>) -> bool {
        attempt.endpoint.is_some_and(|endpoint| {
            let make = || Budget::new(self.repeats);
            self.hosts.get_or(attempt.api, endpoint, make).take()
        })
    }

    /// Returns one retry for `attempt` to its budget, because the retry was not sent.
    pub(super) fn give_back(&self, attempt: &Attempt<'_>) {
        let budget = attempt
            .endpoint
            .and_then(|endpoint| self.hosts.get(attempt.api, endpoint));
        if let Some(budget) = budget {
            budget.give_back();
        }
    }

    /// Adds a tenth of a retry to a budget after a successful call.
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

/// The retry budget of one host.
///
/// Each retry takes one from the budget, and ten successful calls return one. So in the long run,
/// retries add at most a tenth of the successful calls to the load of a failing service.
struct Budget {
    /// The remaining retries, in tenths of a retry.
    left: AtomicU32,
    /// The largest value of `left`.
    capacity: u32,
}

/// One retry, in tenths of a retry.
const REPEAT: u32 = 10;

impl Budget {
    fn new(repeats: u32) -> Self {
        let capacity = repeats.saturating_mul(REPEAT);
        Self {
            left: capacity.into(),
            capacity,
        }
    }

    /// Takes one retry. Returns `false` if the budget is exhausted.
    fn take(&self) -> bool {
        self.left
            .fetch_update(Relaxed, Relaxed, |left| left.checked_sub(REPEAT))
            .is_ok()
    }

    /// Returns one retry that was taken but not sent.
    fn give_back(&self) {
        self.add(REPEAT);
    }

    /// Adds a tenth of a retry after a successful call.
    fn earn(&self) {
        self.add(1);
    }

    fn add(&self, tenths: u32) {
        // The budget is nearly always full. Nothing is written to a full budget, so that threads
        // don't contend for the atomic.
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
    fn each_host_of_a_product_has_its_own_budget() {
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
    fn ten_successful_calls_return_one_retry() {
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
    fn gives_back_a_retry_that_is_not_sent() {
        let budget = Budget::new(1);
        assert!(budget.take() && !budget.take());
        budget.give_back();
        assert!(budget.take() && !budget.take());
    }

    #[test]
    fn successful_calls_never_exceed_the_capacity() {
        let budget = Budget::new(1);
        for _ in 0..100 {
            budget.earn();
        }
        assert!(budget.take() && !budget.take());
    }
}
