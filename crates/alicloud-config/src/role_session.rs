//! Sessions at roles, which the security token service (STS) gives.

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

/// A session at a role: how it is called in records, how long it lasts, and where it is asked for.
#[derive(Clone)]
pub(crate) struct RoleSession {
    pub(crate) name: Option<String>,
    pub(crate) duration: Duration,
    /// A document of JSON that limits what the session may do.
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
    /// Calls `action` for a session at the role `role_arn`, with what `extend` adds, signed by
    /// `signer`. `secret` is what of it STS must not repeat in a message.
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
            // The call that needs the credentials decides about repeats. Corrections, such as of a
            // clock that is off, are made here, because that call learns nothing from STS.
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

/// Without the policy, which is nobody else's business.
impl fmt::Debug for RoleSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RoleSession")
            .field("name", &self.name)
            .field("duration", &self.duration)
            .field("sts", &self.sts)
            .finish_non_exhaustive()
    }
}

/// The setters of a provider with a [`RoleSession`] in its field `session`.
macro_rules! session_setters {
    () => {
        /// Sets what the session is called in the vendor's records: 2 to 64 characters. By default it
        /// is what [`ROLE_SESSION_NAME`](crate::variable::ROLE_SESSION_NAME) says, or `alicloud-` and
        /// the time.
        #[must_use]
        pub fn session_name(mut self, name: impl Into<String>) -> Self {
            self.session.name = Some(name.into());
            self
        }

        /// Sets how long the credentials last: an hour by default, and from 900 s to what the role
        /// allows, at most 43 200 s. A fraction of a second is left out.
        #[must_use]
        pub fn duration(mut self, duration: Duration) -> Self {
            self.session.duration = duration;
            self
        }

        /// Limits what the session may do to what `policy` allows as well, a document of JSON.
        #[must_use]
        pub fn policy(mut self, policy: impl Into<String>) -> Self {
            self.session.policy = Some(policy.into());
            self
        }

        /// Sets the endpoint of the security token service. By default it is
        /// [`STS_ENDPOINT`](crate::variable::STS_ENDPOINT), else one of [`STS`](crate::STS) that
        /// region and network choose.
        #[must_use]
        pub fn endpoint(mut self, endpoint: Endpoint) -> Self {
            self.session.sts.config.sts = Some(endpoint);
            self
        }
    };
}
pub(crate) use session_setters;

/// The standard library seeds every `RandomState` differently.
fn nonce() -> Nonce {
    let half = || u128::from(RandomState::new().hash_one("alicloud sts"));
    Nonce::from(half() << 64 | half())
}
