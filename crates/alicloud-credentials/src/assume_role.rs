//! A role of a user.

use std::{fmt, sync::Arc, time::Duration};

use alicloud::Endpoint;
use alicloud_sign::HmacSha1;

use crate::{
    Ask, Fetching, Provider,
    sts::{RoleSession, Sts},
};

/// The credentials of a role that the credentials of another provider may assume, by `AssumeRole`
/// of the security token service.
///
/// ```
/// use alicloud::Network;
/// use alicloud_credentials::{AssumeRole, Environment, STS};
///
/// let auditor = AssumeRole::new(Environment::default(), "acs:ram::123456789012:role/auditor")
///     .session_name("nightly")
///     .endpoint(STS.endpoint(Network::Vpc, Some("cn-hangzhou"))?);
/// # let _ = auditor;
/// # Ok::<(), alicloud::EndpointError>(())
/// ```
#[derive(Clone)]
pub struct AssumeRole {
    source: Arc<dyn Provider>,
    session: RoleSession,
    external_id: Option<String>,
}

impl AssumeRole {
    /// The role with the resource name `role_arn` (`acs:ram::ACCOUNT:role/NAME`), for an hour, with
    /// the credentials of `source`.
    #[must_use]
    pub fn new(source: impl Provider + 'static, role_arn: impl Into<String>) -> Self {
        Self {
            source: Arc::new(source),
            session: RoleSession::new(role_arn),
            external_id: None,
        }
    }

    /// Sets what the session is called in the vendor's records: 2 to 64 characters. By default it is
    /// what [`ROLE_SESSION_NAME`](crate::variable::ROLE_SESSION_NAME) says, or `alicloud-` and the time.
    #[must_use]
    pub fn session_name(mut self, name: impl Into<String>) -> Self {
        self.session.session_name = Some(name.into());
        self
    }

    /// Sets how long the credentials last: from 900 s to what the role allows, at most 43 200 s. A
    /// fraction of a second is left out.
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

    /// Sets the external id that the role asks for, if it does.
    #[must_use]
    pub fn external_id(mut self, external_id: impl Into<String>) -> Self {
        self.external_id = Some(external_id.into());
        self
    }

    /// Sets the endpoint of the security token service. By default it is
    /// [`STS_ENDPOINT`](crate::variable::STS_ENDPOINT), else one of [`STS`](crate::STS) that region
    /// and network choose.
    #[must_use]
    pub fn endpoint(mut self, endpoint: Endpoint) -> Self {
        self.session.sts.config.sts = Some(endpoint);
        self
    }

    /// Sets what decides about the endpoint.
    pub(crate) fn sts(mut self, sts: Sts) -> Self {
        self.session.sts = sts;
        self
    }
}

impl Provider for AssumeRole {
    fn name(&self) -> &'static str {
        "assumed role"
    }

    fn fetch<'a>(&'a self, ask: &'a Ask) -> Fetching<'a> {
        Box::pin(async {
            let source = self.source.fetch(ask).await?;
            let signer = HmacSha1::new(source.credentials.clone());
            let token = source.credentials.security_token();
            self.session
                .assume(ask, "AssumeRole", signer, token, |mut call| {
                    if let Some(external_id) = &self.external_id {
                        call = call.parameter("ExternalId", external_id);
                    }
                    call
                })
                .await
        })
    }
}

/// Without policy and external id, which are nobody else's business.
impl fmt::Debug for AssumeRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AssumeRole")
            .field("source", &self.source)
            .field("session", &self.session)
            .finish_non_exhaustive()
    }
}
