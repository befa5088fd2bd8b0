//! A document over HTTPS, within limits.

use std::{net::IpAddr, str::FromStr, time::Duration};

use ureq::{
    Agent,
    http::{Uri, header, uri::Scheme},
};

use super::progress::Progress;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const WHOLE_TIMEOUT: Duration = Duration::from_secs(120);
/// The largest specification there is has a twentieth of it.
const BODY_LIMIT: u64 = 64 * 1024 * 1024;

/// Where the vendor's metadata is served, without a slash at the end.
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
            .map_err(|error| format!("it is no URL ({error})"))?;
        let host = uri.host().unwrap_or_default();
        let address = host.trim_start_matches('[').trim_end_matches(']');
        let is_loopback = host.eq_ignore_ascii_case("localhost")
            || address
                .parse::<IpAddr>()
                .is_ok_and(|address| address.is_loopback());
        let scheme = uri.scheme();
        if scheme == Some(&Scheme::HTTP) && !is_loopback {
            return Err("plain http is for this machine alone; use https".to_owned());
        }
        if scheme != Some(&Scheme::HTTP) && scheme != Some(&Scheme::HTTPS) {
            return Err("it must begin with `https://`".to_owned());
        }
        if text.contains(['?', '#', '@']) {
            return Err("it must be scheme, host and maybe a path, nothing else".to_owned());
        }
        Ok(Self {
            text: text.to_owned(),
            is_loopback,
        })
    }
}

impl BaseUrl {
    /// The URL of `path`, which begins with a slash.
    pub(super) fn join(&self, path: &str) -> String {
        format!("{}{path}", self.text)
    }

    /// The text at `url`, which is one of this base.
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
                "redirects to `{to}`, which is not followed; give another --base-url if you trust it"
            )));
        }
        if status != 200 {
            return Err(failed(format!(
                "answers {status}; is there such a product and version?"
            )));
        }
        let too_large = || failed(format!("is larger than {BODY_LIMIT} bytes"));
        let announced = text(header::CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
        if announced.is_some_and(|length| length > BODY_LIMIT) {
            return Err(too_large());
        }
        let body = response.body_mut().with_config().limit(BODY_LIMIT);
        let bytes = body.read_to_vec().map_err(|error| match error {
            ureq::Error::BodyExceedsLimit(_) => too_large(),
            error => failed(error.to_string()),
        })?;
        String::from_utf8(bytes).map_err(|_| failed("is no UTF-8".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_for_this_machine_alone() {
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
                "plain http is for this machine alone; use https",
            ),
            (
                "http://localhost.example.com",
                "plain http is for this machine alone; use https",
            ),
            ("ftp://127.0.0.1", "it must begin with `https://`"),
            ("api.example.com", "it must begin with `https://`"),
            (
                "https://me@api.example.com",
                "it must be scheme, host and maybe a path, nothing else",
            ),
            (
                "https://api.example.com/?q",
                "it must be scheme, host and maybe a path, nothing else",
            ),
        ] {
            assert_eq!(url.parse::<BaseUrl>(), Err(problem.to_owned()), "{url}");
        }
    }

    #[test]
    fn a_base_may_have_a_path() {
        let base: BaseUrl = "https://example.com/mirror/".parse().unwrap();
        assert_eq!(base.join("/a/b"), "https://example.com/mirror/a/b");
    }
}
