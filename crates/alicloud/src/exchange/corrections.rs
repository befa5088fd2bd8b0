//! Corrections: refusals that the call puts right before it is repeated.

use std::{
    mem,
    time::{Duration, SystemTime},
};

use super::{Exchange, signed_request::Sent};
use crate::{
    error::{CommonErrorCode, Error},
    operation::Operation,
};

/// What was put right in the course of a call.
#[derive(Default)]
pub(super) struct Corrections {
    clock: bool,
    credentials: bool,
}

/// How far a server lets the time of a request be off.
const TOLERANCE: Duration = Duration::from_secs(15 * 60);

impl<O: Operation> Exchange<O> {
    /// Puts right what `error` complains of: a clock that is off, or credentials that others can
    /// replace. Returns whether the call can be repeated with that, which it can once for each.
    ///
    /// What is learnt serves later calls whether this one is repeated or not.
    pub(super) fn puts_right(
        &mut self,
        error: &Error,
        sent: &Sent,
        date: Option<SystemTime>,
    ) -> bool {
        use CommonErrorCode::{
            IllegalTimestamp, InvalidAccessKeyIdInactive, InvalidAccessKeyIdNotFound,
            InvalidSecurityTokenExpired, InvalidSecurityTokenMalformed,
            InvalidSecurityTokenMismatchWithAccessKey, InvalidTimeStampExpired,
        };
        let settings = self.session.settings();
        let corrected = match (error.known(), date) {
            (Some(InvalidTimeStampExpired), Some(date)) => {
                settings.skew.learn(sent.at, date);
                &mut self.corrected.clock
            }
            // It also answers requests without a time, and then the clock may be right.
            (Some(IllegalTimestamp), Some(date)) if sent.is_off(date, TOLERANCE) => {
                settings.skew.learn(sent.at, date);
                &mut self.corrected.clock
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
            ) if !self.corrected.credentials && settings.signer.refused() => {
                &mut self.corrected.credentials
            }
            _ => return false,
        };
        !mem::replace(corrected, true)
    }
}
