//! The timestamps of requests, compared with those of `jiff`.

use std::time::{Duration, SystemTime};

use alicloud::sign::{Nonce, Stamp};
use jiff::{Timestamp, ToSpan as _, civil::DateTime};

/// The timestamp of a second since 1970.
fn timestamp(second: i64) -> String {
    let distance = Duration::from_secs(second.unsigned_abs());
    let time = if second < 0 {
        SystemTime::UNIX_EPOCH - distance
    } else {
        SystemTime::UNIX_EPOCH + distance
    };
    Stamp::new(time, Nonce::from(1)).timestamp().to_owned()
}

#[test]
fn each_month_starts_and_ends_at_the_right_second() {
    for year in 0..=9999 {
        for month in 1..=12 {
            let start = DateTime::constant(year, month, 1, 0, 0, 0, 0);
            let end = start.last_of_month() + 86_399.seconds();
            for time in [start, end] {
                let second = time.duration_since(DateTime::constant(1970, 1, 1, 0, 0, 0, 0));
                assert_eq!(timestamp(second.as_secs()), format!("{time}Z"));
            }
        }
    }
}

#[test]
fn timestamps_are_right_at_any_time_of_the_day() {
    let (first, last) = (-62_167_219_200, Timestamp::MAX.as_second());
    // Steps of a prime number of seconds meet all times of the day.
    for second in (first..last).step_by(3_000_017) {
        let expected = Timestamp::from_second(second).unwrap();
        assert_eq!(timestamp(second), expected.to_string());
    }
}
