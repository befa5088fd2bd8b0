//! Sessions that somebody has logged in for with the vendor's command line.

use std::{
    fmt,
    time::{Duration, SystemTime},
};

use alicloud::{
    Endpoint, Request,
    http::{
        HeaderValue, Method, StatusCode,
        header::AUTHORIZATION,
        uri::{PathAndQuery, Uri},
    },
    server_time,
};
use alicloud_sign::Credentials;

use crate::{
    Ask, DocumentProblem, Fetched, Fetching, ProfileProblem, Provider, ProviderError,
    ServiceProblem, document::Document,
};

/// The session that a profile of mode `CloudSSO` or `OAuth` holds while it is valid, else a new one
/// that its access token gives while that is valid.
pub(crate) struct Login {
    profile: String,
    service: Service,
    stored: Option<Fetched>,
    access_token: Option<AccessToken>,
}

struct AccessToken {
    /// The value of `Authorization`.
    header: HeaderValue,
    expires_at: SystemTime,
}

/// Who gives sessions for an access token.
enum Service {
    CloudSso {
        endpoint: Endpoint,
        account_id: String,
        access_configuration_id: String,
    },
    OAuth {
        endpoint: Endpoint,
    },
}

const JSON: HeaderValue = HeaderValue::from_static("application/json");

impl Login {
    pub(crate) fn cloud_sso(name: &str, profile: &Document) -> Result<Self, ProfileProblem> {
        let key = "cloud_sso_sign_in_url";
        let url = profile.needed_text(key)?;
        let service = Service::CloudSso {
            endpoint: endpoint(url).ok_or(ProfileProblem::NotAUrl { key })?,
            account_id: profile.needed_text("cloud_sso_account_id")?.to_owned(),
            access_configuration_id: profile.needed_text("cloud_sso_access_config")?.to_owned(),
        };
        let token = ("access_token", "cloud_sso_access_token_expire");
        Self::new(name, profile, service, token)
    }

    pub(crate) fn oauth(name: &str, profile: &Document) -> Result<Self, ProfileProblem> {
        let key = "oauth_site_type";
        let url = match &*profile.needed_text(key)?.to_ascii_uppercase() {
            "CN" => "https://oauth.aliyun.com",
            "INTL" => "https://oauth.alibabacloud.com",
            _ => {
                let expected = "CN or INTL";
                return Err(DocumentProblem::WrongType { key, expected }.into());
            }
        };
        let endpoint = url.parse();
        let service = Service::OAuth {
            endpoint: endpoint.map_err(|error| ProfileProblem::Endpoint { key, error })?,
        };
        let token = ("oauth_access_token", "oauth_access_token_expire");
        Self::new(name, profile, service, token)
    }

    fn new(
        name: &str,
        profile: &Document,
        service: Service,
        (token, expiration): (&'static str, &'static str),
    ) -> Result<Self, ProfileProblem> {
        let access_token = match (profile.token(token)?, profile.seconds(expiration)?) {
            (Some(text), Some(expires_at)) => {
                let header = HeaderValue::try_from(format!("Bearer {text}"));
                let mut header = header.map_err(|_| DocumentProblem::Invalid(token))?;
                header.set_sensitive(true);
                Some(AccessToken { header, expires_at })
            }
            _ => None,
        };
        Ok(Self {
            profile: name.to_owned(),
            service,
            stored: stored(profile)?,
            access_token,
        })
    }

    async fn session(&self, ask: &Ask) -> Result<Fetched, ProviderError> {
        let asked_at = ask.time();
        let is_valid = |session: &&Fetched| session.expires_at > Some(asked_at);
        if let Some(stored) = self.stored.as_ref().filter(is_valid) {
            return Ok(stored.clone());
        }
        let token = self.access_token.as_ref();
        let token = token.filter(|token| token.expires_at > asked_at);
        let token = token.ok_or_else(|| self.is_over())?;
        let name = self.service.name();
        let response = ask.send(self.service.request(&token.header)).await;
        let failed = |problem| ProviderError::Service {
            service: name,
            problem,
        };
        let response = response.map_err(|error| failed(ServiceProblem::Transport(error)))?;
        match response.status() {
            StatusCode::OK => {}
            StatusCode::UNAUTHORIZED => return Err(self.is_over()),
            status => return Err(failed(ServiceProblem::Status(status))),
        }
        self.service
            .credentials(response.body())
            .and_then(|found| found.temporary(asked_at, server_time(response.headers())))
            .map_err(|problem| failed(ServiceProblem::Document(problem)))
    }

    fn is_over(&self) -> ProviderError {
        ProviderError::LoggedOut {
            profile: self.profile.clone(),
            mode: self.service.name(),
        }
    }
}

impl Service {
    /// The mode of its profiles.
    fn name(&self) -> &'static str {
        match self {
            Self::CloudSso { .. } => "CloudSSO",
            Self::OAuth { .. } => "OAuth",
        }
    }

    fn request(&self, authorization: &HeaderValue) -> Request {
        let post = |endpoint: &Endpoint, path| {
            Request::plain(
                Method::POST,
                endpoint.clone(),
                PathAndQuery::from_static(path),
            )
            .with_header(AUTHORIZATION, authorization.clone())
            .with_remaining(Duration::from_secs(15))
        };
        match self {
            Self::CloudSso {
                endpoint,
                account_id,
                access_configuration_id,
            } => {
                let body = serde_json::json!({
                    "AccountId": account_id,
                    "AccessConfigurationId": access_configuration_id,
                });
                post(endpoint, "/cloud-credentials").with_body(JSON, body.to_string())
            }
            Self::OAuth { endpoint } => post(endpoint, "/v1/exchange").with_body(JSON, ""),
        }
    }

    /// The part of an answer that has the credentials.
    fn credentials(&self, body: &[u8]) -> Result<Document, DocumentProblem> {
        let mut document = Document::parse(body)?;
        match self {
            Self::CloudSso { .. } => document.take_object("CloudCredential"),
            Self::OAuth { .. } => Ok(document.with_names_in_any_case()),
        }
    }
}

/// The session that the vendor's command line has stored, if it is whole.
fn stored(profile: &Document) -> Result<Option<Fetched>, DocumentProblem> {
    let id = profile.token("access_key_id")?;
    let secret = profile.token("access_key_secret")?;
    let token = profile.token("sts_token")?;
    let (Some(id), Some(secret), Some(token)) = (id, secret, token) else {
        return Ok(None);
    };
    let credentials = Credentials::new(id, secret).with_security_token(token);
    let expires_at = profile.seconds("sts_expiration")?;
    Ok(expires_at.map(|time| Fetched::new(credentials).expires_at(time)))
}

/// Scheme, host and port of a URL.
fn endpoint(url: &str) -> Option<Endpoint> {
    let url: Uri = url.trim().parse().ok()?;
    format!("{}://{}", url.scheme()?, url.authority()?)
        .parse()
        .ok()
}

impl Provider for Login {
    fn name(&self) -> &'static str {
        self.service.name()
    }

    fn fetch<'a>(&'a self, ask: &'a Ask) -> Fetching<'a> {
        Box::pin(self.session(ask))
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login")
            .field("profile", &self.profile)
            .field("service", &self.service.name())
            .finish_non_exhaustive()
    }
}
