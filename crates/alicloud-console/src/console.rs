//! A console: the URL of an instance's terminal, and how long it can be opened.

use std::{
    fmt,
    time::{Duration, SystemTime},
};

use crate::ConsoleUrl;

/// A console that can be opened for a short while.
#[derive(Clone, PartialEq, Eq)]
pub struct Console {
    pub(crate) url: ConsoleUrl,
    pub(crate) request_id: Option<String>,
    pub(crate) fetched_at: SystemTime,
    pub(crate) keep_alive: Duration,
}

impl Console {
    /// How long a URL can be opened after it was fetched. A terminal that is open by then stays.
    pub const VALIDITY: Duration = Duration::from_secs(15);

    /// The URL to open in a browser. Whoever has it has the terminal.
    #[must_use]
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// The id of the call that fetched it, if the reply has one.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// When the call that fetched it was signed, which is the latest time that is surely not after
    /// the server made the URL.
    #[must_use]
    pub fn fetched_at(&self) -> SystemTime {
        self.fetched_at
    }

    /// Until when it can surely be opened.
    #[must_use]
    pub fn expires_at(&self) -> SystemTime {
        self.fetched_at + Self::VALIDITY
    }

    /// For how long it can still be opened at `now`; zero when that is over.
    #[must_use]
    pub fn remaining(&self, now: SystemTime) -> Duration {
        let left = self.expires_at().duration_since(now).unwrap_or_default();
        // A clock that was set back doesn't make it live longer.
        left.min(Self::VALIDITY)
    }

    /// After how long without interaction the terminal is disconnected.
    #[must_use]
    pub fn keep_alive(&self) -> Duration {
        self.keep_alive
    }
}

/// Without the URL.
impl fmt::Debug for Console {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Console")
            .field("request_id", &self.request_id)
            .field("fetched_at", &self.fetched_at)
            .field("keep_alive", &self.keep_alive)
            .finish_non_exhaustive()
    }
}
