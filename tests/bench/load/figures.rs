//! Counts calls and their durations.

use std::time::Duration;

/// The number of calls, and a histogram of their durations. Each bucket of the histogram is 2 %
/// wider than the previous bucket. The memory use doesn't grow with the number of calls.
pub(crate) struct Figures {
    calls: u64,
    wrong: u64,
    longest: Duration,
    buckets: [u64; 1024],
}

const GROWTH: f64 = 1.02;

impl Default for Figures {
    fn default() -> Self {
        Self {
            calls: 0,
            wrong: 0,
            longest: Duration::ZERO,
            buckets: [0; 1024],
        }
    }
}

impl Figures {
    /// Counts a call that took `took`.
    pub(crate) fn note(&mut self, took: Duration, is_right: bool) {
        self.calls += 1;
        self.wrong += u64::from(!is_right);
        self.longest = self.longest.max(took);
        let microseconds = took.as_secs_f64() * 1e6;
        let bucket = microseconds.max(1.0).log(GROWTH) as usize;
        let last = self.buckets.len() - 1;
        self.buckets[bucket.min(last)] += 1;
    }

    pub(crate) fn calls(&self) -> u64 {
        self.calls
    }

    pub(crate) fn wrong(&self) -> u64 {
        self.wrong
    }

    /// The duration in milliseconds that the fraction `part` of all calls doesn't exceed.
    fn percentile(&self, part: f64) -> f64 {
        let wanted = (self.calls as f64 * part).ceil() as u64;
        let mut counted = 0;
        let bucket = self.buckets.iter().position(|count| {
            counted += count;
            counted >= wanted
        });
        let upper = GROWTH.powi(bucket.map_or(0, |bucket| bucket as i32 + 1));
        upper / 1000.0
    }

    pub(crate) fn print(&self, took: Duration) {
        println!(
            "{} calls in {:.1} s, {:.0} calls per second; {} wrong results",
            self.calls,
            took.as_secs_f64(),
            self.calls as f64 / took.as_secs_f64(),
            self.wrong
        );
        println!(
            "latency in ms: 50 % {:.2}, 90 % {:.2}, 99 % {:.2}, 99.9 % {:.2}, longest {:.2}",
            self.percentile(0.5),
            self.percentile(0.9),
            self.percentile(0.99),
            self.percentile(0.999),
            self.longest.as_secs_f64() * 1000.0
        );
    }
}
