//! Checks of the AccessKey, the security token, the signature, the time and the nonce.

use std::time::{Duration, SystemTime};

use http::Request;
use jiff::{civil::DateTime, tz::TimeZone};

use super::{nonces::Nonces, signature::Signature};
use crate::{
    Credentials,
    protocol::{ApiError, Common, Envelope, Parameters},
};

/// The largest accepted difference between a timestamp and the clock, in either direction.
const WINDOW: Duration = Duration::from_secs(15 * 60);

/// Checks whether a call is authentic.
pub(crate) struct Access {
    credentials: Vec<Credentials>,
    /// The nonces of accepted calls. A timestamp may be one `WINDOW` in the future,
    /// and is then valid for two windows. So nonces are kept for two windows.
    nonces: Nonces,
}

impl Access {
    pub(crate) fn new(credentials: Vec<Credentials>) -> Self {
        Self {
            credentials,
            nonces: Nonces::new(2 * WINDOW),
        }
    }

    pub(crate) fn check(
        &mut self,
        request: &Request<impl AsRef<[u8]>>,
        parameters: &Parameters,
        now: SystemTime,
    ) -> Result<(), ApiError> {
        let envelope = Envelope::of(request, parameters);
        let nonce = envelope.required(Common::NONCE)?;
        let timestamp = envelope.required(Common::TIMESTAMP)?;
        let signature = Signature::read(request, parameters, envelope)?;
        check_timestamp(timestamp, now)?;

        let access_key_id = signature.access_key_id;
        let security_token = envelope.given(Common::SECURITY_TOKEN);
        let credentials = self.credentials(access_key_id, security_token)?;
        if credentials.has_expired(now) {
            return Err(ApiError::TOKEN_EXPIRED);
        }
        signature.verify(credentials.access_key_secret())?;

        if self.nonces.note(access_key_id, nonce, now) {
            Ok(())
        } else {
            Err(ApiError::NONCE_USED)
        }
    }

    fn credentials(
        &self,
        access_key_id: &str,
        security_token: Option<&str>,
    ) -> Result<&Credentials, ApiError> {
        let mut of_key = self
            .credentials
            .iter()
            .filter(|c| c.access_key_id() == access_key_id)
            .peekable();
        if of_key.peek().is_none() {
            return Err(ApiError::INVALID_ACCESS_KEY_ID);
        }
        of_key
            .find(|c| c.security_token() == security_token)
            .ok_or_else(|| match security_token {
                None => ApiError::missing_common("SecurityToken"),
                Some(_)
                    if self
                        .credentials
                        .iter()
                        .any(|c| c.security_token() == security_token) =>
                {
                    ApiError::TOKEN_MISMATCH
                }
                Some(_) => ApiError::TOKEN_MALFORMED,
            })
    }
}

fn check_timestamp(text: &str, now: SystemTime) -> Result<(), ApiError> {
    let timestamp = parse_timestamp(text).ok_or(ApiError::TIMESTAMP_FORMAT)?;
    let off = now
        .duration_since(timestamp)
        .unwrap_or_else(|ahead| ahead.duration());
    if off > WINDOW {
        Err(ApiError::TIMESTAMP_EXPIRED)
    } else {
        Ok(())
    }
}

/// Parses a timestamp of the form `yyyy-MM-ddTHH:mm:ssZ`. Refuses all other forms, such as
/// fractions of a second, missing zeros and leap seconds.
fn parse_timestamp(text: &str) -> Option<SystemTime> {
    const FORMAT: &str = "%Y-%m-%dT%H:%M:%SZ";
    let datetime = DateTime::strptime(FORMAT, text).ok()?;
    if datetime.strftime(FORMAT).to_string() != text {
        return None;
    }
    let timestamp = TimeZone::UTC.to_timestamp(datetime).ok()?;
    timestamp.try_into().ok()
}
