//! Advice for the errors of providers.

use std::borrow::Cow;

use super::{ChainError, ProfileProblem, ProviderError, ServiceProblem, VariableProblem, word};
use crate::variable::ECS_METADATA_DISABLED;

const PROVIDE: &str = "To provide credentials, set ALIBABA_CLOUD_ACCESS_KEY_ID and \
                       ALIBABA_CLOUD_ACCESS_KEY_SECRET, or run aliyun configure.";

impl ProviderError {
    /// Advice for the user: one or two sentences that say how to correct the error.
    ///
    /// Returns `None` if the error message itself says how to correct the error, or if there is no
    /// advice.
    ///
    /// ```
    /// use alicloud_config::ProviderError;
    ///
    /// let error = ProviderError::Unset { variable: "ALIBABA_CLOUD_ACCESS_KEY_ID" };
    /// assert!(error.advice().unwrap().contains("aliyun configure"));
    /// ```
    #[must_use]
    pub fn advice(&self) -> Option<Cow<'static, str>> {
        match self {
            Self::Chain(chain) if chain.profile.is_some() => {
                let off = chain.tried.iter().find_map(|(_, error)| match error {
                    Self::Disabled { variable } => Some(unset(variable)),
                    _ => None,
                });
                off.or_else(|| chain.profile.as_deref().map(missing_profile))
            }
            Self::Chain(chain) if chain.has_disabled_metadata() => Some(
                format!("{PROVIDE} On an ECS instance with a role, unset {ECS_METADATA_DISABLED}.")
                    .into(),
            ),
            // No source of credentials is configured.
            Self::Unset { .. } | Self::NoFile { .. } | Self::NoProfile { .. } | Self::Chain(_) => {
                Some(PROVIDE.into())
            }
            Self::Disabled { variable } => {
                Some(format!("Unset {variable}, or use other credentials.").into())
            }
            Self::NoMetadata { .. } => Some(
                "Check that this machine is an ECS instance whose metadata service is enabled, or \
                 use other credentials."
                    .into(),
            ),
            Self::Variable {
                name,
                problem: VariableProblem::Missing,
            } => Some(missing_variable(name).into()),
            Self::Variable { name, .. } => Some(format!("Correct or unset {name}.").into()),
            Self::File {
                named_by: Some(name),
                ..
            } => Some(format!("Correct the file, or change the path in {name}.").into()),
            Self::File { path, .. } => {
                let path = path.display();
                Some(format!("Correct {path}, or remove the file if it should not be used.").into())
            }
            Self::Profile {
                profile, problem, ..
            } => in_profile(profile, problem),
            Self::Process { .. } => Some(
                "Run the command manually and check that it prints one JSON object to stdout, and \
                 nothing else."
                    .into(),
            ),
            Self::Service { .. } if self.is_transient() => None,
            // The advice for `Settings` contains the name of the profile, so `in_profile` returns
            // this advice. The messages of `NoRole` and `NotAUrl` already say what to do.
            Self::Service {
                problem:
                    ServiceProblem::Settings(_) | ServiceProblem::NoRole | ServiceProblem::NotAUrl,
                ..
            } => None,
            Self::Service { service, .. } => {
                Some(format!("Check that {service} returns credentials to this machine.").into())
            }
            Self::Sts { error, .. } => sts(error),
            // The message already says what to do, or there is no advice.
            _ => None,
        }
    }
}

fn in_profile(profile: &str, problem: &ProfileProblem) -> Option<Cow<'static, str>> {
    match problem {
        ProfileProblem::Provider(error) => match &**error {
            ProviderError::Disabled { variable } => Some(unset(variable)),
            ProviderError::NoMetadata { .. } => Some(
                "Name another profile. The current profile works only on an ECS instance whose \
                 metadata service is enabled."
                    .into(),
            ),
            ProviderError::Service {
                service,
                problem: ServiceProblem::Settings(_),
            } => {
                let profile = word(profile);
                Some(format!("Run aliyun configure --profile {profile} --mode {service}.").into())
            }
            error => error.advice(),
        },
        ProfileProblem::Missing { .. } => Some(missing_profile(profile)),
        _ => Some(format!("Correct the profile {profile:?}, or name another profile.").into()),
    }
}

/// Advice for a role that could not be assumed.
fn sts(error: &alicloud::Error) -> Option<Cow<'static, str>> {
    let Some(refusal) = error.api() else {
        return Some(
            "Check the connection to the security token service: the network, the proxy, and the \
             host (ALIBABA_CLOUD_STS_ENDPOINT, ALIBABA_CLOUD_STS_REGION, or sts_endpoint and \
             sts_region of the profile)."
                .into(),
        );
    };
    let code = refusal.code();
    if code.starts_with("NoPermission") || code.starts_with("Forbidden") {
        return Some(
            "Name the caller in the role's trust policy, and grant the caller a policy that allows \
             sts:AssumeRole for the role."
                .into(),
        );
    }
    if code.starts_with("AuthenticationFail.OIDC") {
        return Some(
            "Check that the file with the OIDC token is renewed, and that the token's issuer and \
             audience match the identity provider."
                .into(),
        );
    }
    error.advice()
}

/// Advice for a variable that other variables need: half of an access key, or an OIDC role.
fn missing_variable(name: &str) -> String {
    let other = if let Some(key) = name.strip_suffix("ACCESS_KEY_ID") {
        format!("{key}ACCESS_KEY_SECRET")
    } else if let Some(key) = name.strip_suffix("ACCESS_KEY_SECRET") {
        format!("{key}ACCESS_KEY_ID")
    } else {
        "the other variables of the OIDC role".to_owned()
    };
    format!("Set {name}, or unset {other}.")
}

impl ChainError {
    fn has_disabled_metadata(&self) -> bool {
        let is_disabled = |error: &ProviderError| match error {
            ProviderError::Disabled { variable } => *variable == ECS_METADATA_DISABLED,
            _ => false,
        };
        self.tried().any(|(_, error)| is_disabled(error))
    }
}

fn unset(variable: &str) -> Cow<'static, str> {
    format!("Unset {variable}, or name another profile.").into()
}

fn missing_profile(profile: &str) -> Cow<'static, str> {
    let profile = word(profile);
    format!("Name another profile, or run aliyun configure --profile {profile} to create it.")
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DocumentProblem, FileProblem};

    #[test]
    fn gives_advice_for_the_source_that_failed() {
        let profile = |problem| ProviderError::Profile {
            path: "/config.json".into(),
            profile: "a b".to_owned(),
            problem,
        };
        let inner = ProviderError::Variable {
            name: "ALIBABA_CLOUD_ROLE_ARN",
            problem: VariableProblem::Invalid,
        };
        for (error, advice) in [
            (
                profile(ProfileProblem::Missing {
                    variable: None,
                    known: Vec::new(),
                }),
                Some("Name another profile, or run aliyun configure --profile 'a b' to create it."),
            ),
            (
                profile(ProfileProblem::TurnedOff),
                Some("Correct the profile \"a b\", or name another profile."),
            ),
            (
                profile(ProfileProblem::Provider(Box::new(inner))),
                Some("Correct or unset ALIBABA_CLOUD_ROLE_ARN."),
            ),
            (ProviderError::NoRegion, None),
            (
                ProviderError::File {
                    path: "/token".into(),
                    named_by: Some("ALIBABA_CLOUD_OIDC_TOKEN_FILE"),
                    problem: FileProblem::Empty,
                },
                Some("Correct the file, or change the path in ALIBABA_CLOUD_OIDC_TOKEN_FILE."),
            ),
            (
                profile(ProfileProblem::Provider(Box::new(
                    ProviderError::Disabled {
                        variable: "ALIBABA_CLOUD_ECS_METADATA_DISABLED",
                    },
                ))),
                Some("Unset ALIBABA_CLOUD_ECS_METADATA_DISABLED, or name another profile."),
            ),
            (
                profile(ProfileProblem::Provider(Box::new(ProviderError::Service {
                    service: "OAuth",
                    problem: ServiceProblem::Settings(DocumentProblem::Missing("oauth_site_type")),
                }))),
                Some("Run aliyun configure --profile 'a b' --mode OAuth."),
            ),
        ] {
            assert_eq!(error.advice().as_deref(), advice, "{error}");
        }
    }
}
