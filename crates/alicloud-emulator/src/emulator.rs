//! A [`Gateway`](crate::Gateway) that serves a socket, with a clock.

mod builder;
mod connection;
mod delivery;
mod server;
mod websocket;

use std::{fmt, io, net::SocketAddr, sync::atomic::Ordering};

pub use self::builder::EmulatorBuilder;
use self::server::Server;
use crate::{
    ControlError, Credentials, Fault, PreparedError, PreparedReply, ReceivedRequest, Scenario,
    VncUrlStatus, gateway::CONSOLE_PAGE_PATH,
};

/// A running emulator. The emulator serves requests on its own thread until the [`Emulator`] is
/// dropped. Both blocking and async tests can therefore use the emulator. The documentation of
/// [`Gateway`](crate::Gateway) describes the checks and the answers.
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
    /// The endpoint for calls, such as `http://127.0.0.1:8080`, without a trailing slash.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The URL of the emulator's console page, without a query.
    ///
    /// The page takes the place of the vendor's page: it reads the same query, opens the WebSocket
    /// of the `vncUrl`, and shows whether the `vncUrl` is valid.
    ///
    /// ```
    /// use alicloud_emulator::Emulator;
    ///
    /// # fn main() -> std::io::Result<()> {
    /// let emulator = Emulator::start()?;
    /// assert!(emulator.console_page_url().ends_with("/_emulator/console"));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn console_page_url(&self) -> String {
        format!("{}{CONSOLE_PAGE_PATH}", self.endpoint)
    }

    /// The address on which the emulator listens.
    #[must_use]
    pub fn local_addr(&self) -> SocketAddr {
        self.local_addr
    }

    /// The long-term credentials that the emulator accepts.
    #[must_use]
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// The temporary credentials that the emulator accepts, with their security token.
    #[must_use]
    pub fn temporary_credentials(&self) -> &Credentials {
        &self.temporary_credentials
    }

    /// The latest received requests, oldest first: at most 1000, and at most 16 MiB. Requests to
    /// the [control endpoints](crate::guide::control_endpoints) and for the console page are not
    /// listed. WebSocket handshakes that violate RFC 6455 are not listed either.
    #[must_use]
    pub fn requests(&self) -> Vec<ReceivedRequest> {
        self.server.shared().gateway().requests()
    }

    /// The number of all received requests, including older requests than
    /// [`requests`](Self::requests) lists.
    #[must_use]
    pub fn request_count(&self) -> u64 {
        self.server.shared().gateway().request_count()
    }

    /// Applies `fault` to the next `times` calls, or to no call if `times` is 0. Faults apply in
    /// the order in which they were injected.
    pub fn inject(&self, fault: Fault, times: u64) {
        self.server.shared().gateway().inject(fault, times);
    }

    /// Removes the pending faults.
    pub fn clear_faults(&self) {
        self.server.shared().gateway().clear_faults();
    }

    /// The number of calls to which the pending faults will apply.
    #[must_use]
    pub fn pending_faults(&self) -> u64 {
        self.server.shared().gateway().pending_faults()
    }

    /// Answers calls of an operation with a reply. Several replies for one operation apply in the
    /// order in which they were added.
    ///
    /// # Errors
    ///
    /// Fails if the emulator doesn't serve the operation.
    pub fn add_reply(&self, reply: PreparedReply) -> Result<(), ControlError> {
        self.server.shared().gateway().add_reply(reply)
    }

    /// Removes the pending replies.
    pub fn clear_replies(&self) {
        self.server.shared().gateway().clear_replies();
    }

    /// The pending replies, in the order in which they were added.
    #[must_use]
    pub fn pending_replies(&self) -> Vec<PreparedReply> {
        self.server.shared().gateway().pending_replies()
    }

    /// Answers calls of an operation with an error that the operation declares. Several errors for
    /// one operation apply in the order in which they were added, and before all replies.
    ///
    /// # Errors
    ///
    /// Fails if the emulator doesn't serve the operation, or if the operation doesn't declare the
    /// error.
    pub fn add_error(&self, error: PreparedError) -> Result<(), ControlError> {
        self.server.shared().gateway().add_error(error)
    }

    /// Removes the pending errors.
    pub fn clear_errors(&self) {
        self.server.shared().gateway().clear_errors();
    }

    /// The pending errors, in the order in which they were added.
    #[must_use]
    pub fn pending_errors(&self) -> Vec<PreparedError> {
        self.server.shared().gateway().pending_errors()
    }

    /// Replaces the scenario. The emulator forgets the ids that calls created, and the replies to
    /// calls with a `ClientToken`.
    ///
    /// ```
    /// use alicloud_emulator::{Emulator, Instance, Scenario};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let emulator = Emulator::start()?;
    /// let instance = Instance::new("cn-hangzhou", "i-1");
    /// emulator.set_scenario(Scenario::empty().with_instance(instance))?;
    /// assert_eq!(emulator.scenario().instances().len(), 1);
    /// emulator.reset_scenario();
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Fails if the scenario [forbids](Scenario::forbidding) an operation that the emulator doesn't
    /// serve.
    pub fn set_scenario(&self, scenario: Scenario) -> Result<(), ControlError> {
        self.server.shared().gateway().set_scenario(scenario)
    }

    /// Restores the scenario from the start, and forgets what calls created.
    pub fn reset_scenario(&self) {
        self.server.shared().gateway().reset_scenario();
    }

    /// The scenario in its current state.
    #[must_use]
    pub fn scenario(&self) -> Scenario {
        let shared = self.server.shared();
        shared.gateway().scenario(shared.now()).clone()
    }

    /// Forgets the received requests. [`request_count`](Self::request_count) is then 0.
    pub fn clear_requests(&self) {
        self.server.shared().gateway().clear_requests();
    }

    /// The number of accepted connections, including closed connections.
    #[must_use]
    pub fn connections(&self) -> u64 {
        self.server.shared().connections.load(Ordering::Relaxed)
    }

    /// The status of a `VncUrl` at the current time of the emulator's clock. The URL may be
    /// percent-encoded once, as it was issued, or decoded (`ws://...`).
    #[must_use]
    pub fn vnc_url_status(&self, vnc_url: &str) -> VncUrlStatus {
        let shared = self.server.shared();
        shared.gateway().vnc_url_status(vnc_url, shared.now())
    }

    /// Blocks the calling thread while the emulator serves requests, normally until the process
    /// ends.
    ///
    /// # Errors
    ///
    /// Always returns an error, because this method returns only if the server thread ended.
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
