//! The names of the environment variables that providers read, the same as in all of the vendor's
//! tools.

use crate::{Ask, ProviderError, VariableProblem};

/// The access key id.
pub const ACCESS_KEY_ID: &str = "ALIBABA_CLOUD_ACCESS_KEY_ID";
/// The access key secret.
pub const ACCESS_KEY_SECRET: &str = "ALIBABA_CLOUD_ACCESS_KEY_SECRET";
/// The security token, for temporary credentials only.
pub const SECURITY_TOKEN: &str = "ALIBABA_CLOUD_SECURITY_TOKEN";
/// The role to assume with an OIDC token, as `acs:ram::ACCOUNT:role/NAME`.
pub const ROLE_ARN: &str = "ALIBABA_CLOUD_ROLE_ARN";
/// The identity provider that issued the OIDC token, as `acs:ram::ACCOUNT:oidc-provider/NAME`.
pub const OIDC_PROVIDER_ARN: &str = "ALIBABA_CLOUD_OIDC_PROVIDER_ARN";
/// The file with the OIDC token.
pub const OIDC_TOKEN_FILE: &str = "ALIBABA_CLOUD_OIDC_TOKEN_FILE";
/// What to call the session in the vendor's records; optional.
pub const ROLE_SESSION_NAME: &str = "ALIBABA_CLOUD_ROLE_SESSION_NAME";
/// The file with CLI profiles, instead of `~/.aliyun/config.json`.
pub const CONFIG_FILE: &str = "ALIBABA_CLOUD_CONFIG_FILE";
/// The profile to take from either file, instead of its default.
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

/// What can be part of a header, a parameter or a message without harm. Keys and tokens are nothing
/// else; a blank or a line break is a mistake in copying, which the server would answer with a
/// signature that doesn't match.
pub(crate) fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// A variable whose value is a token, if it is set.
pub(crate) fn token(ask: &Ask, name: &'static str) -> Result<Option<String>, ProviderError> {
    let invalid = ProviderError::Variable {
        name,
        problem: VariableProblem::Invalid,
    };
    match ask.variable(name).map(|value| value.into_string()) {
        None => Ok(None),
        Some(Ok(value)) if is_token(&value) => Ok(Some(value)),
        Some(_) => Err(invalid),
    }
}

/// A variable whose value is a token, which others that are set need.
pub(crate) fn needed(ask: &Ask, name: &'static str) -> Result<String, ProviderError> {
    token(ask, name)?.ok_or(ProviderError::Variable {
        name,
        problem: VariableProblem::Missing,
    })
}

/// Whether a variable says `true`, in any letter case.
pub(crate) fn is_true(ask: &Ask, name: &str) -> bool {
    ask.variable(name)
        .is_some_and(|value| value.eq_ignore_ascii_case("true"))
}
