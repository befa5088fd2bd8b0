//! What kept a signer from signing.

use std::{error, fmt};

/// The credentials for a call could not be had. Its source says from where and why not.
///
/// ```
/// use alicloud::CredentialsError;
///
/// let error = CredentialsError::new("the metadata service is silent").transient();
/// assert!(error.is_transient());
/// assert_eq!(error.to_string(), "no credentials");
/// ```
#[derive(Debug)]
pub struct CredentialsError {
    source: Box<dyn error::Error + Send + Sync>,
    transient: bool,
}

impl CredentialsError {
    /// An error because of `source`, which must not hold a secret.
    #[must_use]
    pub fn new(source: impl Into<Box<dyn error::Error + Send + Sync>>) -> Self {
        Self {
            source: source.into(),
            transient: false,
        }
    }

    /// Says that trying again may help, since a server was busy or could not be reached.
    #[must_use]
    pub fn transient(mut self) -> Self {
        self.transient = true;
        self
    }

    /// Whether trying again may help.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        self.transient
    }
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no credentials")
    }
}

impl error::Error for CredentialsError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        Some(&*self.source)
    }
}
