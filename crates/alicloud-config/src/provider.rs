//! What a source of credentials is.

use std::{fmt, future::Future, pin::Pin, sync::Arc, time::SystemTime};

use alicloud_sign::Credentials;

use crate::{Ask, ProviderError};

/// A source of credentials.
///
/// It performs nothing itself: whatever it needs, it [asks](Ask) for, and whoever runs it brings
/// the answers. So one provider serves async and blocking clients, and tests without a network.
///
/// ```
/// use alicloud_config::{Ask, Fetched, Fetching, Provider};
/// use alicloud_sign::Credentials;
///
/// /// Keys from two files, as container platforms mount secrets.
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
    /// What to call the source in messages, such as `instance role`.
    fn name(&self) -> &'static str;

    /// Gets the credentials, anew with every call.
    ///
    /// The future may wait for nothing but what it asks `ask` for: no timer or socket of a runtime,
    /// since there may be none.
    ///
    /// # Errors
    ///
    /// The future's error says why this source has no credentials.
    fn fetch<'a>(&'a self, ask: &'a Ask) -> Fetching<'a>;
}

/// What [`Provider::fetch`] returns: a future on the heap, so that providers of different types can
/// be kept together.
pub type Fetching<'a> = Pin<Box<dyn Future<Output = Result<Fetched, ProviderError>> + Send + 'a>>;

/// What a provider has found: credentials, and until when they are valid.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fetched {
    /// The credentials.
    pub credentials: Credentials,
    /// When they expire, by the clock of [`Ask::time`]; `None` if they are valid until somebody revokes
    /// them, or that isn't known.
    pub expires_at: Option<SystemTime>,
}

impl Fetched {
    /// Credentials that don't expire.
    #[must_use]
    pub fn new(credentials: Credentials) -> Self {
        Self {
            credentials,
            expires_at: None,
        }
    }

    /// Says when they expire.
    #[must_use]
    pub fn expires_at(mut self, time: SystemTime) -> Self {
        self.expires_at = Some(time);
        self
    }
}

/// Credentials are a provider of themselves, for a role that is assumed with a fixed key.
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
