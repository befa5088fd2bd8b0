//! What an emulator can be told before it starts.

use std::{
    fmt, io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener},
    time::SystemTime,
};

use super::{
    Emulator,
    server::{Clock, Server},
};
use crate::{Credentials, Gateway, Scenario};

/// What an [`Emulator`] is to be. [`Emulator::builder`] begins one.
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use alicloud_emulator::{Credentials, Emulator};
///
/// # fn main() -> std::io::Result<()> {
/// let emulator = Emulator::builder()
///     .credentials(Credentials::new("testid", "testsecret"))
///     .clock(|| SystemTime::now() + Duration::from_secs(3600))
///     .start()?;
/// assert_eq!(emulator.credentials().access_key_id(), "testid");
/// # Ok(())
/// # }
/// ```
pub struct EmulatorBuilder {
    listen: SocketAddr,
    remote_clients: bool,
    credentials: Credentials,
    temporary_credentials: Credentials,
    more_credentials: Vec<Credentials>,
    scenario: Scenario,
    clock: Clock,
}

impl Emulator {
    /// Starts an emulator of the default [`Scenario`](crate::Scenario) on a free port of 127.0.0.1.
    ///
    /// # Errors
    ///
    /// If no port can be had, or no thread.
    pub fn start() -> io::Result<Self> {
        Self::builder().start()
    }

    /// Starts an emulator that differs from the usual.
    #[must_use]
    pub fn builder() -> EmulatorBuilder {
        EmulatorBuilder::default()
    }
}

impl EmulatorBuilder {
    /// Listens on this address. The default is a free port of 127.0.0.1, and port 0 means a free
    /// one.
    #[must_use]
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// Allows an address that other machines can reach. The test credentials are no protection. Faults
    /// by HTTP remain for clients that use a loopback host.
    #[must_use]
    pub fn allow_remote_clients(mut self) -> Self {
        self.remote_clients = true;
        self
    }

    /// Replaces the credentials that it accepts.
    #[must_use]
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = credentials;
        self
    }

    /// Replaces the temporary credentials that it accepts too.
    #[must_use]
    pub fn temporary_credentials(mut self, credentials: Credentials) -> Self {
        self.temporary_credentials = credentials;
        self
    }

    /// Accepts these credentials as well, such as those that a source of credentials hands out one
    /// after the other.
    #[must_use]
    pub fn more_credentials(mut self, credentials: impl IntoIterator<Item = Credentials>) -> Self {
        self.more_credentials.extend(credentials);
        self
    }

    /// Replaces the regions and instances that it plays.
    #[must_use]
    pub fn scenario(mut self, scenario: Scenario) -> Self {
        self.scenario = scenario;
        self
    }

    /// Replaces the clock, which decides about timestamps, nonces and the age of a `VncUrl`. The
    /// default is the system's.
    #[must_use]
    pub fn clock(mut self, clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Box::new(clock);
        self
    }

    /// Starts the emulator; when this returns, it accepts connections.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`](io::ErrorKind::InvalidInput) for an address that other machines can reach,
    /// unless [`allow_remote_clients`](Self::allow_remote_clients) was called; otherwise what
    /// prevented it from listening or from starting its thread.
    pub fn start(self) -> io::Result<Emulator> {
        if !self.listen.ip().is_loopback() && !self.remote_clients {
            let message = format!(
                "{} is not a loopback address: listen on 127.0.0.1, or call allow_remote_clients",
                self.listen
            );
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        let listener = TcpListener::bind(self.listen)?;
        let local_addr = listener.local_addr()?;
        let authority = connectable(local_addr).to_string();
        let credentials = [self.credentials.clone(), self.temporary_credentials.clone()];
        let credentials = credentials.into_iter().chain(self.more_credentials);
        let gateway = Gateway::new(credentials, self.scenario, &authority);
        Ok(Emulator {
            server: Server::start(listener, gateway, self.clock)?,
            local_addr,
            endpoint: format!("http://{authority}"),
            credentials: self.credentials,
            temporary_credentials: self.temporary_credentials,
        })
    }
}

impl Default for EmulatorBuilder {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            remote_clients: false,
            credentials: Credentials::new("emulator-key-id", "emulator-key-secret"),
            // The token has characters that a client must encode.
            temporary_credentials: Credentials::new("STS.emulator-key-id", "emulator-sts-secret")
                .with_security_token("emulator/security+token="),
            more_credentials: Vec::new(),
            scenario: Scenario::default(),
            clock: Box::new(SystemTime::now),
        }
    }
}

impl fmt::Debug for EmulatorBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EmulatorBuilder")
            .field("listen", &self.listen)
            .field("remote_clients", &self.remote_clients)
            .field("credentials", &self.credentials)
            .field("temporary_credentials", &self.temporary_credentials)
            .field("more_credentials", &self.more_credentials)
            .field("scenario", &self.scenario)
            .finish_non_exhaustive()
    }
}

/// An address a client on this machine can connect to: an unspecified one is no destination.
fn connectable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unspecified_address_is_reached_over_loopback() {
        let address = |text: &str| connectable(text.parse().unwrap()).to_string();
        assert_eq!(address("0.0.0.0:80"), "127.0.0.1:80");
        assert_eq!(address("[::]:80"), "[::1]:80");
        assert_eq!(address("192.0.2.1:80"), "192.0.2.1:80");
    }
}
