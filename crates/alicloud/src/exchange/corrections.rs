//! Refusals that a call puts right by itself.

use std::time::SystemTime;

use super::Exchange;
use crate::{CommonErrorCode, Error, Operation};

/// What a call puts right by itself.
#[derive(Default)]
pub(super) struct Corrections {
    clock: bool,
    credentials: bool,
}

impl<O: Operation> Exchange<O> {
    /// Whether what `error` complains of was put right, so that the same call can be made again: a
    /// clock that was off, or credentials that are no longer good. Nothing was done for such a call,
    /// so that repeating is safe; each is put right once.
    pub(super) fn corrects(
        &mut self,
        error: &Error,
        sent_at: SystemTime,
        date: Option<SystemTime>,
    ) -> bool {
        use CommonErrorCode::{
            InvalidAccessKeyIdInactive, InvalidAccessKeyIdNotFound, InvalidSecurityTokenExpired,
            InvalidSecurityTokenMalformed, InvalidSecurityTokenMismatchWithAccessKey,
            InvalidTimeStampExpired,
        };
        let settings = self.session.settings();
        match (error.known(), date) {
            (Some(InvalidTimeStampExpired), Some(date)) if !self.corrected.clock => {
                self.corrected.clock = true;
                settings.skew.learn(sent_at, date);
                true
            }
            (
                Some(
                    InvalidAccessKeyIdInactive
                    | InvalidAccessKeyIdNotFound
                    | InvalidSecurityTokenExpired
                    | InvalidSecurityTokenMalformed
                    | InvalidSecurityTokenMismatchWithAccessKey,
                ),
                _,
            ) if !self.corrected.credentials => {
                self.corrected.credentials = true;
                settings.signer.refused()
            }
            _ => false,
        }
    }
}
