//! The timestamps of requests, compared with those of `jiff`.

use std::time::{Duration, SystemTime};

use alicloud::sign::{Nonce, Stamp};
use jiff::{SignedDuration, civil::DateTime};

const START: DateTime = DateTime::constant(0, 1, 1, 0, 0, 0, 0);
/// `START` in seconds before 1970.
const BEFORE_1970: u64 = 62_167_219_200;
/// The seconds of the years 0 to 9999.
const SECONDS: i64 = 315_569_520_000;

/// Compares the timestamp of a second after `START`.
fn check(second: i64) {
    let start = SystemTime::UNIX_EPOCH - Duration::from_secs(BEFORE_1970);
    let time = start + Duration::from_secs(second.try_into().unwrap());
    let stamp = Stamp::new(time, Nonce::from(1));
    let expected = START + SignedDuration::from_secs(second);
    assert_eq!(stamp.timestamp(), format!("{expected}Z"));
}

#[test]
fn each_month_starts_and_ends_at_the_right_second() {
    for year in 0..=9999 {
        for month in 1..=12 {
            let start = DateTime::constant(year, month, 1, 0, 0, 0, 0);
            let second = start.duration_since(START).as_secs();
            check(second);
            check((second - 1).max(0));
        }
    }
    check(SECONDS - 1);
}

#[test]
fn timestamps_are_right_at_any_time_of_the_day() {
    // Steps of a prime number of seconds meet all times of the day.
    for second in (0..SECONDS).step_by(3_000_017) {
        check(second);
    }
}
