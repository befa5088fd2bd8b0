//! The nonces of accepted calls.

use std::{
    collections::{HashSet, VecDeque},
    hash::{BuildHasher, RandomState},
    time::{Duration, SystemTime},
};

/// Remembers nonces for a fixed time.
///
/// Only a hash of a nonce with 64 bits is stored, because a load test uses millions of nonces. The
/// key of the hash is random. So two nonces of a million have the same hash with a probability of
/// one in 37 million.
pub(crate) struct Nonces {
    keep: Duration,
    hasher: RandomState,
    seen: HashSet<u64>,
    /// The hashes in the order of their calls, with the time in milliseconds since 1970.
    order: VecDeque<(u64, u64)>,
}

impl Nonces {
    pub(crate) fn new(keep: Duration) -> Self {
        Self {
            keep,
            hasher: RandomState::new(),
            seen: HashSet::new(),
            order: VecDeque::new(),
        }
    }

    /// Remembers the nonce of an AccessKey ID. Returns whether the nonce is new.
    pub(crate) fn note(&mut self, access_key_id: &str, nonce: &str, now: SystemTime) -> bool {
        let now = milliseconds(
            now.duration_since(SystemTime::UNIX_EPOCH)
                .unwrap_or_default(),
        );
        let keep = milliseconds(self.keep);
        while let Some((at, hash)) = self.order.front().copied() {
            if now.saturating_sub(at) <= keep {
                break;
            }
            self.order.pop_front();
            self.seen.remove(&hash);
        }
        let hash = self.hasher.hash_one((access_key_id, nonce));
        let is_new = self.seen.insert(hash);
        if is_new {
            self.order.push_back((now, hash));
        }
        is_new
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_a_nonce_for_exactly_the_given_time() {
        let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1);
        let mut nonces = Nonces::new(Duration::from_secs(30));
        assert!(nonces.note("key", "a", start));
        assert!(nonces.note("other key", "a", start));
        assert!(!nonces.note("key", "a", start + Duration::from_secs(30)));
        assert!(nonces.note("key", "a", start + Duration::from_millis(30_001)));
        assert_eq!((nonces.seen.len(), nonces.order.len()), (1, 1));
    }

    /// The containers grow in steps, so a nonce costs most directly after a step.
    #[test]
    fn a_nonce_costs_at_most_64_bytes() {
        let mut nonces = Nonces::new(Duration::from_secs(30));
        let mut most = 0;
        for number in 1..=300_000 {
            nonces.note("key", &number.to_string(), SystemTime::UNIX_EPOCH);
            // A set has one byte beside each of its places, of which it fills seven of eight.
            let places = nonces.seen.capacity() * 8 / 7 + 1;
            let bytes = places * 9 + nonces.order.capacity() * size_of::<(u64, u64)>();
            if number >= 1000 {
                most = most.max(bytes.div_ceil(number));
            }
        }
        assert!(most <= 64, "{most}");
    }
}
