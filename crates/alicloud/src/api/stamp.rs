//! The time and the nonce of a signature.

use std::{
    error, fmt,
    hash::{BuildHasher, RandomState},
    str::{self, FromStr},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime},
};

use data_encoding::HEXLOWER;

use crate::encoding::is_plain;

/// The time and the nonce that one attempt is signed with.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use alicloud::sign::{Nonce, Stamp};
///
/// let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_456_231_584);
/// let stamp = Stamp::new(time, "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf".parse::<Nonce>()?);
/// assert_eq!(stamp.timestamp(), "2016-02-23T12:46:24Z");
/// # Ok::<(), alicloud::sign::InvalidNonce>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    time: SystemTime,
    timestamp: Timestamp,
    nonce: Nonce,
}

impl Stamp {
    /// Creates a stamp from a time and a nonce.
    #[must_use]
    pub fn new(time: SystemTime, nonce: impl Into<Nonce>) -> Self {
        Self {
            time,
            timestamp: Timestamp::of(seconds(time)),
            nonce: nonce.into(),
        }
    }

    /// Returns this stamp with another time.
    pub(crate) fn at(self, time: SystemTime) -> Self {
        if time == self.time {
            return self;
        }
        Self::new(time, self.nonce)
    }

    /// The time with full precision.
    #[must_use]
    pub fn time(&self) -> SystemTime {
        self.time
    }

    /// The value of the `Timestamp` parameter: UTC, whole seconds, `yyyy-MM-ddTHH:mm:ssZ`.
    #[must_use]
    pub fn timestamp(&self) -> &str {
        ascii(&self.timestamp.plain)
    }

    /// The value of the `Timestamp` parameter, percent-encoded.
    pub(crate) fn encoded_timestamp(&self) -> &str {
        ascii(&self.timestamp.encoded)
    }

    /// The value of the `SignatureNonce` parameter.
    #[must_use]
    pub fn nonce(&self) -> &str {
        self.nonce.as_str()
    }

    /// Whether the nonce needs no percent-encoding.
    pub(crate) fn has_plain_nonce(&self) -> bool {
        self.nonce.is_plain
    }
}

/// A text of 1 to 64 visible ASCII characters, which must be unique among the requests of an access
/// key.
///
/// ```
/// use alicloud::sign::Nonce;
///
/// assert_eq!(Nonce::from(0xabc).as_str(), "00000000000000000000000000000abc");
/// assert!("".parse::<Nonce>().is_err());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Nonce {
    /// The text in ASCII, padded with zero bytes.
    text: [u8; Self::LIMIT],
    length: u8,
    is_plain: bool,
}

impl Nonce {
    const LIMIT: usize = 64;

    /// The text of the nonce, without percent-encoding.
    #[must_use]
    pub fn as_str(&self) -> &str {
        ascii(&self.text[..usize::from(self.length)])
    }
}

impl fmt::Debug for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Nonce").field(&self.as_str()).finish()
    }
}

impl From<u128> for Nonce {
    /// Creates a nonce of 32 hexadecimal digits.
    fn from(number: u128) -> Self {
        let mut text = [0; Self::LIMIT];
        HEXLOWER.encode_mut(&number.to_be_bytes(), &mut text[..32]);
        Self {
            text,
            length: 32,
            is_plain: true,
        }
    }
}

impl FromStr for Nonce {
    type Err = InvalidNonce;

    fn from_str(text: &str) -> Result<Self, InvalidNonce> {
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(InvalidNonce);
        }
        let mut padded = [0; Self::LIMIT];
        let place = padded.get_mut(..text.len()).ok_or(InvalidNonce)?;
        place.copy_from_slice(text.as_bytes());
        Ok(Self {
            text: padded,
            length: text.len() as u8,
            is_plain: is_plain(text),
        })
    }
}

/// The error for a nonce that is empty, longer than 64 bytes, or not visible ASCII.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct InvalidNonce;

impl fmt::Display for InvalidNonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the nonce must have 1 to 64 visible ASCII characters")
    }
}

impl error::Error for InvalidNonce {}

/// The default source of stamps. The time comes from the system clock. A nonce has 64 random bits,
/// which stay the same for each source, and a counter.
#[derive(Debug)]
pub(crate) struct SystemStamps {
    /// The first half of every nonce.
    random: u64,
    counter: AtomicU64,
    /// The latest second and its text. The text is cached because formatting a date costs more than
    /// the rest of a stamp.
    second: Mutex<(i64, Timestamp)>,
}

impl SystemStamps {
    pub(crate) fn new() -> Self {
        Self {
            // The standard library seeds `RandomState` from the operating system.
            random: RandomState::new().hash_one("alicloud nonce"),
            counter: AtomicU64::new(0),
            second: Mutex::new((0, Timestamp::of(0))),
        }
    }

    pub(crate) fn next(&self) -> Stamp {
        let time = SystemTime::now();
        let count = self.counter.fetch_add(1, Ordering::Relaxed);
        Stamp {
            time,
            timestamp: self.timestamp(seconds(time)),
            nonce: Nonce::from(u128::from(self.random) << 64 | u128::from(count)),
        }
    }

    fn timestamp(&self, second: i64) -> Timestamp {
        // Panic-safe: the pair is written in one assignment.
        let mut cached = self.second.lock().unwrap_or_else(PoisonError::into_inner);
        if cached.0 != second {
            *cached = (second, Timestamp::of(second));
        }
        cached.1
    }
}

/// The value of the `Timestamp` parameter, plain and percent-encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Timestamp {
    plain: [u8; 20],
    encoded: [u8; 24],
}

impl Timestamp {
    /// Formats a second since 1970. A year before 0 or after 9999 doesn't fit in four digits, so
    /// the time is clamped. The server refuses a clamped time like any other wrong time.
    fn of(second: i64) -> Self {
        // 0000-01-01T00:00:00Z and 9999-12-31T23:59:59Z.
        let second = second.clamp(-62_167_219_200, 253_402_300_799);
        let (year, month, day) = date(second.div_euclid(86_400));
        let time = second.rem_euclid(86_400);
        let (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60);
        let numbers = [year, month, day, hour, minute, second];
        Self {
            plain: fill(*b"0000-00-00T00:00:00Z", numbers),
            encoded: fill(*b"0000-00-00T00%3A00%3A00Z", numbers),
        }
    }
}

/// Replaces each run of `0` in `template` by the next of `numbers`.
fn fill<const N: usize>(mut template: [u8; N], numbers: [i64; 6]) -> [u8; N] {
    let runs = template.split_mut(|byte| *byte != b'0');
    let runs = runs.filter(|run| !run.is_empty());
    for (run, mut number) in runs.zip(numbers) {
        for digit in run.iter_mut().rev() {
            *digit += (number % 10) as u8;
            number /= 10;
        }
    }
    template
}

/// Returns ASCII bytes as a text.
fn ascii(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).unwrap_or_default()
}

/// Whole seconds since 1970, rounded down.
fn seconds(time: SystemTime) -> i64 {
    match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_secs()).unwrap_or(i64::MAX),
        Err(before) => {
            let before = before.duration();
            let partial = i64::from(before > Duration::from_secs(before.as_secs()));
            i64::try_from(before.as_secs()).map_or(i64::MIN, |whole| -whole - partial)
        }
    }
}

/// Year, month and day of a day since 1970, by the Gregorian calendar.
fn date(day: i64) -> (i64, i64, i64) {
    // Years are counted from March, so that a leap day is the last day of its year. The calendar
    // repeats after 400 years.
    let day = day + 719_468;
    let (cycle, day) = (day.div_euclid(146_097), day.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    // Five months from March or from August have 153 days.
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let next_year = month / 10;
    (
        400 * cycle + year + next_year,
        month + 3 - 12 * next_year,
        day,
    )
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::encoding::Encoder;

    fn at(seconds: i64) -> String {
        ascii(&Timestamp::of(seconds).plain).to_owned()
    }

    #[test]
    fn timestamps_are_utc_with_whole_seconds() {
        assert_eq!(at(0), "1970-01-01T00:00:00Z");
        assert_eq!(at(951_782_399), "2000-02-28T23:59:59Z");
        assert_eq!(at(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(at(-1), "1969-12-31T23:59:59Z");
    }

    #[test]
    fn percent_encodes_timestamps() {
        for second in [-1, 0, 951_782_400, 1_456_231_584] {
            let mut encoded = String::new();
            Encoder::new(&mut encoded).text(&at(second));
            assert_eq!(ascii(&Timestamp::of(second).encoded), encoded);
        }
    }

    #[test]
    fn clamps_timestamps_to_years_of_four_digits() {
        assert_eq!(at(i64::MIN), "0000-01-01T00:00:00Z");
        assert_eq!(at(i64::MAX), "9999-12-31T23:59:59Z");
    }

    #[test]
    fn fractions_round_down_on_both_sides_of_1970() {
        let half = Duration::from_millis(500);
        assert_eq!(seconds(SystemTime::UNIX_EPOCH + half), 0);
        assert_eq!(seconds(SystemTime::UNIX_EPOCH - half), -1);
        assert_eq!(seconds(SystemTime::UNIX_EPOCH - 2 * half), -1);
    }

    #[test]
    fn refuses_invalid_nonces() {
        let longest = "n".repeat(64);
        assert_eq!(longest.parse::<Nonce>().unwrap().as_str(), longest);
        for bad in ["", "a b", "ä", "a\n", &"n".repeat(65)] {
            assert_eq!(bad.parse::<Nonce>(), Err(InvalidNonce), "{bad:?}");
        }
    }

    #[test]
    fn system_stamps_have_unique_nonces_and_the_current_time() {
        let (a, b) = (SystemStamps::new(), SystemStamps::new());
        let before = SystemTime::now();
        let stamps: Vec<Stamp> = (0..500).flat_map(|_| [a.next(), b.next()]).collect();
        let after = SystemTime::now();
        let nonces: HashSet<&str> = stamps.iter().map(Stamp::nonce).collect();
        assert_eq!(nonces.len(), 1000);
        for stamp in &stamps {
            assert!(before <= stamp.time() && stamp.time() <= after);
            assert_eq!(stamp.timestamp(), at(seconds(stamp.time())));
        }
    }

    #[test]
    fn updates_the_cached_second_when_the_clock_changes() {
        let stamps = SystemStamps::new();
        for second in [5, 5, 6, 0, i64::from(u32::MAX)] {
            assert_eq!(stamps.timestamp(second), Timestamp::of(second));
        }
    }
}
