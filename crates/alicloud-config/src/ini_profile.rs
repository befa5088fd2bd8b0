//! The profiles of the vendor's SDKs.

use std::path::PathBuf;

#[cfg(doc)]
use crate::variable;
use crate::{
    Ask, Config, Fetching, Provider,
    profile::INI,
    profile_provider::{ProfileProvider, profile_provider},
};

/// A profile in the ini file that the vendor's SDKs share.
///
/// The file is what [`CREDENTIALS_FILE`](variable::CREDENTIALS_FILE) names, else
/// `~/.alibabacloud/credentials`, else `~/.alibabacloud/credentials.ini`. The profile is what
/// [`Config::profile`] says, else [`PROFILE`](variable::PROFILE) and its other names, else `default`.
/// Once a file has served, it alone is read.
///
/// ```ini
/// [default]
/// type = access_key
/// access_key_id = testid
/// access_key_secret = testsecret
/// ```
///
/// | `type` | reads | leads to |
/// |---|---|---|
/// | `access_key` | `access_key_id`, `access_key_secret` | the key |
/// | `sts` | the same and `security_token` | the key |
/// | `ecs_ram_role` | `role_name` (optional) | [`InstanceRole`](crate::InstanceRole) |
/// | `ram_role_arn` | `access_key_id`, `access_key_secret`, `role_arn`; `security_token` if it is there | [`AssumeRole`](crate::AssumeRole) |
/// | `oidc_role_arn` | `role_arn`, `oidc_provider_arn`, `oidc_token_file_path` | [`OidcRole`](crate::OidcRole) |
///
/// The letter case of a type doesn't matter. Where a role is assumed, these count, too:
/// `role_session_name`, `role_session_expiration` (seconds), `policy`, `external_id` (not with OIDC),
/// and `sts_endpoint`, `sts_region`, `enable_vpc` for the security token service (STS).
/// [`ROLE_ARN`](variable::ROLE_ARN), [`ROLE_SESSION_NAME`](variable::ROLE_SESSION_NAME) and
/// [`EXTERNAL_ID`](variable::EXTERNAL_ID) stand in for a role, a name and an external id that the
/// profile lacks.
///
/// A profile that sets one of these is refused, since the vendor's SDKs would call another host or as
/// somebody else: `bearer_token`, `host`, `private_key_file`, `public_key_id`, `enable` unless it is
/// `true`, and `policy` where no role is assumed. So is one of the types `rsa_key_pair` and `bearer`.
///
/// A line is a section's name, a comment, or a key and its value with `=` or `:` between them. Any
/// other line makes the file unusable, and the error names the line by its number. So do keys before
/// the first section, a second section of the profile's name, and a second value of one of its keys.
///
/// - `#` or `;` begins a comment at the beginning of a line and behind a blank. Elsewhere it is part
///   of the value.
/// - Quotes `"` or `'` around a value are no part of it. A `#` between them begins no comment.
/// - Keys are in any letter case, names of sections are not.
/// - A value ends with its line, and has no references: `%` stands for itself.
#[derive(Clone, Debug)]
pub struct IniProfile(ProfileProvider);

profile_provider!(IniProfile, INI);

#[cfg(test)]
mod tests;
