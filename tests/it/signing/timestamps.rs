//! Tests the timestamps of requests against `jiff`.

use std::time::{Duration, SystemTime};

use alicloud::sign::{Nonce, Stamp};
use jiff::{Timestamp, ToSpan as _, civil::DateTime};

/// The timestamp for a number of seconds since 1970.
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
fn timestamps_match_jiff_at_the_start_and_end_of_each_month() {
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
fn timestamps_match_jiff_at_any_time_of_day() {
    let (first, last) = (-62_167_219_200, Timestamp::MAX.as_second());
    // The step is a prime number, so the steps reach all times of day.
    for second in (first..last).step_by(3_000_017) {
        let expected = Timestamp::from_second(second).unwrap();
        assert_eq!(timestamp(second), expected.to_string());
    }
}
