//! A role of a workload that another system vouches for.

use std::{fmt, path::PathBuf, time::Duration};

use alicloud::{Anonymous, Endpoint};

use crate::{
    Ask, Config, Fetching, FileProblem, Provider, ProviderError,
    sts::{ProfileSettings, RoleSession, Sts},
    variable::{self, ROLE_ARNS, is_token, missing},
};

/// The credentials of a role that an OIDC token gives, by an unsigned `AssumeRoleWithOIDC` of the
/// security token service. A cluster of containers puts such a token into a file and renews it, so
/// the file is read anew each time.
///
/// By default all of it comes from the environment: [`ROLE_ARN`](variable::ROLE_ARN),
/// [`OIDC_PROVIDER_ARN`](variable::OIDC_PROVIDER_ARN),
/// [`OIDC_TOKEN_FILE`](variable::OIDC_TOKEN_FILE) and perhaps
/// [`ROLE_SESSION_NAME`](variable::ROLE_SESSION_NAME).
#[derive(Clone, Default)]
pub struct OidcRole {
    role: Option<Role>,
    session_name: Option<String>,
    duration: Option<Duration>,
    policy: Option<String>,
    sts: Sts,
}

#[derive(Clone, Debug)]
struct Role {
    role_arn: String,
    provider_arn: String,
    token_file: PathBuf,
    /// The variable or key that names the file, if not the program does.
    named_by: Option<&'static str>,
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
            named_by: None,
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

    /// Limits what the session may do to what `policy` allows as well, a document of JSON.
    #[must_use]
    pub fn policy(mut self, policy: impl Into<String>) -> Self {
        self.policy = Some(policy.into());
        self
    }

    /// Sets the endpoint of the security token service. By default it is
    /// [`STS_ENDPOINT`](variable::STS_ENDPOINT), else one of [`STS`](crate::STS) that region and
    /// network choose.
    #[must_use]
    pub fn endpoint(mut self, endpoint: Endpoint) -> Self {
        self.sts.config.sts = Some(endpoint);
        self
    }

    /// Says which key of a profile names the token's file.
    pub(crate) fn token_file_named_by(mut self, key: &'static str) -> Self {
        if let Some(role) = &mut self.role {
            role.named_by = Some(key);
        }
        self
    }

    /// Sets what decides about the endpoint.
    pub(crate) fn sts(mut self, sts: Sts) -> Self {
        self.sts = sts;
        self
    }

    pub(crate) fn with(config: &Config) -> Self {
        let config = config.clone();
        Self {
            sts: Sts {
                config,
                profile: ProfileSettings::Unread,
                ..Sts::default()
            },
            ..Self::default()
        }
    }

    fn role(&self, ask: &Ask) -> Result<Role, ProviderError> {
        if let Some(role) = &self.role {
            return Ok(role.clone());
        }
        if !is_set_up(ask) {
            return Err(ProviderError::Unset {
                variable: variable::OIDC_TOKEN_FILE,
            });
        }
        Ok(Role {
            role_arn: variable::first_token(ask, ROLE_ARNS)?.ok_or(missing(variable::ROLE_ARN))?,
            provider_arn: variable::needed(ask, variable::OIDC_PROVIDER_ARN)?,
            token_file: ask
                .variable(variable::OIDC_TOKEN_FILE)
                .ok_or(missing(variable::OIDC_TOKEN_FILE))?
                .into(),
            named_by: Some(variable::OIDC_TOKEN_FILE),
        })
    }

    fn session(&self, role: &Role) -> RoleSession {
        let mut session = RoleSession::new(&role.role_arn);
        session.sts = self.sts.clone();
        session.session_name.clone_from(&self.session_name);
        session.policy.clone_from(&self.policy);
        if let Some(duration) = self.duration {
            session.duration = duration;
        }
        session
    }
}

/// Without the policy, which is nobody else's business.
impl fmt::Debug for OidcRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OidcRole")
            .field("role", &self.role)
            .field("session_name", &self.session_name)
            .field("duration", &self.duration)
            .field("sts", &self.sts)
            .finish_non_exhaustive()
    }
}

/// Whether the environment says that a workload has an OIDC token. The variable of the role alone
/// doesn't: it has other uses.
pub(crate) fn is_set_up(ask: &Ask) -> bool {
    [variable::OIDC_PROVIDER_ARN, variable::OIDC_TOKEN_FILE]
        .iter()
        .any(|name| ask.variable(name).is_some())
}

impl Provider for OidcRole {
    fn name(&self) -> &'static str {
        "OIDC role"
    }

    fn fetch<'a>(&'a self, ask: &'a Ask) -> Fetching<'a> {
        Box::pin(async {
            let role = self.role(ask)?;
            let session = self.session(&role);
            let text = ask.shared_text_file(&role.token_file).await;
            let text = text.map_err(|error| error.of_file_named_by(role.named_by))?;
            let token = text.trim();
            if !is_token(token) {
                let problem = if token.is_empty() {
                    FileProblem::Empty
                } else {
                    FileProblem::NotAToken
                };
                return Err(ProviderError::File {
                    path: role.token_file,
                    named_by: role.named_by,
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
