//! An access key in the environment.

use alicloud_sign::Credentials;

use crate::{Ask, Fetched, Fetching, Provider, ProviderError, variable};

/// The access key in the environment: [`ACCESS_KEY_ID`](variable::ACCESS_KEY_ID),
/// [`ACCESS_KEY_SECRET`](variable::ACCESS_KEY_SECRET) and, for temporary credentials,
/// [`SECURITY_TOKEN`](variable::SECURITY_TOKEN).
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Environment;

impl Provider for Environment {
    fn name(&self) -> &'static str {
        "environment"
    }

    fn fetch<'a>(&'a self, ask: &'a Ask) -> Fetching<'a> {
        Box::pin(async { credentials(ask).map(Fetched::new) })
    }
}

fn credentials(ask: &Ask) -> Result<Credentials, ProviderError> {
    let id = variable::token(ask, variable::ACCESS_KEY_ID)?.ok_or(ProviderError::Unset {
        variable: variable::ACCESS_KEY_ID,
    })?;
    let secret = variable::needed(ask, variable::ACCESS_KEY_SECRET)?;
    let credentials = Credentials::new(id, secret);
    Ok(match variable::token(ask, variable::SECURITY_TOKEN)? {
        Some(token) => credentials.with_security_token(token),
        None => credentials,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        VariableProblem,
        fake::{Fake, fetch},
        variable::{ACCESS_KEY_ID, ACCESS_KEY_SECRET, SECURITY_TOKEN},
    };

    fn read(variables: &[(&'static str, &str)]) -> Result<Credentials, ProviderError> {
        let fetched = fetch(&Environment, &Fake::default().variables(variables))?;
        assert_eq!(fetched.expires_at, None);
        Ok(fetched.credentials)
    }

    fn message(variables: &[(&'static str, &str)]) -> String {
        read(variables).unwrap_err().to_string()
    }

    #[test]
    fn an_access_key_is_an_id_and_a_secret() {
        let both = [(ACCESS_KEY_ID, "id"), (ACCESS_KEY_SECRET, "secret")];
        assert_eq!(read(&both).unwrap(), Credentials::new("id", "secret"));
        let with = |token| {
            let three = [both[0], both[1], (SECURITY_TOKEN, token)];
            read(&three)
        };
        let permanent = Credentials::new("id", "secret");
        assert_eq!(with("").unwrap(), permanent);
        assert_eq!(with("t+/=").unwrap(), permanent.with_security_token("t+/="));
        assert!(matches!(
            with("t\n"),
            Err(ProviderError::Variable {
                name: SECURITY_TOKEN,
                problem: VariableProblem::Invalid
            })
        ));
    }

    #[test]
    fn without_an_id_nobody_meant_the_environment_and_without_a_secret_it_is_a_mistake() {
        for nothing in [&[][..], &[(ACCESS_KEY_ID, "")], &[(ACCESS_KEY_SECRET, "s")]] {
            assert!(read(nothing).unwrap_err().is_absent(), "{nothing:?}");
            assert_eq!(
                message(nothing),
                "ALIBABA_CLOUD_ACCESS_KEY_ID is not set, or empty"
            );
        }
        let half = [(ACCESS_KEY_ID, "id")];
        assert!(!read(&half).unwrap_err().is_absent());
        assert_eq!(
            message(&half),
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET is not set, or empty"
        );
    }

    #[test]
    fn a_value_that_was_copied_badly_is_named_and_not_shown() {
        let error = read(&[(ACCESS_KEY_ID, "id"), (ACCESS_KEY_SECRET, "hunter2\n")]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET holds a blank, a line break or a character outside of \
             ASCII: copy the value anew"
        );
        assert!(!format!("{error:?}").contains("hunter2"));
    }
}
