//! A role of a workload that another system vouches for.

use std::{path::PathBuf, time::Duration};

use alicloud::{Anonymous, Endpoint};

use crate::{
    Ask, Fetching, FileProblem, Provider, ProviderError, VariableProblem,
    sts::RoleSession,
    variable::{self, is_token},
};

/// The credentials of a role that an OIDC token gives, by an unsigned `AssumeRoleWithOIDC` of the
/// security token service. A cluster of containers puts such a token into a file and renews it, so
/// the file is read anew each time.
///
/// By default all of it comes from the environment: [`ROLE_ARN`](variable::ROLE_ARN),
/// [`OIDC_PROVIDER_ARN`](variable::OIDC_PROVIDER_ARN),
/// [`OIDC_TOKEN_FILE`](variable::OIDC_TOKEN_FILE) and perhaps
/// [`ROLE_SESSION_NAME`](variable::ROLE_SESSION_NAME).
#[derive(Clone, Debug, Default)]
pub struct OidcRole {
    role: Option<Role>,
    session_name: Option<String>,
    duration: Option<Duration>,
    endpoint: Option<Endpoint>,
}

#[derive(Clone, Debug)]
struct Role {
    role_arn: String,
    provider_arn: String,
    token_file: PathBuf,
}

impl OidcRole {
    /// The role `role_arn` for whoever has a token, in `token_file`, of the identity provider
    /// `provider_arn`.
    #[must_use]
    pub fn new(
        role_arn: impl Into<String>,
        provider_arn: impl Into<String>,
        token_file: impl Into<PathBuf>,
    ) -> Self {
        let role = Role {
            role_arn: role_arn.into(),
            provider_arn: provider_arn.into(),
            token_file: token_file.into(),
        };
        Self {
            role: Some(role),
            ..Self::default()
        }
    }

    /// Sets what the session is called in the vendor's records: 2 to 64 characters. By default it is
    /// what the environment says, or `alicloud-` and the time.
    #[must_use]
    pub fn session_name(mut self, name: impl Into<String>) -> Self {
        self.session_name = Some(name.into());
        self
    }

    /// Sets how long the credentials last: an hour by default, and from 900 s to what the role
    /// allows, at most 43 200 s. A fraction of a second is left out.
    #[must_use]
    pub fn duration(mut self, duration: Duration) -> Self {
        self.duration = Some(duration);
        self
    }

    /// Sets where the security token service is, one of [`STS`](crate::STS) by default.
    #[must_use]
    pub fn endpoint(mut self, endpoint: Endpoint) -> Self {
        self.endpoint = Some(endpoint);
        self
    }

    fn role(&self, ask: &Ask) -> Result<Role, ProviderError> {
        if let Some(role) = &self.role {
            return Ok(role.clone());
        }
        // The variable of the role has other uses, so it alone means nothing.
        let token_file = ask.variable(variable::OIDC_TOKEN_FILE);
        if token_file.is_none() && ask.variable(variable::OIDC_PROVIDER_ARN).is_none() {
            return Err(ProviderError::Unset {
                variable: variable::OIDC_TOKEN_FILE,
            });
        }
        Ok(Role {
            role_arn: variable::needed(ask, variable::ROLE_ARN)?,
            provider_arn: variable::needed(ask, variable::OIDC_PROVIDER_ARN)?,
            token_file: token_file
                .ok_or(ProviderError::Variable {
                    name: variable::OIDC_TOKEN_FILE,
                    problem: VariableProblem::Missing,
                })?
                .into(),
        })
    }

    fn session(&self, role: &Role, ask: &Ask) -> Result<RoleSession, ProviderError> {
        let mut session = RoleSession::new(&role.role_arn);
        session.endpoint.clone_from(&self.endpoint);
        session.session_name = match &self.session_name {
            Some(name) => Some(name.clone()),
            None => variable::token(ask, variable::ROLE_SESSION_NAME)?,
        };
        if let Some(duration) = self.duration {
            session.duration = duration;
        }
        Ok(session)
    }
}

impl Provider for OidcRole {
    fn name(&self) -> &'static str {
        "OIDC role"
    }

    fn fetch<'a>(&'a self, ask: &'a Ask) -> Fetching<'a> {
        Box::pin(async {
            let role = self.role(ask)?;
            let session = self.session(&role, ask)?;
            let text = ask.shared_text_file(&role.token_file).await?;
            let token = text.trim();
            if !is_token(token) {
                let problem = if token.is_empty() {
                    FileProblem::Empty
                } else {
                    FileProblem::NotAToken
                };
                return Err(ProviderError::File {
                    path: role.token_file,
                    problem,
                });
            }
            let action = "AssumeRoleWithOIDC";
            session
                .assume(ask, action, Anonymous, Some(token), |call| {
                    call.parameter("OIDCProviderArn", &role.provider_arn)
                        .parameter("OIDCToken", token)
                })
                .await
        })
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;
    use crate::{
        error::WithCauses,
        fake::{Fake, fetch},
    };

    #[test]
    fn a_token_that_cannot_be_read_is_a_mistake() {
        let role = OidcRole::new("r", "p", "/token");
        let system = Fake::default().broken_file("/token", io::ErrorKind::PermissionDenied);
        let error = fetch(&role, &system).unwrap_err();
        assert!(!error.is_absent() && !error.is_transient());
        assert_eq!(
            WithCauses(&error).to_string(),
            "/token can't be read: permission denied"
        );
    }
}
