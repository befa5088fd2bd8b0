//! Sessions for Alibaba Cloud's APIs from what environment variables and the vendor's profiles say:
//! credentials, region, network and endpoint.
//!
//! ```no_run
//! let session = alicloud_config::load()?;
//! # let _ = session;
//! # Ok::<(), alicloud_config::ProviderError>(())
//! ```
//!
//! [`load`] reads variables and files, and fails if they can't be used. Sources that need a request,
//! such as a role, are asked by the first call. Later calls renew the credentials before they expire.
//!
//! [`Config`] is for more: a profile by name, a region, a network, other endpoints of STS and of the
//! metadata service, a provider of your own, ACS3 for all operations.
//!
//! ```no_run
//! use alicloud::Network;
//! use alicloud_config::Config;
//!
//! let session = Config::default().profile("audit").network(Network::Vpc).load()?;
//! # let _ = session;
//! # Ok::<(), alicloud_config::ProviderError>(())
//! ```
//!
//! # Sources of credentials
//!
//! A [`Chain`] asks these [providers](Provider), in the vendor's order. Each is usable alone:
//!
//! | provider | reads | is turned off by |
//! |---|---|---|
//! | [`Environment`] | `ALIBABA_CLOUD_ACCESS_KEY_ID`, `ALIBABA_CLOUD_ACCESS_KEY_SECRET`, `ALIBABA_CLOUD_SECURITY_TOKEN` | |
//! | [`OidcRole`] | `ALIBABA_CLOUD_ROLE_ARN`, `ALIBABA_CLOUD_OIDC_PROVIDER_ARN`, the file `ALIBABA_CLOUD_OIDC_TOKEN_FILE`, `ALIBABA_CLOUD_ROLE_SESSION_NAME`; calls STS | |
//! | [`CliProfile`] | `ALIBABA_CLOUD_CONFIG_FILE` or `~/.aliyun/config.json`, `ALIBABA_CLOUD_PROFILE` | `ALIBABA_CLOUD_CLI_PROFILE_DISABLED=true` |
//! | [`IniProfile`] | `ALIBABA_CLOUD_CREDENTIALS_FILE`, or `~/.alibabacloud/credentials`, or the same with `.ini`; `ALIBABA_CLOUD_PROFILE` | |
//! | [`InstanceRole`] | the metadata service of an ECS instance, `ALIBABA_CLOUD_ECS_METADATA` | `ALIBABA_CLOUD_ECS_METADATA_DISABLED=true`; IMDSv1 alone by `ALIBABA_CLOUD_IMDSV1_DISABLED=true` |
//! | [`CredentialsUri`] | the URL `ALIBABA_CLOUD_CREDENTIALS_URI` | |
//!
//! The first that is set up serves. If it fails, the search is over and the error says why: to call as
//! somebody else would be worse. [`Config`] names a profile, which then is asked alone.
//!
//! Beside the chain, there are [`AssumeRole`] over any other provider, [`ExternalProcess`], and
//! [`Credentials`](alicloud_sign::Credentials) themselves. The names of the variables are in
//! [`variable`].
//!
//! # Region, network and endpoint
//!
//! A session gets the region, network and endpoint that the program, the environment or the profile
//! sets, in this order; [`Config::settings`] returns them. The security token service (STS) gives the
//! credentials of roles. It is called at the host that program, profile or variables name; else at the
//! host of the region, inside a VPC; else at `sts.aliyuncs.com`.
//!
//! # Fetching and renewing
//!
//! A provider performs nothing. It asks for a request, a file or a process, and is told what came
//! of it; requests go over the transport of the call that needs the credentials, blocking or async.
//! Environment, files, processes and clock are a [`System`], which tests replace. [`LocalSystem`],
//! the real one, is all of the crate's I/O.
//!
//! Without a client, [`Fetch`] is the machine to [drive](alicloud::transport::drive).
//!
//! # Secrets
//!
//! No message, no event and no `Debug` shows a secret. What this crate keeps of one is overwritten
//! when it is let go; copies that a parser, a request or an HTTP client made are not. A file with a
//! secret that other users can read or change is used, and one `tracing` event warns about it.
//!
//! # Features
//!
//! `tracing` (default) enables the events. The default features include those of `alicloud`.

// Code that only events use is dead when they are off.
#![cfg_attr(not(feature = "tracing"), allow(unused_variables))]

// Every module uses only modules before it in this order: trace, redaction, shell_words, error,
// system, ask, variable, document, endpoint, settings, provider, fetch, text_file, profile, config,
// sts_endpoint, role_session, the providers (environment, external_process, credentials_uri,
// instance_role, assume_role, oidc_role, login, external_source), profile_provider, cli_profile,
// ini_profile, chain, refresh, load.
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
