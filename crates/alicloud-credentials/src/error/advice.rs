//! What to do about a provider without credentials.

use std::borrow::Cow;

use super::{ProfileProblem, ProviderError, Word};

impl ProviderError {
    /// What to do about it, in a sentence or two for people; `None` where the message says it all.
    ///
    /// ```
    /// use alicloud_credentials::ProviderError;
    ///
    /// let error = ProviderError::Unset { variable: "ALIBABA_CLOUD_ACCESS_KEY_ID" };
    /// assert!(error.advice().unwrap().contains("aliyun configure"));
    /// ```
    #[must_use]
    pub fn advice(&self) -> Option<Cow<'static, str>> {
        match self {
            Self::Chain(chain) if chain.profile().is_some() => {
                in_profile(chain.profile()?, &ProfileProblem::Missing { known: Vec::new() })
            }
            // These are no mistake, so nobody knows what was meant to be set up.
            Self::Unset { .. }
            | Self::Disabled { .. }
            | Self::NoFile { .. }
            | Self::NoProfile { .. }
            | Self::NoMetadata { .. }
            | Self::Chain(_) => Some(
                "Give credentials: set ALIBABA_CLOUD_ACCESS_KEY_ID and \
                 ALIBABA_CLOUD_ACCESS_KEY_SECRET, or run aliyun configure."
                    .into(),
            ),
            Self::Variable { name, .. } => {
                Some(format!("Correct {name}, or unset what should not be used.").into())
            }
            Self::File { path, .. } => {
                let path = path.display();
                Some(format!("Correct {path}, or move it away if it should not be used.").into())
            }
            Self::Profile {
                profile, problem, ..
            } => in_profile(profile, problem),
            Self::Process { .. } => Some(
                "Run the command by hand: it has to print one JSON object to stdout, and nothing else."
                    .into(),
            ),
            Self::Service { .. } if self.is_transient() => None,
            Self::Service { service, .. } => {
                Some(format!("Check what {service} answers to this machine.").into())
            }
            Self::Sts { error, .. } => Some(match error.api() {
                Some(refusal) => error.advice().unwrap_or_else(|| {
                    let code = refusal.code();
                    format!(
                        "Look up {code} of the security token service: most often the role's trust \
                         policy doesn't name who calls, or the caller's policy lacks sts:AssumeRole."
                    )
                    .into()
                }),
                None => error.advice()?,
            }),
            // These say it themselves, or nobody knows.
            _ => None,
        }
    }
}

fn in_profile(profile: &str, problem: &ProfileProblem) -> Option<Cow<'static, str>> {
    match problem {
        ProfileProblem::Provider(error) => error.advice(),
        ProfileProblem::Missing { .. } => Some(
            format!(
                "Name another profile, or make this one: aliyun configure --profile {}.",
                Word(profile)
            )
            .into(),
        ),
        _ => Some(format!("Correct the profile {profile:?} in that file, or name another.").into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::VariableProblem;

    #[test]
    fn advice_is_about_the_source_that_failed() {
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
                profile(ProfileProblem::Missing { known: Vec::new() }),
                Some("Name another profile, or make this one: aliyun configure --profile \"a b\"."),
            ),
            (
                profile(ProfileProblem::TurnedOff),
                Some("Correct the profile \"a b\" in that file, or name another."),
            ),
            (
                profile(ProfileProblem::Provider(Box::new(inner))),
                Some("Correct ALIBABA_CLOUD_ROLE_ARN, or unset what should not be used."),
            ),
            (ProviderError::NoRegion, None),
        ] {
            assert_eq!(error.advice().as_deref(), advice, "{error}");
        }
    }
}
