//! Several providers, one after the other.

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

/// The first of several providers that has credentials.
///
/// By default they are all there are, in the vendor's order: [`Environment`], [`OidcRole`],
/// [`CliProfile`], [`IniProfile`], [`InstanceRole`], [`CredentialsUri`]. [`Config::chain`] makes the
/// same with settings.
///
/// One that is [absent](ProviderError::is_absent) leads to the next. One that is set up and fails ends
/// the search: to act as somebody else, such as the node in place of the pod, is worse than an error.
/// A metadata service that is silent is passed over, and warned about, because that is what most
/// networks without one look like.
///
/// Once one of them has served, it alone is asked by this chain and its clones: a program does not
/// change its identity because a source fails for a moment.
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

impl Config {
    /// The providers of credentials: a [provider](Self::provider) of the program, or a
    /// [profile](Self::profile), or all there are, in the vendor's order, as a [`Chain`] lists them.
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
                        // It fails if another fetch has set it first; then that provider stays.
                        let _ = self.served.set(Arc::clone(provider));
                        return Ok(fetched);
                    }
                    // Of providers that belong together, each has its line.
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
        event!(warn, provider, %error, "passed over: the credentials are those of the {served}");
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
