//! The transport that uses a [`ureq::Agent`].

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

/// A blocking [`Transport`](blocking::Transport) that uses a [`ureq::Agent`].
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
///
/// # Defaults
///
/// | setting | default |
/// |---|---|
/// | time limits for the name lookup, and for connecting, including proxy and TLS | 5 s each, [`Ureq::CONNECT_TIMEOUT`] |
/// | time limit for the reply, once the connection is established | [`TimeLimit::reply`]: the limit of the session, else of the operation, else 10 s. See [below](#time-limits) for requests without a body |
/// | time limit for the whole request | [`TimeLimit::remaining`], the remaining time of the call |
/// | method | POST if the session, the signer and the operation allow both methods, because [logs](#logs) may contain URLs |
/// | size of a reply | at most [`Request::body_limit`] bytes, 8 MiB by default, counted while reading |
/// | redirects, retries, cookies, decompression | off |
/// | proxies | the proxies of the environment, by the rules of [`Proxies`], read when the transport is created. Requests to a loopback address or the metadata service never use a proxy |
/// | `User-Agent` | `alicloud/0.1.0 (linux; x86_64) alicloud-ureq/0.1.0`, followed by the text of [`Session::user_agent`](alicloud::Session::user_agent) |
/// | connections | HTTP/1.1, with up to 100 idle connections kept for 15 s |
/// | TLS | rustls with Mozilla's root certificates, and with ring unless the process has installed another provider. The feature `platform-verifier` uses the operating system's root certificates instead |
///
/// [`Ureq::with_roots`] adds trusted root certificates. [`Ureq::with_agent`] uses an existing
/// agent. To change single defaults, build the agent from [`Ureq::agent_config`].
///
/// Shared credentials are renewed on a separate thread, which ends after the renewal.
///
/// # Time limits
///
/// These operations run on a separate thread:
///
/// - a name lookup
/// - a request through a proxy
/// - a request with a body of more than 16 KiB
/// - reading the body of a reply that begins more than 50 ms after the connection is established
///
/// When the time limit is reached, the call returns, and the thread ends later.
///
/// ureq doesn't report when a connection is established. For a request with a body, this crate
/// detects the connection, because ureq reads the body once the connection is established. For a
/// request without a body, only the time limit for the reply's head counts from the established
/// connection. In this case, the reply's body must arrive within the sum of the limits for the name
/// lookup, for connecting and for the reply. For plain `http` to a loopback address, connecting is
/// assumed to take no time, so the limit for the reply's body counts from the start.
///
/// # Features
///
/// | feature | effect |
/// |---|---|
/// | `rustls` (default) | TLS by rustls |
/// | `platform-verifier` | rustls verifies servers with the operating system's trust store instead of Mozilla's root certificates. This feature enables `rustls`. The store is read for each new connection. If the store has no certificates, each `https` request fails with an error that names the problem |
/// | `native-tls` | TLS by the operating system. It is used if `rustls` is disabled, or if an agent selects it |
/// | `socks` | SOCKS proxies. Without this feature, a request through a SOCKS proxy of the environment or of an agent is an error |
///
/// Without a TLS feature, an `https` request fails with an error that names the features. The
/// default features include the default features of `alicloud`.
///
/// # Logs
///
/// ureq logs through [`log`](https://docs.rs/log), and this crate can't change the contents of
/// these logs:
///
/// | target | contents if any target is at `TRACE` | secrets in the contents |
/// |---|---|---|
/// | `ureq` | URLs, at `DEBUG` | the signature and the security token in the URL of a GET, PUT, PATCH or DELETE with signature 1.0; a token in the query of a credentials URI |
/// | `ureq_proto` | the bytes of request heads, response heads and response bodies, with 16 bytes per line, at `TRACE` | URLs, headers with tokens and signatures, a `VncUrl` in a reply, and credentials in the replies of a credentials source |
///
/// ureq omits paths and queries while nothing is logged at `TRACE`. If any target or logger is at
/// `TRACE`, every logger with `ureq` at `DEBUG` can receive whole URLs.
///
/// Neither `ureq` nor `ureq_proto` logs the body of a request, so this transport prefers POST. Keep
/// `ureq_proto` below `TRACE` if logs are stored. Keep `ureq` at `INFO` (`ureq=info`) in these
/// cases:
///
/// - You set the method GET for a session.
/// - You call operations that don't support POST.
/// - A credentials URI contains a secret.
#[derive(Clone)]
pub struct Ureq {
    agent: Agent,
    connect_timeout: Duration,
    /// The proxies of the environment, or `None` if the agent has its own proxy settings.
    environment: Option<Arc<Proxies<Proxy>>>,
    user_agent: Arc<UserAgent>,
    /// Whether requests send this crate's `User-Agent` if their session adds no text.
    names_itself: bool,
}

impl Ureq {
    /// The default time limit for connecting, 5 s.
    pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

    /// Returns a configuration with this crate's defaults, for agents with custom settings such as
    /// a proxy or root certificates.
    #[must_use]
    pub fn agent_config() -> ConfigBuilder<AgentScope> {
        tls::configure(defaults())
    }

    /// Creates a transport with the defaults that also trusts the root certificates in `pem`, for
    /// example for a company's proxy or a test server.
    ///
    /// `pem` has one or more PEM certificates. Other sections, such as keys, are skipped. The
    /// default root certificates stay trusted. With the feature `platform-verifier`, each call of
    /// this function reads the operating system's certificates.
    ///
    /// # Errors
    ///
    /// Returns an error if `pem` has no certificate or an invalid certificate. The error names the
    /// certificate and the fault.
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

    /// Creates a transport that uses an existing agent.
    ///
    /// Each request follows the contract of [`Transport`](blocking::Transport) as far as ureq
    /// allows:
    ///
    /// | promise | with any agent |
    /// |---|---|
    /// | redirects and statuses | no redirect is followed, and every status is returned as a response |
    /// | time limits | the agent's own limit for connecting, or [`CONNECT_TIMEOUT`](Self::CONNECT_TIMEOUT) if the agent has none. The agent's limits for the whole request and for its other parts are replaced. `timeout_per_call` stays |
    /// | proxies | requests that [bypass](Request::bypasses_proxy) proxies use no proxy. If the agent has its proxy from the environment, each request chooses a proxy by the rules of [`Proxies`]. Without the feature `socks`, a request through a SOCKS proxy is an error, because ureq would panic |
    /// | compression | no request asks for compression. If another crate enables ureq's feature `gzip` or `brotli`, a compressed reply is still decompressed. [`Request::body_limit`] then counts the decompressed bytes |
    /// | `User-Agent` | the agent's own `User-Agent`. Sessions that [add](alicloud::Session::user_agent) a text send this crate's `User-Agent` |
    /// | TLS, cookies, middleware, idle connections, `https_only` | the agent's own settings |
    ///
    /// ureq never sends a request twice.
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
            // The agent has no proxy. If ureq can read a proxy from the environment, the caller has
            // disabled proxies for this agent. Otherwise the proxies of the environment apply,
            // because ureq may have ignored a value that it can't read.
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
            // Without the feature `socks`, ureq panics for a SOCKS proxy, even if the proxy
            // excludes the host.
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

    /// Applies the settings for this single request.
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
            // Each of these four limits counts from the end of the previous part. So in total, a
            // request may take up to four times the limit of the reply.
            .timeout_send_request(Some(replying))
            .timeout_send_body(Some(replying))
            .timeout_recv_response(Some(replying))
            .timeout_recv_body(Some(replying))
            .timeout_global(limit.remaining().map(|remaining| remaining.min(LONGEST)))
            .build()
    }

    /// Returns the `User-Agent` to add, or `None` if the request or the agent has its own.
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

/// Returns a configuration with all defaults except TLS.
fn defaults() -> ConfigBuilder<AgentScope> {
    Agent::config_builder()
        .timeout_connect(Some(Ureq::CONNECT_TIMEOUT))
        // ureq keeps 3 idle connections by default. With many threads, most threads would open a
        // new connection for each call.
        .max_idle_connections(IDLE_CONNECTIONS)
        .max_idle_connections_per_host(IDLE_CONNECTIONS)
        // ureq also sends this `User-Agent` to proxies.
        .user_agent(user_agent().own().to_str().unwrap_or_default())
}

const IDLE_CONNECTIONS: usize = 100;

/// The longest time limit, one year. ureq adds time limits to the clock, which must not overflow.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// If the reply begins within this time after the connection is established, no thread is started
/// to read its body.
const TOLERANCE: Duration = Duration::from_millis(50);

/// The longest body, in bytes, that a connection can buffer before the server reads.
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
        // ureq starts a thread for each lookup that has a time limit. An IP address needs no
        // lookup, so only host names get a limit for the lookup.
        let resolving = (!is_address(endpoint.host())).then(|| limit.connecting());
        // Without a TLS handshake, connecting to a loopback address is assumed to take no time.
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
        // ureq restarts its time limit for each byte from a proxy, so `Progress::watch` limits the
        // time of a request through a proxy.
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

    /// Runs the task on a new thread.
    fn spawn(&self, task: Task) -> Result<(), Task> {
        task.spawn_thread(self.clone())
    }
}

/// Returns whether `host` is an IP address, which needs no lookup.
fn is_address(host: &str) -> bool {
    let inner = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    inner.unwrap_or(host).parse::<IpAddr>().is_ok()
}

fn read(body: Body, limit: u64) -> Result<Vec<u8>, TransportError> {
    /// The largest buffer, in bytes, that is allocated because of the declared length of a reply.
    const TRUSTED: u64 = 64 * 1024;

    let length = body.content_length().unwrap_or_default();
    if length > limit {
        return Err(TransportError::body_too_large(limit));
    }
    let mut bytes = Vec::with_capacity(length.min(TRUSTED) as usize);
    // Reading one extra byte shows whether the body exceeds the limit.
    let mut reader = body.into_reader().take(limit.saturating_add(1));
    reader
        .read_to_end(&mut bytes)
        .map_err(|error| failure::exchange(error.into()))?;
    if bytes.len() as u64 > limit {
        return Err(TransportError::body_too_large(limit));
    }
    Ok(bytes)
}

/// Omits the agent, because its proxy may have a password.
impl fmt::Debug for Ureq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ureq")
            .field("connect_timeout", &self.connect_timeout)
            .finish_non_exhaustive()
    }
}
