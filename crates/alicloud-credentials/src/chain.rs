//! Several providers, one after the other.

use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use crate::{
    Ask, ChainError, CliProfile, CredentialsUri, Environment, Fetching, IniProfile, InstanceRole,
    OidcRole, Provider, ProviderError, TARGET, error::WithCauses,
};

/// The first of several providers that has credentials.
///
/// By default they are all there are, in the vendor's order: [`Environment`], [`OidcRole`],
/// [`CliProfile`], [`IniProfile`], [`InstanceRole`], [`CredentialsUri`].
///
/// Once one of them has served, it alone is asked by this chain and its clones: a program does not
/// change its identity because a source fails for a moment. Until then every failure leads to the
/// next, and one that is not just [absent](ProviderError::is_absent) is warned about.
///
/// ```
/// use alicloud_credentials::{Chain, Environment, InstanceRole};
///
/// let chain = Chain::default();
/// let shorter = Chain::new().then(Environment::default()).then(InstanceRole::default());
/// # let _ = (chain, shorter);
/// ```
#[derive(Clone)]
pub struct Chain {
    providers: Vec<Arc<dyn Provider>>,
    /// The one that has served.
    served: Arc<OnceLock<Arc<dyn Provider>>>,
}

impl Chain {
    /// A chain of no providers.
    #[must_use]
    pub fn new() -> Self {
        Self {
            providers: Vec::new(),
            served: Arc::default(),
        }
    }

    /// Adds a provider that is asked when all before have no credentials.
    #[must_use]
    pub fn then(mut self, provider: impl Provider + 'static) -> Self {
        self.providers.push(Arc::new(provider));
        // What has served so far was another chain's choice.
        self.served = Arc::default();
        self
    }

    /// The name of the provider that serves, once one has.
    #[must_use]
    pub fn serving(&self) -> Option<&'static str> {
        self.served.get().map(|provider| provider.name())
    }
}

impl Default for Chain {
    fn default() -> Self {
        Self::new()
            .then(Environment)
            .then(OidcRole::default())
            .then(CliProfile::default())
            .then(IniProfile::default())
            .then(InstanceRole::default())
            .then(CredentialsUri::default())
    }
}

impl Provider for Chain {
    fn name(&self) -> &'static str {
        "chain"
    }

    fn fetch<'a>(&'a self, ask: &'a Ask) -> Fetching<'a> {
        Box::pin(async {
            if let Some(provider) = self.served.get() {
                return provider.fetch(ask).await;
            }
            let mut tried = Vec::new();
            for provider in &self.providers {
                match provider.fetch(ask).await {
                    Ok(fetched) => {
                        tracing::debug!(target: TARGET, provider = provider.name(), "credentials found");
                        warn_about(&tried, provider.name());
                        // Of two that fetched at once, one was first.
                        let _ = self.served.set(Arc::clone(provider));
                        return Ok(fetched);
                    }
                    Err(error) => tried.push((provider.name(), error)),
                }
            }
            Err(ProviderError::Chain(ChainError { tried }))
        })
    }
}

fn warn_about(tried: &[(&'static str, ProviderError)], served: &'static str) {
    for (provider, error) in tried.iter().filter(|(_, error)| !error.is_absent()) {
        let error = WithCauses(error);
        tracing::warn!(target: TARGET, provider, %error, "passed over: the credentials are those of the {served}");
    }
}

impl fmt::Debug for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chain")
            .field("providers", &self.providers)
            .field("serving", &self.serving())
            .finish()
    }
}
