//! Tests of the bucket. Times are in milliseconds. The rate is one call per 10 ms unless a test
//! sets another rate.

use std::num::NonZeroU32;

use super::*;

const INTERVAL: u64 = 10;

fn burst(burst: u32) -> Bucket {
    let burst = NonZeroU32::new(burst).unwrap();
    Bucket::new(Rate::per_second(NonZeroU32::new(100).unwrap()).burst(burst))
}

/// A bucket whose times are whole milliseconds.
struct Milliseconds(Bucket);

impl Milliseconds {
    fn take(&mut self, now: u64) -> u64 {
        let (time, wait) = self.0.take(Duration::from_millis(now), None).unwrap();
        let time = u64::try_from(time).unwrap();
        assert_eq!(time % 1_000_000, 0);
        let time = time / 1_000_000;
        assert_eq!(wait, Duration::from_millis(time - now));
        time
    }

    fn give_back(&mut self, time: u64) {
        self.0.give_back(u128::from(time) * 1_000_000);
    }

    fn spend(&mut self, time: u64) {
        self.0.spend(u128::from(time) * 1_000_000);
    }

    /// The number of passed times and gaps that the bucket keeps.
    fn kept(&self) -> usize {
        self.0.passed.len() + self.0.gaps.len()
    }
}

#[test]
fn dropped_calls_return_all_reserved_times() {
    for size in [1, 3, 2000] {
        let mut bucket = Milliseconds(burst(size));
        let taken: Vec<_> = (0..2000).map(|_| bucket.take(0)).collect();
        for time in taken {
            bucket.give_back(time);
        }
        assert_eq!(bucket.kept(), 0);
        for call in 0..u64::from(size) + 2 {
            let after_burst = (call + 1).saturating_sub(size.into());
            assert_eq!(bucket.take(0), after_burst * INTERVAL);
        }
    }
}

#[test]
fn calls_use_freed_times_in_order() {
    let mut bucket = Milliseconds(burst(1));
    for call in 0..6 {
        assert_eq!(bucket.take(0), call * INTERVAL);
    }
    bucket.give_back(40);
    bucket.give_back(20);
    // Time 50 was the last reserved time. After it is freed too, it can be reserved again.
    bucket.give_back(50);
    assert_eq!(bucket.take(5), 20);
    assert_eq!(bucket.take(5), 40);
    assert_eq!(bucket.take(5), 50);
    assert_eq!(bucket.take(5), 60);
}

#[test]
fn unused_freed_times_count_for_later_calls() {
    let mut bucket = Milliseconds(burst(3));
    let times: Vec<_> = (0..8).map(|_| bucket.take(0)).collect();
    assert_eq!(times, [0, 0, 0, 10, 20, 30, 40, 50]);
    bucket.give_back(20);
    // The rate allows one more call before the reserved calls at 40 and 50.
    assert_eq!(bucket.take(35), 35);
    assert_eq!(bucket.take(35), 60);

    // Without a burst, a call can't use the gap that the freed time 10 left.
    let mut bucket = Milliseconds(burst(1));
    let times: Vec<_> = (0..4).map(|_| bucket.take(0)).collect();
    assert_eq!(times, [0, 10, 20, 30]);
    bucket.give_back(10);
    assert_eq!(bucket.take(15), 40);
}

#[test]
fn frees_reserved_times_in_the_past() {
    let mut bucket = Milliseconds(burst(1));
    assert_eq!(bucket.take(0), 0);
    bucket.spend(0);
    assert_eq!(bucket.take(0), 10);
    bucket.give_back(10);
    assert_eq!(bucket.take(15), 15);
    bucket.give_back(15);
    assert_eq!(bucket.take(15), 15);
    bucket.spend(15);

    // At 165, the calls with the times from 150 free their times, in this order or in reverse
    // order.
    for in_order in [true, false] {
        let mut bucket = Milliseconds(burst(3));
        let mut times: Vec<_> = (0..20).map(|_| bucket.take(0)).collect();
        assert_eq!(times.pop(), Some(170));
        let next = bucket.take(165);
        assert_eq!(next, 180);
        bucket.give_back(next);
        if !in_order {
            times.reverse();
        }
        for time in times.into_iter().filter(|time| *time >= 150) {
            bucket.give_back(time);
        }
        assert_eq!(bucket.take(165), 165);
        assert_eq!(bucket.take(165), 165);
        // The calls at 165, 165 and 170 use up the burst.
        assert_eq!(bucket.take(165), 180);
    }
}

/// A call can't free its time after it was sent.
#[test]
fn sent_calls_keep_their_reserved_time() {
    let mut bucket = Milliseconds(burst(1));
    assert_eq!(bucket.take(0), 0);
    bucket.spend(0);
    bucket.give_back(0);
    assert_eq!(bucket.take(5), 10);
}

/// The held time belongs to a call that is neither sent nor dropped.
#[test]
fn unfreed_time_does_not_block_other_calls() {
    let mut bucket = Milliseconds(burst(3));
    let held = bucket.take(0);
    for call in 1..1000 {
        let time = bucket.take(call * INTERVAL);
        assert_eq!(time, call * INTERVAL);
        bucket.spend(time);
        assert!(bucket.kept() <= 4, "{}", bucket.kept());
    }
    bucket.give_back(held);
    assert_eq!(bucket.take(10_000), 10_000);
}

/// Some transports don't wait, such as the transports of tests.
#[test]
fn calls_sent_early_keep_their_reserved_time() {
    let mut bucket = Milliseconds(burst(1));
    for call in 0..5 {
        let time = bucket.take(0);
        assert_eq!(time, call * INTERVAL);
        bucket.spend(time);
    }
    assert_eq!(bucket.take(35), 50);
    assert_eq!(bucket.take(1000), 1000);
    assert!(bucket.kept() <= 2);
}

#[test]
fn ignores_earlier_clock_readings() {
    let mut bucket = burst(1);
    let at = Duration::from_millis;
    assert_eq!(bucket.take(at(100), None).unwrap().1, Duration::ZERO);
    assert_eq!(bucket.take(at(99), None).unwrap().1, at(10));
}

#[test]
fn does_not_exceed_a_rate_that_does_not_divide_a_second() {
    let three = NonZeroU32::new(3).unwrap();
    let mut bucket = Bucket::new(Rate::per_second(three).burst(NonZeroU32::MIN));
    let last = (0..=3).map(|_| bucket.take(Duration::ZERO, None).unwrap().1);
    assert!(last.last().unwrap() >= Duration::from_secs(1));
}

#[test]
fn the_largest_burst_does_not_overflow() {
    let largest = Rate::per_minute(NonZeroU32::MIN).burst(NonZeroU32::MAX);
    let mut bucket = Bucket::new(largest);
    for now in [Duration::ZERO, Duration::from_secs(u64::MAX), Duration::MAX] {
        for _ in 0..100 {
            assert_eq!(bucket.take(now, None).unwrap().1, Duration::ZERO);
        }
    }
    // The burst is used up.
    let mut bucket = Bucket::new(Rate::per_minute(NonZeroU32::MIN));
    bucket.take(Duration::MAX, None).unwrap();
    let (time, wait) = bucket.take(Duration::MAX, None).unwrap();
    assert_eq!(wait, Duration::from_secs(60));
    bucket.give_back(time);
}

/// A simple reference implementation. It keeps all times of calls in order, and checks all of them
/// for every call.
struct Naive {
    burst: u64,
    times: Vec<u64>,
}

impl Naive {
    /// Whether one more call at `time` conforms to the rate, together with all other calls.
    fn conforms(&self, time: u64) -> bool {
        let place = self.times.partition_point(|other| *other <= time);
        let (before, after) = self.times.split_at(place);
        let mut level = 0;
        before.iter().chain([&time]).chain(after).all(|time| {
            let conforms = level <= time + (self.burst - 1) * INTERVAL;
            level = level.max(*time) + INTERVAL;
            conforms
        })
    }

    fn earliest(&self, now: u64) -> u64 {
        (now..).find(|time| self.conforms(*time)).unwrap()
    }

    fn insert(&mut self, time: u64) {
        let place = self.times.partition_point(|other| *other <= time);
        self.times.insert(place, time);
    }

    fn remove(&mut self, time: u64) {
        let place = self.times.partition_point(|other| *other < time);
        assert_eq!(self.times.remove(place), time);
    }

    /// Whether every time window has at most as many calls as one burst plus the rate allows.
    fn no_window_exceeds_the_rate(&self) -> bool {
        let windows = (0..self.times.len()).flat_map(|first| {
            let calls = (1..).zip(&self.times[first..]);
            calls.map(move |(calls, last): (u64, _)| (calls, last - self.times[first]))
        });
        windows.into_iter().all(|(calls, length)| {
            let after_burst = calls.saturating_sub(self.burst);
            after_burst * INTERVAL <= length
        })
    }
}

/// Takes, sends and drops calls at random. The rate is never exceeded, and no call waits a whole
/// interval longer than necessary.
#[test]
fn random_calls_use_the_whole_rate_and_never_exceed_it() {
    for seed in 0..300 {
        let mut random = Random(seed);
        let size = 1 + random.below(4);
        let (mut bucket, mut naive) = (
            Milliseconds(burst(size.try_into().unwrap())),
            Naive {
                burst: size,
                times: Vec::new(),
            },
        );
        let (mut now, mut held) = (0, Vec::new());
        // A step ends a call with probability `ends` / 5, and otherwise takes a time. The higher
        // `ends` is, the fewer calls are held.
        let ends = 1 + random.below(4);
        for _ in 0..120 {
            now += [0, 0, 1, 3, INTERVAL, 3 * INTERVAL][random.index(6)];
            // As in the bucket, a call counts as sent once it is so old that a whole burst has
            // built up.
            let oldest = now.saturating_sub(size * INTERVAL);
            held.retain(|time| *time >= oldest);
            if random.below(5) >= ends || held.is_empty() {
                let time = bucket.take(now);
                let earliest = naive.earliest(now);
                let history = || format!("seed {seed}, burst {size}, at {now}: {:?}", naive.times);
                assert!(naive.conforms(time), "{time}: {}", history());
                let latest = earliest + INTERVAL;
                assert!(time >= now && time < latest, "{time}: {}", history());
                naive.insert(time);
                held.push(time);
            } else {
                let time = held.swap_remove(random.index(held.len()));
                if time <= now && random.below(2) == 0 {
                    bucket.spend(time);
                } else {
                    bucket.give_back(time);
                    naive.remove(time);
                }
            }
        }
        assert!(naive.no_window_exceeds_the_rate());
        // After all calls are dropped, a whole burst is available.
        for time in held {
            bucket.give_back(time);
        }
        now += size * INTERVAL;
        for _ in 0..size {
            assert_eq!(bucket.take(now), now, "seed {seed}");
        }
    }
}

struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn index(&mut self, bound: usize) -> usize {
        usize::try_from(self.below(bound.try_into().unwrap())).unwrap()
    }
}
