//! The transport over a [`ureq::Agent`].

use std::{
    fmt,
    io::{self, Read},
    time::{Duration, Instant},
};

use alicloud::{
    Endpoint, Request, Response, Task, TransportError, blocking,
    http::{self, Method, uri::Scheme},
};
use ureq::{Agent, Body, Proxy, Timeout, config::ConfigBuilder, typestate::AgentScope};

use crate::{failure, tls};

/// A blocking [`Transport`](blocking::Transport) over a [`ureq::Agent`].
///
/// Cloning is cheap, and clones share their connections.
///
/// An agent of one's own is taken as it is, save what the contract of the trait fixes: redirects
/// are not followed, every status comes back, its connect timeout is
/// [`CONNECT_TIMEOUT`](Self::CONNECT_TIMEOUT) if it has none, and its proxy is not used where a
/// request [bypasses](Request::bypasses_proxy) proxies.
///
/// ```
/// use alicloud_ureq::{Ureq, ureq::{Agent, Proxy}};
///
/// let proxy = Proxy::new("http://proxy.internal:3128")?;
/// let agent = Agent::from(Ureq::agent_config().proxy(Some(proxy)).build());
/// let transport = Ureq::from(agent);
/// # let _ = transport;
/// # Ok::<(), alicloud_ureq::ureq::Error>(())
/// ```
#[derive(Clone)]
pub struct Ureq {
    agent: Agent,
    connect_timeout: Duration,
}

impl Ureq {
    /// How long connecting may take by default: 5 s.
    pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

    /// A configuration with this crate's defaults, for agents with a proxy, root certificates or
    /// whatever else of their own.
    #[must_use]
    pub fn agent_config() -> ConfigBuilder<AgentScope> {
        tls::configure(Agent::config_builder())
            .timeout_connect(Some(Self::CONNECT_TIMEOUT))
            // ureq's own 3 would have most of many threads connect anew for every call.
            .max_idle_connections(IDLE_CONNECTIONS)
            .max_idle_connections_per_host(IDLE_CONNECTIONS)
            .accept_encoding("")
    }

    /// The agent's proxy, unless `request` is to go through none.
    fn proxy(&self, request: &Request) -> Option<Proxy> {
        let proxy = self.agent.config().proxy();
        proxy.filter(|_| !request.bypasses_proxy()).cloned()
    }
}

impl Default for Ureq {
    fn default() -> Self {
        Agent::from(Self::agent_config().build()).into()
    }
}

impl From<Agent> for Ureq {
    fn from(agent: Agent) -> Self {
        let connect_timeout = agent.config().timeouts().connect;
        Self {
            agent,
            connect_timeout: connect_timeout
                .unwrap_or(Self::CONNECT_TIMEOUT)
                .min(LONGEST),
        }
    }
}

const IDLE_CONNECTIONS: usize = 100;

/// A year: ureq adds limits to the clock, which must not overflow.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

impl blocking::Transport for Ureq {
    fn send(&self, request: Request) -> Result<Response, TransportError> {
        let endpoint = request.endpoint();
        if !tls::AVAILABLE && endpoint.uri().scheme() == Some(&Scheme::HTTPS) {
            return Err(failure::no_tls());
        }
        let connecting = self.connect_timeout;
        let replying = request.timeout().min(LONGEST);
        let parts_together = connecting + replying;
        let whole = request
            .remaining()
            .map_or(parts_together, |remaining| remaining.min(parts_together));
        let deadline = Instant::now() + whole;
        // ureq spawns a thread per call where it has such a limit, which costs more than the rest
        // of a call on the loopback interface. There, unless the call itself has a deadline, the
        // limits of the parts and a look at the clock between them do.
        let is_watched = request.remaining().is_some() || !is_loopback_address(endpoint);
        let proxy = self.proxy(&request);
        let body_limit = request.body_limit();
        let (parts, body) = request.into_http().into_parts();
        // Others than GET have a length even if there is nothing to send.
        let has_body = parts.method != Method::GET;
        let outgoing = self
            .agent
            .configure_request(http::Request::from_parts(parts, ()))
            .proxy(proxy)
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_resolve(is_watched.then_some(connecting))
            .timeout_connect(Some(connecting))
            .timeout_send_request(Some(replying))
            .timeout_send_body(Some(replying))
            .timeout_recv_response(Some(replying))
            .timeout_recv_body(Some(replying))
            .timeout_global(is_watched.then_some(whole))
            .build();
        let incoming = if has_body {
            self.agent.run(outgoing.map(|()| &*body))
        } else {
            self.agent.run(outgoing)
        };
        let (parts, body) = incoming.map_err(failure::exchange)?.into_parts();
        let bytes = read(body, body_limit, deadline)?;
        Ok(Response::from_parts(parts, bytes.into()))
    }

    /// On a thread.
    fn spawn(&self, task: Task) -> Result<(), Task> {
        task.spawn_thread(self.clone())
    }
}

/// A loopback host that is not looked up.
fn is_loopback_address(endpoint: &Endpoint) -> bool {
    endpoint.is_loopback() && !endpoint.host().eq_ignore_ascii_case("localhost")
}

fn read(body: Body, limit: u64, deadline: Instant) -> Result<Vec<u8>, TransportError> {
    /// How much room a reply gets on the strength of the length it claims.
    const TRUSTED: u64 = 64 * 1024;

    let length = body.content_length().unwrap_or_default();
    if length > limit {
        return Err(TransportError::body_too_large(limit));
    }
    let mut bytes = Vec::with_capacity(length.min(TRUSTED) as usize);
    // One byte more tells a body that is as large as it may be from one that is larger.
    let reader = Watched {
        reader: body.into_reader(),
        deadline,
    };
    let mut reader = reader.take(limit.saturating_add(1));
    reader
        .read_to_end(&mut bytes)
        .map_err(|error| failure::exchange(error.into()))?;
    if bytes.len() as u64 > limit {
        return Err(TransportError::body_too_large(limit));
    }
    Ok(bytes)
}

/// Reads nothing that comes after `deadline`.
struct Watched<R> {
    reader: R,
    deadline: Instant,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        if Instant::now() > self.deadline {
            return Err(ureq::Error::Timeout(Timeout::Global).into_io());
        }
        Ok(count)
    }
}

/// Without the agent, whose proxy may have a password.
impl fmt::Debug for Ureq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ureq")
            .field("connect_timeout", &self.connect_timeout)
            .finish_non_exhaustive()
    }
}
