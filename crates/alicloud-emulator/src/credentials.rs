//! Credentials that the emulator accepts.

use std::{fmt, time::SystemTime};

/// An AccessKey pair that the emulator accepts, with a security token if the pair is temporary.
///
/// ```
/// use alicloud_emulator::Credentials;
///
/// let credentials = Credentials::new("testid", "testsecret").with_security_token("token");
/// assert_eq!(credentials.access_key_id(), "testid");
/// assert_eq!(format!("{credentials:?}").contains("testsecret"), false);
/// ```
#[derive(Clone)]
pub struct Credentials {
    access_key_id: String,
    access_key_secret: String,
    security_token: Option<String>,
    expiry: Option<SystemTime>,
}

impl Credentials {
    /// Creates long-term credentials from an AccessKey ID and its secret.
    #[must_use]
    pub fn new(access_key_id: impl Into<String>, access_key_secret: impl Into<String>) -> Self {
        Self {
            access_key_id: access_key_id.into(),
            access_key_secret: access_key_secret.into(),
            security_token: None,
            expiry: None,
        }
    }

    /// Makes the credentials temporary: calls must contain this security token.
    #[must_use]
    pub fn with_security_token(mut self, security_token: impl Into<String>) -> Self {
        self.security_token = Some(security_token.into());
        self
    }

    /// Sets the time, by the emulator's clock, at which the credentials expire. From then on, calls
    /// with these credentials fail with `InvalidSecurityToken.Expired`.
    #[must_use]
    pub fn expiring_at(mut self, expiry: SystemTime) -> Self {
        self.expiry = Some(expiry);
        self
    }

    pub(crate) fn has_expired(&self, now: SystemTime) -> bool {
        self.expiry.is_some_and(|expiry| now >= expiry)
    }

    /// The AccessKey ID, which is not secret.
    #[must_use]
    pub fn access_key_id(&self) -> &str {
        &self.access_key_id
    }

    /// The AccessKey secret in plain text.
    #[must_use]
    pub fn access_key_secret(&self) -> &str {
        &self.access_key_secret
    }

    /// The security token in plain text, not percent-encoded.
    #[must_use]
    pub fn security_token(&self) -> Option<&str> {
        self.security_token.as_deref()
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("access_key_id", &self.access_key_id)
            .finish_non_exhaustive()
    }
}
