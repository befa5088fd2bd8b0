//! The transport over a [`ureq::Agent`].

use std::{env, fmt, io::Read, net::IpAddr, sync::Arc, time::Duration};

use alicloud::{
    Request, Response, blocking,
    error::TransportError,
    http::{
        self, HeaderValue, Method,
        header::{CONTENT_LENGTH, USER_AGENT},
        uri::Scheme,
    },
    machine::Task,
    transport::{Proxies, TimeLimit, UserAgent},
};
use ureq::{
    Agent, Body, Proxy, ProxyProtocol, SendBody,
    config::{AutoHeaderValue, ConfigBuilder},
    typestate::AgentScope,
};

use crate::{
    failure,
    progress::{Outgoing, Progress},
    tls,
};

/// A blocking [`Transport`](blocking::Transport) over a [`ureq::Agent`].
///
/// Cloning is cheap, and clones share their connections.
///
/// ```
/// use alicloud_ureq::{Ureq, ureq::{Agent, Proxy}};
///
/// let proxy = Proxy::new("http://proxy.internal:3128")?;
/// let agent = Agent::from(Ureq::agent_config().proxy(Some(proxy)).build());
/// let transport = Ureq::with_agent(agent);
/// # let _ = transport;
/// # Ok::<(), alicloud_ureq::ureq::Error>(())
/// ```
#[derive(Clone)]
pub struct Ureq {
    agent: Agent,
    connect_timeout: Duration,
    /// What the environment says about proxies, if it decides.
    environment: Option<Arc<Proxies<Proxy>>>,
    user_agent: Arc<UserAgent>,
    /// Whether requests name this crate where their session adds nothing.
    names_itself: bool,
}

impl Ureq {
    /// How long connecting may take by default: 5 s.
    pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

    /// A configuration with this crate's defaults, for agents with a proxy, root certificates or
    /// whatever else of their own.
    #[must_use]
    pub fn agent_config() -> ConfigBuilder<AgentScope> {
        tls::configure(defaults())
    }

    /// A transport with the defaults that also trusts the root certificates in `pem`, such as those of
    /// a company's proxy or of a server in a test.
    ///
    /// `pem` has one or more PEM certificates. Other sections, such as keys, are passed over. The
    /// default root certificates stay trusted. With the feature `platform-verifier` they are read from
    /// the operating system here, once.
    ///
    /// # Errors
    ///
    /// `pem` has no certificate, or one that is broken. The error names the certificate and the fault.
    ///
    /// ```
    /// use alicloud_ureq::Ureq;
    ///
    /// let error = Ureq::with_roots(b"not PEM").unwrap_err();
    /// assert!(error.to_string().contains("no certificate"));
    /// ```
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    pub fn with_roots(pem: &[u8]) -> Result<Self, crate::RootsError> {
        let config = tls::configure_with(defaults(), crate::roots::read(pem)?);
        Ok(Self::with_agent(config.build().into()))
    }

    /// A transport over an agent of the caller's own.
    ///
    /// The contract of [`Transport`](blocking::Transport) is held for each request as far as ureq allows:
    ///
    /// | promise | over any agent |
    /// |---|---|
    /// | redirects and statuses | no redirect is followed, and every status comes back |
    /// | connect timeout | the agent's own, or [`CONNECT_TIMEOUT`](Self::CONNECT_TIMEOUT) if it has none. Its timeouts for the parts of a request and for everything are replaced; `timeout_per_call` stays |
    /// | proxies | requests that [bypass](Request::bypasses_proxy) proxies use none. A proxy that the agent has from the environment is chosen anew for each request, by the rules of [`Proxies`]. A SOCKS proxy is an error of each request unless the feature `socks` is on, because ureq would panic |
    /// | compression | no request asks for it. Where another crate turns ureq's feature `gzip` or `brotli` on, a reply that is compressed all the same is decompressed, and [`Request::body_limit`] counts the decompressed bytes |
    /// | `User-Agent` | the agent's own, except in sessions that [add](alicloud::Session::user_agent) a text to this crate's |
    /// | TLS, cookies, middleware, idle connections, `https_only` | the agent's own |
    ///
    /// ureq never repeats a request by itself.
    ///
    /// ```
    /// use alicloud_ureq::{Ureq, ureq::Agent};
    ///
    /// let transport = Ureq::with_agent(Agent::new_with_defaults());
    /// # let _ = transport;
    /// ```
    #[must_use]
    pub fn with_agent(agent: Agent) -> Self {
        let config = agent.config();
        let connect_timeout = config.timeouts().connect.unwrap_or(Self::CONNECT_TIMEOUT);
        let is_told_by_environment = match config.proxy() {
            Some(proxy) => proxy.is_from_env(),
            // ureq passes over values that it can't read, so this agent may not have been told that
            // there is no proxy.
            None => Proxy::try_from_env().is_none(),
        };
        let user_agent = user_agent();
        let names_itself = match config.user_agent() {
            AutoHeaderValue::Default => true,
            AutoHeaderValue::Provided(text) => user_agent.own() == &***text,
            AutoHeaderValue::None => false,
        };
        Self {
            connect_timeout: connect_timeout.min(LONGEST),
            environment: is_told_by_environment.then(|| Arc::new(environment())),
            user_agent: Arc::new(user_agent),
            names_itself,
            agent,
        }
    }

    fn proxy(&self, request: &Request) -> Result<Option<Proxy>, TransportError> {
        if let Some(proxies) = &self.environment {
            return Ok(proxies.choose(request)?.cloned());
        }
        let proxy = self.agent.config().proxy();
        match proxy.filter(|_| !request.bypasses_proxy()) {
            // ureq panics, even for a host that the proxy spares.
            Some(proxy) if is_socks(proxy) && !cfg!(feature = "socks") => {
                if proxy.is_no_proxy(request.endpoint().uri()) {
                    Ok(None)
                } else {
                    Err(failure::no_socks())
                }
            }
            proxy => Ok(proxy.cloned()),
        }
    }

    /// Sets what holds for this request alone.
    fn configured(
        &self,
        request: http::Request<()>,
        proxy: Option<Proxy>,
        resolving: Option<Duration>,
        limit: &TimeLimit,
    ) -> http::Request<()> {
        let replying = limit.reply().min(LONGEST);
        self.agent
            .configure_request(request)
            .proxy(proxy)
            .http_status_as_error(false)
            .max_redirects(0)
            .accept_encoding("")
            .timeout_resolve(resolving)
            .timeout_connect(Some(limit.connecting()))
            // Each of these counts from the end of the one before, so alone they would give a reply
            // its time four times over.
            .timeout_send_request(Some(replying))
            .timeout_send_body(Some(replying))
            .timeout_recv_response(Some(replying))
            .timeout_recv_body(Some(replying))
            .timeout_global(limit.remaining().map(|remaining| remaining.min(LONGEST)))
            .build()
    }

    /// Says who calls, unless the request does or the agent has a name of its own.
    fn name(&self, request: &Request) -> Option<HeaderValue> {
        match request.user_agent() {
            _ if request.headers().contains_key(USER_AGENT) => None,
            Some(text) => Some(self.user_agent.followed_by(text)),
            None => self.names_itself.then(|| self.user_agent.own().clone()),
        }
    }
}

impl Default for Ureq {
    fn default() -> Self {
        Self::with_agent(Self::agent_config().build().into())
    }
}

/// The same as [`Ureq::with_agent`].
impl From<Agent> for Ureq {
    fn from(agent: Agent) -> Self {
        Self::with_agent(agent)
    }
}

/// A configuration with everything but TLS.
fn defaults() -> ConfigBuilder<AgentScope> {
    Agent::config_builder()
        .timeout_connect(Some(Ureq::CONNECT_TIMEOUT))
        // ureq's own 3 would have most of many threads connect anew for every call.
        .max_idle_connections(IDLE_CONNECTIONS)
        .max_idle_connections_per_host(IDLE_CONNECTIONS)
        // ureq also sends this to proxies.
        .user_agent(user_agent().own().to_str().unwrap_or_default())
}

const IDLE_CONNECTIONS: usize = 100;

/// A year: ureq adds limits to the clock, which must not overflow.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// By how much a reply may be late. Where nothing took longer than this, threads are saved.
const TOLERANCE: Duration = Duration::from_millis(50);

/// The longest body that a connection takes in at once, before the server reads. In bytes.
const SHORT: usize = 16 * 1024;

fn user_agent() -> UserAgent {
    UserAgent::new(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"))
}

fn environment() -> Proxies<Proxy> {
    let schemes: &[&str] = if cfg!(feature = "socks") {
        &["http", "https", "socks4", "socks4a", "socks5", "socks5h"]
    } else {
        &["http", "https"]
    };
    let variable = |name: &str| env::var_os(name);
    Proxies::new(variable, schemes, |_scheme, url| Proxy::new(url).ok())
}

fn is_socks(proxy: &Proxy) -> bool {
    !matches!(proxy.protocol(), ProxyProtocol::Http | ProxyProtocol::Https)
}

impl blocking::Transport for Ureq {
    fn send(&self, request: Request) -> Result<Response, TransportError> {
        let endpoint = request.endpoint();
        let is_https = endpoint.uri().scheme() == Some(&Scheme::HTTPS);
        if is_https && !tls::AVAILABLE {
            return Err(failure::no_tls());
        }
        let limit = request.time_limit(self.connect_timeout);
        let body_limit = request.body_limit();
        // ureq starts a thread for each lookup that has a limit, so an address has none.
        let resolving = (!is_address(endpoint.host())).then(|| limit.connecting());
        // Connecting to this machine takes no time, unless TLS does.
        let connecting = if endpoint.is_loopback() && !is_https {
            Duration::ZERO
        } else {
            resolving.unwrap_or_default() + limit.connecting()
        };
        let proxy = self.proxy(&request)?;
        let name = self.name(&request);

        let (mut parts, body) = request.into_http().into_parts();
        if let Some(name) = name {
            parts.headers.insert(USER_AGENT, name);
        }
        // ureq waits anew for each byte that a proxy says.
        let is_bounded = proxy.is_none() && body.len() <= SHORT;
        // Requests other than GET carry a length, even with an empty body.
        let has_body = parts.method != Method::GET || !body.is_empty();
        if has_body {
            let length = HeaderValue::from(body.len());
            parts.headers.insert(CONTENT_LENGTH, length);
        }
        let outgoing = http::Request::from_parts(parts, ());
        let outgoing = self.configured(outgoing, proxy, resolving, &limit);

        let progress = Progress::new(connecting, !body.is_empty());
        let mut body = Outgoing::new(body, &progress);
        let agent = self.agent.clone();
        let exchange = move || {
            let incoming = if has_body {
                agent.run(outgoing.map(|()| SendBody::from_reader(&mut body)))
            } else {
                agent.run(outgoing)
            };
            incoming.map_err(failure::exchange)
        };
        let incoming = if is_bounded {
            exchange()
        } else {
            progress.watch(&limit, exchange)
        };
        let incoming = incoming.map_err(|error| progress.failed(error))?;
        let (parts, body) = incoming.into_parts();
        let bytes = if progress.took_to_answer() <= TOLERANCE {
            read(body, body_limit)?
        } else {
            progress
                .watch(&limit, move || read(body, body_limit))
                .map_err(failure::after_sending)?
        };
        Ok(Response::from_parts(parts, bytes.into()))
    }

    /// On a thread.
    fn spawn(&self, task: Task) -> Result<(), Task> {
        task.spawn_thread(self.clone())
    }
}

/// Whether `host` needs no lookup.
fn is_address(host: &str) -> bool {
    let inner = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    inner.unwrap_or(host).parse::<IpAddr>().is_ok()
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
