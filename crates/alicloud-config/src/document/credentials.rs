//! Credentials in JSON documents.

use std::time::{Duration, SystemTime};

use alicloud::Value;
use alicloud_sign::Credentials;

use super::{Document, shown};
use crate::{DocumentProblem, Fetched};

/// The lifetime of process credentials without an expiration.
const KEPT: Duration = Duration::from_secs(600);

/// The keys of temporary credentials.
const TEMPORARY: [&str; 4] = [
    "AccessKeyId",
    "AccessKeySecret",
    "SecurityToken",
    "Expiration",
];

impl Document {
    /// Renames the keys of [temporary](Self::temporary) credentials to their usual letter case.
    pub(crate) fn with_names_in_any_case(mut self) -> Self {
        let Value::Object(map) = &mut self.0 else {
            return self;
        };
        for name in TEMPORARY {
            let other = map.keys().find(|key| key.eq_ignore_ascii_case(name));
            if let Some((_, value)) = other.cloned().and_then(|key| map.remove_entry(&key)) {
                map.insert(name.to_owned(), value);
            }
        }
        self
    }

    /// Checks that `Code` is `Success` or absent.
    pub(crate) fn is_success(&self) -> Result<(), DocumentProblem> {
        match self.text("Code")? {
            None | Some("Success") => Ok(()),
            Some(code) => Err(DocumentProblem::Code(shown(code))),
        }
    }

    /// Reads temporary credentials. STS, the metadata service and a credentials URI use the same
    /// keys.
    ///
    /// `asked_at` is the time of the request. `date` is the time of the response by the clock of
    /// the service, if known. The lifetime is measured by the clock of the service. The returned
    /// expiration is converted to the clock of `asked_at`.
    pub(crate) fn temporary(
        &self,
        asked_at: SystemTime,
        date: Option<SystemTime>,
    ) -> Result<Fetched, DocumentProblem> {
        let [id, secret, token, expiration] = TEMPORARY;
        let id = self.needed_token(id)?;
        let secret = self.needed_token(secret)?;
        let token = self.needed_token(token)?;
        let expires_at = self
            .time(expiration)?
            .ok_or(DocumentProblem::Missing(expiration))?;
        let lifetime = expires_at.duration_since(date.unwrap_or(asked_at));
        let lifetime = lifetime.map_err(|_| DocumentProblem::Expired)?;
        let expires_at = asked_at.checked_add(lifetime);
        let credentials = Credentials::new(id, secret).with_security_token(token);
        valid(credentials, expires_at, asked_at)
    }

    /// Reads the credentials that a process prints: a CLI profile of the mode `AK` or `StsToken`,
    /// or without a mode.
    ///
    /// Without an `expiration`, the credentials expire after [`KEPT`].
    pub(crate) fn printed(&self, now: SystemTime) -> Result<Fetched, DocumentProblem> {
        let id = self.needed_token("access_key_id");
        let secret = self.needed_token("access_key_secret");
        let token = self.token("sts_token");
        let token = match self.text("mode")? {
            Some(mode) if mode.eq_ignore_ascii_case("StsToken") => {
                Some(self.needed_token("sts_token")?)
            }
            Some(mode) if !mode.eq_ignore_ascii_case("AK") => {
                return Err(DocumentProblem::Mode(shown(mode)));
            }
            // An access key that was issued with a token doesn't work without the token.
            _ => token?,
        };
        let credentials = Credentials::new(id?, secret?);
        let credentials = match token {
            Some(token) => credentials.with_security_token(token),
            None => credentials,
        };
        let expires_at = self.time("expiration")?.or_else(|| now.checked_add(KEPT));
        valid(credentials, expires_at, now)
    }
}

fn valid(
    credentials: Credentials,
    expires_at: Option<SystemTime>,
    now: SystemTime,
) -> Result<Fetched, DocumentProblem> {
    if expires_at.is_some_and(|time| time <= now) {
        return Err(DocumentProblem::Expired);
    }
    let fetched = Fetched::new(credentials);
    Ok(match expires_at {
        Some(time) => fetched.expires_at(time),
        None => fetched,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake_system::now;

    const EXPIRATION: &str = r#""Expiration":"2030-01-01T00:00:01Z""#;

    fn temporary(text: &str) -> Result<Fetched, DocumentProblem> {
        Document::parse(text.as_bytes())?.temporary(now(), None)
    }

    fn printed(text: &str) -> Result<Fetched, DocumentProblem> {
        Document::parse(text.as_bytes())?.printed(now())
    }

    #[test]
    fn requires_all_four_keys_and_a_future_expiration() {
        let key = r#""AccessKeyId":"a","AccessKeySecret":"s""#;
        let fetched = temporary(&format!(r#"{{{key},"SecurityToken":"t",{EXPIRATION}}}"#)).unwrap();
        assert_eq!(
            fetched.credentials,
            Credentials::new("a", "s").with_security_token("t")
        );
        let second = std::time::Duration::from_secs(1);
        assert_eq!(fetched.expires_at, Some(now() + second));

        for (text, problem) in [
            (
                format!("{{{key},{EXPIRATION}}}"),
                DocumentProblem::Missing("SecurityToken"),
            ),
            (
                format!(r#"{{{key},"SecurityToken":"t"}}"#),
                DocumentProblem::Missing("Expiration"),
            ),
            (
                format!(r#"{{{key},"SecurityToken":"t","Expiration":"soon"}}"#),
                DocumentProblem::NotATime("Expiration"),
            ),
            (
                format!(r#"{{{key},"SecurityToken":"t","Expiration":"2030-01-01T00:00:00Z"}}"#),
                DocumentProblem::Expired,
            ),
            (
                format!(r#"{{"AccessKeyId":null,{EXPIRATION}}}"#),
                DocumentProblem::Missing("AccessKeyId"),
            ),
            (
                r#"{"AccessKeyId":"a\nb"}"#.to_owned(),
                DocumentProblem::Invalid("AccessKeyId"),
            ),
        ] {
            assert_eq!(temporary(&text), Err(problem), "{text}");
        }
    }

    #[test]
    fn measures_the_lifetime_by_the_clock_of_the_service() {
        let text = format!(
            r#"{{"AccessKeyId":"a","AccessKeySecret":"s","SecurityToken":"t",{EXPIRATION}}}"#
        );
        let document = Document::parse(text.as_bytes()).unwrap();
        let second = std::time::Duration::from_secs(1);
        let two_hours = 7200 * second;
        let ahead = document.temporary(now() + two_hours, Some(now())).unwrap();
        assert_eq!(ahead.expires_at, Some(now() + two_hours + second));
        let behind = document.temporary(now() - two_hours, Some(now())).unwrap();
        assert_eq!(behind.expires_at, Some(now() - two_hours + second));
        let late = document.temporary(now(), Some(now() + second));
        assert_eq!(late, Err(DocumentProblem::Expired));
    }

    #[test]
    fn reads_printed_access_keys_and_temporary_credentials() {
        let key = r#""access_key_id":"a","access_key_secret":"s""#;
        let kept = Fetched::new(Credentials::new("a", "s")).expires_at(now() + KEPT);
        for mode in [
            "",
            r#""mode":"","#,
            r#""mode":null,"#,
            r#""mode":"AK","#,
            r#""mode":"ak","#,
        ] {
            let text = format!(r#"{{{mode}{key},"sts_token":"","expiration":""}}"#);
            assert_eq!(printed(&text).as_ref(), Ok(&kept), "{text}");
        }
        let kept = Fetched::new(Credentials::new("a", "s").with_security_token("t"));
        let kept = kept.expires_at(now() + KEPT);
        for mode in ["", r#""mode":"AK","#, r#""mode":"STSTOKEN","#] {
            let text = format!(r#"{{{mode}{key},"sts_token":"t"}}"#);
            assert_eq!(printed(&text).as_ref(), Ok(&kept), "{text}");
        }
        let text = format!(
            r#"{{"mode":"StsToken",{key},"sts_token":"t","expiration":"2030-01-01T00:00:01Z"}}"#
        );
        let fetched = printed(&text).unwrap();
        assert_eq!(fetched.credentials.security_token(), Some("t"));
        assert_eq!(
            fetched.expires_at,
            Some(now() + std::time::Duration::from_secs(1))
        );
        let offset = format!(r#"{{{key},"expiration":"2030-01-01T08:00:01.5+08:00"}}"#);
        let expires_at = printed(&offset).unwrap().expires_at;
        assert_eq!(expires_at, Some(now() + Duration::from_millis(1500)));
        for (text, problem) in [
            (
                format!(r#"{{{key},"expiration":"2030-01-01T00:00:00Z"}}"#),
                DocumentProblem::Expired,
            ),
            (
                format!(r#"{{{key},"expiration":"2030-01-01T00:00:01"}}"#),
                DocumentProblem::NotATime("expiration"),
            ),
            (
                format!(r#"{{{key},"sts_token":"a b"}}"#),
                DocumentProblem::Invalid("sts_token"),
            ),
            (
                format!(r#"{{"mode":"RamRoleArn",{key}}}"#),
                DocumentProblem::Mode("RamRoleArn".to_owned()),
            ),
            (
                format!(r#"{{"mode":"StsToken",{key}}}"#),
                DocumentProblem::Missing("sts_token"),
            ),
            (
                r#"{"mode":"AK","access_key_id":"a"}"#.to_owned(),
                DocumentProblem::Missing("access_key_secret"),
            ),
        ] {
            assert_eq!(printed(&text), Err(problem), "{text}");
        }
    }

    #[test]
    fn accepts_only_the_code_success() {
        let is_success = |text: &str| Document::parse(text.as_bytes()).unwrap().is_success();
        assert_eq!(is_success("{}"), Ok(()));
        assert_eq!(is_success(r#"{"Code":"Success"}"#), Ok(()));
        let long = "x".repeat(100);
        assert_eq!(
            is_success(&format!(r#"{{"Code":"{long}"}}"#)),
            Err(DocumentProblem::Code("x".repeat(64)))
        );
    }
}
