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
    /// The vendor's first page: a connection lives for 60 s without interaction, and the page takes
    /// the instance's VNC password.
    pub const VNC: Self = Self {
        base: Cow::Borrowed("https://g.alicdn.com/aliyun/ecs-console-vnc/0.0.7/index.html?"),
        keep_alive: Duration::from_secs(60),
        takes_password: true,
    };

    /// The vendor's second page: a connection lives for 300 s without interaction, and no password
    /// is needed.
    pub const VNC2: Self = Self {
        base: Cow::Borrowed("https://g.alicdn.com/aliyun/ecs-console-vnc2/0.0.8/index.html?"),
        keep_alive: Duration::from_secs(300),
        takes_password: false,
    };

    /// A page of one's own at `url`, which takes the same parameters and no password.
    ///
    /// # Errors
    ///
    /// `url` isn't an `https` URL (`http` is taken for loopback alone, since the page's URL holds
    /// the terminal's), or has a fragment.
    pub fn custom(url: impl Into<String>, keep_alive: Duration) -> Result<Self, ConsolePageError> {
        let mut base = url.into();
        let parsed: Uri = base.parse().map_err(|_| ConsolePageError)?;
        let (Some(scheme), Some(authority)) = (parsed.scheme(), parsed.authority()) else {
            return Err(ConsolePageError);
        };
        let scheme: &Scheme = scheme;
        let origin = format!("{scheme}://{authority}").parse::<Endpoint>();
        if origin.is_err() || base.contains('#') {
            return Err(ConsolePageError);
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

    /// Says that the page takes the instance's VNC password.
    #[must_use]
    pub fn with_password(mut self) -> Self {
        self.takes_password = true;
        self
    }

    /// The page's URL, up to where its parameters go.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// After how long without interaction the terminal is disconnected.
    #[must_use]
    pub fn keep_alive(&self) -> Duration {
        self.keep_alive
    }

    /// Whether the page takes the instance's VNC password.
    #[must_use]
    pub fn takes_password(&self) -> bool {
        self.takes_password
    }
}

/// [`ConsolePage::VNC`].
impl Default for ConsolePage {
    fn default() -> Self {
        Self::VNC
    }
}

/// A URL that can't be that of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConsolePageError;

impl fmt::Display for ConsolePageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a console page is an https URL (http for loopback alone) without user information \
             and fragment",
        )
    }
}

impl error::Error for ConsolePageError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn custom_pages_end_where_parameters_go() {
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
    fn other_urls_are_refused() {
        for url in [
            "",
            "a.example",
            "/vnc",
            "ftp://a.example/",
            "http://a.example/",
            "https://u@a.example/",
            "https://a.example/#top",
        ] {
            assert_eq!(
                ConsolePage::custom(url, Duration::ZERO),
                Err(ConsolePageError),
                "{url}"
            );
        }
    }
}
