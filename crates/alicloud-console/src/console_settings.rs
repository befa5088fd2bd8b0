//! Settings of a console URL: page, operating system and password.

use crate::{ConsolePage, VncPassword};

/// The settings of a console URL: the page, whether the instance runs Windows, and the password.
///
/// ```
/// use alicloud_console::{ConsolePage, ConsoleSettings};
///
/// let settings = ConsoleSettings::default().page(ConsolePage::VNC2).windows(true);
/// # let _ = settings;
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConsoleSettings {
    pub(crate) page: ConsolePage,
    pub(crate) windows: bool,
    pub(crate) password: Option<VncPassword>,
}

impl ConsoleSettings {
    /// Sets the page. The default is [`ConsolePage::VNC`].
    #[must_use]
    pub fn page(mut self, page: ConsolePage) -> Self {
        self.page = page;
        self
    }

    /// Sets whether the instance runs Windows. The page needs this setting to handle the keyboard.
    /// The default is false.
    #[must_use]
    pub fn windows(mut self, windows: bool) -> Self {
        self.windows = windows;
        self
    }

    /// Sets the instance's VNC password. If a page needs a password and no password is set, the
    /// page asks the user.
    #[must_use]
    pub fn password(mut self, password: VncPassword) -> Self {
        self.password = Some(password);
        self
    }
}
