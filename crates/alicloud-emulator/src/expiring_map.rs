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
    /// The sum of the sizes that the entries may have together. The newest entry stays even if it
    /// is larger.
    capacity: usize,
    /// The sum of the sizes of the entries.
    size: usize,
    entries: HashMap<K, (SystemTime, V)>,
    /// When each entry was added, with its key and size.
    order: VecDeque<(SystemTime, K, usize)>,
}

impl<K: Clone + Eq + Hash, V> ExpiringMap<K, V> {
    pub(crate) fn new(keep: Duration, capacity: usize) -> Self {
        Self {
            keep,
            capacity,
            size: 0,
            entries: HashMap::new(),
            order: VecDeque::new(),
        }
    }

    /// Adds an entry whose key is not present.
    pub(crate) fn insert(&mut self, key: K, value: V, size: usize, now: SystemTime) {
        self.forget_expired(now);
        while !self.order.is_empty() && self.size.saturating_add(size) > self.capacity {
            self.forget_oldest();
        }
        self.size = self.size.saturating_add(size);
        self.order.push_back((now, key.clone(), size));
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
        while self.order.front().is_some_and(|(at, ..)| outdated(*at)) {
            self.forget_oldest();
        }
    }

    fn forget_oldest(&mut self) {
        if let Some((_, key, size)) = self.order.pop_front() {
            self.size -= size;
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
        map.insert("a", 1, 1, start);
        map.insert("b", 2, 1, later(10));

        assert_eq!(map.get(&"a", later(30)), Some(&(start, 1)));
        assert_eq!(map.get(&"a", later(31)), None);
        assert_eq!((map.entries.len(), map.order.len()), (1, 1));
        assert_eq!(map.get(&"b", start), Some(&(later(10), 2)));
    }

    #[test]
    fn forgets_the_oldest_entries_for_a_new_one() {
        let mut map = ExpiringMap::new(Duration::from_secs(30), 20);
        for number in 0..100 {
            map.insert(number, (), 10, SystemTime::UNIX_EPOCH);
        }
        assert_eq!((map.entries.len(), map.order.len(), map.size), (2, 2, 20));
        assert!(map.get(&98, SystemTime::UNIX_EPOCH).is_some());
        map.insert(100, (), 1000, SystemTime::UNIX_EPOCH);
        assert_eq!((map.entries.len(), map.size), (1, 1000));
        map.insert(101, (), 10, SystemTime::UNIX_EPOCH);
        assert_eq!((map.entries.len(), map.size), (1, 10));
    }
}
