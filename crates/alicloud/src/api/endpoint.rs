//! The endpoint of a service: scheme, host and port.

use std::{fmt, net::IpAddr, str::FromStr, sync::Arc};

use http::{Uri, uri::Scheme};

use crate::error::{EndpointError, EndpointProblem as Problem};

/// The address of a product's service: a scheme, a host and an optional port.
///
/// An endpoint should use `https`, because plain `http` exposes the access key id and security
/// tokens on the network. Parsing accepts `http` only for a loopback host. [`Endpoint::plain_http`]
/// accepts `http` for any host.
///
/// ```
/// use alicloud::Endpoint;
///
/// assert_eq!("https://ecs.aliyuncs.com".parse::<Endpoint>()?.host(), "ecs.aliyuncs.com");
/// assert!("http://127.0.0.1:8080".parse::<Endpoint>().is_ok());
/// assert!("http://ecs.aliyuncs.com".parse::<Endpoint>().is_err());
/// assert!(Endpoint::plain_http("http://ecs.internal").is_ok());
/// # Ok::<(), alicloud::error::EndpointError>(())
/// ```
///
/// Cloning an endpoint is cheap.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Endpoint(Arc<Address>);

#[derive(PartialEq, Eq, Hash)]
struct Address {
    uri: Uri,
    is_loopback: bool,
}

impl Endpoint {
    /// Parses an endpoint that may use plain `http` for any host.
    ///
    /// # Errors
    ///
    /// `url` is not an `http` or `https` URL, or it has user information, a path other than `/`, a
    /// query or a fragment.
    pub fn plain_http(url: &str) -> Result<Self, EndpointError> {
        let refuse = EndpointError::from;
        // The URI parser also accepts a text without a scheme, such as `localhost:8080`. The scheme
        // is checked first, because people often forget it.
        if !url.contains("://") {
            return Err(refuse(Problem::NoScheme));
        }
        let uri: Uri = url.parse().map_err(|_| refuse(Problem::NotAUrl))?;
        if uri.scheme() != Some(&Scheme::HTTP) && uri.scheme() != Some(&Scheme::HTTPS) {
            return Err(refuse(Problem::OtherScheme));
        }
        let authority = uri.authority().ok_or_else(|| refuse(Problem::NotAUrl))?;
        if authority.as_str().contains('@') {
            return Err(refuse(Problem::UserInfo));
        }
        let has_more_than_host = authority.as_str().len() > authority.host().len();
        if authority.host().is_empty() || (has_more_than_host && authority.port_u16().is_none()) {
            return Err(refuse(Problem::NotAUrl));
        }
        if uri.path() != "/" || uri.query().is_some() || url.contains('#') {
            return Err(refuse(Problem::Path));
        }
        Ok(Self(Arc::new(Address {
            is_loopback: is_loopback(authority.host()),
            uri,
        })))
    }

    /// The endpoint as a URI: scheme, host and port, with the path `/`.
    #[must_use]
    pub fn uri(&self) -> &Uri {
        &self.0.uri
    }

    /// The host without the port. An IPv6 address has brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        self.uri().host().unwrap_or_default()
    }

    /// Whether the host is `localhost` or a loopback address. Requests to a loopback host bypass
    /// proxies.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.0.is_loopback
    }

    fn is_secure_enough(&self) -> bool {
        self.uri().scheme() == Some(&Scheme::HTTPS) || self.is_loopback()
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || address
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

impl FromStr for Endpoint {
    type Err = EndpointError;

    fn from_str(url: &str) -> Result<Self, EndpointError> {
        let endpoint = Self::plain_http(url)?;
        if endpoint.is_secure_enough() {
            Ok(endpoint)
        } else {
            Err(Problem::PlainHttp.into())
        }
    }
}

impl TryFrom<&str> for Endpoint {
    type Error = EndpointError;

    fn try_from(url: &str) -> Result<Self, EndpointError> {
        url.parse()
    }
}

impl TryFrom<String> for Endpoint {
    type Error = EndpointError;

    fn try_from(url: String) -> Result<Self, EndpointError> {
        url.parse()
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Endpoint").field(self.uri()).finish()
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.uri().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_scheme_host_and_port() {
        for (url, uri) in [
            ("https://ecs.aliyuncs.com", "https://ecs.aliyuncs.com/"),
            ("https://ecs.aliyuncs.com/", "https://ecs.aliyuncs.com/"),
            (
                "HTTPS://ecs.aliyuncs.com:8443",
                "https://ecs.aliyuncs.com:8443/",
            ),
            ("http://localhost:1", "http://localhost:1/"),
            ("http://127.9.9.9", "http://127.9.9.9/"),
            ("http://[::1]:80/", "http://[::1]:80/"),
        ] {
            assert_eq!(url.parse::<Endpoint>().unwrap().to_string(), uri);
        }
    }

    #[test]
    fn refuses_invalid_urls_with_the_reason() {
        for (url, problem) in [
            ("", Problem::NoScheme),
            ("ecs.aliyuncs.com", Problem::NoScheme),
            ("localhost:8080", Problem::NoScheme),
            ("https://", Problem::NotAUrl),
            ("https://a b", Problem::NotAUrl),
            ("https://host:", Problem::NotAUrl),
            ("https://host:99999", Problem::NotAUrl),
            ("ftp://host", Problem::OtherScheme),
            ("https://user@host", Problem::UserInfo),
            ("https://user:secret@host", Problem::UserInfo),
            ("https://host/path", Problem::Path),
            ("https://host/?a=b", Problem::Path),
            ("https://host/#a", Problem::Path),
            ("http://ecs.aliyuncs.com", Problem::PlainHttp),
            ("http://localhost.evil.com", Problem::PlainHttp),
            ("http://10.0.0.1", Problem::PlainHttp),
        ] {
            assert_eq!(
                url.parse::<Endpoint>(),
                Err(EndpointError { problem }),
                "{url}"
            );
        }
    }

    #[test]
    fn plain_http_accepts_any_host() {
        assert_eq!(
            Endpoint::plain_http("http://10.0.0.1").unwrap().host(),
            "10.0.0.1"
        );
        assert!(Endpoint::plain_http("http://a@10.0.0.1").is_err());
    }

    #[test]
    fn errors_hide_passwords() {
        let error = "https://user:hunter2@host".parse::<Endpoint>().unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }
}
