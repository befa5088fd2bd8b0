//! The names of the environment variables that are read: those of the vendor's tools.
//!
//! Blanks and line breaks around a value are no part of it, and a variable of nothing else counts as
//! not set.
//!
//! Where the vendor's tools know other prefixes for a variable, its documentation says so, in the
//! order in which they are looked at: the first that is set counts.

use crate::{Ask, ProviderError, VariableProblem};

/// The access key id. `ALIBABACLOUD_ACCESS_KEY_ID` and `ALICLOUD_ACCESS_KEY_ID` are read as well:
/// the first prefix that has an id or a secret decides, and has to have both.
pub const ACCESS_KEY_ID: &str = "ALIBABA_CLOUD_ACCESS_KEY_ID";
/// The access key secret, with the prefixes of the id.
pub const ACCESS_KEY_SECRET: &str = "ALIBABA_CLOUD_ACCESS_KEY_SECRET";
/// The security token, for temporary credentials only, with the prefixes of the id.
pub const SECURITY_TOKEN: &str = "ALIBABA_CLOUD_SECURITY_TOKEN";
/// The role to assume, as `acs:ram::ACCOUNT:role/NAME`: with an OIDC token, or by a profile that
/// assumes a role and names none. If it is unset, `ALIBABACLOUD_ROLE_ARN` is read.
pub const ROLE_ARN: &str = "ALIBABA_CLOUD_ROLE_ARN";
/// The identity provider that issued the OIDC token, as `acs:ram::ACCOUNT:oidc-provider/NAME`.
pub const OIDC_PROVIDER_ARN: &str = "ALIBABA_CLOUD_OIDC_PROVIDER_ARN";
/// The file with the OIDC token.
pub const OIDC_TOKEN_FILE: &str = "ALIBABA_CLOUD_OIDC_TOKEN_FILE";
/// What to call the session at a role in the vendor's records, where neither program nor profile
/// says. If it is unset, `ALIBABACLOUD_ROLE_SESSION_NAME` is read.
pub const ROLE_SESSION_NAME: &str = "ALIBABA_CLOUD_ROLE_SESSION_NAME";
/// The external id that a role asks for, where the profile has none. If it is unset,
/// `ALIBABACLOUD_EXTERNAL_ID` is read.
pub const EXTERNAL_ID: &str = "ALIBABA_CLOUD_EXTERNAL_ID";
/// The host of the security token service (STS), or a URL with nothing but scheme, host and port,
/// where neither program nor profile says.
pub const STS_ENDPOINT: &str = "ALIBABA_CLOUD_STS_ENDPOINT";
/// The region whose STS is called, where neither program nor profile says.
pub const STS_REGION: &str = "ALIBABA_CLOUD_STS_REGION";
/// `true` calls the host of STS that is reached from inside a virtual private cloud (VPC).
pub const VPC_ENDPOINT_ENABLED: &str = "ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED";
/// The region of calls. If it is unset, `ALIBABACLOUD_REGION_ID`, then `ALICLOUD_REGION_ID` is read.
pub const REGION_ID: &str = "ALIBABA_CLOUD_REGION_ID";
/// `vpc` calls the hosts that are reached from inside a VPC; `public` is the default. If
/// it is unset, `ALIBABACLOUD_ENDPOINT_TYPE`, then `ALICLOUD_ENDPOINT_TYPE` is read.
pub const ENDPOINT_TYPE: &str = "ALIBABA_CLOUD_ENDPOINT_TYPE";
/// A host for all calls but those of STS, or a URL with nothing but scheme, host and port.
pub const ENDPOINT: &str = "ALIBABA_CLOUD_ENDPOINT";
/// The file with CLI profiles, instead of `~/.aliyun/config.json`.
pub const CONFIG_FILE: &str = "ALIBABA_CLOUD_CONFIG_FILE";
/// The profile to take from either file, instead of its default. `ALIBABACLOUD_PROFILE` comes
/// before it, and `ALICLOUD_PROFILE` after it.
pub const PROFILE: &str = "ALIBABA_CLOUD_PROFILE";
/// `true` turns CLI profiles off.
pub const CLI_PROFILE_DISABLED: &str = "ALIBABA_CLOUD_CLI_PROFILE_DISABLED";
/// The file with ini profiles, instead of those in `~/.alibabacloud`.
pub const CREDENTIALS_FILE: &str = "ALIBABA_CLOUD_CREDENTIALS_FILE";
/// The instance's role, which saves asking for its name.
pub const ECS_METADATA: &str = "ALIBABA_CLOUD_ECS_METADATA";
/// `true` turns the instance role off.
pub const ECS_METADATA_DISABLED: &str = "ALIBABA_CLOUD_ECS_METADATA_DISABLED";
/// `1` or `true` keeps profiles of the modes `External` and `CredentialsURI` from being used.
pub const DISABLE_EXTERNAL_PROCESS: &str = "ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS";
/// `true` keeps the metadata service from being asked without a token.
pub const IMDSV1_DISABLED: &str = "ALIBABA_CLOUD_IMDSV1_DISABLED";
/// The URL that answers with credentials.
pub const CREDENTIALS_URI: &str = "ALIBABA_CLOUD_CREDENTIALS_URI";

/// The names of an access key's variables: id, secret, token. The first set of which the id or the
/// secret is set counts.
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

/// Every name of what one variable says, the first that is set before the others.
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

/// The names of the access key's variables that count.
pub(crate) fn key_names(ask: &Ask) -> Option<[&'static str; 3]> {
    let is_set = |name| ask.variable(name).is_some();
    KEYS.into_iter()
        .find(|[id, secret, _]| is_set(id) || is_set(secret))
}

/// Whether there is an OIDC token. The variable of the role alone doesn't say so: it has other uses.
pub(crate) fn name_an_oidc_token(ask: &Ask) -> bool {
    let names = [OIDC_PROVIDER_ARN, OIDC_TOKEN_FILE];
    names.iter().any(|name| ask.variable(name).is_some())
}

/// Whether the environment says who calls, so that no file is needed.
pub(crate) fn say_who_calls(ask: &Ask) -> bool {
    key_names(ask).is_some() || name_an_oidc_token(ask)
}

/// What can be part of a header, a parameter or a message without harm. Keys and tokens are nothing
/// else; a blank or a line break is a mistake in copying, which the server would answer with a
/// signature that doesn't match.
pub(crate) fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The first of `names` that is set, and its value.
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

/// The same for a value that is a token.
pub(crate) fn first_token(
    ask: &Ask,
    names: &[&'static str],
) -> Result<Option<String>, ProviderError> {
    match first(ask, names)? {
        Some((name, value)) if !is_token(&value) => Err(unusable(name, VariableProblem::Invalid)),
        named => Ok(named.map(|(_, value)| value)),
    }
}

/// A variable whose value is text, if it is set.
pub(crate) fn text(ask: &Ask, name: &'static str) -> Result<Option<String>, ProviderError> {
    let value = ask.variable(name).map(|value| value.into_string());
    let text = value.transpose();
    text.map_err(|_| unusable(name, VariableProblem::Invalid))
}

/// A variable whose value is a token, if it is set.
pub(crate) fn token(ask: &Ask, name: &'static str) -> Result<Option<String>, ProviderError> {
    first_token(ask, &[name])
}

/// A variable whose value is a token, which others that are set need.
pub(crate) fn needed(ask: &Ask, name: &'static str) -> Result<String, ProviderError> {
    token(ask, name)?.ok_or(missing(name))
}

/// Whether a variable says `true`, in any letter case.
pub(crate) fn is_true(ask: &Ask, name: &str) -> bool {
    ask.variable(name)
        .is_some_and(|value| value.eq_ignore_ascii_case("true"))
}

/// A variable that others that are set need.
pub(crate) fn missing(name: &'static str) -> ProviderError {
    unusable(name, VariableProblem::Missing)
}

pub(crate) fn unusable(name: &'static str, problem: VariableProblem) -> ProviderError {
    ProviderError::Variable { name, problem }
}
