//! The trait of credentials providers.

use std::{fmt, future::Future, pin::Pin, sync::Arc, time::SystemTime};

use alicloud_sign::Credentials;

use crate::{Ask, ProviderError};

/// A source of credentials.
///
/// A provider performs no I/O itself, but requests I/O with [`Ask`]. The driver of the fetch
/// performs the I/O. So a provider works with async clients, with blocking clients and in tests
/// without a network.
///
/// ```
/// use alicloud_config::{Ask, Fetched, Fetching, Provider};
/// use alicloud_sign::Credentials;
///
/// /// Reads an access key from two files that a container platform mounts.
/// #[derive(Debug)]
/// struct Mounted;
///
/// impl Provider for Mounted {
///     fn name(&self) -> &'static str { "mounted secret" }
///
///     fn fetch<'a>(&'a self, ask: &'a Ask) -> Fetching<'a> {
///         Box::pin(async move {
///             let id = ask.text_file("/run/secrets/id".as_ref()).await?;
///             let secret = ask.text_file("/run/secrets/secret".as_ref()).await?;
///             Ok(Fetched::new(Credentials::new(id.trim(), secret.trim())))
///         })
///     }
/// }
/// ```
pub trait Provider: fmt::Debug + Send + Sync {
    /// The name of the source in messages, such as `instance role`.
    fn name(&self) -> &'static str;

    /// Fetches the credentials. Every call fetches again.
    ///
    /// The future must await only the futures of `ask`. The future must not await a timer or a
    /// socket of an async runtime, because no runtime may be running.
    ///
    /// # Errors
    ///
    /// The future returns the reason why this source has no credentials.
    fn fetch<'a>(&'a self, ask: &'a Ask) -> Fetching<'a>;
}

/// The boxed future that [`Provider::fetch`] returns.
pub type Fetching<'a> = Pin<Box<dyn Future<Output = Result<Fetched, ProviderError>> + Send + 'a>>;

/// The credentials that a provider has fetched, with their expiration.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fetched {
    /// The credentials.
    pub credentials: Credentials,
    /// The time when the credentials expire, by the clock of [`Ask::time`]. `None` if the
    /// credentials don't expire, or if the time is unknown.
    pub expires_at: Option<SystemTime>,
}

impl Fetched {
    /// Creates a result with credentials that have no known expiration.
    #[must_use]
    pub fn new(credentials: Credentials) -> Self {
        Self {
            credentials,
            expires_at: None,
        }
    }

    /// Sets the time when the credentials expire.
    #[must_use]
    pub fn expires_at(mut self, time: SystemTime) -> Self {
        self.expires_at = Some(time);
        self
    }
}

/// Fixed credentials act as a provider, for example as the source of an
/// [`AssumeRole`](crate::AssumeRole).
impl Provider for Credentials {
    fn name(&self) -> &'static str {
        "fixed credentials"
    }

    fn fetch<'a>(&'a self, _ask: &'a Ask) -> Fetching<'a> {
        Box::pin(async { Ok(Fetched::new(self.clone())) })
    }
}

macro_rules! forward {
    ($($pointer:ty),*) => {$(
        impl<P: Provider + ?Sized> Provider for $pointer {
            fn name(&self) -> &'static str {
                (**self).name()
            }

            fn fetch<'a>(&'a self, ask: &'a Ask) -> Fetching<'a> {
                (**self).fetch(ask)
            }
        }
    )*};
}

forward!(&P, Box<P>, Arc<P>);
