//! Where the credentials of Alibaba Cloud's APIs come from: the environment, by the names that all
//! of the vendor's tools use.
//!
//! | variable | what it holds |
//! |---|---|
//! | `ALIBABA_CLOUD_ACCESS_KEY_ID` | the access key id |
//! | `ALIBABA_CLOUD_ACCESS_KEY_SECRET` | the access key secret |
//! | `ALIBABA_CLOUD_SECURITY_TOKEN` | the security token, for temporary credentials only |
//!
//! ```no_run
//! let credentials = alicloud_credentials::from_env()?;
//! # let _ = credentials;
//! # Ok::<(), alicloud_credentials::EnvironmentError>(())
//! ```
//!
//! This crate knows neither products nor transports, and keeps nothing: each call looks again.

use std::{env, error, ffi::OsString, fmt};

use alicloud_sign::Credentials;

/// The variable with the access key id.
pub const ACCESS_KEY_ID: &str = "ALIBABA_CLOUD_ACCESS_KEY_ID";
/// The variable with the access key secret.
pub const ACCESS_KEY_SECRET: &str = "ALIBABA_CLOUD_ACCESS_KEY_SECRET";
/// The variable with the security token of temporary credentials.
pub const SECURITY_TOKEN: &str = "ALIBABA_CLOUD_SECURITY_TOKEN";

/// The credentials in the environment of this process.
///
/// # Errors
///
/// A variable is missing, empty, or not usable as it stands; the error names it.
pub fn from_env() -> Result<Credentials, EnvironmentError> {
    from_variables(|name| env::var_os(name))
}

/// The credentials in an environment that `variable` looks things up in.
///
/// ```
/// let credentials = alicloud_credentials::from_variables(|name| match name {
///     "ALIBABA_CLOUD_ACCESS_KEY_ID" => Some("testid".into()),
///     "ALIBABA_CLOUD_ACCESS_KEY_SECRET" => Some("testsecret".into()),
///     _ => None,
/// })?;
/// assert_eq!(credentials.access_key_id(), "testid");
/// # Ok::<(), alicloud_credentials::EnvironmentError>(())
/// ```
///
/// # Errors
///
/// A variable is missing, empty, or not usable as it stands; the error names it.
pub fn from_variables(
    variable: impl Fn(&str) -> Option<OsString>,
) -> Result<Credentials, EnvironmentError> {
    let required = |name| {
        let value = variable(name).ok_or(EnvironmentError::Missing(name))?;
        checked(name, value)
    };
    let credentials = Credentials::new(required(ACCESS_KEY_ID)?, required(ACCESS_KEY_SECRET)?);
    match variable(SECURITY_TOKEN) {
        // Scripts unset it by setting it to nothing.
        Some(token) if !token.is_empty() => {
            Ok(credentials.with_security_token(checked(SECURITY_TOKEN, token)?))
        }
        _ => Ok(credentials),
    }
}

/// Keys and tokens are visible ASCII. A blank or a line break is a mistake in copying, which the
/// server would answer with a signature that doesn't match.
fn checked(name: &'static str, value: OsString) -> Result<String, EnvironmentError> {
    let value = value
        .into_string()
        .map_err(|_| EnvironmentError::Invalid(name))?;
    if value.is_empty() {
        return Err(EnvironmentError::Missing(name));
    }
    if !value.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(EnvironmentError::Invalid(name));
    }
    Ok(value)
}

/// Why the environment holds no credentials. Names the variable, and shows no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EnvironmentError {
    /// A variable is not set, or empty.
    Missing(&'static str),
    /// A variable holds a blank, a line break or a character outside of ASCII.
    Invalid(&'static str),
}

impl fmt::Display for EnvironmentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(name) => {
                write!(f, "the environment variable {name} is not set, or empty")
            }
            Self::Invalid(name) => write!(
                f,
                "the environment variable {name} holds a blank, a line break or a character \
                 outside of ASCII: copy the value anew"
            ),
        }
    }
}

impl error::Error for EnvironmentError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Credentials, EnvironmentError> {
        from_variables(|name| {
            variables
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| value.into())
        })
    }

    #[test]
    fn an_access_key_needs_id_and_secret() {
        assert_eq!(read(&[]), Err(EnvironmentError::Missing(ACCESS_KEY_ID)));
        assert_eq!(
            read(&[(ACCESS_KEY_ID, "")]),
            Err(EnvironmentError::Missing(ACCESS_KEY_ID))
        );
        let only_id = &[(ACCESS_KEY_ID, "id")];
        assert_eq!(
            read(only_id),
            Err(EnvironmentError::Missing(ACCESS_KEY_SECRET))
        );
        let both = [(ACCESS_KEY_ID, "id"), (ACCESS_KEY_SECRET, "secret")];
        assert_eq!(read(&both), Ok(Credentials::new("id", "secret")));
    }

    #[test]
    fn a_token_makes_them_temporary_unless_it_is_empty() {
        let with = |token| {
            read(&[
                (ACCESS_KEY_ID, "id"),
                (ACCESS_KEY_SECRET, "secret"),
                (SECURITY_TOKEN, token),
            ])
        };
        let permanent = Credentials::new("id", "secret");
        assert_eq!(with(""), Ok(permanent.clone()));
        assert_eq!(with("t+/="), Ok(permanent.with_security_token("t+/=")));
        assert_eq!(with("t\n"), Err(EnvironmentError::Invalid(SECURITY_TOKEN)));
    }

    #[test]
    fn a_value_that_was_copied_badly_is_named_and_not_shown() {
        let error = read(&[(ACCESS_KEY_ID, "id"), (ACCESS_KEY_SECRET, "hunter2\n")]).unwrap_err();
        assert_eq!(error, EnvironmentError::Invalid(ACCESS_KEY_SECRET));
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }
}
