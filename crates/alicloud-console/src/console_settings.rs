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
    /// Sets the page; [`ConsolePage::VNC`] by default.
    #[must_use]
    pub fn page(mut self, page: ConsolePage) -> Self {
        self.page = page;
        self
    }

    /// Says whether the instance runs Windows, which the page needs to know for its keyboard; not,
    /// by default.
    #[must_use]
    pub fn windows(mut self, windows: bool) -> Self {
        self.windows = windows;
        self
    }

    /// Sets the instance's VNC password. Without one the page asks for it.
    #[must_use]
    pub fn password(mut self, password: VncPassword) -> Self {
        self.password = Some(password);
        self
    }
}
