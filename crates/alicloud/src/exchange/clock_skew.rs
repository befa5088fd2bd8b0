//! How far this machine's clock is off, as servers tell.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::{Duration, SystemTime},
};

/// What has to be added to the local time to get the server's; nothing, until a server refuses a
/// timestamp. Shared by all clones of a session.
#[derive(Debug, Default)]
pub(crate) struct ClockSkew {
    milliseconds: AtomicI64,
}

impl ClockSkew {
    /// Learns that it was `server` there when it was `local` here.
    pub(crate) fn learn(&self, local: SystemTime, server: SystemTime) {
        let milliseconds = match server.duration_since(local) {
            Ok(ahead) => i64::try_from(ahead.as_millis()).unwrap_or(i64::MAX),
            Err(behind) => -i64::try_from(behind.duration().as_millis()).unwrap_or(i64::MAX),
        };
        self.milliseconds.store(milliseconds, Ordering::Relaxed);
    }

    /// The server's time when it is `local` here. A time beyond what the clock can say stays as it
    /// is, and the server says what it thinks of it.
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
    fn what_was_learnt_last_is_added() {
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
