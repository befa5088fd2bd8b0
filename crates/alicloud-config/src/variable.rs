//! The names of the environment variables that this crate reads. The vendor's tools use the same
//! names.
//!
//! Whitespace around a value is ignored. A variable with only whitespace counts as unset.
//!
//! Some variables also exist with other prefixes, as in the vendor's tools. The documentation of
//! such a variable lists the other names and their order of precedence.

use crate::{Ask, ProviderError, VariableProblem};

/// The access key id.
///
/// `ALIBABACLOUD_ACCESS_KEY_ID` and `ALICLOUD_ACCESS_KEY_ID` are also read. The first prefix with
/// an id or a secret is used. With this prefix, both the id and the secret must be set.
pub const ACCESS_KEY_ID: &str = "ALIBABA_CLOUD_ACCESS_KEY_ID";
/// The access key secret. This variable must have the same prefix as the variable of the [access
/// key id](ACCESS_KEY_ID).
pub const ACCESS_KEY_SECRET: &str = "ALIBABA_CLOUD_ACCESS_KEY_SECRET";
/// The security token of temporary credentials. This variable must have the same prefix as the
/// variable of the [access key id](ACCESS_KEY_ID).
pub const SECURITY_TOKEN: &str = "ALIBABA_CLOUD_SECURITY_TOKEN";
/// The role to assume, in the form `acs:ram::ACCOUNT:role/NAME`.
///
/// The variable is used with an OIDC token, and by profiles that assume a role but don't name the
/// role. If this variable is unset, `ALIBABACLOUD_ROLE_ARN` is read.
pub const ROLE_ARN: &str = "ALIBABA_CLOUD_ROLE_ARN";
/// The identity provider that issued the OIDC token, in the form
/// `acs:ram::ACCOUNT:oidc-provider/NAME`.
pub const OIDC_PROVIDER_ARN: &str = "ALIBABA_CLOUD_OIDC_PROVIDER_ARN";
/// The path of the file with the OIDC token.
pub const OIDC_TOKEN_FILE: &str = "ALIBABA_CLOUD_OIDC_TOKEN_FILE";
/// The default name of role sessions, which appears in the vendor's audit logs. The program and the
/// profile take precedence over this variable.
///
/// If this variable is unset, `ALIBABACLOUD_ROLE_SESSION_NAME` is read.
pub const ROLE_SESSION_NAME: &str = "ALIBABA_CLOUD_ROLE_SESSION_NAME";
/// The external id for a profile that assumes a role and has no external id.
///
/// If this variable is unset, `ALIBABACLOUD_EXTERNAL_ID` is read.
pub const EXTERNAL_ID: &str = "ALIBABA_CLOUD_EXTERNAL_ID";
/// The host of the security token service (STS), or a URL with only scheme, host and port. The
/// program and the profile take precedence over this variable.
pub const STS_ENDPOINT: &str = "ALIBABA_CLOUD_STS_ENDPOINT";
/// The region of the STS endpoint. The key `sts_region` of the profile takes precedence over this
/// variable.
pub const STS_REGION: &str = "ALIBABA_CLOUD_STS_REGION";
/// `true` chooses the VPC endpoint of STS. The network that the program sets and the key
/// `enable_vpc` of the profile take precedence over this variable.
pub const VPC_ENDPOINT_ENABLED: &str = "ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED";
/// The region of calls.
///
/// If this variable is unset, `ALIBABACLOUD_REGION_ID` is read, then `ALICLOUD_REGION_ID`.
pub const REGION_ID: &str = "ALIBABA_CLOUD_REGION_ID";
/// `vpc` chooses the VPC endpoints of services. The default is `public`.
///
/// If this variable is unset, `ALIBABACLOUD_ENDPOINT_TYPE` is read, then `ALICLOUD_ENDPOINT_TYPE`.
pub const ENDPOINT_TYPE: &str = "ALIBABA_CLOUD_ENDPOINT_TYPE";
/// The host of all calls except the calls that fetch credentials, or a URL with only scheme, host
/// and port.
pub const ENDPOINT: &str = "ALIBABA_CLOUD_ENDPOINT";
/// The path of the file with CLI profiles. The default is `~/.aliyun/config.json`.
pub const CONFIG_FILE: &str = "ALIBABA_CLOUD_CONFIG_FILE";
/// The name of the profile in the CLI file or the ini file.
///
/// `ALIBABACLOUD_PROFILE` takes precedence over this variable. If both are unset,
/// `ALICLOUD_PROFILE` is read.
pub const PROFILE: &str = "ALIBABA_CLOUD_PROFILE";
/// `true` disables CLI profiles.
pub const CLI_PROFILE_DISABLED: &str = "ALIBABA_CLOUD_CLI_PROFILE_DISABLED";
/// The path of the file with ini profiles. The default is `~/.alibabacloud/credentials`, or
/// `~/.alibabacloud/credentials.ini` if the first file doesn't exist.
pub const CREDENTIALS_FILE: &str = "ALIBABA_CLOUD_CREDENTIALS_FILE";
/// The name of the instance's role. If this variable is set, no request for the name is sent.
pub const ECS_METADATA: &str = "ALIBABA_CLOUD_ECS_METADATA";
/// `true` disables [`InstanceRole`](crate::InstanceRole).
pub const ECS_METADATA_DISABLED: &str = "ALIBABA_CLOUD_ECS_METADATA_DISABLED";
/// `1` or `true` disables profiles with the mode `External` or `CredentialsURI`.
pub const DISABLE_EXTERNAL_PROCESS: &str = "ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS";
/// `true` disables requests to the metadata service without a token (IMDSv1).
pub const IMDSV1_DISABLED: &str = "ALIBABA_CLOUD_IMDSV1_DISABLED";
/// The URL from which [`CredentialsUri`](crate::CredentialsUri) requests credentials.
pub const CREDENTIALS_URI: &str = "ALIBABA_CLOUD_CREDENTIALS_URI";

/// The names of the access key's variables for each prefix: id, secret, token. The first prefix
/// with an id or a secret is used.
const KEYS: [[&str; 3]; 3] = [
    [ACCESS_KEY_ID, ACCESS_KEY_SECRET, SECURITY_TOKEN],
    [
        "ALIBABACLOUD_ACCESS_KEY_ID",
        "ALIBABACLOUD_ACCESS_KEY_SECRET",
        "ALIBABACLOUD_SECURITY_TOKEN",
    ],
    [
        "ALICLOUD_ACCESS_KEY_ID",
        "ALICLOUD_ACCESS_KEY_SECRET",
        "ALICLOUD_SECURITY_TOKEN",
    ],
];

/// The names of a setting in their order of precedence. The first name that is set is used.
pub(crate) type Names = &'static [&'static str];

pub(crate) const PROFILES: Names = &["ALIBABACLOUD_PROFILE", PROFILE, "ALICLOUD_PROFILE"];
pub(crate) const REGIONS: Names = &[REGION_ID, "ALIBABACLOUD_REGION_ID", "ALICLOUD_REGION_ID"];
pub(crate) const ENDPOINT_TYPES: Names = &[
    ENDPOINT_TYPE,
    "ALIBABACLOUD_ENDPOINT_TYPE",
    "ALICLOUD_ENDPOINT_TYPE",
];
pub(crate) const ROLE_ARNS: Names = &[ROLE_ARN, "ALIBABACLOUD_ROLE_ARN"];
pub(crate) const SESSION_NAMES: Names = &[ROLE_SESSION_NAME, "ALIBABACLOUD_ROLE_SESSION_NAME"];
pub(crate) const EXTERNAL_IDS: Names = &[EXTERNAL_ID, "ALIBABACLOUD_EXTERNAL_ID"];

/// The names of the access key's variables for the first prefix that has an id or a secret.
pub(crate) fn key_names(ask: &Ask) -> Option<[&'static str; 3]> {
    let is_set = |name| ask.variable(name).is_some();
    KEYS.into_iter()
        .find(|[id, secret, _]| is_set(id) || is_set(secret))
}

/// Whether the environment names an OIDC token or its identity provider. The variable of the role
/// doesn't count, because profiles use it too.
pub(crate) fn name_an_oidc_token(ask: &Ask) -> bool {
    let names = [OIDC_PROVIDER_ARN, OIDC_TOKEN_FILE];
    names.iter().any(|name| ask.variable(name).is_some())
}

/// Whether the environment names the identity of the caller, so that no profile file is needed.
pub(crate) fn say_who_calls(ask: &Ask) -> bool {
    key_names(ask).is_some() || name_an_oidc_token(ask)
}

/// Whether `text` has only visible ASCII characters, like all keys and tokens.
///
/// Such a text is safe in a header, a parameter or a message. Whitespace in a key is a copying
/// mistake that would cause a signature mismatch on the server.
pub(crate) fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The first variable of `names` that is set, with its value.
pub(crate) fn first(
    ask: &Ask,
    names: &[&'static str],
) -> Result<Option<(&'static str, String)>, ProviderError> {
    for &name in names {
        if let Some(value) = text(ask, name)? {
            return Ok(Some((name, value)));
        }
    }
    Ok(None)
}

/// The value of the first variable of `names` that is set. The value must be a token.
pub(crate) fn first_token(
    ask: &Ask,
    names: &[&'static str],
) -> Result<Option<String>, ProviderError> {
    match first(ask, names)? {
        Some((name, value)) if !is_token(&value) => Err(unusable(name, VariableProblem::Invalid)),
        named => Ok(named.map(|(_, value)| value)),
    }
}

/// The value of a variable, if the variable is set. The value must be UTF-8 text.
pub(crate) fn text(ask: &Ask, name: &'static str) -> Result<Option<String>, ProviderError> {
    let value = ask.variable(name).map(|value| value.into_string());
    let text = value.transpose();
    text.map_err(|_| unusable(name, VariableProblem::Invalid))
}

/// The value of a variable, if the variable is set. The value must be a token.
pub(crate) fn token(ask: &Ask, name: &'static str) -> Result<Option<String>, ProviderError> {
    first_token(ask, &[name])
}

/// The value of a variable that other variables need. The value must be a token.
pub(crate) fn needed(ask: &Ask, name: &'static str) -> Result<String, ProviderError> {
    token(ask, name)?.ok_or(missing(name))
}

/// Whether the value of a variable is `true`, in any letter case.
pub(crate) fn is_true(ask: &Ask, name: &str) -> bool {
    ask.variable(name)
        .is_some_and(|value| value.eq_ignore_ascii_case("true"))
}

/// The error for a missing variable that other variables need.
pub(crate) fn missing(name: &'static str) -> ProviderError {
    unusable(name, VariableProblem::Missing)
}

pub(crate) fn unusable(name: &'static str, problem: VariableProblem) -> ProviderError {
    ProviderError::Variable { name, problem }
}
