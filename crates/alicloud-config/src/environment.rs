//! An access key in the environment.

use alicloud_sign::Credentials;

use crate::{Ask, Fetched, Fetching, Provider, ProviderError, variable};

/// The access key in the environment: [`ACCESS_KEY_ID`](variable::ACCESS_KEY_ID),
/// [`ACCESS_KEY_SECRET`](variable::ACCESS_KEY_SECRET) and, for temporary credentials,
/// [`SECURITY_TOKEN`](variable::SECURITY_TOKEN).
///
/// The prefixes `ALIBABACLOUD_` and `ALICLOUD_` come after `ALIBABA_CLOUD_`. All three values are of
/// one prefix, the first that has an id or a secret: half a pair is an error.
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
            with("t u"),
            Err(ProviderError::Variable {
                name: SECURITY_TOKEN,
                problem: VariableProblem::Invalid
            })
        ));
    }

    #[test]
    fn the_first_prefix_that_has_half_a_pair_decides() {
        for nothing in [
            &[][..],
            &[(ACCESS_KEY_ID, "")],
            &[(ACCESS_KEY_SECRET, " \n")],
        ] {
            assert!(read(nothing).unwrap_err().is_absent(), "{nothing:?}");
            assert_eq!(
                message(nothing),
                "ALIBABA_CLOUD_ACCESS_KEY_ID is not set, or empty"
            );
        }
        let other = [
            ("ALICLOUD_ACCESS_KEY_ID", "other"),
            ("ALICLOUD_ACCESS_KEY_SECRET", "s"),
            ("ALICLOUD_SECURITY_TOKEN", "t"),
            // Of another prefix.
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
            assert_eq!(message(&both), format!("{missing} is not set, or empty"));
        }
    }

    #[test]
    fn blanks_and_line_breaks_around_a_value_are_no_part_of_it() {
        let key = [(ACCESS_KEY_ID, " id\t"), (ACCESS_KEY_SECRET, "secret\r\n")];
        assert_eq!(read(&key).unwrap(), Credentials::new("id", "secret"));
    }

    #[test]
    fn a_value_that_was_copied_badly_is_named_and_not_shown() {
        let error = read(&[(ACCESS_KEY_ID, "id"), (ACCESS_KEY_SECRET, "hunter 2")]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET holds a blank, a line break or a character outside of \
             ASCII: copy the value anew"
        );
        assert!(!format!("{error:?}").contains("hunter 2"));
    }
}
