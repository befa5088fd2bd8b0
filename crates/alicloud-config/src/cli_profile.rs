//! The profiles of the vendor's command line.

use std::path::PathBuf;

#[cfg(doc)]
use crate::variable;
use crate::{
    Ask, Config, Fetching, Provider,
    profile::CLI,
    profile_provider::{ProfileProvider, profile_provider},
};

/// A profile that the vendor's command line, `aliyun configure`, has written.
///
/// The file is `~/.aliyun/config.json` or what [`CONFIG_FILE`](variable::CONFIG_FILE) names. The
/// profile is what [`Config::profile`] says, else [`PROFILE`](variable::PROFILE) and its other
/// names, else
/// `current` in the file, else `default`. [`CLI_PROFILE_DISABLED`](variable::CLI_PROFILE_DISABLED)
/// turns the provider off.
///
/// | `mode` | reads | leads to |
/// |---|---|---|
/// | `AK` | `access_key_id`, `access_key_secret` | the key |
/// | `StsToken` | the same and `sts_token` | the key |
/// | `RamRoleArn` | the same, the token if there is one, and `ram_role_arn` | [`AssumeRole`](crate::AssumeRole) |
/// | `ChainableRamRoleArn` | `source_profile`, `ram_role_arn` | [`AssumeRole`](crate::AssumeRole) over that profile |
/// | `RamRoleArnWithRoleName` | `ram_role_name` (optional), `ram_role_arn` | [`AssumeRole`](crate::AssumeRole) over [`InstanceRole`](crate::InstanceRole) |
/// | `EcsRamRole` | `ram_role_name` (optional) | [`InstanceRole`](crate::InstanceRole) |
/// | `OIDC` | `ram_role_arn`, `oidc_provider_arn`, `oidc_token_file` | [`OidcRole`](crate::OidcRole) |
/// | `External` | `process_command` | [`ExternalProcess`](crate::ExternalProcess) |
/// | `CredentialsURI` | `credentials_uri` | [`CredentialsUri`](crate::CredentialsUri) |
/// | `CloudSSO` | `access_key_id`, `access_key_secret`, `sts_token` until `sts_expiration` (seconds since 1970); then `cloud_sso_sign_in_url`, `cloud_sso_account_id`, `cloud_sso_access_config`, and `access_token` until `cloud_sso_access_token_expire` | the stored session, or a new one from CloudSSO |
/// | `OAuth` | the same session; then `oauth_site_type` (`CN` or `INTL`), and `oauth_access_token` until `oauth_access_token_expire` | the stored session, or a new one from the vendor's OAuth service |
///
/// `process_command` is split into words as by a POSIX shell: blanks separate words, quotes group
/// them, and a backslash keeps the next character. On Windows a backslash stands for itself, except
/// for `\"` between double quotes. Nothing is expanded, and `#` begins no comment.
/// [`DISABLE_EXTERNAL_PROCESS`](variable::DISABLE_EXTERNAL_PROCESS) makes profiles of the modes
/// `External` and `CredentialsURI` an error.
///
/// The letter case of a mode doesn't matter. Without a mode, the keys tell it: an id and a secret mean
/// `StsToken` with a token, else `RamRoleArn` with a role, else `AK`; without both, the first of
/// `EcsRamRole`, `External`, `OIDC` and `CloudSSO` that has its keys.
///
/// `region_id`, `endpoint_type` (`vpc` or `public`) and `endpoint` say where calls go:
/// [`Config::settings`] tells them.
///
/// When the access token of `CloudSSO` or `OAuth` has expired, log in again. The refresh token is never
/// used: it works once, and this crate doesn't write to the file.
///
/// Where a role is assumed, these count, too: `ram_session_name`, `expired_seconds`, `policy`,
/// `external_id`, and `sts_endpoint`, `sts_region`, `enable_vpc` for the security token service (STS).
/// [`ROLE_ARN`](variable::ROLE_ARN), [`ROLE_SESSION_NAME`](variable::ROLE_SESSION_NAME) and
/// [`EXTERNAL_ID`](variable::EXTERNAL_ID) stand in for a role, a name and an external id that the
/// profile lacks. A chain of `source_profile`s has at most 16 profiles.
///
/// A profile that sets one of these is refused, since the vendor's command line would call as
/// somebody else: `bearer_token`, `bearer_token_header_key`, `key_pair_name`, `private_key`, and
/// `policy` where no role is assumed. So is one of the modes `RsaKeyPair`, `BearerToken` and `Anonymous`.
#[derive(Clone, Debug)]
pub struct CliProfile(ProfileProvider);

profile_provider!(CliProfile, CLI);

#[cfg(test)]
mod tests;
