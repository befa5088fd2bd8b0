//! Errors of signers that could not get credentials.

use std::{borrow::Cow, error, fmt, time::Duration};

/// The signer could not get credentials for the call. `Display` prints the error of the credentials
/// provider.
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
    /// Creates an error with the given `cause`, which must not contain a secret.
    #[must_use]
    pub fn new(cause: impl Into<Box<dyn error::Error + Send + Sync>>) -> Self {
        Self {
            cause: cause.into(),
            transient: false,
            retry_after: None,
            advice: None,
        }
    }

    /// Marks the error as transient: a retry may help, because a server was busy or unreachable.
    #[must_use]
    pub fn transient(mut self) -> Self {
        self.transient = true;
        self
    }

    /// Sets how long to wait before a retry.
    #[must_use]
    pub fn with_retry_after(mut self, duration: Duration) -> Self {
        self.retry_after = Some(duration);
        self
    }

    /// Sets the advice for people about how to fix the error, in one or two sentences.
    #[must_use]
    pub fn with_advice(mut self, advice: impl Into<Cow<'static, str>>) -> Self {
        self.advice = Some(advice.into());
        self
    }

    /// The advice for people about how to fix the error, if the provider gave advice.
    #[must_use]
    pub fn advice(&self) -> Option<&str> {
        self.advice.as_deref()
    }

    /// How long to wait before a retry, if the provider set this time.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// The error of the credentials provider, such as `alicloud_config::ProviderError`.
    #[must_use]
    pub fn get_ref(&self) -> &(dyn error::Error + Send + Sync + 'static) {
        &*self.cause
    }

    /// Whether a retry may help.
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
