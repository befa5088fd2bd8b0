#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
// Some variables are used only by events, so they are unused without the feature `tracing`.
#![cfg_attr(not(feature = "tracing"), allow(unused_variables))]

// Each module uses only modules that come before it in this list: trace, redaction, shell_words,
// error, system, ask, variable, provider, document, endpoint, settings, fetch, text_file, profile,
// config, sts_endpoint, role_session, the providers (environment, external_process,
// credentials_uri, instance_role, assume_role, oidc_role, login, external_source),
// profile_provider, cli_profile, ini_profile, chain, refresh, load.
mod ask;
mod assume_role;
mod chain;
mod cli_profile;
mod config;
mod credentials_uri;
mod document;
mod endpoint;
mod environment;
mod error;
mod external_process;
mod external_source;
#[cfg(test)]
mod fake_system;
mod fetch;
mod ini_profile;
mod instance_role;
mod load;
mod login;
mod oidc_role;
mod profile;
mod profile_provider;
mod provider;
mod redaction;
mod refresh;
mod role_session;
mod settings;
mod shell_words;
mod sts_endpoint;
mod system;
mod text_file;
mod trace;
pub mod variable;

#[doc = include_str!("guide.md")]
pub mod guide {}

pub use self::{
    ask::Ask,
    assume_role::AssumeRole,
    chain::Chain,
    cli_profile::CliProfile,
    config::Config,
    credentials_uri::CredentialsUri,
    endpoint::STS,
    environment::Environment,
    error::{
        ChainError, DocumentProblem, FileProblem, ProcessProblem, ProfileProblem, ProviderError,
        ServiceProblem, VariableProblem,
    },
    external_process::ExternalProcess,
    fetch::Fetch,
    ini_profile::IniProfile,
    instance_role::InstanceRole,
    load::load,
    oidc_role::OidcRole,
    provider::{Fetched, Fetching, Provider},
    refresh::RefreshingSigner,
    settings::Settings,
    system::{FileContents, LocalSystem, Process, ProcessOutput, System},
};
