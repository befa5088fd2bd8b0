//! The provider for profiles of the vendor's SDKs.

use std::path::PathBuf;

#[cfg(doc)]
use crate::variable;
use crate::{
    Ask, Config, Fetching, Provider,
    profile::INI,
    profile_provider::{ProfileProvider, profile_provider},
};

/// A provider that uses a profile from the ini file of the vendor's SDKs.
///
/// The environment variable [`CREDENTIALS_FILE`](variable::CREDENTIALS_FILE) names the file. The
/// default file is `~/.alibabacloud/credentials`, or `~/.alibabacloud/credentials.ini` if the first
/// file doesn't exist. After a file has provided credentials, the provider reads only that file.
///
/// [`Config::profile`] or else the environment variable [`PROFILE`](variable::PROFILE) names the
/// profile. The variable also exists with other prefixes. The default name is `default`.
///
/// ```ini
/// [default]
/// type = access_key
/// access_key_id = testid
/// access_key_secret = testsecret
/// ```
///
/// The key `type` determines the other keys of the profile and the source of the credentials:
///
/// | `type` | keys | source of the credentials |
/// |---|---|---|
/// | `access_key` | `access_key_id`, `access_key_secret` | the access key |
/// | `sts` | `access_key_id`, `access_key_secret`, `security_token` | the temporary access key |
/// | `ecs_ram_role` | `role_name` (optional) | [`InstanceRole`](crate::InstanceRole) |
/// | `ram_role_arn` | `access_key_id`, `access_key_secret`, `security_token` (optional), `role_arn` | [`AssumeRole`](crate::AssumeRole) with the access key |
/// | `oidc_role_arn` | `role_arn`, `oidc_provider_arn`, `oidc_token_file_path` | [`OidcRole`](crate::OidcRole) |
///
/// The letter case of a type doesn't matter. The types `rsa_key_pair` and `bearer` are not
/// supported and cause an error.
///
/// # Roles
///
/// The types that assume a role also read `role_session_name`, `role_session_expiration` (seconds)
/// and `policy`. The type `ram_role_arn` also reads `external_id`. The keys `sts_endpoint`,
/// `sts_region` and `enable_vpc` choose the endpoint of the security token service (STS).
///
/// The environment variables [`ROLE_ARN`](variable::ROLE_ARN),
/// [`ROLE_SESSION_NAME`](variable::ROLE_SESSION_NAME) and [`EXTERNAL_ID`](variable::EXTERNAL_ID)
/// set the role, the session name or the external id if the profile doesn't.
///
/// # Other keys
///
/// The keys `bearer_token`, `host`, `private_key_file` and `public_key_id` cause an error, because
/// with these keys the vendor's SDKs would use another host or another identity. The key `policy`
/// causes an error in a profile that doesn't assume a role. The line `enable = false` disables the
/// profile, so using the profile is an error.
///
/// # Syntax
///
/// A line is empty, a section name in brackets, a comment, or a key and a value separated by `=` or
/// `:`. Any other line causes an error with the line number. The file must not have a key before
/// the first section, or two sections with the name of the profile. The section of the profile must
/// not have a key twice.
///
/// - `#` or `;` starts a comment at the beginning of a line and after whitespace. Elsewhere in a
///   value, `#` and `;` are ordinary characters.
/// - Quotes `"` or `'` around a value are removed. Inside the quotes, `#` and `;` don't start a
///   comment.
/// - The letter case of keys doesn't matter. The letter case of section names matters.
/// - A value ends at the end of its line. `%` is an ordinary character and doesn't start a
///   reference to another value.
#[derive(Clone, Debug)]
pub struct IniProfile(ProfileProvider);

profile_provider!(IniProfile, INI);

#[cfg(test)]
mod tests;
