//! Who may call: key, token, signature, time and nonce.

use std::time::{Duration, SystemTime};

use http::Method;
use jiff::{civil::DateTime, tz::TimeZone};

use super::{ApiError, Parameters, Recent, signature};
use crate::Credentials;

/// How far a timestamp may be off, either way.
const WINDOW: Duration = Duration::from_secs(15 * 60);

/// Decides whether a call is authentic.
pub(crate) struct Access {
    credentials: Vec<Credentials>,
    /// AccessKey ID and nonce of what was accepted. A timestamp may lie one window ahead and then
    /// stays good for another, so a nonce can come back within two.
    nonces: Recent<(String, String)>,
}

impl Access {
    pub(crate) fn new(credentials: Vec<Credentials>) -> Self {
        Self {
            credentials,
            nonces: Recent::new(2 * WINDOW),
        }
    }

    pub(crate) fn check(
        &mut self,
        method: &Method,
        parameters: &Parameters,
        now: SystemTime,
    ) -> Result<(), ApiError> {
        let access_key_id = parameters.common("AccessKeyId")?;
        let signature = parameters.common("Signature")?;
        let nonce = parameters.common("SignatureNonce")?;
        let timestamp = parameters.common("Timestamp")?;
        check_scheme(parameters)?;
        check_timestamp(timestamp, now)?;

        let credentials = self.credentials(access_key_id, parameters.get("SecurityToken"))?;
        let string_to_sign = signature::string_to_sign(method, parameters);
        if !signature::is_valid(signature, &string_to_sign, credentials.access_key_secret()) {
            return Err(ApiError::signature_does_not_match(&string_to_sign));
        }

        let nonce = (access_key_id.to_owned(), nonce.to_owned());
        if self.nonces.noted_at(&nonce, now).is_some() {
            return Err(ApiError::NONCE_USED);
        }
        self.nonces.note(nonce, now);
        Ok(())
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

/// Official SDKs add an empty `SignatureType`; any other value asks for something else than a
/// signature by a secret.
fn check_scheme(parameters: &Parameters) -> Result<(), ApiError> {
    if parameters.common("SignatureMethod")? != "HMAC-SHA1" {
        return Err(ApiError::INVALID_SIGNATURE_METHOD);
    }
    if parameters.common("SignatureVersion")? != "1.0" {
        return Err(ApiError::INVALID_SIGNATURE_VERSION);
    }
    match parameters.get("SignatureType") {
        None | Some("") => Ok(()),
        Some(_) => Err(ApiError::INVALID_SIGNATURE_TYPE),
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

/// Takes `yyyy-MM-ddTHH:mm:ssZ` and nothing else: what does not print as it was written (fractions,
/// missing zeros, a leap second) is refused.
fn parse_timestamp(text: &str) -> Option<SystemTime> {
    const FORMAT: &str = "%Y-%m-%dT%H:%M:%SZ";
    let datetime = DateTime::strptime(FORMAT, text).ok()?;
    if datetime.strftime(FORMAT).to_string() != text {
        return None;
    }
    let timestamp = TimeZone::UTC.to_timestamp(datetime).ok()?;
    Some(timestamp.into())
}
