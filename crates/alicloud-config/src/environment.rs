//! Access keys in environment variables.

use alicloud_sign::Credentials;

use crate::{Ask, Fetched, Fetching, Provider, ProviderError, variable};

/// A provider that reads an access key from environment variables.
///
/// The variables are [`ACCESS_KEY_ID`](variable::ACCESS_KEY_ID),
/// [`ACCESS_KEY_SECRET`](variable::ACCESS_KEY_SECRET) and, for temporary credentials,
/// [`SECURITY_TOKEN`](variable::SECURITY_TOKEN).
///
/// The prefixes `ALIBABA_CLOUD_`, `ALIBABACLOUD_` and `ALICLOUD_` are tried in this order. The
/// first prefix that has an id or a secret is used for all three variables. An id without a secret,
/// or a secret without an id, is an error.
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
    let [id, secret, token] = variable::key_names(ask).ok_or(ProviderError::Unset {
        variable: variable::ACCESS_KEY_ID,
    })?;
    let id = variable::needed(ask, id)?;
    let secret = variable::needed(ask, secret)?;
    let credentials = Credentials::new(id, secret);
    Ok(match variable::token(ask, token)? {
        Some(token) => credentials.with_security_token(token),
        None => credentials,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        VariableProblem,
        fake_system::{Fake, fetch},
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
    fn reads_an_id_a_secret_and_an_optional_token() {
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
            with("t u"),
            Err(ProviderError::Variable {
                name: SECURITY_TOKEN,
                problem: VariableProblem::Invalid
            })
        ));
    }

    #[test]
    fn uses_the_first_prefix_with_an_id_or_a_secret() {
        for nothing in [
            &[][..],
            &[(ACCESS_KEY_ID, "")],
            &[(ACCESS_KEY_SECRET, " \n")],
        ] {
            assert!(read(nothing).unwrap_err().is_absent(), "{nothing:?}");
            assert_eq!(
                message(nothing),
                "ALIBABA_CLOUD_ACCESS_KEY_ID is unset or empty"
            );
        }
        let other = [
            ("ALICLOUD_ACCESS_KEY_ID", "other"),
            ("ALICLOUD_ACCESS_KEY_SECRET", "s"),
            ("ALICLOUD_SECURITY_TOKEN", "t"),
            // A token with another prefix is ignored.
            (SECURITY_TOKEN, "none"),
        ];
        let expected = Credentials::new("other", "s").with_security_token("t");
        assert_eq!(read(&other).unwrap(), expected);
        for (half, missing) in [
            ((ACCESS_KEY_ID, "id"), "ALIBABA_CLOUD_ACCESS_KEY_SECRET"),
            ((ACCESS_KEY_SECRET, "s"), "ALIBABA_CLOUD_ACCESS_KEY_ID"),
            (
                ("ALIBABACLOUD_ACCESS_KEY_ID", "id"),
                "ALIBABACLOUD_ACCESS_KEY_SECRET",
            ),
        ] {
            let [a, b, c, d] = other;
            let both = [half, a, b, c, d];
            assert!(!read(&both).unwrap_err().is_absent());
            assert_eq!(message(&both), format!("{missing} is unset or empty"));
        }
    }

    #[test]
    fn ignores_whitespace_around_values() {
        let key = [(ACCESS_KEY_ID, " id\t"), (ACCESS_KEY_SECRET, "secret\r\n")];
        assert_eq!(read(&key).unwrap(), Credentials::new("id", "secret"));
    }

    #[test]
    fn names_a_variable_with_an_invalid_value_without_showing_the_value() {
        let error = read(&[(ACCESS_KEY_ID, "id"), (ACCESS_KEY_SECRET, "hunter 2")]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET is invalid: check for spaces, line breaks and \
             non-ASCII characters, and copy the value again"
        );
        assert!(!format!("{error:?}").contains("hunter 2"));
    }
}
