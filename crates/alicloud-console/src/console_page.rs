//! The web pages that show a terminal.

use std::{borrow::Cow, error, fmt, time::Duration};

use alicloud::{
    Endpoint,
    http::{Uri, uri::Scheme},
};

/// A web page that opens an instance's VNC service in a browser.
///
/// ```
/// use std::time::Duration;
/// use alicloud_console::ConsolePage;
///
/// assert_eq!(ConsolePage::default(), ConsolePage::VNC);
/// assert_eq!(ConsolePage::VNC2.keep_alive(), Duration::from_secs(300));
///
/// let own = ConsolePage::custom("https://console.example/vnc.html", Duration::from_secs(60))?;
/// assert!(!own.takes_password());
/// # Ok::<(), alicloud_console::ConsolePageError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsolePage {
    base: Cow<'static, str>,
    keep_alive: Duration,
    takes_password: bool,
}

impl ConsolePage {
    /// The vendor's first page. This page disconnects the terminal after 60 s without interaction,
    /// and accepts the instance's VNC password.
    pub const VNC: Self = Self {
        base: Cow::Borrowed("https://g.alicdn.com/aliyun/ecs-console-vnc/0.0.7/index.html?"),
        keep_alive: Duration::from_secs(60),
        takes_password: true,
    };

    /// The vendor's second page. This page disconnects the terminal after 300 s without
    /// interaction. The page neither needs nor accepts a password.
    pub const VNC2: Self = Self {
        base: Cow::Borrowed("https://g.alicdn.com/aliyun/ecs-console-vnc2/0.0.8/index.html?"),
        keep_alive: Duration::from_secs(300),
        takes_password: false,
    };

    /// Creates a custom page at `url`, which must accept the same parameters as the vendor's pages.
    /// The page accepts no password unless [`with_password`](Self::with_password) is called.
    ///
    /// # Errors
    ///
    /// `url` is not an `https` URL, or it has a fragment or user information. Plain `http` is
    /// allowed only for a loopback host, because the page's URL contains the terminal's URL.
    pub fn custom(url: impl Into<String>, keep_alive: Duration) -> Result<Self, ConsolePageError> {
        let mut base = url.into();
        let parsed: Uri = base
            .parse()
            .map_err(|_| ConsolePageError(Problem::NotAUrl))?;
        let (Some(scheme), Some(authority)) = (parsed.scheme(), parsed.authority()) else {
            return Err(ConsolePageError(Problem::NotAUrl));
        };
        if authority.as_str().contains('@') {
            return Err(ConsolePageError(Problem::UserInfo));
        }
        let scheme: &Scheme = scheme;
        if format!("{scheme}://{authority}")
            .parse::<Endpoint>()
            .is_err()
        {
            return Err(ConsolePageError(Problem::Scheme));
        }
        if base.contains('#') {
            return Err(ConsolePageError(Problem::Fragment));
        }
        match parsed.query() {
            None => base.push('?'),
            Some("") => {}
            Some(_) => base.push('&'),
        }
        Ok(Self {
            base: Cow::Owned(base),
            keep_alive,
            takes_password: false,
        })
    }

    /// Marks the page as accepting the instance's VNC password.
    #[must_use]
    pub fn with_password(mut self) -> Self {
        self.takes_password = true;
        self
    }

    /// The beginning of the page's URL, to which the parameters are appended.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The time without interaction after which the terminal is disconnected.
    #[must_use]
    pub fn keep_alive(&self) -> Duration {
        self.keep_alive
    }

    /// Whether the page accepts the instance's VNC password.
    #[must_use]
    pub fn takes_password(&self) -> bool {
        self.takes_password
    }
}

/// The default page is [`ConsolePage::VNC`].
impl Default for ConsolePage {
    fn default() -> Self {
        Self::VNC
    }
}

/// The error for a URL that is not valid for a console page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConsolePageError(Problem);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Problem {
    NotAUrl,
    UserInfo,
    Scheme,
    Fragment,
}

impl fmt::Display for ConsolePageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Problem::NotAUrl => "the URL of the console page is invalid: write https://HOST/PATH",
            Problem::UserInfo => {
                "the URL of the console page has user information: remove user name and password"
            }
            Problem::Scheme => "the URL of the console page is not https: use https",
            Problem::Fragment => "the URL of the console page has a fragment: remove the fragment",
        })
    }
}

impl error::Error for ConsolePageError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn custom_pages_end_with_a_parameter_separator() {
        for (url, base) in [
            ("https://a.example/vnc", "https://a.example/vnc?"),
            ("https://a.example/vnc?", "https://a.example/vnc?"),
            ("https://a.example/vnc?x=1", "https://a.example/vnc?x=1&"),
            ("http://localhost:8000/vnc", "http://localhost:8000/vnc?"),
        ] {
            let page = ConsolePage::custom(url, Duration::from_secs(1)).unwrap();
            assert_eq!(page.base(), base);
        }
    }

    #[test]
    fn refuses_invalid_page_urls() {
        for (url, problem) in [
            ("", Problem::NotAUrl),
            ("a.example", Problem::NotAUrl),
            ("/vnc", Problem::NotAUrl),
            ("ftp://a.example/", Problem::Scheme),
            ("http://a.example/", Problem::Scheme),
            ("https://u@a.example/", Problem::UserInfo),
            ("https://a.example/#top", Problem::Fragment),
        ] {
            assert_eq!(
                ConsolePage::custom(url, Duration::ZERO),
                Err(ConsolePageError(problem)),
                "{url}"
            );
        }
    }
}
