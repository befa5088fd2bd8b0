//! Credentials from a URL.

use std::{fmt, time::Duration};

use alicloud::{
    Endpoint, Request,
    http::{Method, Uri, uri::PathAndQuery},
    sign::server_time,
};

use crate::{
    Ask, Fetching, Provider, ProviderError, ServiceProblem, VariableProblem, document::Document,
    variable,
};

/// A provider that gets temporary credentials from a URL.
///
/// The response is a JSON object with `AccessKeyId`, `AccessKeySecret`, `SecurityToken` and
/// `Expiration`. If the object has the key `Code`, the value must be `Success`.
///
/// The environment variable [`CREDENTIALS_URI`](variable::CREDENTIALS_URI) sets the default URL.
/// The time limit is 10 s for the response and 15 s for the whole request.
///
/// The URL may use plain `http`, so that a service on this machine needs no certificate. If the
/// service is on another machine, anyone on the network path can read a plain `http` response.
#[derive(Clone, Default)]
pub struct CredentialsUri(Option<String>);

const SERVICE: &str = "the credentials URI";

impl CredentialsUri {
    /// Creates a provider that requests `url`.
    ///
    /// The URL may contain a secret, so this crate never prints the URL. HTTP clients may still log
    /// the URL. For example, ureq may log whole URLs at the level `DEBUG` if the level `TRACE` is
    /// enabled for any target.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self(Some(url.into()))
    }

    fn request(&self, ask: &Ask) -> Result<Request, ProviderError> {
        let name = variable::CREDENTIALS_URI;
        let (url, not_a_url) = match &self.0 {
            Some(url) => (url.clone(), failed(ServiceProblem::NotAUrl)),
            None => {
                let unset = ProviderError::Unset { variable: name };
                let url = variable::token(ask, name)?.ok_or(unset)?;
                (url, variable::unusable(name, VariableProblem::NotAUrl))
            }
        };
        let Ok(uri) = url.parse::<Uri>() else {
            return Err(not_a_url);
        };
        let (Some(scheme @ ("http" | "https")), Some(authority)) =
            (uri.scheme_str(), uri.authority())
        else {
            return Err(not_a_url);
        };
        let endpoint = Endpoint::plain_http(&format!("{scheme}://{authority}"))?;
        let path = uri.path_and_query().cloned();
        let path = path.unwrap_or_else(|| PathAndQuery::from_static("/"));
        Ok(Request::plain(Method::GET, endpoint, path)
            .with_timeout(Duration::from_secs(10))
            .with_remaining(Duration::from_secs(15)))
    }
}

impl Provider for CredentialsUri {
    fn name(&self) -> &'static str {
        "credentials URI"
    }

    fn fetch<'a>(&'a self, ask: &'a Ask) -> Fetching<'a> {
        Box::pin(async {
            let asked_at = ask.time();
            let response = ask.send_expecting_ok(SERVICE, self.request(ask)?).await?;
            let fetched = Document::parse(response.body()).and_then(|document| {
                document.is_success()?;
                document.temporary(asked_at, server_time(response.headers()))
            });
            fetched.map_err(|problem| failed(ServiceProblem::Document(problem)))
        })
    }
}

fn failed(problem: ServiceProblem) -> ProviderError {
    let service = SERVICE;
    ProviderError::Service { service, problem }
}

impl fmt::Debug for CredentialsUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CredentialsUri").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use alicloud::machine::{Machine as _, Step};

    use super::*;
    use crate::{Fetch, fake_system::Fake};

    #[test]
    fn limits_the_time_of_the_request() {
        let uri = CredentialsUri::new("http://127.0.0.1/a");
        let step = Fetch::new(uri, Fake::default()).step();
        let Step::Send(request) = step else {
            panic!("no request was sent: {step:?}")
        };
        assert_eq!(
            request.time_limit(Duration::MAX).reply(),
            Duration::from_secs(10)
        );
        assert_eq!(
            request.time_limit(Duration::MAX).remaining(),
            Some(Duration::from_secs(15))
        );
    }
}
