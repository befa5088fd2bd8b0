//! Automatic corrections of the clock and the credentials after a refused attempt.

use std::{
    mem,
    time::{Duration, SystemTime},
};

use super::{Exchange, signed_request::Sent};
use crate::{
    error::{CommonErrorCode, Error},
    operation::Operation,
};

/// The corrections that a call has already used.
#[derive(Default)]
pub(super) struct Corrections {
    clock: bool,
    credentials: bool,
}

/// The largest difference between request time and server time that a server accepts.
const TOLERANCE: Duration = Duration::from_secs(15 * 60);

impl<O: Operation> Exchange<O> {
    /// Corrects the clock offset or replaces refused credentials, if `error` asks for that.
    ///
    /// Returns whether the call can be retried after the correction. Each of the two corrections
    /// allows one retry per call. Later calls also use the correction, even if this call is not
    /// retried.
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
            // Servers also return `IllegalTimestamp` for requests without a timestamp, even if the
            // clock is correct.
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
