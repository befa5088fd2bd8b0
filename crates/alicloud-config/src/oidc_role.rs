//! The provider that assumes a role with an OIDC token.

use std::{path::PathBuf, time::Duration};

use alicloud::{Anonymous, Endpoint};

use crate::{
    Ask, Config, Fetching, FileProblem, Provider, ProviderError,
    role_session::{RoleSession, session_setters},
    sts_endpoint::StsEndpoint,
    variable::{self, ROLE_ARNS, is_token, missing},
};

/// A provider that assumes a role with an OIDC token.
///
/// The provider calls `AssumeRoleWithOIDC` of the security token service (STS) without a signature.
/// A container cluster writes the token to a file and renews the token, so each fetch reads the
/// file again.
///
/// The default provider reads the environment variables [`ROLE_ARN`](variable::ROLE_ARN),
/// [`OIDC_PROVIDER_ARN`](variable::OIDC_PROVIDER_ARN),
/// [`OIDC_TOKEN_FILE`](variable::OIDC_TOKEN_FILE) and, optionally,
/// [`ROLE_SESSION_NAME`](variable::ROLE_SESSION_NAME). If only the variable of the role is set, the
/// provider counts as not configured, because profiles use this variable, too.
#[derive(Clone, Debug, Default)]
pub struct OidcRole {
    /// The token and the role. `None` if the environment names them.
    token: Option<OidcToken>,
    session: RoleSession,
}

#[derive(Clone, Debug)]
pub(crate) struct OidcToken {
    pub(crate) role_arn: String,
    pub(crate) provider_arn: String,
    pub(crate) file: PathBuf,
    /// The environment variable or the profile key that names the file. `None` if the program does.
    pub(crate) named_by: Option<&'static str>,
}

impl OidcRole {
    /// Creates a provider that assumes the role `role_arn` with the token in `token_file`.
    ///
    /// The identity provider `provider_arn` must have issued the token.
    #[must_use]
    pub fn new(
        role_arn: impl Into<String>,
        provider_arn: impl Into<String>,
        token_file: impl Into<PathBuf>,
    ) -> Self {
        let token = OidcToken {
            role_arn: role_arn.into(),
            provider_arn: provider_arn.into(),
            file: token_file.into(),
            named_by: None,
        };
        Self::of_token(token, RoleSession::default())
    }

    session_setters!();

    /// Creates a provider for the role that the environment names.
    pub(crate) fn of_environment(config: &Config) -> Self {
        let sts = StsEndpoint::of_environment(config.clone());
        Self {
            token: None,
            session: RoleSession {
                sts,
                ..RoleSession::default()
            },
        }
    }

    pub(crate) fn of_token(token: OidcToken, session: RoleSession) -> Self {
        let token = Some(token);
        Self { token, session }
    }

    fn token(&self, ask: &Ask) -> Result<OidcToken, ProviderError> {
        if let Some(token) = &self.token {
            return Ok(token.clone());
        }
        if !variable::name_an_oidc_token(ask) {
            return Err(ProviderError::Unset {
                variable: variable::OIDC_TOKEN_FILE,
            });
        }
        Ok(OidcToken {
            role_arn: variable::first_token(ask, ROLE_ARNS)?.ok_or(missing(variable::ROLE_ARN))?,
            provider_arn: variable::needed(ask, variable::OIDC_PROVIDER_ARN)?,
            file: ask
                .variable(variable::OIDC_TOKEN_FILE)
                .ok_or(missing(variable::OIDC_TOKEN_FILE))?
                .into(),
            named_by: Some(variable::OIDC_TOKEN_FILE),
        })
    }
}

impl Provider for OidcRole {
    fn name(&self) -> &'static str {
        "OIDC role"
    }

    fn fetch<'a>(&'a self, ask: &'a Ask) -> Fetching<'a> {
        Box::pin(async {
            let source = self.token(ask)?;
            let text = ask.shared_text_file(&source.file).await;
            let text = text.map_err(|error| error.of_file_named_by(source.named_by))?;
            let token = text.trim();
            if !is_token(token) {
                let problem = if token.is_empty() {
                    FileProblem::Empty
                } else {
                    FileProblem::NotAToken
                };
                return Err(ProviderError::File {
                    path: source.file,
                    named_by: source.named_by,
                    problem,
                });
            }
            let action = "AssumeRoleWithOIDC";
            self.session
                .assume(
                    ask,
                    action,
                    &source.role_arn,
                    Anonymous,
                    Some(token),
                    |call| {
                        call.parameter("OIDCProviderArn", source.provider_arn.as_str())
                            .parameter("OIDCToken", token)
                    },
                )
                .await
        })
    }
}

#[cfg(test)]
mod tests {
    use alicloud::error::chain;

    use std::io;

    use super::*;
    use crate::fake_system::{Fake, fetch};

    #[test]
    fn an_unreadable_token_file_is_neither_absent_nor_transient() {
        let role = OidcRole::new("r", "p", "/token");
        let system = Fake::default().broken_file("/token", io::ErrorKind::PermissionDenied);
        let error = fetch(&role, &system).unwrap_err();
        assert!(!error.is_absent() && !error.is_transient());
        assert_eq!(
            chain(&error).to_string(),
            "/token can't be read: permission denied"
        );
    }
}
