//! Sessions from a login with the vendor's command line.

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
    sign::server_time,
};
use alicloud_sign::Credentials;
use zeroize::Zeroizing;

use crate::{
    Ask, DocumentProblem, Fetched, Fetching, Provider, ProviderError, ServiceProblem,
    document::Document,
};

/// The provider of a profile with the mode `CloudSSO` or `OAuth`.
///
/// The provider returns the session that is stored in the profile while the session is valid.
/// Afterwards, the provider exchanges the access token of the profile for a new session.
pub(crate) struct Login {
    profile: String,
    mode: &'static str,
    stored: Option<Fetched>,
    access_token: Result<Option<AccessToken>, DocumentProblem>,
    /// The service that issues new sessions, or the problem with its settings in the profile.
    service: Result<Service, DocumentProblem>,
}

struct AccessToken {
    text: Zeroizing<String>,
    expires_at: SystemTime,
}

/// The service that exchanges an access token for a session.
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
    pub(crate) fn cloud_sso(name: &str, profile: &Document) -> Result<Self, DocumentProblem> {
        let token = ("access_token", "cloud_sso_access_token_expire");
        Self::new(
            name,
            "CloudSSO",
            profile,
            token,
            Service::cloud_sso(profile),
        )
    }

    pub(crate) fn oauth(name: &str, profile: &Document) -> Result<Self, DocumentProblem> {
        let token = ("oauth_access_token", "oauth_access_token_expire");
        Self::new(name, "OAuth", profile, token, Service::oauth(profile))
    }

    fn new(
        name: &str,
        mode: &'static str,
        profile: &Document,
        token: (&'static str, &'static str),
        service: Result<Service, DocumentProblem>,
    ) -> Result<Self, DocumentProblem> {
        Ok(Self {
            profile: name.to_owned(),
            mode,
            stored: stored(profile)?,
            access_token: AccessToken::of(profile, token),
            service,
        })
    }

    async fn session(&self, ask: &Ask) -> Result<Fetched, ProviderError> {
        let asked_at = ask.time();
        let is_valid = |session: &&Fetched| session.expires_at > Some(asked_at);
        if let Some(stored) = self.stored.as_ref().filter(is_valid) {
            return Ok(stored.clone());
        }
        let failed = |problem| ProviderError::Service {
            service: self.mode,
            problem,
        };
        let unusable =
            |problem: &DocumentProblem| failed(ServiceProblem::Settings(problem.clone()));
        let token = self.access_token.as_ref().map_err(unusable)?.as_ref();
        let token = token.filter(|token| token.expires_at > asked_at);
        let token = token.ok_or_else(|| self.is_over(None))?;
        let service = self.service.as_ref().map_err(unusable)?;
        let response = ask.send(service.request(token)?).await;
        let response = response.map_err(|error| failed(ServiceProblem::Transport(error)))?;
        match response.status() {
            StatusCode::OK => {}
            status @ (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => {
                return Err(self.is_over(Some(status)));
            }
            status => return Err(failed(ServiceProblem::Status(status))),
        }
        service
            .credentials(response.body())
            .and_then(|found| found.temporary(asked_at, server_time(response.headers())))
            .map_err(|problem| failed(ServiceProblem::Document(problem)))
    }

    fn is_over(&self, status: Option<StatusCode>) -> ProviderError {
        ProviderError::LoggedOut {
            profile: self.profile.clone(),
            mode: self.mode,
            status,
        }
    }
}

impl AccessToken {
    fn of(
        profile: &Document,
        (token, expiration): (&'static str, &'static str),
    ) -> Result<Option<Self>, DocumentProblem> {
        let found = profile.token(token)?.zip(profile.seconds(expiration)?);
        Ok(found.map(|(text, expires_at)| Self {
            text: Zeroizing::new(text.to_owned()),
            expires_at,
        }))
    }
}

impl Service {
    fn cloud_sso(profile: &Document) -> Result<Self, DocumentProblem> {
        let key = "cloud_sso_sign_in_url";
        let endpoint = endpoint(profile.needed_text(key)?);
        let expected = "an https:// URL";
        Ok(Self::CloudSso {
            endpoint: endpoint.ok_or(DocumentProblem::WrongType { key, expected })?,
            account_id: profile.needed_text("cloud_sso_account_id")?.to_owned(),
            access_configuration_id: profile.needed_text("cloud_sso_access_config")?.to_owned(),
        })
    }

    fn oauth(profile: &Document) -> Result<Self, DocumentProblem> {
        let key = "oauth_site_type";
        let endpoint = match &*profile.needed_text(key)?.to_ascii_uppercase() {
            "CN" => endpoint("https://oauth.aliyun.com"),
            "INTL" => endpoint("https://oauth.alibabacloud.com"),
            _ => None,
        };
        let expected = "CN or INTL";
        let endpoint = endpoint.ok_or(DocumentProblem::WrongType { key, expected })?;
        Ok(Self::OAuth { endpoint })
    }

    fn request(&self, token: &AccessToken) -> Result<Request, ProviderError> {
        let bearer = Zeroizing::new(format!("Bearer {}", *token.text));
        let authorization = HeaderValue::from_str(&bearer);
        // This can't fail, because a token has only visible ASCII characters.
        let mut authorization =
            authorization.map_err(|error| ProviderError::Other(error.into()))?;
        authorization.set_sensitive(true);
        let post = |endpoint: &Endpoint, path| {
            Request::plain(
                Method::POST,
                endpoint.clone(),
                PathAndQuery::from_static(path),
            )
            .with_header(AUTHORIZATION, authorization)
            .with_remaining(Duration::from_secs(15))
        };
        Ok(match self {
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
        })
    }

    /// Returns the part of the response that has the credentials.
    fn credentials(&self, body: &[u8]) -> Result<Document, DocumentProblem> {
        let mut document = Document::parse(body)?;
        match self {
            Self::CloudSso { .. } => document.take_object("CloudCredential"),
            Self::OAuth { .. } => Ok(document.with_names_in_any_case()),
        }
    }
}

/// The session that the vendor's command line has stored, if the session is complete.
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

/// The scheme, host and port of a URL. `None` for plain `http` to another machine.
fn endpoint(url: &str) -> Option<Endpoint> {
    let url: Uri = url.trim().parse().ok()?;
    format!("{}://{}", url.scheme()?, url.authority()?)
        .parse()
        .ok()
}

impl Provider for Login {
    fn name(&self) -> &'static str {
        self.mode
    }

    fn fetch<'a>(&'a self, ask: &'a Ask) -> Fetching<'a> {
        Box::pin(self.session(ask))
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login")
            .field("profile", &self.profile)
            .field("mode", &self.mode)
            .finish_non_exhaustive()
    }
}
