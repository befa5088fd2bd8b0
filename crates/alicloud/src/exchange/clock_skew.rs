//! The difference between this machine's clock and the servers' clocks.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::{Duration, SystemTime},
};

/// The offset to add to the local time to get the server's time.
///
/// The offset is zero until a server refuses a timestamp. All clones of a session share the offset.
#[derive(Debug, Default)]
pub(crate) struct ClockSkew {
    milliseconds: AtomicI64,
}

impl ClockSkew {
    /// Sets the offset, from the server's time `server` at the local time `local`.
    pub(crate) fn learn(&self, local: SystemTime, server: SystemTime) {
        let milliseconds = match server.duration_since(local) {
            Ok(ahead) => i64::try_from(ahead.as_millis()).unwrap_or(i64::MAX),
            Err(behind) => -i64::try_from(behind.duration().as_millis()).unwrap_or(i64::MAX),
        };
        self.milliseconds.store(milliseconds, Ordering::Relaxed);
    }

    /// Returns the server's time at the local time `local`. If the result is out of range, returns
    /// `local`.
    pub(crate) fn correct(&self, local: SystemTime) -> SystemTime {
        let milliseconds = self.milliseconds.load(Ordering::Relaxed);
        let skew = Duration::from_millis(milliseconds.unsigned_abs());
        let corrected = match milliseconds.signum() {
            0 => return local,
            -1 => local.checked_sub(skew),
            _ => local.checked_add(skew),
        };
        corrected.unwrap_or(local)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_the_latest_difference() {
        let local = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
        let hour = Duration::from_secs(3600);
        let skew = ClockSkew::default();
        assert_eq!(skew.correct(local), local);
        skew.learn(local, local + hour);
        assert_eq!(skew.correct(local), local + hour);
        skew.learn(local, local - hour);
        assert_eq!(skew.correct(local), local - hour);
        skew.learn(local, local);
        assert_eq!(skew.correct(local), local);
    }
}
