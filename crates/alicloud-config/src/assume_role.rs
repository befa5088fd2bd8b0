//! The provider that assumes a role with the credentials of another provider.

use std::{fmt, sync::Arc, time::Duration};

use alicloud::Endpoint;
use alicloud_sign::HmacSha1;

use crate::{
    Ask, Fetching, Provider,
    role_session::{RoleSession, session_setters},
};

/// A provider that assumes a role with the credentials of another provider.
///
/// The provider calls `AssumeRole` of the security token service (STS).
///
/// ```
/// use alicloud::Network;
/// use alicloud_config::{AssumeRole, Environment, STS};
///
/// let auditor = AssumeRole::new(Environment::default(), "acs:ram::123456789012:role/auditor")
///     .session_name("nightly")
///     .endpoint(STS.endpoint(Network::Vpc, Some("cn-hangzhou"))?);
/// # let _ = auditor;
/// # Ok::<(), alicloud::error::EndpointError>(())
/// ```
#[derive(Clone)]
pub struct AssumeRole {
    source: Arc<dyn Provider>,
    role_arn: String,
    pub(crate) session: RoleSession,
    pub(crate) external_id: Option<String>,
}

impl AssumeRole {
    /// Creates a provider that assumes the role `role_arn` with the credentials of `source`.
    ///
    /// `role_arn` has the form `acs:ram::ACCOUNT:role/NAME`. The role session lasts an hour by
    /// default.
    #[must_use]
    pub fn new(source: impl Provider + 'static, role_arn: impl Into<String>) -> Self {
        Self {
            source: Arc::new(source),
            role_arn: role_arn.into(),
            session: RoleSession::default(),
            external_id: None,
        }
    }

    session_setters!();

    /// Sets the external id, for a role that requires an external id.
    #[must_use]
    pub fn external_id(mut self, external_id: impl Into<String>) -> Self {
        self.external_id = Some(external_id.into());
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
                .assume(
                    ask,
                    "AssumeRole",
                    &self.role_arn,
                    signer,
                    token,
                    |mut call| {
                        if let Some(external_id) = &self.external_id {
                            call = call.parameter("ExternalId", external_id.as_str());
                        }
                        call
                    },
                )
                .await
        })
    }
}

/// Omits the policy and the external id, because they may be confidential.
impl fmt::Debug for AssumeRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AssumeRole")
            .field("source", &self.source)
            .field("role_arn", &self.role_arn)
            .field("session", &self.session)
            .finish_non_exhaustive()
    }
}
