//! The cache of the current credentials. The cache decides which call renews the credentials.
//!
//! All times are passed as arguments and follow the clock of the system. The times are not
//! corrected by the clock of a server, because sessions that share the credentials may have
//! different corrections.

use std::{
    mem,
    sync::Arc,
    time::{Duration, SystemTime},
};

use alicloud::Sign;

use crate::ProviderError;

/// Credentials are renewed at most this long before they expire.
const AHEAD: Duration = Duration::from_secs(180);
/// The timeout of a fetch. After the timeout, the next fetch replaces the old fetch, and the result
/// of the old fetch is ignored.
pub(super) const FETCH_LIMIT: Duration = Duration::from_secs(120);
/// The minimum age at which refused credentials are replaced.
const REPLACEABLE_AFTER: Duration = Duration::from_secs(10);
/// A call may start a fetch this long before the end of a backoff. The call waited by another
/// clock, which may be a little fast.
const EARLY: Duration = Duration::from_millis(10);

#[derive(Default)]
pub(super) struct Cache {
    held: Option<Held>,
    /// Whether the server has refused the held credentials.
    is_refused: bool,
    lease: Option<Lease>,
    leases: u64,
    /// The number of successful fetches.
    renewals: u64,
    failure: Option<Failure>,
}

struct Held {
    signer: Arc<dyn Sign>,
    access_key_id: String,
    renew_at: Option<SystemTime>,
    expires_at: Option<SystemTime>,
    since: SystemTime,
    /// Whether these credentials replaced other credentials that the server had refused.
    replaces_refused: bool,
}

/// The running fetch.
struct Lease {
    number: u64,
    since: SystemTime,
}

struct Failure {
    at: SystemTime,
    /// The number of consecutive failures.
    count: u32,
    error: Arc<ProviderError>,
}

/// The action of a call before the call is signed.
pub(super) enum Turn {
    /// Use the current credentials.
    Ready,
    /// Start a fetch with this number.
    Fetch {
        number: u64,
        /// Whether the old credentials are still valid, so that the call doesn't wait for the
        /// fetch.
        is_ahead: bool,
    },
    /// Wait for the running fetch.
    Wait,
    /// Return the error of the last fetch. The duration is the remaining backoff.
    Fail(Arc<ProviderError>, Duration),
}

impl Cache {
    pub(super) fn signer(&self) -> Option<Arc<dyn Sign>> {
        self.held.as_ref().map(|held| Arc::clone(&held.signer))
    }

    pub(super) fn renewals(&self) -> u64 {
        self.renewals
    }

    /// Returns the action of a call. `renewals` is the number of renewals when the call began.
    ///
    /// `is_working` says whether work of an earlier fetch still runs. A new fetch would start the
    /// same work again.
    pub(super) fn turn(&mut self, now: SystemTime, is_working: bool, renewals: u64) -> Turn {
        let is_valid = self.is_valid(now);
        // A call uses credentials that were fetched after the call began, even if the credentials
        // have expired. Another fetch would return the same credentials.
        let is_new = self.renewals > renewals && !self.is_refused;
        if is_new || self.is_fresh(now) {
            return Turn::Ready;
        }
        if let Some(lease) = &self.lease {
            if distance(now, lease.since) < FETCH_LIMIT {
                return if is_valid { Turn::Ready } else { Turn::Wait };
            }
            if is_working {
                self.fail(
                    lease.number,
                    Arc::new(ProviderError::TimedOut(FETCH_LIMIT)),
                    now,
                );
                self.lease = None;
            }
        }
        if let Some(failure) = &self.failure {
            let mut left = failure.pause().saturating_sub(distance(now, failure.at));
            if is_working {
                left = left.max(Duration::from_secs(1));
            }
            if left > EARLY {
                return if is_valid {
                    Turn::Ready
                } else {
                    Turn::Fail(Arc::clone(&failure.error), left)
                };
            }
        }
        self.leases += 1;
        self.lease = Some(Lease {
            number: self.leases,
            since: now,
        });
        Turn::Fetch {
            number: self.leases,
            is_ahead: is_valid,
        }
    }

    /// Stores the credentials of the fetch `number`. Without a `lifetime`, the credentials don't
    /// expire.
    ///
    /// Returns `false` and changes nothing if another fetch has replaced the fetch `number`,
    /// because the other fetch may have stored newer credentials.
    pub(super) fn hold(
        &mut self,
        number: u64,
        access_key_id: &str,
        signer: Arc<dyn Sign>,
        lifetime: Option<Duration>,
        now: SystemTime,
    ) -> bool {
        if !self.is_current(number) {
            return false;
        }
        let access_key_id = access_key_id.to_owned();
        let expires_at = lifetime.and_then(|lifetime| now.checked_add(lifetime));
        let old = self.held.take();
        let is_other = old.is_none_or(|old| old.access_key_id != access_key_id);
        self.held = Some(Held {
            signer,
            access_key_id,
            renew_at: expires_at.map(|time| renew_at(time, now)),
            expires_at,
            since: now,
            replaces_refused: mem::take(&mut self.is_refused) && is_other,
        });
        self.failure = None;
        self.renewals += 1;
        true
    }

    /// Records a failure of the fetch `number`, and starts the backoff.
    pub(super) fn fail(&mut self, number: u64, error: Arc<ProviderError>, now: SystemTime) {
        if !self.is_current(number) {
            return;
        }
        let before = self.failure.as_ref().map_or(0, |failure| failure.count);
        self.failure = Some(Failure {
            at: now,
            count: before.saturating_add(1),
            error,
        });
    }

    fn is_current(&self, number: u64) -> bool {
        self.lease
            .as_ref()
            .is_some_and(|lease| lease.number == number)
    }

    /// Ends the fetch `number`, unless another fetch has replaced it.
    pub(super) fn release(&mut self, number: u64) {
        self.lease.take_if(|lease| lease.number == number);
    }

    pub(super) fn refused(&mut self, now: SystemTime) -> bool {
        let Some(held) = &self.held else {
            return false;
        };
        if distance(now, held.since) < REPLACEABLE_AFTER {
            // The server may have refused the previous credentials, which the held credentials
            // replaced.
            return held.replaces_refused;
        }
        self.is_refused = true;
        true
    }

    /// Whether the held credentials are valid.
    pub(super) fn is_valid(&self, now: SystemTime) -> bool {
        let unexpired = |held: &Held| held.expires_at.is_none_or(|time| now < time);
        !self.is_refused && self.held.as_ref().is_some_and(unexpired)
    }

    /// Whether the held credentials are valid, and no renewal is due.
    pub(super) fn is_fresh(&self, now: SystemTime) -> bool {
        let renew_at = self.held.as_ref().and_then(|held| held.renew_at);
        self.is_valid(now) && renew_at.is_none_or(|time| now < time)
    }
}

impl Failure {
    fn pause(&self) -> Duration {
        Duration::from_secs(1 << (self.count - 1).min(5))
    }
}

/// The absolute difference of two times.
///
/// The times of concurrent calls may be slightly out of order. If the clock was set back, the
/// absolute difference still ends a timeout or a backoff.
fn distance(one: SystemTime, other: SystemTime) -> Duration {
    one.duration_since(other)
        .unwrap_or_else(|error| error.duration())
}

/// The time to renew credentials: [`AHEAD`] or a quarter of the remaining lifetime before they
/// expire, whichever is shorter.
///
/// So short-lived credentials are not renewed with every call. If a source returns the same
/// credentials again, the next renewal is closer to their expiration.
fn renew_at(expires_at: SystemTime, now: SystemTime) -> SystemTime {
    let lifetime = expires_at.duration_since(now).unwrap_or_default();
    expires_at
        .checked_sub(AHEAD.min(lifetime / 4))
        .unwrap_or(expires_at)
}

#[cfg(test)]
mod tests;
