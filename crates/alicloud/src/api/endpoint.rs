//! Where requests go.

use std::{fmt, net::IpAddr, str::FromStr, sync::Arc};

use http::{Uri, uri::Scheme};

use crate::error::{EndpointError, EndpointProblem as Problem};

/// The address of a product's service: scheme, host and maybe a port, nothing else.
///
/// `https` is what it should be. `http` carries the access key id and, worse, security tokens in
/// the clear, so it is taken only for a loopback host, or by [`Endpoint::plain_http`].
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
/// Cloning is cheap.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Endpoint(Arc<Address>);

#[derive(PartialEq, Eq, Hash)]
struct Address {
    uri: Uri,
    is_loopback: bool,
}

impl Endpoint {
    /// An endpoint that may be plain `http` to any host.
    ///
    /// # Errors
    ///
    /// Everything an endpoint can be refused for, save plain `http`.
    pub fn plain_http(url: &str) -> Result<Self, EndpointError> {
        let refuse = EndpointError::from;
        // An empty or relative text is a valid URI reference, so look for the scheme first: it is
        // what people forget.
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

    /// Scheme and authority with the path `/`.
    #[must_use]
    pub fn uri(&self) -> &Uri {
        &self.0.uri
    }

    /// The host, without a port; an IPv6 address is in brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        self.uri().host().unwrap_or_default()
    }

    /// Whether the host is this machine: `localhost` or a loopback address. What goes there goes
    /// through no proxy.
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
    fn refuses_the_rest_and_says_why() {
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
    fn plain_http_can_be_asked_for() {
        assert_eq!(
            Endpoint::plain_http("http://10.0.0.1").unwrap().host(),
            "10.0.0.1"
        );
        assert!(Endpoint::plain_http("http://a@10.0.0.1").is_err());
    }

    #[test]
    fn an_error_does_not_repeat_a_password() {
        let error = "https://user:hunter2@host".parse::<Endpoint>().unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }
}
