//! What kept a signer from signing.

use std::{borrow::Cow, error, fmt, time::Duration};

/// The credentials for a call could not be had. What it says is what the provider of the credentials
/// says: from where, and why not.
///
/// ```
/// use alicloud::error::CredentialsError;
///
/// let error = CredentialsError::new("the metadata service is silent").transient();
/// assert!(error.is_transient());
/// assert_eq!(error.to_string(), "the metadata service is silent");
/// ```
#[derive(Debug)]
pub struct CredentialsError {
    cause: Box<dyn error::Error + Send + Sync>,
    transient: bool,
    retry_after: Option<Duration>,
    advice: Option<Cow<'static, str>>,
}

impl CredentialsError {
    /// An error because of `cause`, which must not hold a secret.
    #[must_use]
    pub fn new(cause: impl Into<Box<dyn error::Error + Send + Sync>>) -> Self {
        Self {
            cause: cause.into(),
            transient: false,
            retry_after: None,
            advice: None,
        }
    }

    /// Says that trying again may help, since a server was busy or could not be reached.
    #[must_use]
    pub fn transient(mut self) -> Self {
        self.transient = true;
        self
    }

    /// Says how long trying again is pointless.
    #[must_use]
    pub fn with_retry_after(mut self, duration: Duration) -> Self {
        self.retry_after = Some(duration);
        self
    }

    /// Says what to do about it, in a sentence or two for people.
    #[must_use]
    pub fn with_advice(mut self, advice: impl Into<Cow<'static, str>>) -> Self {
        self.advice = Some(advice.into());
        self
    }

    /// What to do about it, if the provider knows.
    #[must_use]
    pub fn advice(&self) -> Option<&str> {
        self.advice.as_deref()
    }

    /// How long trying again is pointless, if that is known.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// The provider's own error, such as `alicloud_config::ProviderError`.
    #[must_use]
    pub fn get_ref(&self) -> &(dyn error::Error + Send + Sync + 'static) {
        &*self.cause
    }

    /// Whether trying again may help.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        self.transient
    }
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cause.fmt(f)
    }
}

impl error::Error for CredentialsError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        self.cause.source()
    }
}
