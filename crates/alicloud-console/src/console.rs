//! A console: the URL of an instance's terminal, and the validity of the URL.

use std::{
    fmt,
    time::{Duration, SystemTime},
};

use crate::ConsoleUrl;

/// The URL of an instance's terminal. The URL can be opened only for a short time.
#[derive(Clone, PartialEq, Eq)]
pub struct Console {
    pub(crate) url: ConsoleUrl,
    pub(crate) request_id: Option<String>,
    pub(crate) fetched_at: SystemTime,
    pub(crate) keep_alive: Duration,
}

impl Console {
    /// The time for which a URL can be opened after it was fetched: 15 seconds. A terminal that is
    /// already open stays open.
    pub const VALIDITY: Duration = Duration::from_secs(15);

    /// The URL to open in a browser. Everyone who has the URL can use the terminal.
    #[must_use]
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// The request id of the call that fetched the URL, if the reply has a request id.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// The time when the call that fetched the URL was signed. The server created the URL at this
    /// time or later.
    #[must_use]
    pub fn fetched_at(&self) -> SystemTime {
        self.fetched_at
    }

    /// The URL can be opened at least until this time.
    #[must_use]
    pub fn expires_at(&self) -> SystemTime {
        self.fetched_at + Self::VALIDITY
    }

    /// The time that is left at `now` to open the URL, or zero if the URL has expired.
    #[must_use]
    pub fn remaining(&self, now: SystemTime) -> Duration {
        let left = self.expires_at().duration_since(now).unwrap_or_default();
        // Setting the clock back must not extend the validity.
        left.min(Self::VALIDITY)
    }

    /// The time without interaction after which the terminal is disconnected.
    #[must_use]
    pub fn keep_alive(&self) -> Duration {
        self.keep_alive
    }
}

/// Omits the URL, because everyone who has it can use the terminal.
impl fmt::Debug for Console {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Console")
            .field("request_id", &self.request_id)
            .field("fetched_at", &self.fetched_at)
            .field("keep_alive", &self.keep_alive)
            .finish_non_exhaustive()
    }
}
