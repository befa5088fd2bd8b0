//! A map whose entries expire.

use std::{
    collections::{HashMap, VecDeque},
    hash::Hash,
    time::{Duration, SystemTime},
};

/// Stores when each entry was added, and removes the entry a fixed time later, or when newer
/// entries need its place.
#[derive(Clone)]
pub(crate) struct ExpiringMap<K, V> {
    keep: Duration,
    capacity: usize,
    entries: HashMap<K, (SystemTime, V)>,
    order: VecDeque<(SystemTime, K)>,
}

impl<K: Clone + Eq + Hash, V> ExpiringMap<K, V> {
    pub(crate) fn new(keep: Duration, capacity: usize) -> Self {
        Self {
            keep,
            capacity,
            entries: HashMap::new(),
            order: VecDeque::new(),
        }
    }

    /// Adds an entry whose key is not present.
    pub(crate) fn insert(&mut self, key: K, value: V, now: SystemTime) {
        self.forget_expired(now);
        if self.order.len() == self.capacity {
            self.forget_oldest();
        }
        self.order.push_back((now, key.clone()));
        self.entries.insert(key, (now, value));
    }

    /// The value of a key, and the time when the entry was added.
    pub(crate) fn get(&mut self, key: &K, now: SystemTime) -> Option<&(SystemTime, V)> {
        self.forget_expired(now);
        self.entries.get(key)
    }

    fn forget_expired(&mut self, now: SystemTime) {
        let keep = self.keep;
        let outdated = |at: SystemTime| now.duration_since(at).is_ok_and(|age| age > keep);
        while self.order.front().is_some_and(|(at, _)| outdated(*at)) {
            self.forget_oldest();
        }
    }

    fn forget_oldest(&mut self) {
        if let Some((_, key)) = self.order.pop_front() {
            self.entries.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_an_entry_for_exactly_the_given_time() {
        let start = SystemTime::UNIX_EPOCH;
        let later = |seconds| start + Duration::from_secs(seconds);
        let mut map = ExpiringMap::new(Duration::from_secs(30), usize::MAX);
        map.insert("a", 1, start);
        map.insert("b", 2, later(10));

        assert_eq!(map.get(&"a", later(30)), Some(&(start, 1)));
        assert_eq!(map.get(&"a", later(31)), None);
        assert_eq!((map.entries.len(), map.order.len()), (1, 1));
        assert_eq!(map.get(&"b", start), Some(&(later(10), 2)));
    }

    #[test]
    fn forgets_the_oldest_entry_for_a_new_one() {
        let mut map = ExpiringMap::new(Duration::from_secs(30), 2);
        for number in 0..100 {
            map.insert(number, (), SystemTime::UNIX_EPOCH);
        }
        assert_eq!((map.entries.len(), map.order.len()), (2, 2));
        assert!(map.get(&98, SystemTime::UNIX_EPOCH).is_some());
    }
}
