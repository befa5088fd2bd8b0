//! The provider for profiles of the vendor's command line.

use std::path::PathBuf;

#[cfg(doc)]
use crate::variable;
use crate::{
    Ask, Config, Fetching, Provider,
    profile::CLI,
    profile_provider::{ProfileProvider, profile_provider},
};

/// A provider that uses a profile from the file that `aliyun configure` writes.
///
/// The environment variable [`CONFIG_FILE`](variable::CONFIG_FILE) names the file. The default file
/// is `~/.aliyun/config.json`. [`CLI_PROFILE_DISABLED`](variable::CLI_PROFILE_DISABLED) disables
/// the provider.
///
/// The name of the profile is the first of these values that is set:
///
/// 1. [`Config::profile`]
/// 2. the environment variable [`PROFILE`](variable::PROFILE), which also exists with other
///    prefixes
/// 3. `current` in the file
/// 4. the name `default`
///
/// The key `mode` determines the other keys of the profile and the source of the credentials:
///
/// | `mode` | keys | source of the credentials |
/// |---|---|---|
/// | `AK` | `access_key_id`, `access_key_secret` | the access key |
/// | `StsToken` | `access_key_id`, `access_key_secret`, `sts_token` | the temporary access key |
/// | `RamRoleArn` | `access_key_id`, `access_key_secret`, `sts_token` (optional), `ram_role_arn` | [`AssumeRole`](crate::AssumeRole) with the access key |
/// | `ChainableRamRoleArn` | `source_profile`, `ram_role_arn` | [`AssumeRole`](crate::AssumeRole) with the credentials of the source profile |
/// | `RamRoleArnWithRoleName` | `ram_role_name` (optional), `ram_role_arn` | [`AssumeRole`](crate::AssumeRole) with the credentials of [`InstanceRole`](crate::InstanceRole) |
/// | `EcsRamRole` | `ram_role_name` (optional) | [`InstanceRole`](crate::InstanceRole) |
/// | `OIDC` | `ram_role_arn`, `oidc_provider_arn`, `oidc_token_file` | [`OidcRole`](crate::OidcRole) |
/// | `External` | `process_command` | [`ExternalProcess`](crate::ExternalProcess) |
/// | `CredentialsURI` | `credentials_uri` | [`CredentialsUri`](crate::CredentialsUri) |
/// | `CloudSSO` | `access_key_id`, `access_key_secret`, `sts_token` until `sts_expiration` (seconds since 1970); then `cloud_sso_sign_in_url`, `cloud_sso_account_id`, `cloud_sso_access_config`, and `access_token` until `cloud_sso_access_token_expire` | the stored session, or a new session from CloudSSO |
/// | `OAuth` | the same keys for the stored session; then `oauth_site_type` (`CN` or `INTL`), and `oauth_access_token` until `oauth_access_token_expire` | the stored session, or a new session from the vendor's OAuth service |
///
/// # Modes
///
/// The letter case of a mode doesn't matter. If the mode is missing, the keys of the profile imply
/// the mode:
///
/// - With `access_key_id` and `access_key_secret`, the mode is `StsToken` if `sts_token` is set,
///   else `RamRoleArn` if `ram_role_arn` is set, else `AK`.
/// - Otherwise, the mode is the first of these modes whose keys are set: `EcsRamRole`
///   (`ram_role_name`), `External` (`process_command`), `OIDC` (`ram_role_arn`,
///   `oidc_provider_arn`, `oidc_token_file`), `CloudSSO` (`cloud_sso_sign_in_url`).
///
/// The modes `RsaKeyPair`, `BearerToken` and `Anonymous` are not supported and cause an error.
/// [`DISABLE_EXTERNAL_PROCESS`](variable::DISABLE_EXTERNAL_PROCESS) disables the modes `External`
/// and `CredentialsURI`.
///
/// # Processes
///
/// `process_command` is split into words like a command in a POSIX shell. Whitespace separates
/// words, quotes group words, and a backslash escapes the next character. On Windows, a backslash
/// is an ordinary character, except in `\"` inside double quotes. Variables and wildcards are not
/// expanded, and `#` doesn't start a comment.
///
/// # Logins
///
/// In the modes `CloudSSO` and `OAuth`, the user must log in again when the stored session and the
/// access token have both expired. This crate doesn't use the refresh token. A refresh token works
/// only once, so its replacement would have to be written to the file.
///
/// # Roles
///
/// The modes that assume a role also read `ram_session_name`, `expired_seconds` and `policy`. The
/// modes that assume a role, except `OIDC`, also read `external_id`. The keys `sts_endpoint`,
/// `sts_region` and `enable_vpc` choose the endpoint of the security token service (STS).
///
/// The environment variables [`ROLE_ARN`](variable::ROLE_ARN),
/// [`ROLE_SESSION_NAME`](variable::ROLE_SESSION_NAME) and [`EXTERNAL_ID`](variable::EXTERNAL_ID)
/// set the role, the session name or the external id if the profile doesn't. A chain of
/// `source_profile` keys can have at most 16 profiles, including the first profile.
///
/// # Other keys
///
/// The keys `region_id`, `endpoint_type` (`vpc` or `public`) and `endpoint` set the region, the
/// network and the endpoint of calls. [`Config::settings`] returns these settings.
///
/// The keys `bearer_token`, `bearer_token_header_key`, `key_pair_name` and `private_key` cause an
/// error, because with these keys the vendor's command line would use another identity. The key
/// `policy` causes an error in a mode that doesn't assume a role.
#[derive(Clone, Debug)]
pub struct CliProfile(ProfileProvider);

profile_provider!(CliProfile, CLI);

#[cfg(test)]
mod tests;
