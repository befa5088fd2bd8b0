//! Role sessions, which the security token service (STS) issues.

use std::{
    fmt,
    hash::{BuildHasher as _, RandomState},
    time::{Duration, SystemTime},
};

use alicloud::{
    Call, Methods, Response, Session, Sign,
    retry::Attempt,
    sign::{Nonce, Stamp, server_time},
};

use crate::{
    Ask, Fetched, ProviderError, STS,
    document::Document,
    redaction,
    sts_endpoint::StsEndpoint,
    variable::{self, SESSION_NAMES},
};

/// The settings of a role session: its name, its duration, its policy and the STS endpoint.
#[derive(Clone)]
pub(crate) struct RoleSession {
    pub(crate) name: Option<String>,
    pub(crate) duration: Duration,
    /// A JSON document that restricts the permissions of the session.
    pub(crate) policy: Option<String>,
    pub(crate) sts: StsEndpoint,
}

impl Default for RoleSession {
    fn default() -> Self {
        Self {
            name: None,
            duration: Duration::from_secs(3600),
            policy: None,
            sts: StsEndpoint::default(),
        }
    }
}

impl RoleSession {
    /// Calls `action` to get a session of the role `role_arn`.
    ///
    /// `signer` signs the call, and `extend` adds parameters. `secret` is redacted in messages of
    /// STS.
    pub(crate) async fn assume(
        &self,
        ask: &Ask,
        action: &'static str,
        role_arn: &str,
        signer: impl Sign + 'static,
        secret: Option<&str>,
        extend: impl FnOnce(Call) -> Call,
    ) -> Result<Fetched, ProviderError> {
        if !(900..=43_200).contains(&self.duration.as_secs()) {
            return Err(ProviderError::Duration(self.duration));
        }
        let time = ask.time();
        let endpoint = self.sts.chosen(ask).await?;
        let session = Session::new(signer)
            .endpoint(endpoint)?
            // This session makes no retries, because the session of the call that needs the
            // credentials retries failed fetches. The session does make corrections, for example of
            // the clock, because only the session sees the responses of STS.
            .retry(|_: &Attempt<'_>| None)
            .stamps(move || Stamp::new(time, nonce()));
        let session = match secret {
            Some(secret) => session.redact(redaction::without(secret)),
            None => session,
        };
        let call = Call::new(STS.name(), STS.version(), action)
            .methods(Methods::Post)
            .parameter("RoleArn", role_arn)
            .parameter("RoleSessionName", self.session_name(ask, time)?)
            .parameter("DurationSeconds", self.duration.as_secs());
        let call = match &self.policy {
            Some(policy) => call.parameter("Policy", policy.as_str()),
            None => call,
        };
        let mut date = None;
        let exchange = session.exchange(extend(call));
        let hear = |response: &Response| date = server_time(response.headers());
        let reply = ask.drive(exchange, hear).await;
        let reply = reply.map_err(|error| ProviderError::Sts {
            action,
            role_arn: role_arn.to_owned(),
            error: Box::new(error),
        })?;
        Document::new(reply)
            .and_then(|mut reply| reply.take_object("Credentials")?.temporary(time, date))
            .map_err(|problem| ProviderError::StsReply { action, problem })
    }

    fn session_name(&self, ask: &Ask, time: SystemTime) -> Result<String, ProviderError> {
        if let Some(name) = &self.name {
            return Ok(name.clone());
        }
        let named = variable::first_token(ask, SESSION_NAMES)?;
        Ok(named.unwrap_or_else(|| {
            let since_1970 = time.duration_since(SystemTime::UNIX_EPOCH);
            format!("alicloud-{}", since_1970.unwrap_or_default().as_secs())
        }))
    }
}

/// Omits the policy, because it may be confidential.
impl fmt::Debug for RoleSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RoleSession")
            .field("name", &self.name)
            .field("duration", &self.duration)
            .field("sts", &self.sts)
            .finish_non_exhaustive()
    }
}

/// Defines the setters of a provider with a [`RoleSession`] in its field `session`.
macro_rules! session_setters {
    () => {
        /// Sets the session name, a text of 2 to 64 characters. The name appears in the vendor's
        /// audit logs.
        ///
        /// The default is the value of the environment variable
        /// [`ROLE_SESSION_NAME`](crate::variable::ROLE_SESSION_NAME), else `alicloud-` followed by
        /// the time in seconds since 1970.
        #[must_use]
        pub fn session_name(mut self, name: impl Into<String>) -> Self {
            self.session.name = Some(name.into());
            self
        }

        /// Sets the lifetime of the credentials. The default is an hour.
        ///
        /// The minimum lifetime is 900 s. The maximum lifetime depends on the role and is at most
        /// 43 200 s. Fractions of a second are dropped.
        #[must_use]
        pub fn duration(mut self, duration: Duration) -> Self {
            self.session.duration = duration;
            self
        }

        /// Sets a policy that restricts the session, as a JSON document. The session has only the
        /// permissions that both the role and the policy allow.
        #[must_use]
        pub fn policy(mut self, policy: impl Into<String>) -> Self {
            self.session.policy = Some(policy.into());
            self
        }

        /// Sets the endpoint of the security token service (STS).
        ///
        /// The [guide](crate::guide#region-network-and-endpoint) describes the default. If the
        /// program creates the provider itself, the default doesn't depend on a profile.
        #[must_use]
        pub fn endpoint(mut self, endpoint: Endpoint) -> Self {
            self.session.sts.config.sts = Some(endpoint);
            self
        }
    };
}
pub(crate) use session_setters;

/// Creates a random nonce. The standard library seeds every `RandomState` differently.
fn nonce() -> Nonce {
    let half = || u128::from(RandomState::new().hash_one("alicloud sts"));
    Nonce::from(half() << 64 | half())
}
