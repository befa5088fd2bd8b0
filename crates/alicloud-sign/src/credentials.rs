//! Access keys.

use std::fmt;

use zeroize::Zeroizing;

/// A permanent or temporary access key.
///
/// Dropping `Credentials` overwrites the secret and the security token in memory. `Debug` omits the
/// secret and the security token.
///
/// ```
/// use alicloud_sign::Credentials;
///
/// let temporary = Credentials::new("STS.testid", "testsecret").with_security_token("token");
/// assert_eq!(temporary.access_key_id(), "STS.testid");
/// assert!(!format!("{temporary:?}").contains("testsecret"));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    pub(crate) access_key_id: String,
    access_key_secret: Zeroizing<String>,
    pub(crate) security_token: Option<Zeroizing<String>>,
}

impl Credentials {
    /// Creates credentials from a permanent access key.
    #[must_use]
    pub fn new(access_key_id: impl Into<String>, access_key_secret: impl Into<String>) -> Self {
        Self {
            access_key_id: access_key_id.into(),
            access_key_secret: Zeroizing::new(access_key_secret.into()),
            security_token: None,
        }
    }

    /// Adds a security token, for temporary credentials of the Security Token Service (STS).
    #[must_use]
    pub fn with_security_token(mut self, security_token: impl Into<String>) -> Self {
        self.security_token = Some(Zeroizing::new(security_token.into()));
        self
    }

    /// Returns the access key id. The id is sent with every signed request and is not secret.
    #[must_use]
    pub fn access_key_id(&self) -> &str {
        &self.access_key_id
    }

    /// Returns the access key secret, which is never sent.
    #[must_use]
    pub fn access_key_secret(&self) -> &str {
        &self.access_key_secret
    }

    /// Returns the security token of temporary credentials. The token is secret, but it is sent
    /// with every signed request.
    #[must_use]
    pub fn security_token(&self) -> Option<&str> {
        self.security_token.as_ref().map(|token| token.as_str())
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("access_key_id", &self.access_key_id)
            .field("temporary", &self.security_token.is_some())
            .finish_non_exhaustive()
    }
}
