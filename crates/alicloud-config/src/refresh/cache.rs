//! The credentials at hand: how long they serve, and which call renews them.
//!
//! Time comes in as an argument, by the system's clock and not corrected by what a session knows of
//! the server's: sessions that share the credentials may know different things, or learn them later.

use std::{
    mem,
    sync::Arc,
    time::{Duration, SystemTime},
};

use alicloud::Sign;

use crate::ProviderError;

/// How long before they expire credentials are renewed.
const AHEAD: Duration = Duration::from_secs(180);
/// How long a fetch may take. A fetch that has not ended by then, for example because its runtime has
/// stopped, loses its place to the next fetch, and its result is ignored.
pub(super) const FETCH_LIMIT: Duration = Duration::from_secs(120);
/// How long credentials have to be at hand before it makes sense to replace refused ones.
const REPLACEABLE_AFTER: Duration = Duration::from_secs(10);
/// How much too early a call may be that has waited for the end of a pause: it measured the time by
/// another clock.
const EARLY: Duration = Duration::from_millis(10);

#[derive(Default)]
pub(super) struct Cache {
    held: Option<Held>,
    /// The server no longer knows what is held.
    is_refused: bool,
    lease: Option<Lease>,
    leases: u64,
    /// How many fetches have brought credentials.
    renewals: u64,
    failure: Option<Failure>,
}

struct Held {
    signer: Arc<dyn Sign>,
    access_key_id: String,
    renew_at: Option<SystemTime>,
    expires_at: Option<SystemTime>,
    since: SystemTime,
    /// The server had refused others, and these came in their place.
    replaces_refused: bool,
}

/// The fetch that is under way.
struct Lease {
    number: u64,
    since: SystemTime,
}

struct Failure {
    at: SystemTime,
    /// How many there were in a row.
    count: u32,
    error: Arc<ProviderError>,
}

/// What a call that is about to be signed does first.
pub(super) enum Turn {
    /// Nothing: there are credentials.
    Ready,
    /// Start a fetch, under this number.
    Fetch {
        number: u64,
        /// Whether the old credentials are valid, so that the call doesn't wait for the result.
        is_ahead: bool,
    },
    /// Wait for the fetch that is under way.
    Wait,
    /// Fail as the last attempt did, since it was just now; the source is asked again after this.
    Fail(Arc<ProviderError>, Duration),
}

impl Cache {
    pub(super) fn signer(&self) -> Option<Arc<dyn Sign>> {
        self.held.as_ref().map(|held| Arc::clone(&held.signer))
    }

    pub(super) fn renewals(&self) -> u64 {
        self.renewals
    }

    /// Returns the turn of a call that began when there had been `renewals`. `is_working` says that work of
    /// an earlier fetch still runs, so that a new fetch would begin it twice.
    pub(super) fn turn(&mut self, now: SystemTime, is_working: bool, renewals: u64) -> Turn {
        let is_valid = self.is_valid(now);
        // Credentials that were fetched for this call are used however soon they expire. Fetching
        // them again would bring the same ones.
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

    /// Takes what was fetched under `number`, and is valid for `lifetime`; `None` if that has no end.
    /// Returns `false` and changes nothing if the fetch has lost its place: another one may have brought
    /// newer credentials.
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

    /// Takes note of a failure under `number`: the source is left alone for a while.
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

    /// Ends the fetch of this number, unless it has lost its place already.
    pub(super) fn release(&mut self, number: u64) {
        self.lease.take_if(|lease| lease.number == number);
    }

    pub(super) fn refused(&mut self, now: SystemTime) -> bool {
        let Some(held) = &self.held else {
            return false;
        };
        if distance(now, held.since) < REPLACEABLE_AFTER {
            // It may have been the ones before these that the server refused.
            return held.replaces_refused;
        }
        self.is_refused = true;
        true
    }

    /// Whether what is held can sign.
    pub(super) fn is_valid(&self, now: SystemTime) -> bool {
        let unexpired = |held: &Held| held.expires_at.is_none_or(|time| now < time);
        !self.is_refused && self.held.as_ref().is_some_and(unexpired)
    }

    /// Whether what is held can sign, and no renewal is due.
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

/// How far two times are apart. Calls tell the time by what they measured themselves, so that one may
/// be a little behind another; and a clock that was set back must not make anything last longer.
fn distance(one: SystemTime, other: SystemTime) -> Duration {
    one.duration_since(other)
        .unwrap_or_else(|error| error.duration())
}

/// Short-lived credentials must not be renewed with every call, so part of their time is all that is
/// taken off. One that is asked again too early and gives the same ones is asked less and less long
/// before their end.
fn renew_at(expires_at: SystemTime, now: SystemTime) -> SystemTime {
    let lifetime = expires_at.duration_since(now).unwrap_or_default();
    expires_at
        .checked_sub(AHEAD.min(lifetime / 4))
        .unwrap_or(expires_at)
}

#[cfg(test)]
mod tests;
