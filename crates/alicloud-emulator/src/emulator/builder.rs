//! The configuration of an emulator before its start.

use std::{
    fmt, fs, io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener},
    path::Path,
    time::{Duration, SystemTime},
};

use super::{
    Emulator,
    server::{Clock, Server},
    websocket::IDLE,
};
use crate::{
    Credentials, Gateway, Scenario, SpecificationError, arguments::Strictness, catalog::Catalog,
    ecs::Ecs, operations::Operations, specification::Specification,
};

/// The configuration of an [`Emulator`]. [`Emulator::builder`] creates a builder.
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
    catalog: Catalog,
    strictness: Strictness,
    seed: u64,
    clock: Clock,
    idle: Duration,
}

impl Emulator {
    /// Starts an emulator with the default [`Scenario`](crate::Scenario) on a free port of
    /// 127.0.0.1.
    ///
    /// # Errors
    ///
    /// Fails if no port is free, or if the thread can't be started.
    pub fn start() -> io::Result<Self> {
        Self::builder().start()
    }

    /// Creates a builder with the default configuration.
    #[must_use]
    pub fn builder() -> EmulatorBuilder {
        EmulatorBuilder::default()
    }
}

impl EmulatorBuilder {
    /// Sets the address to listen on. Port 0 selects a free port. The default is 127.0.0.1:0.
    #[must_use]
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// Allows listening on an address that other machines can reach. The default credentials are
    /// public, so they don't protect the emulator. The [control endpoints] still accept only
    /// requests whose `Host` header is `localhost` or a loopback address.
    ///
    /// [control endpoints]: crate::guide::control_endpoints
    #[must_use]
    pub fn allow_remote_clients(mut self) -> Self {
        self.remote_clients = true;
        self
    }

    /// Replaces the long-term credentials that the emulator accepts.
    #[must_use]
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = credentials;
        self
    }

    /// Replaces the temporary credentials that the emulator accepts.
    #[must_use]
    pub fn temporary_credentials(mut self, credentials: Credentials) -> Self {
        self.temporary_credentials = credentials;
        self
    }

    /// Adds credentials that the emulator accepts, for example the successive credentials of a
    /// rotating credentials source.
    #[must_use]
    pub fn more_credentials(mut self, credentials: impl IntoIterator<Item = Credentials>) -> Self {
        self.more_credentials.extend(credentials);
        self
    }

    /// Replaces the regions and instances that the emulator simulates. [`start`](Self::start) fails
    /// if the scenario [forbids](Scenario::forbidding) an operation that the emulator doesn't
    /// serve.
    #[must_use]
    pub fn scenario(mut self, scenario: Scenario) -> Self {
        self.scenario = scenario;
        self
    }

    /// Adds a specification, whose operations the emulator serves: the vendor's `api-docs.json`, or
    /// a file that contains only its facts. The specification replaces a built-in specification of
    /// the same product and version.
    ///
    /// # Errors
    ///
    /// Fails if `text` isn't a specification of RPC style, or if another specification has an
    /// operation of the same name and version.
    pub fn specification(mut self, text: &str) -> Result<Self, SpecificationError> {
        self.catalog.add(Specification::read(text)?, None, None)?;
        Ok(self)
    }

    /// Adds a specification that is served only at `host`, such as `slb.example`. The `Host` header
    /// of a request selects the specification. At this host, the specification comes before the
    /// specifications of all hosts, which still serve the operations that it lacks.
    ///
    /// # Errors
    ///
    /// Fails like [`specification`](Self::specification), and if `host` isn't a host name without a
    /// port.
    pub fn specification_at(mut self, host: &str, text: &str) -> Result<Self, SpecificationError> {
        self.catalog
            .add(Specification::read(text)?, Some(host.to_owned()), None)?;
        Ok(self)
    }

    /// Adds the specification that a file contains. With a host, the specification is served only
    /// there. Errors name the file.
    ///
    /// # Errors
    ///
    /// Fails like [`specification`](Self::specification), and if the file can't be read. In this
    /// case, the error has an [`io::Error`] as its source.
    pub fn specification_file(
        mut self,
        path: impl AsRef<Path>,
        host: Option<&str>,
    ) -> Result<Self, SpecificationError> {
        let path = path.as_ref();
        let file = path.display().to_string();
        let read = || {
            let text = fs::read_to_string(path)
                .map_err(|error| SpecificationError::caused_by("can't be read", error))?;
            Specification::read(&text)
        };
        let specification = read().map_err(|error| error.within(&*file))?;
        let host = host.map(str::to_owned);
        self.catalog.add(specification, host, Some(file))?;
        Ok(self)
    }

    /// Accepts values that a specification forbids by an enumeration, a limit or a pattern. Names,
    /// places, types and required parameters are still checked.
    #[must_use]
    pub fn lenient(mut self) -> Self {
        self.strictness = Strictness::Lenient;
        self
    }

    /// Sets the seed of made-up values. Emulators with the same seed give the same replies to the
    /// same calls. The default is 0.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Replaces the clock, which determines the validity of credentials, timestamps, nonces and
    /// `VncUrl`s. The default is the system clock.
    #[must_use]
    pub fn clock(mut self, clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Box::new(clock);
        self
    }

    /// Sets the time without a frame after which the WebSocket session of a `VncUrl` ends. The
    /// default is 60 seconds. The timeout uses real time, even if [`clock`](Self::clock) was
    /// called.
    #[must_use]
    pub fn websocket_idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle = timeout;
        self
    }

    /// Creates a gateway with this configuration, for tests without a socket. The `VncUrl`s of the
    /// gateway point to `authority`. The gateway has no clock, because each call of
    /// [`answer`](Gateway::answer) gets the time. A [forbidden](Scenario::forbidding) operation
    /// that the gateway doesn't serve has no effect.
    #[must_use]
    pub fn gateway(&self, authority: impl Into<String>) -> Gateway {
        let credentials = [&self.credentials, &self.temporary_credentials];
        let credentials = credentials.into_iter().chain(&self.more_credentials);
        let ecs = Ecs::new(self.scenario.clone(), authority.into());
        let catalog = self.catalog.clone();
        let operations = Operations::new(catalog, self.strictness, self.seed, ecs);
        Gateway::with_operations(credentials.cloned(), operations)
    }

    /// Starts the emulator. When this method returns, the emulator accepts connections.
    ///
    /// # Errors
    ///
    /// Fails with [`InvalidInput`](io::ErrorKind::InvalidInput) if other machines can reach the
    /// address and [`allow_remote_clients`](Self::allow_remote_clients) was not called, or if the
    /// scenario forbids an operation that the emulator doesn't serve. Also fails if the emulator
    /// can't listen on the address or can't start its thread.
    pub fn start(self) -> io::Result<Emulator> {
        if !self.listen.ip().is_loopback() && !self.remote_clients {
            let message = format!(
                "{} is not a loopback address: listen on 127.0.0.1, or call allow_remote_clients",
                self.listen
            );
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        let listener = TcpListener::bind(self.listen).map_err(|error| {
            let message = format!("can't listen on {}: {error}", self.listen);
            io::Error::new(error.kind(), message)
        })?;
        let local_addr = listener.local_addr()?;
        let authority = connectable(local_addr).to_string();
        let gateway = self.gateway(&authority);
        gateway
            .check_scenario(&self.scenario)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        Ok(Emulator {
            server: Server::start(listener, gateway, self.clock, self.idle)?,
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
            // The token contains characters that a client must percent-encode.
            temporary_credentials: Credentials::new("STS.emulator-key-id", "emulator-sts-secret")
                .with_security_token("emulator/security+token="),
            more_credentials: Vec::new(),
            scenario: Scenario::default(),
            catalog: Catalog::built_in(),
            strictness: Strictness::Strict,
            seed: 0,
            clock: Box::new(SystemTime::now),
            idle: IDLE,
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
            .field("specifications", &self.catalog.len())
            .field("strictness", &self.strictness)
            .field("seed", &self.seed)
            .field("idle", &self.idle)
            .finish_non_exhaustive()
    }
}

/// An address to which a client on this machine can connect. An unspecified address is replaced by
/// a loopback address.
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
    fn replaces_an_unspecified_address_by_loopback() {
        let address = |text: &str| connectable(text.parse().unwrap()).to_string();
        assert_eq!(address("0.0.0.0:80"), "127.0.0.1:80");
        assert_eq!(address("[::]:80"), "[::1]:80");
        assert_eq!(address("192.0.2.1:80"), "192.0.2.1:80");
    }
}
