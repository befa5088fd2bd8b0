//! Chains of providers.

use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use alicloud::error::chain;

use crate::{
    Ask, ChainError, Config, CredentialsUri, Environment, Fetching, InstanceRole, OidcRole,
    Provider, ProviderError, profile_provider::Profiles, trace::event,
};
#[cfg(doc)]
use crate::{CliProfile, IniProfile};

/// A provider that tries several providers and uses the first provider with credentials.
///
/// The default chain has these providers, in the vendor's order: [`Environment`], [`OidcRole`],
/// [`CliProfile`], [`IniProfile`], [`InstanceRole`], [`CredentialsUri`]. [`Config::chain`] creates
/// a chain from a configuration.
///
/// The chain skips a provider that is [not configured](ProviderError::is_absent). If a configured
/// provider fails, the chain fails too, because the next provider may have another identity. For
/// example, if the role of a Kubernetes pod fails, the pod must not use the role of its node.
///
/// The chain also skips an [`InstanceRole`] without a named role if the metadata service times out.
/// Some networks without a metadata service silently drop the requests. If a later provider has
/// credentials, the chain logs a warning about the timeout.
///
/// After the first success, the chain and its clones use only the provider that succeeded. As a
/// result, a temporary failure of a source does not change the identity of the program.
///
/// ```
/// use alicloud_config::{Chain, Environment, InstanceRole};
///
/// let chain = Chain::default();
/// let shorter = Chain::new().then(Environment::default()).then(InstanceRole::default());
/// # let _ = (chain, shorter);
/// ```
#[derive(Clone)]
pub struct Chain {
    providers: Vec<Arc<dyn Provider>>,
    /// The provider that has succeeded.
    served: Arc<OnceLock<Arc<dyn Provider>>>,
}

impl Chain {
    /// Creates a chain without providers.
    #[must_use]
    pub fn new() -> Self {
        Self {
            providers: Vec::new(),
            served: Arc::default(),
        }
    }

    /// Adds a provider to the end of the chain.
    #[must_use]
    pub fn then(mut self, provider: impl Provider + 'static) -> Self {
        self.providers.push(Arc::new(provider));
        // The new chain starts without a chosen provider, because an earlier provider of the longer
        // chain may succeed.
        self.served = Arc::default();
        self
    }

    /// The name of the provider whose credentials the chain uses. `None` before the first success.
    #[must_use]
    pub fn serving(&self) -> Option<&'static str> {
        self.served.get().map(|provider| provider.name())
    }
}

impl Config {
    /// Creates a chain from the configuration.
    ///
    /// If the program sets a [provider](Self::provider), the chain has only that provider.
    /// Otherwise, if the program names a [profile](Self::profile), the chain has only that profile.
    /// If the program sets no provider and names no profile, the chain has the default providers of
    /// [`Chain`].
    #[must_use]
    pub fn chain(&self) -> Chain {
        if let Some(provider) = &self.provider {
            return Chain::new().then(Arc::clone(provider));
        }
        let profiles = Profiles::new(self.clone());
        if self.profile.is_some() {
            return Chain::new().then(profiles);
        }
        let instance = InstanceRole {
            endpoint: self.metadata.clone(),
            ..InstanceRole::default()
        };
        Chain::new()
            .then(Environment)
            .then(OidcRole::of_environment(self))
            .then(profiles)
            .then(instance)
            .then(CredentialsUri::default())
    }
}

impl Default for Chain {
    fn default() -> Self {
        Config::default().chain()
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
                        event!(debug, provider = provider.name(), "credentials found");
                        warn_about(&tried, provider.name());
                        // `set` fails if a concurrent fetch has already set a provider. The earlier
                        // provider stays.
                        let _ = self.served.set(Arc::clone(provider));
                        return Ok(fetched);
                    }
                    // Each error of a nested chain becomes a separate line of this chain's error.
                    Err(ProviderError::Chain(chain)) if leads_on(&chain) => {
                        tried.extend(chain.tried);
                    }
                    Err(error) if is_passed_over(&error) => tried.push((provider.name(), error)),
                    Err(error) => return Err(error),
                }
            }
            Err(ProviderError::Chain(ChainError {
                tried,
                profile: None,
            }))
        })
    }
}

fn leads_on(chain: &ChainError) -> bool {
    chain.profile.is_none() && chain.tried().all(|(_, error)| is_passed_over(error))
}

fn is_passed_over(error: &ProviderError) -> bool {
    error.is_absent() || matches!(error, ProviderError::NoMetadata { .. })
}

fn warn_about(tried: &[(&'static str, ProviderError)], served: &'static str) {
    for (provider, error) in tried.iter().filter(|(_, error)| !error.is_absent()) {
        let error = chain(error);
        event!(warn, provider, %error, "provider skipped; the credentials come from the {served}");
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
