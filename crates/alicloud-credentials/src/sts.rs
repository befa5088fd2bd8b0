//! Calls of the security token service.

use std::{
    fmt,
    hash::{BuildHasher as _, RandomState},
    time::{Duration, SystemTime},
};

use alicloud::{
    Attempt, Call, Endpoint, Endpoints, Machine as _, Methods, Network, Nonce, Product, Session,
    Sign, Stamp, Step, server_time,
};

use crate::{
    Ask, Config, Fetched, ProfileProblem, ProviderError, Settings, VariableProblem, answer,
    document::Document,
    settings::{endpoint_of_profile, endpoint_of_variable},
    variable::{self, SESSION_NAMES},
};

/// The security token service (STS): its hosts are one for all regions, and one of each region.
///
/// ```
/// use alicloud::Network;
/// use alicloud_credentials::STS;
///
/// let host = |network, region_id| STS.endpoint(network, region_id);
/// assert_eq!(host(Network::Public, None)?.host(), "sts.aliyuncs.com");
/// let region = Some("cn-hangzhou");
/// assert_eq!(host(Network::Public, region)?.host(), "sts.cn-hangzhou.aliyuncs.com");
/// assert_eq!(host(Network::Vpc, region)?.host(), "sts-vpc.cn-hangzhou.aliyuncs.com");
/// # Ok::<(), alicloud::EndpointError>(())
/// ```
pub static STS: Product = Product::new("Sts", "2015-04-01").endpoints(
    Endpoints::new(&[])
        .form("sts.{region}.aliyuncs.com")
        .central("sts.aliyuncs.com")
        .vpc_form("sts-vpc.{region}.aliyuncs.com"),
);

/// A session at a role: which role, how it is called in records, and how long it lasts.
#[derive(Clone)]
pub(crate) struct RoleSession {
    pub(crate) role_arn: String,
    pub(crate) session_name: Option<String>,
    pub(crate) duration: Duration,
    /// A document of JSON that limits what the session may do.
    pub(crate) policy: Option<String>,
    pub(crate) sts: Sts,
}

impl RoleSession {
    pub(crate) fn new(role_arn: impl Into<String>) -> Self {
        Self {
            role_arn: role_arn.into(),
            session_name: None,
            duration: Duration::from_secs(3600),
            policy: None,
            sts: Sts::default(),
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
        let endpoint = self.sts.endpoint(ask).await?;
        let session = Session::new(signer)
            .endpoint(endpoint)?
            // The call that needs the credentials decides about repeats. Corrections, such as of a
            // clock that is off, are made here, because that call learns nothing from STS.
            .retry(|_: &Attempt<'_>| None)
            .stamps(move || Stamp::new(time, nonce()));
        let session = match secret {
            Some(secret) => session.redact(answer::without(secret)),
            None => session,
        };
        let call = Call::new(STS.name(), STS.version(), action)
            .methods(Methods::Post)
            .parameter("RoleArn", &self.role_arn)
            .parameter("RoleSessionName", self.session_name(ask, time)?)
            .parameter("DurationSeconds", self.duration.as_secs().to_string());
        let call = match &self.policy {
            Some(policy) => call.parameter("Policy", policy),
            None => call,
        };
        let (reply, date) = call_once(ask, &session, extend(call)).await;
        let reply = reply.map_err(|error| ProviderError::Sts {
            action,
            role_arn: self.role_arn.clone(),
            error: Box::new(error),
        })?;
        Document::new(reply)
            .and_then(|mut reply| reply.take_object("Credentials")?.temporary(time, date))
            .map_err(|problem| ProviderError::StsReply { action, problem })
    }

    fn session_name(&self, ask: &Ask, time: SystemTime) -> Result<String, ProviderError> {
        if let Some(name) = &self.session_name {
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
            .field("role_arn", &self.role_arn)
            .field("session_name", &self.session_name)
            .field("duration", &self.duration)
            .field("sts", &self.sts)
            .finish_non_exhaustive()
    }
}

/// What decides where STS is called.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sts {
    /// What the program says.
    pub(crate) config: Config,
    /// What the profile says that names the role.
    pub(crate) keys: StsKeys,
    pub(crate) profile: ProfileSettings,
}

/// What the chosen profile says about calls.
#[derive(Clone, Debug, Default)]
pub(crate) enum ProfileSettings {
    /// No profile is read.
    #[default]
    Unused,
    /// It has been read.
    Known(Settings),
    /// It has to be read.
    Unread,
}

/// What a profile says about STS.
#[derive(Clone, Debug, Default)]
pub(crate) struct StsKeys {
    endpoint: Option<Endpoint>,
    region: Option<String>,
    is_vpc: Option<bool>,
}

impl StsKeys {
    pub(crate) fn of(profile: &Document) -> Result<Self, ProfileProblem> {
        let region = profile.text("sts_region")?;
        let host = region
            .map(|region| STS.endpoint(Network::Public, Some(region)))
            .transpose();
        host.map_err(ProfileProblem::StsRegion)?;
        Ok(Self {
            endpoint: endpoint_of_profile(profile, "sts_endpoint")?,
            region: region.map(str::to_owned),
            is_vpc: profile.flag("enable_vpc")?,
        })
    }

    /// Whether the profile chooses the host, so that the variable with a host is ignored.
    fn name_a_host(&self) -> bool {
        self.region.is_some() || self.is_vpc == Some(true)
    }
}

impl Sts {
    /// The program's word comes first, then that of the profile, which describes whose role it is,
    /// then that of the variables.
    async fn endpoint(&self, ask: &Ask) -> Result<Endpoint, ProviderError> {
        let named = self.config.sts.as_ref().or(self.keys.endpoint.as_ref());
        if let Some(endpoint) = named {
            return Ok(endpoint.clone());
        }
        if !self.keys.name_a_host() {
            if let Some(endpoint) = endpoint_of_variable(ask, variable::STS_ENDPOINT)? {
                return Ok(endpoint);
            }
        }
        let region = match &self.keys.region {
            Some(region) => Some(region.clone()),
            None => region_of_variable(ask)?,
        };
        let settings = self.settings(ask).await?;
        let is_enabled = || variable::is_true(ask, variable::VPC_ENDPOINT_ENABLED);
        let is_vpc =
            self.config.settings.vpc.unwrap_or_else(|| {
                settings.is_vpc() || self.keys.is_vpc.unwrap_or_else(is_enabled)
            });
        if is_vpc {
            let region = region.or(settings.region).ok_or(ProviderError::NoRegion)?;
            return Ok(STS.endpoint(Network::Vpc, Some(&region))?);
        }
        Ok(STS.endpoint(Network::Public, region.as_deref())?)
    }

    /// What program, variables and the chosen profile say about calls.
    async fn settings(&self, ask: &Ask) -> Result<Settings, ProviderError> {
        let profile = match &self.profile {
            ProfileSettings::Unread => return self.config.resolved(ask).await,
            ProfileSettings::Known(profile) => profile.clone(),
            ProfileSettings::Unused => Settings::default(),
        };
        let said = self.config.settings.clone();
        Ok(said.or(Settings::of_variables(ask)?).or(profile))
    }
}

fn region_of_variable(ask: &Ask) -> Result<Option<String>, ProviderError> {
    let name = variable::STS_REGION;
    let Some(region) = variable::text(ask, name)? else {
        return Ok(None);
    };
    match STS.endpoint(Network::Public, Some(&region)) {
        Ok(_) => Ok(Some(region)),
        Err(error) => {
            let problem = VariableProblem::Endpoint(error);
            Err(ProviderError::Variable { name, problem })
        }
    }
}

/// What came of a call, and the time by the clock of STS.
async fn call_once(
    ask: &Ask,
    session: &Session,
    call: Call,
) -> (Result<alicloud::Value, alicloud::Error>, Option<SystemTime>) {
    let mut exchange = session.exchange(call);
    let mut date = None;
    loop {
        match exchange.step() {
            Step::Send(request) => exchange.receive(ask.send(request).await.inspect(|answer| {
                date = server_time(answer.headers());
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
