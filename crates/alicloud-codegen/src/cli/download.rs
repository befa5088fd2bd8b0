//! Downloads over HTTPS, or over plain HTTP from loopback hosts, with limits on time and size.

use std::{net::IpAddr, str::FromStr, time::Duration};

use ureq::{
    Agent,
    http::{Uri, header, uri::Scheme},
};

use super::progress::Progress;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const WHOLE_TIMEOUT: Duration = Duration::from_secs(120);
/// The largest size of a download. The largest known specification is a twentieth of this size.
const BODY_LIMIT: u64 = 64 * 1024 * 1024;

/// The URL of a server of the vendor's metadata, without a slash at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BaseUrl {
    text: String,
    is_loopback: bool,
}

impl FromStr for BaseUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim_end_matches('/');
        let uri: Uri = text
            .parse()
            .map_err(|error| format!("not a valid URL ({error})"))?;
        let host = uri.host().unwrap_or_default();
        let address = host.trim_start_matches('[').trim_end_matches(']');
        let is_loopback = host.eq_ignore_ascii_case("localhost")
            || address
                .parse::<IpAddr>()
                .is_ok_and(|address| address.is_loopback());
        let scheme = uri.scheme();
        if scheme == Some(&Scheme::HTTP) && !is_loopback {
            return Err("plain HTTP is allowed only for loopback hosts; use https".to_owned());
        }
        if scheme != Some(&Scheme::HTTP) && scheme != Some(&Scheme::HTTPS) {
            return Err("the URL must begin with `https://`".to_owned());
        }
        if text.contains(['?', '#', '@']) {
            return Err("the URL must not have a query, a fragment or user information".to_owned());
        }
        Ok(Self {
            text: text.to_owned(),
            is_loopback,
        })
    }
}

impl BaseUrl {
    /// Returns the URL of `path`, which begins with a slash.
    pub(super) fn join(&self, path: &str) -> String {
        format!("{}{path}", self.text)
    }

    /// Downloads the text at `url`, a URL on this server.
    pub(super) fn get(&self, url: &str) -> Result<String, String> {
        let failed = |problem: String| format!("{url}: {problem}");
        let mut config = Agent::config_builder()
            .timeout_connect(Some(CONNECT_TIMEOUT))
            .timeout_global(Some(WHOLE_TIMEOUT))
            .http_status_as_error(false)
            .max_redirects(0);
        if self.is_loopback {
            config = config.proxy(None);
        }
        let agent = Agent::from(config.build());
        let _progress = Progress::start(format!("downloading {url}"));
        let mut response = agent
            .get(url)
            .call()
            .map_err(|error| failed(error.to_string()))?;

        let status = response.status();
        let text = |name| {
            let value = response.headers().get(name)?;
            value.to_str().ok().map(str::to_owned)
        };
        if status.is_redirection() {
            let to = text(header::LOCATION).unwrap_or_default();
            return Err(failed(format!(
                "redirects are not followed, but the server redirects to `{to}`; if you trust that \
                 host, pass it in --base-url"
            )));
        }
        if status != 200 {
            return Err(failed(format!(
                "the server answered {status}; check the product and the version"
            )));
        }
        let too_large = || failed(format!("the reply is larger than {BODY_LIMIT} bytes"));
        let announced = text(header::CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
        if announced.is_some_and(|length| length > BODY_LIMIT) {
            return Err(too_large());
        }
        let body = response.body_mut().with_config().limit(BODY_LIMIT);
        let bytes = body.read_to_vec().map_err(|error| match error {
            ureq::Error::BodyExceedsLimit(_) => too_large(),
            error => failed(error.to_string()),
        })?;
        String::from_utf8(bytes).map_err(|_| failed("the reply is not UTF-8".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_https_and_plain_http_to_loopback_hosts_only() {
        for url in [
            "https://api.example.com",
            "https://api.example.com/mirror/",
            "http://localhost:8080",
            "http://127.0.0.1",
            "http://[::1]:80/x",
        ] {
            assert!(url.parse::<BaseUrl>().is_ok(), "{url}");
        }
        for (url, problem) in [
            (
                "http://api.example.com",
                "plain HTTP is allowed only for loopback hosts; use https",
            ),
            (
                "http://localhost.example.com",
                "plain HTTP is allowed only for loopback hosts; use https",
            ),
            ("ftp://127.0.0.1", "the URL must begin with `https://`"),
            ("api.example.com", "the URL must begin with `https://`"),
            (
                "https://me@api.example.com",
                "the URL must not have a query, a fragment or user information",
            ),
            (
                "https://api.example.com/?q",
                "the URL must not have a query, a fragment or user information",
            ),
        ] {
            assert_eq!(url.parse::<BaseUrl>(), Err(problem.to_owned()), "{url}");
        }
    }

    #[test]
    fn appends_paths_to_a_base_url_with_a_path() {
        let base: BaseUrl = "https://example.com/mirror/".parse().unwrap();
        assert_eq!(base.join("/a/b"), "https://example.com/mirror/a/b");
    }
}
