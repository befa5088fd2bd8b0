//! The transport over a [`ureq::Agent`].

use std::{fmt, io::Read, net::Ipv4Addr, time::Duration};

use alicloud::{
    Endpoint, Request, Response, TransportError, blocking,
    http::{self, Method, uri::Scheme},
};
use ureq::{Agent, Body, config::ConfigBuilder, typestate::AgentScope};

use crate::{failure, tls};

/// A blocking [`Transport`](blocking::Transport) over a [`ureq::Agent`].
///
/// Cloning is cheap, and clones share their connections.
///
/// An agent of one's own is taken as it is, save what the contract of the trait fixes: redirects
/// are not followed, every status comes back, and its connect timeout is
/// [`CONNECT_TIMEOUT`](Self::CONNECT_TIMEOUT) if it has none.
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
            .accept_encoding("")
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
        // Where there is a name to look up, the call as a whole has a limit too. ureq spawns a
        // thread per call for such a limit, which costs more than the rest of a call on the
        // loopback interface; the limits of the parts do for an address.
        let is_name = !is_address(endpoint);
        let body_limit = request.body_limit();
        let (parts, form) = request.into_http().into_parts();
        let outgoing = self
            .agent
            .configure_request(http::Request::from_parts(parts, ()))
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_resolve(is_name.then_some(connecting))
            .timeout_connect(Some(connecting))
            .timeout_send_request(Some(replying))
            .timeout_send_body(Some(replying))
            .timeout_recv_response(Some(replying))
            .timeout_recv_body(Some(replying))
            .timeout_global(is_name.then_some(connecting + replying))
            .build();
        let incoming = if form.is_empty() {
            self.agent.run(outgoing)
        } else {
            self.agent.run(outgoing.map(|()| &*form))
        };
        let (parts, body) = incoming.map_err(failure::exchange)?.into_parts();
        Ok(Response::from_parts(parts, read(body, body_limit)?.into()))
    }

    fn preferred_method(&self) -> Method {
        Method::GET
    }
}

fn is_address(endpoint: &Endpoint) -> bool {
    let host = endpoint.host();
    host.starts_with('[') || host.parse::<Ipv4Addr>().is_ok()
}

fn read(body: Body, limit: u64) -> Result<Vec<u8>, TransportError> {
    /// How much room a reply gets on the strength of the length it claims.
    const TRUSTED: u64 = 64 * 1024;

    let length = body.content_length().unwrap_or_default();
    if length > limit {
        return Err(TransportError::body_too_large(limit));
    }
    let mut bytes = Vec::with_capacity(length.min(TRUSTED) as usize);
    // One byte more tells a body that is as large as it may be from one that is larger.
    let mut reader = body.into_reader().take(limit.saturating_add(1));
    reader
        .read_to_end(&mut bytes)
        .map_err(|error| failure::exchange(error.into()))?;
    if bytes.len() as u64 > limit {
        return Err(TransportError::body_too_large(limit));
    }
    Ok(bytes)
}

/// Without the agent, whose proxy may have a password.
impl fmt::Debug for Ureq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ureq")
            .field("connect_timeout", &self.connect_timeout)
            .finish_non_exhaustive()
    }
}
