//! Calls of the security token service.

use std::{
    hash::{BuildHasher as _, RandomState},
    time::{Duration, SystemTime},
};

use alicloud::{
    Attempt, Call, Endpoint, Endpoints, Machine as _, Methods, Nonce, Session, Sign, Stamp, Step,
    server_time,
};

use crate::{Ask, Fetched, ProviderError, answer, document::Document};

/// The endpoints of the security token service (STS): one for all regions, and one of each region.
///
/// ```
/// use alicloud_credentials::STS;
///
/// assert_eq!(STS.central()?.host(), "sts.aliyuncs.com");
/// assert_eq!(STS.public("cn-hangzhou")?.host(), "sts.cn-hangzhou.aliyuncs.com");
/// assert_eq!(STS.vpc("cn-hangzhou")?.host(), "sts-vpc.cn-hangzhou.aliyuncs.com");
/// # Ok::<(), alicloud::EndpointError>(())
/// ```
pub const STS: Endpoints =
    Endpoints::new("sts", &[]).with_vpc(&[], Some("sts-vpc.{region}.aliyuncs.com"));

/// A session at a role: which role, how it is called in records, and how long it lasts.
#[derive(Clone, Debug)]
pub(crate) struct RoleSession {
    pub(crate) role_arn: String,
    pub(crate) session_name: Option<String>,
    pub(crate) duration: Duration,
    pub(crate) endpoint: Option<Endpoint>,
}

impl RoleSession {
    pub(crate) fn new(role_arn: impl Into<String>) -> Self {
        Self {
            role_arn: role_arn.into(),
            session_name: None,
            duration: Duration::from_secs(3600),
            endpoint: None,
        }
    }

    /// Calls `action` with what describes the session and what `extend` adds, signed by `signer`.
    /// `secret` is what of it STS must not repeat in a message.
    pub(crate) async fn assume(
        &self,
        ask: &Ask,
        action: &'static str,
        signer: impl Sign + 'static,
        secret: Option<&str>,
        extend: impl FnOnce(Call) -> Call,
    ) -> Result<Fetched, ProviderError> {
        if !(900..=43_200).contains(&self.duration.as_secs()) {
            return Err(ProviderError::Duration(self.duration));
        }
        let time = ask.time();
        let endpoint = match &self.endpoint {
            Some(endpoint) => endpoint.clone(),
            None => STS.central()?,
        };
        let session = Session::new(endpoint, signer)?
            // The call that needs the credentials decides about repeats. Corrections, such as of a
            // clock that is off, are made here, because that call learns nothing from STS.
            .retry(|_: &Attempt<'_>| None)
            .stamps(move || Stamp::new(time, nonce()));
        let call = Call::new("Sts", "2015-04-01", action)
            .methods(Methods::Post)
            .parameter("RoleArn", &self.role_arn)
            .parameter("RoleSessionName", self.session_name(time))
            .parameter("DurationSeconds", self.duration.as_secs().to_string());
        let (reply, date) = call_once(ask, &session, extend(call), secret).await;
        let reply = reply.map_err(|error| ProviderError::Sts {
            action,
            role_arn: self.role_arn.clone(),
            error: Box::new(error),
        })?;
        Document::new(reply)
            .and_then(|mut reply| reply.take_object("Credentials")?.temporary(time, date))
            .map_err(|problem| ProviderError::StsReply { action, problem })
    }

    fn session_name(&self, time: SystemTime) -> String {
        self.session_name.clone().unwrap_or_else(|| {
            let since_1970 = time.duration_since(SystemTime::UNIX_EPOCH);
            format!("alicloud-{}", since_1970.unwrap_or_default().as_secs())
        })
    }
}

/// What came of a call, and the time by the clock of STS.
async fn call_once(
    ask: &Ask,
    session: &Session,
    call: Call,
    secret: Option<&str>,
) -> (Result<alicloud::Value, alicloud::Error>, Option<SystemTime>) {
    let mut exchange = session.exchange(call);
    let mut date = None;
    loop {
        match exchange.step() {
            Step::Send(request) => exchange.receive(ask.send(request).await.map(|answer| {
                date = server_time(answer.headers());
                match secret {
                    Some(secret) => answer::without(secret, answer),
                    None => answer,
                }
            })),
            Step::Wait(pause) => ask.wait(pause).await,
            Step::Run(work) => ask.work(work).await,
            Step::Spawn(task) => ask.spawn(task).await,
            Step::Done(outcome) => return (outcome, date),
        }
    }
}

/// The standard library seeds every `RandomState` differently.
fn nonce() -> Nonce {
    let half = || u128::from(RandomState::new().hash_one("alicloud sts"));
    Nonce::from(half() << 64 | half())
}
