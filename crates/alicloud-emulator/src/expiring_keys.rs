//! A collection of keys that expire.

use std::{
    collections::{HashMap, VecDeque},
    hash::Hash,
    time::{Duration, SystemTime},
};

/// Stores when each key was added, and removes the key a fixed time later. So the size is bounded
/// by the number of keys that are added within that time.
#[derive(Clone)]
pub(crate) struct ExpiringKeys<K> {
    keep: Duration,
    noted: HashMap<K, SystemTime>,
    order: VecDeque<(SystemTime, K)>,
}

impl<K: Clone + Eq + Hash> ExpiringKeys<K> {
    pub(crate) fn new(keep: Duration) -> Self {
        Self {
            keep,
            noted: HashMap::new(),
            order: VecDeque::new(),
        }
    }

    /// Adds a key that is not present, and returns the keys that have expired.
    pub(crate) fn note(&mut self, key: K, now: SystemTime) -> Vec<K> {
        let expired = self.forget(now);
        self.order.push_back((now, key.clone()));
        self.noted.insert(key, now);
        expired
    }

    pub(crate) fn noted_at(&mut self, key: &K, now: SystemTime) -> Option<SystemTime> {
        self.forget(now);
        self.noted.get(key).copied()
    }

    fn forget(&mut self, now: SystemTime) -> Vec<K> {
        let outdated = |at: SystemTime| now.duration_since(at).is_ok_and(|age| age > self.keep);
        let mut expired = Vec::new();
        while self.order.front().is_some_and(|(at, _)| outdated(*at)) {
            if let Some((_, key)) = self.order.pop_front() {
                self.noted.remove(&key);
                expired.push(key);
            }
        }
        expired
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_a_key_for_exactly_the_given_time() {
        let start = SystemTime::UNIX_EPOCH;
        let mut times = ExpiringKeys::new(Duration::from_secs(30));
        times.note("a", start);
        times.note("b", start + Duration::from_secs(10));

        assert_eq!(
            times.noted_at(&"a", start + Duration::from_secs(30)),
            Some(start)
        );
        assert_eq!(times.noted_at(&"a", start + Duration::from_secs(31)), None);
        assert_eq!((times.noted.len(), times.order.len()), (1, 1));
        assert_eq!(
            times.noted_at(&"b", start),
            Some(start + Duration::from_secs(10))
        );
    }
}
