//! The URL that opens an instance's terminal in a browser.

use std::{error, fmt};

use percent_encoding::utf8_percent_encode;
use zeroize::Zeroizing;

use crate::{ConsoleSettings, VncPassword, VncUrl, vnc_url::RESERVED};

/// A URL that opens an instance's terminal in a browser. Everyone who has the URL can open the
/// terminal while the contained [`VncUrl`] is valid. `Debug` omits the URL, and the URL is
/// overwritten in memory when it is dropped.
///
/// ```
/// use alicloud_console::{ConsoleSettings, ConsoleUrl};
///
/// let vnc_url = "ws%3A%2F%2Fvnc.example%2F%3Fs%3Da%252Fb".parse()?;
/// let url = ConsoleUrl::new(&vnc_url, "i-bp1", &ConsoleSettings::default())?;
/// assert_eq!(
///     url.as_str(),
///     "https://g.alicdn.com/aliyun/ecs-console-vnc/0.0.7/index.html?\
///      vncUrl=ws%3A%2F%2Fvnc.example%2F%3Fs%3Da%252Fb&instanceId=i-bp1&isWindows=false",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct ConsoleUrl(Zeroizing<String>);

/// The length of the parameter names and of the short values.
const NAMES: usize = "vncUrl=&instanceId=&isWindows=false&password=".len() + VncPassword::LENGTH;

impl ConsoleUrl {
    /// Builds the URL that opens the terminal at `vnc_url`. `instance_id` is the id of the
    /// terminal's instance.
    ///
    /// # Errors
    ///
    /// The instance id is empty, or a password is set for a page that accepts no password.
    pub fn new(
        vnc_url: &VncUrl,
        instance_id: &str,
        settings: &ConsoleSettings,
    ) -> Result<Self, ConsoleUrlError> {
        Self::check(settings)?;
        if instance_id.is_empty() {
            return Err(ConsoleUrlError::EmptyInstanceId);
        }
        // The value is in lower case, because the pages read `True` as false.
        let windows = if settings.windows { "true" } else { "false" };
        let vnc_url = Zeroizing::new(vnc_url.percent_encoded());
        let instance_id = utf8_percent_encode(instance_id, RESERVED).to_string();
        // The capacity is large enough from the start, because a string that grows leaves copies of
        // its old content in memory.
        let length = settings.page.base().len() + vnc_url.len() + instance_id.len() + NAMES;
        let mut url = Zeroizing::new(String::with_capacity(length));
        for part in [
            settings.page.base(),
            "vncUrl=",
            &vnc_url,
            "&instanceId=",
            &instance_id,
            "&isWindows=",
            windows,
        ] {
            url.push_str(part);
        }
        if let Some(password) = &settings.password {
            url.push_str("&password=");
            url.push_str(password.as_str());
        }
        Ok(Self(url))
    }

    /// Refuses a password that the page doesn't accept.
    pub(crate) fn check(settings: &ConsoleSettings) -> Result<(), ConsoleUrlError> {
        if settings.password.is_some() && !settings.page.takes_password() {
            return Err(ConsoleUrlError::PasswordNotTaken);
        }
        Ok(())
    }

    /// The URL.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ConsoleUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ConsoleUrl([redacted])")
    }
}

/// The reason why a console URL can't be built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConsoleUrlError {
    /// The instance id is empty.
    EmptyInstanceId,
    /// A password is set, but the page accepts no password.
    PasswordNotTaken,
}

impl ConsoleUrlError {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::EmptyInstanceId => "the instance id is empty",
            Self::PasswordNotTaken => {
                "the console page accepts no VNC password: remove the password, or choose another \
                 page"
            }
        }
    }
}

impl fmt::Display for ConsoleUrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl error::Error for ConsoleUrlError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ConsolePage;

    const VNC_URL: &str = "ws%3A%2F%2Fhz01-vncproxy.aliyun.com%2Fwebsockify%2F%3Fs%3DDvh%252FIA%252BYc73gWO48cBx2gBxUDVzaAnSKr74pq30mzqUYgeUMcB%252FbkNixDxdEA996";

    fn url(settings: &ConsoleSettings) -> Result<String, ConsoleUrlError> {
        let vnc_url = VNC_URL.parse().unwrap();
        let url = ConsoleUrl::new(&vnc_url, "AY121018033933eaxxxxxxx", settings);
        url.map(|url| url.as_str().to_owned())
    }

    #[test]
    fn builds_a_first_page_url_with_password_and_windows() {
        let password = "aB3456".parse().unwrap();
        let settings = ConsoleSettings::default().windows(true).password(password);
        assert_eq!(
            url(&settings).unwrap(),
            format!(
                "https://g.alicdn.com/aliyun/ecs-console-vnc/0.0.7/index.html?vncUrl={VNC_URL}\
                 &instanceId=AY121018033933eaxxxxxxx&isWindows=true&password=aB3456"
            )
        );
    }

    #[test]
    fn builds_a_second_page_url() {
        assert_eq!(
            url(&ConsoleSettings::default().page(ConsolePage::VNC2)).unwrap(),
            format!(
                "https://g.alicdn.com/aliyun/ecs-console-vnc2/0.0.8/index.html?vncUrl={VNC_URL}\
                 &instanceId=AY121018033933eaxxxxxxx&isWindows=false"
            )
        );
    }

    #[test]
    fn refuses_a_password_that_the_page_does_not_accept() {
        let settings = ConsoleSettings::default()
            .page(ConsolePage::VNC2)
            .password("123456".parse().unwrap());
        assert_eq!(url(&settings), Err(ConsoleUrlError::PasswordNotTaken));
    }

    #[test]
    fn percent_encodes_instance_ids_and_refuses_empty_ids() {
        let vnc_url = VNC_URL.parse().unwrap();
        let settings = ConsoleSettings::default();
        let url = ConsoleUrl::new(&vnc_url, "i&isWindows=true#ä", &settings).unwrap();
        assert!(
            url.as_str()
                .ends_with("&instanceId=i%26isWindows%3Dtrue%23%C3%A4&isWindows=false")
        );
        let error = ConsoleUrl::new(&vnc_url, "", &settings).unwrap_err();
        assert_eq!(error, ConsoleUrlError::EmptyInstanceId);
    }
}
