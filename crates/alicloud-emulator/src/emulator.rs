//! The edge: a [`Gateway`] behind a socket, with a clock.

mod builder;
mod connection;
mod delivery;
mod server;

use std::{fmt, io, net::SocketAddr, sync::atomic::Ordering};

pub use self::builder::EmulatorBuilder;
use self::server::Server;
use crate::{Credentials, Fault, ReceivedRequest, VncUrlStatus};

/// A running emulator. It serves from a thread of its own until it is dropped, so that blocking
/// and async tests can use it alike.
///
/// ```
/// use alicloud_emulator::Emulator;
///
/// # fn main() -> std::io::Result<()> {
/// let emulator = Emulator::start()?;
/// assert!(emulator.endpoint().starts_with("http://127.0.0.1:"));
/// assert_eq!(emulator.connections(), 0);
/// # Ok(())
/// # }
/// ```
pub struct Emulator {
    server: Server,
    local_addr: SocketAddr,
    endpoint: String,
    credentials: Credentials,
    temporary_credentials: Credentials,
}

impl Emulator {
    /// Where to send calls: `http://127.0.0.1:PORT`, without a slash at the end.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The address it listens on.
    #[must_use]
    pub fn local_addr(&self) -> SocketAddr {
        self.local_addr
    }

    /// Long-term credentials that it accepts.
    #[must_use]
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// Temporary credentials that it accepts, with their security token.
    #[must_use]
    pub fn temporary_credentials(&self) -> &Credentials {
        &self.temporary_credentials
    }

    /// What arrived so far, oldest first: the last 1000 requests.
    #[must_use]
    pub fn requests(&self) -> Vec<ReceivedRequest> {
        self.server.shared().gateway().requests()
    }

    /// How many requests arrived so far, those that [`requests`](Self::requests) no longer lists
    /// included.
    #[must_use]
    pub fn request_count(&self) -> u64 {
        self.server.shared().gateway().request_count()
    }

    /// Makes the answers to the next `times` calls go wrong. Faults are played in the order in which
    /// they were injected.
    pub fn inject(&self, fault: Fault, times: usize) {
        self.server.shared().gateway().inject(fault, times);
    }

    /// Forgets the faults that have not been played yet.
    pub fn clear_faults(&self) {
        self.server.shared().gateway().clear_faults();
    }

    /// How many calls are still to go wrong.
    #[must_use]
    pub fn pending_faults(&self) -> usize {
        self.server.shared().gateway().pending_faults()
    }

    /// How many connections were accepted so far, closed ones included.
    #[must_use]
    pub fn connections(&self) -> u64 {
        self.server.shared().connections.load(Ordering::Relaxed)
    }

    /// Whether a `VncUrl` can be opened at the time of the emulator's clock. The URL is taken as it
    /// was handed out (percent-encoded once) or decoded (`ws://...`).
    #[must_use]
    pub fn vnc_url_status(&self, vnc_url: &str) -> VncUrlStatus {
        let shared = self.server.shared();
        shared.gateway().vnc_url_status(vnc_url, shared.now())
    }

    /// Serves until the process ends.
    ///
    /// # Errors
    ///
    /// Returns only if the server failed.
    pub fn wait(self) -> io::Result<()> {
        self.server.wait()
    }
}

impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator")
            .field("endpoint", &self.endpoint)
            .finish_non_exhaustive()
    }
}
