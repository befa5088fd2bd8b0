//! Who the emulator lets in.

use std::{fmt, time::SystemTime};

/// An AccessKey pair that the emulator accepts, with a security token if it is a temporary one.
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
    /// Long-term credentials of an AccessKey ID and its secret.
    #[must_use]
    pub fn new(access_key_id: impl Into<String>, access_key_secret: impl Into<String>) -> Self {
        Self {
            access_key_id: access_key_id.into(),
            access_key_secret: access_key_secret.into(),
            security_token: None,
            expiry: None,
        }
    }

    /// Makes them temporary: calls must carry this token as `SecurityToken`.
    #[must_use]
    pub fn with_security_token(mut self, security_token: impl Into<String>) -> Self {
        self.security_token = Some(security_token.into());
        self
    }

    /// Ends them at this time of the emulator's clock: `InvalidSecurityToken.Expired` from then on.
    #[must_use]
    pub fn expiring_at(mut self, expiry: SystemTime) -> Self {
        self.expiry = Some(expiry);
        self
    }

    pub(crate) fn has_expired(&self, now: SystemTime) -> bool {
        self.expiry.is_some_and(|expiry| now >= expiry)
    }

    /// The AccessKey ID, which is no secret.
    #[must_use]
    pub fn access_key_id(&self) -> &str {
        &self.access_key_id
    }

    /// The AccessKey secret, in clear.
    #[must_use]
    pub fn access_key_secret(&self) -> &str {
        &self.access_key_secret
    }

    /// The security token, in clear and not percent-encoded.
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
