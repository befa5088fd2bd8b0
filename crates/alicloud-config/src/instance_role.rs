//! Roles of ECS instances.

use std::time::Duration;

use alicloud::{
    Endpoint, Request, Response,
    error::TransportErrorKind,
    http::{HeaderName, HeaderValue, Method, StatusCode, uri::PathAndQuery},
    sign::server_time,
};

use alicloud::error::chain;

use crate::{
    Ask, Fetched, Fetching, Provider, ProviderError, ServiceProblem, VariableProblem,
    document::Document,
    trace::event,
    variable::{self, is_token, is_true},
};

/// A provider that gets the credentials of an ECS instance's role from the metadata service.
///
/// [`role`](Self::role) or else the environment variable [`ECS_METADATA`](variable::ECS_METADATA)
/// sets the role name. Otherwise, the provider requests the role name from the metadata service.
/// [`ECS_METADATA_DISABLED`](variable::ECS_METADATA_DISABLED) disables the provider.
///
/// # IMDSv2 and IMDSv1
///
/// The provider first requests a token (IMDSv2). The provider falls back to requests without a
/// token (IMDSv1) in two cases:
///
/// - The token request returns no valid token. If the connection fails, there is no fallback.
/// - The response to a request with the token has a 4xx status other than 404 and 429.
///
/// [`without_v1`](Self::without_v1) or [`IMDSV1_DISABLED`](variable::IMDSV1_DISABLED) disables
/// IMDSv1.
///
/// The timeout of each request is 1 s. The requests bypass proxies.
///
/// # Machines without a metadata service
///
/// If no role is named and the service can't be reached, this machine is assumed not to be an
/// instance. A timeout is ambiguous, because some networks without a metadata service drop the
/// requests silently. After a timeout, the error is not transient, and a [`Chain`](crate::Chain)
/// continues with its next provider. If a later provider has credentials, the chain logs a warning.
///
/// If a role is named, a connection failure or a timeout is a transient error. In a profile without
/// a role name, a timeout is a transient error, but a connection failure is not.
#[derive(Clone, Debug, Default)]
pub struct InstanceRole {
    pub(crate) role: Option<String>,
    pub(crate) endpoint: Option<Endpoint>,
    pub(crate) without_v1: bool,
    /// Whether the configuration says that this machine is an instance. Then a timeout of the
    /// metadata service is a transient error.
    pub(crate) is_expected: bool,
}

const SERVICE: &str = "the metadata service";
const ADDRESS: &str = "http://100.100.100.200";
const TOKEN_PATH: PathAndQuery = PathAndQuery::from_static("/latest/api/token");
const ROLES: &str = "/latest/meta-data/ram/security-credentials/";
const TOKEN: HeaderName = HeaderName::from_static("x-aliyun-ecs-metadata-token");
const TOKEN_TTL: HeaderName = HeaderName::from_static("x-aliyun-ecs-metadata-token-ttl-seconds");
const LIMIT: Duration = Duration::from_secs(1);

impl InstanceRole {
    /// Sets the role name, which saves the request for the name.
    #[must_use]
    pub fn role(mut self, name: impl Into<String>) -> Self {
        self.role = Some(name.into());
        self
    }

    /// Disables IMDSv1, so that every request must have a token.
    #[must_use]
    pub fn without_v1(mut self) -> Self {
        self.without_v1 = true;
        self
    }

    /// Sets the endpoint of the metadata service. The default is `http://100.100.100.200`.
    #[must_use]
    pub fn endpoint(mut self, endpoint: Endpoint) -> Self {
        self.endpoint = Some(endpoint);
        self
    }

    /// Whether a transport error suggests that this machine is not an instance.
    fn means_no_instance(&self, kind: TransportErrorKind) -> bool {
        let is_silent = kind == TransportErrorKind::Timeout;
        kind == TransportErrorKind::Connect || (is_silent && !self.is_expected)
    }

    fn named_role(&self, ask: &Ask) -> Result<Option<String>, ProviderError> {
        if let Some(role) = &self.role {
            let role = role.clone();
            return if is_role_name(&role) {
                Ok(Some(role))
            } else {
                Err(ProviderError::RoleName(role))
            };
        }
        match variable::token(ask, variable::ECS_METADATA)? {
            Some(role) if !is_role_name(&role) => {
                let problem = VariableProblem::Invalid;
                Err(variable::unusable(variable::ECS_METADATA, problem))
            }
            role => Ok(role),
        }
    }

    async fn credentials(&self, ask: &Ask, role: Option<&str>) -> Result<Fetched, ProviderError> {
        let endpoint = match &self.endpoint {
            Some(endpoint) => endpoint.clone(),
            None => Endpoint::plain_http(ADDRESS)?,
        };
        let token = self.token(ask, &endpoint).await?;
        let mut service = Service {
            ask,
            endpoint: &endpoint,
            token,
            may_drop_token: !self.is_v1_off(ask),
        };
        let role = match role {
            Some(role) => role.to_owned(),
            None => discover(&mut service).await?,
        };
        let asked_at = ask.time();
        let response = service.get(&format!("{ROLES}{role}")).await?;
        Document::parse(response.body())
            .and_then(|document| {
                document.needed_text("Code")?;
                document.is_success()?;
                document.temporary(asked_at, server_time(response.headers()))
            })
            .map_err(|problem| failed(ServiceProblem::Document(problem)))
    }

    /// Requests the IMDSv2 token. Returns `None` to fall back to IMDSv1.
    async fn token(
        &self,
        ask: &Ask,
        endpoint: &Endpoint,
    ) -> Result<Option<HeaderValue>, ProviderError> {
        const SIX_HOURS: HeaderValue = HeaderValue::from_static("21600");
        let request = request(Method::PUT, endpoint, TOKEN_PATH).with_header(TOKEN_TTL, SIX_HOURS);
        let failure = match ask.send_expecting_ok(SERVICE, request).await {
            Ok(response) => match as_token(response.body()) {
                Some(token) => return Ok(Some(token)),
                None => failed(ServiceProblem::Token),
            },
            Err(failure) => failure,
        };
        // If the service can't be reached, don't try IMDSv1, because a request without a token
        // would fail too.
        let is_unreachable = matches!(&failure,
            ProviderError::Service { problem: ServiceProblem::Transport(error), .. }
            if error.kind() == TransportErrorKind::Connect);
        if self.is_v1_off(ask) || is_unreachable {
            return Err(failure);
        }
        let error = chain(&failure);
        event!(debug, %error, "the metadata service returned no IMDSv2 token; falling back to IMDSv1");
        Ok(None)
    }

    fn is_v1_off(&self, ask: &Ask) -> bool {
        self.without_v1 || is_true(ask, variable::IMDSV1_DISABLED)
    }
}

/// The metadata service and the token for its requests.
struct Service<'a> {
    ask: &'a Ask,
    endpoint: &'a Endpoint,
    token: Option<HeaderValue>,
    /// Whether a request can be repeated without the token.
    may_drop_token: bool,
}

impl Service<'_> {
    /// Requests `path` with the token. If the service refuses the token, this request is repeated
    /// without the token, and later requests have no token.
    async fn get(&mut self, path: &str) -> Result<Response, ProviderError> {
        let path = PathAndQuery::try_from(path).map_err(|_| failed(ServiceProblem::RoleName))?;
        let request = || request(Method::GET, self.endpoint, path.clone());
        if let Some(token) = self.token.clone() {
            let request = request().with_header(TOKEN, token);
            match self.ask.send_expecting_ok(SERVICE, request).await {
                Err(error) if self.may_drop_token && is_refusal(&error) => {
                    let error = chain(&error);
                    event!(debug, %error, "the metadata service refused the IMDSv2 token; falling back to IMDSv1");
                }
                outcome => return outcome,
            }
        }
        let outcome = self.ask.send_expecting_ok(SERVICE, request()).await;
        self.token = None;
        outcome
    }
}

/// Whether the service refused the request, so that a request without a token may succeed.
///
/// A missing role (404) would be missing again, and a busy service (429) must not get a second
/// request.
fn is_refusal(error: &ProviderError) -> bool {
    const OTHERS: [StatusCode; 2] = [StatusCode::NOT_FOUND, StatusCode::TOO_MANY_REQUESTS];
    matches!(error, ProviderError::Service { problem: ServiceProblem::Status(status), .. }
        if status.is_client_error() && !OTHERS.contains(status))
}

fn as_token(body: &[u8]) -> Option<HeaderValue> {
    let text = std::str::from_utf8(body.trim_ascii()).ok()?;
    let mut token = HeaderValue::from_str(text)
        .ok()
        .filter(|_| is_token(text))?;
    token.set_sensitive(true);
    Some(token)
}

async fn discover(service: &mut Service<'_>) -> Result<String, ProviderError> {
    let response = service.get(ROLES).await.map_err(|error| match error {
        ProviderError::Service {
            problem: ServiceProblem::Status(StatusCode::NOT_FOUND),
            ..
        } => failed(ServiceProblem::NoRole),
        other => other,
    })?;
    match std::str::from_utf8(response.body().trim_ascii()) {
        Ok("") => Err(failed(ServiceProblem::NoRole)),
        Ok(role) if is_role_name(role) => Ok(role.to_owned()),
        _ => Err(failed(ServiceProblem::RoleName)),
    }
}

fn request(method: Method, endpoint: &Endpoint, path: PathAndQuery) -> Request {
    Request::plain(method, endpoint.clone(), path)
        .with_remaining(LIMIT)
        .without_proxy()
}

/// Whether `text` is a valid role name. The name becomes part of a path, so it must not contain
/// path syntax.
fn is_role_name(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    (1..=64).contains(&text.len()) && text.bytes().all(allowed) && !text.starts_with('.')
}

fn failed(problem: ServiceProblem) -> ProviderError {
    let service = SERVICE;
    ProviderError::Service { service, problem }
}

impl Provider for InstanceRole {
    fn name(&self) -> &'static str {
        "instance role"
    }

    fn fetch<'a>(&'a self, ask: &'a Ask) -> Fetching<'a> {
        Box::pin(async {
            if is_true(ask, variable::ECS_METADATA_DISABLED) {
                return Err(ProviderError::Disabled {
                    variable: variable::ECS_METADATA_DISABLED,
                });
            }
            let role = self.named_role(ask)?;
            match self.credentials(ask, role.as_deref()).await {
                Err(ProviderError::Service {
                    problem: ServiceProblem::Transport(error),
                    ..
                }) if role.is_none() && self.means_no_instance(error.kind()) => {
                    Err(ProviderError::NoMetadata { error })
                }
                outcome => outcome,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use alicloud::{
        blocking::drive,
        error::TransportError,
        machine::{Machine as _, Step},
    };

    use super::*;
    use crate::{Fetch, fake_system::Fake};

    #[test]
    fn limits_requests_to_one_second_and_bypasses_proxies() {
        let step = Fetch::new(InstanceRole::default(), Fake::default()).step();
        let Step::Send(request) = step else {
            panic!("no request was sent: {step:?}")
        };
        assert_eq!(request.time_limit(Duration::MAX).remaining(), Some(LIMIT));
        assert!(request.bypasses_proxy());
    }

    #[test]
    fn only_a_connection_failure_proves_that_there_is_no_metadata_service() {
        for (kind, is_absent) in [
            (TransportErrorKind::Connect, true),
            (TransportErrorKind::Timeout, false),
        ] {
            let silent = |_: Request| Err::<Response, _>(TransportError::new(kind, "planned"));
            let fetch = |role| drive(&silent, Fetch::new(role, Fake::default()));
            let error = fetch(InstanceRole::default()).unwrap_err();
            assert!(matches!(error, ProviderError::NoMetadata { .. }));
            assert_eq!(error.is_absent(), is_absent, "{kind:?}");
            // A machine that is not an instance must not wait for retries.
            assert!(!error.is_transient(), "{kind:?}");

            // A profile says that this machine is an instance, so a timeout is transient.
            let expected = fetch(InstanceRole {
                is_expected: true,
                ..InstanceRole::default()
            })
            .unwrap_err();
            assert_eq!(expected.is_transient(), !is_absent, "{kind:?}");

            let named = fetch(InstanceRole::default().role("deploy")).unwrap_err();
            assert!(named.is_transient() && !named.is_absent(), "{kind:?}");
        }
    }
}
