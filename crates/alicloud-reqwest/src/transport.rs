//! The transport that uses a [`reqwest::Client`].

use std::{
    env, fmt, mem, panic,
    pin::pin,
    sync::{Arc, OnceLock},
    thread,
    time::Duration,
};

use alicloud::{
    Endpoint, Request, Response, Transport,
    error::TransportError,
    http::{
        HeaderValue, Method,
        header::{CONTENT_LENGTH, CONTENT_TYPE, USER_AGENT},
        uri::Scheme,
    },
    machine::{Task, Work},
    transport::{Proxies, UserAgent},
};
use reqwest::{Body, ClientBuilder, Proxy, Url, redirect, retry};
use tokio::{runtime::Handle, sync::oneshot};

use crate::{
    connecting::{Progress, Watch},
    failure, tls,
};

/// An async [`Transport`] that uses a [`reqwest::Client`].
///
/// Cloning is cheap, and clones share their connections.
///
/// ```
/// use alicloud_reqwest::{ProxySource, Reqwest, reqwest::Proxy};
///
/// let proxy = Proxy::https("http://proxy.internal:3128")?;
/// let builder = move || Reqwest::client_builder().proxy(proxy.clone());
/// let transport =
///     Reqwest::from_builder(builder, ProxySource::Builder, Reqwest::CONNECT_TIMEOUT)?;
/// # let _ = transport;
/// # Ok::<(), alicloud_reqwest::reqwest::Error>(())
/// ```
///
/// # Defaults
///
/// | setting | default |
/// |---|---|
/// | time limit for connecting, including name lookup, proxy and TLS | 5 s, [`Reqwest::CONNECT_TIMEOUT`] |
/// | time limit for the reply, once the connection is established | [`TimeLimit::reply`](alicloud::transport::TimeLimit::reply): the limit of the session, else of the operation, else 10 s |
/// | time limit for both together | [`TimeLimit::remaining`](alicloud::transport::TimeLimit::remaining), the remaining time of the call |
/// | method | POST if the session, the signer and the operation allow both methods. The URL of a POST is always the same, so it is parsed only once |
/// | size of a reply | at most [`Request::body_limit`] bytes, 8 MiB by default, counted while reading |
/// | redirects, retries, cookies, decompression | off |
/// | proxies | the proxies of the environment, by the rules of [`Proxies`], read when the transport is created. Requests to a loopback address or the metadata service never use a proxy |
/// | `User-Agent` | `alicloud/0.1.0 (linux; x86_64) alicloud-reqwest/0.1.0`, followed by the text of [`Session::user_agent`](alicloud::Session::user_agent) |
/// | connections | HTTP/1.1, with idle connections kept for 90 s |
/// | TLS | rustls with ring and Mozilla's root certificates. The feature `platform-verifier` uses the operating system's root certificates instead |
///
/// [`Reqwest::with_roots`] adds trusted root certificates. [`Reqwest::from_builder`] changes other
/// settings. [`Reqwest::with_client`] uses an existing client.
///
/// Calls need a tokio runtime with I/O and time enabled. Shared credentials are renewed in a task
/// of the runtime. Files are read and processes are run on separate threads, so that a hanging
/// operation doesn't block the shutdown of the runtime.
///
/// # Features
///
/// | feature | effect |
/// |---|---|
/// | `rustls` (default) | TLS by rustls |
/// | `platform-verifier` | rustls verifies servers with the operating system's trust store instead of Mozilla's root certificates. This feature enables `rustls`. The store is read at the first handshake. If the store has no certificates, each `https` request fails with an error that names the problem |
/// | `native-tls` | TLS by the operating system. It is used if `rustls` is disabled, or if a builder selects it |
/// | `socks` | SOCKS proxies. Without this feature, a request through a SOCKS proxy of the environment is an error |
///
/// Without a TLS feature, an `https` request fails with an error that names the features. The
/// default features include the default features of `alicloud`.
#[derive(Clone)]
pub struct Reqwest {
    client: Built,
    /// The client without proxies, which is built when it is first needed.
    direct: Arc<OnceLock<Built>>,
    builder: Arc<dyn Fn() -> ClientBuilder + Send + Sync>,
    connect_timeout: Duration,
    /// The proxies of the environment, or `None` if the client has its own proxy settings.
    environment: Option<Arc<Proxies<Proxy>>>,
    user_agent: Arc<UserAgent>,
    /// Whether the caller built the client, so that the client may follow redirects.
    is_handed_in: bool,
    /// The first endpoint and its parsed URL. Most transports see only one endpoint.
    first: OnceLock<(Endpoint, Url)>,
}

/// A client, or the error from building the client. A request that needs the client returns the
/// error.
type Built = Result<reqwest::Client, Arc<reqwest::Error>>;

/// The source of the proxies for a transport with a custom builder.
///
/// [`Reqwest::from_builder`] needs a `ProxySource`, because a [`ClientBuilder`] doesn't reveal
/// whether it has a proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProxySource {
    /// The environment, by the rules of [`Proxies`]. Proxies of the builder are ignored.
    Environment,
    /// The builder. If the builder has no proxy, no proxy is used, and the environment is ignored.
    Builder,
}

impl Reqwest {
    /// The default time limit for connecting, 5 s.
    pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

    /// Returns a builder with this crate's defaults, for clients with custom settings such as a
    /// proxy or a local address.
    ///
    /// With the feature `rustls`, the builder has a complete TLS configuration, so
    /// `tls_certs_merge` has no effect. To trust other root certificates, set another configuration
    /// with `tls_backend_preconfigured`.
    ///
    /// The `User-Agent` names this crate. You can set another `User-Agent` on the builder. If a
    /// session [adds](alicloud::Session::user_agent) a text, its requests send this crate's
    /// `User-Agent` with the text instead.
    pub fn client_builder() -> ClientBuilder {
        held(tls::configure(defaults())).connect_timeout(Self::CONNECT_TIMEOUT)
    }

    /// Creates a transport with the defaults that also trusts the root certificates in `pem`, for
    /// example for a company's proxy or a test server.
    ///
    /// `pem` has one or more PEM certificates. Other sections, such as keys, are skipped. The
    /// default root certificates stay trusted.
    ///
    /// # Errors
    ///
    /// Returns an error if `pem` has no certificate or an invalid certificate. The error names the
    /// certificate and the fault.
    ///
    /// ```
    /// use alicloud_reqwest::Reqwest;
    ///
    /// let error = Reqwest::with_roots(b"not PEM").unwrap_err();
    /// assert!(error.to_string().contains("no certificate"));
    /// ```
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    pub fn with_roots(pem: &[u8]) -> Result<Self, crate::RootsError> {
        let roots = crate::roots::read(pem)?;
        Ok(Self::with_defaults(move || {
            tls::configure_with(defaults(), &roots)
        }))
    }

    /// Creates a transport that uses an existing client.
    ///
    /// reqwest fixes most settings when a client is built, so the promises of [`Transport`] in the
    /// table depend on `client`. A client from [`client_builder`](Self::client_builder) keeps every
    /// promise, unless you change the settings in the table.
    ///
    /// | promise | with any other client |
    /// |---|---|
    /// | redirects | if the client follows a redirect, the request fails. By then the other server has received the headers, which may contain a security token. It has also received the signed URL of a GET as `Referer`, but no body. Build the client with [`redirect::Policy::none()`] |
    /// | time limit for connecting | the client's own limit. The time limit for the reply includes connecting, and a request that reaches it while connecting counts as sent |
    /// | proxies | the client's own proxies, by reqwest's rules. A request that [bypasses](Request::bypasses_proxy) proxies uses a second client with this crate's defaults and no proxy |
    /// | retries | the client's own retries. By default, reqwest repeats only requests that the server has certainly not received |
    /// | compression | with one of reqwest's compression features, the client asks for compression and decompresses replies. [`Request::body_limit`] then counts the decompressed bytes |
    /// | `User-Agent` | the client's own `User-Agent`, or none. Sessions that [add](alicloud::Session::user_agent) a text send this crate's `User-Agent` |
    /// | TLS, cookies, default headers, timeout for all requests | the client's own settings |
    ///
    /// [`from_builder`](Self::from_builder) keeps every promise. Prefer `from_builder` unless other
    /// code needs the same client.
    ///
    /// ```
    /// use alicloud_reqwest::Reqwest;
    ///
    /// let client = Reqwest::client_builder().tcp_nodelay(false).build()?;
    /// let transport = Reqwest::with_client(client);
    /// # let _ = transport;
    /// # Ok::<(), alicloud_reqwest::reqwest::Error>(())
    /// ```
    #[must_use]
    pub fn with_client(client: reqwest::Client) -> Self {
        Self {
            is_handed_in: true,
            ..Self::over(
                Ok(client),
                Self::client_builder,
                None,
                Self::CONNECT_TIMEOUT,
            )
        }
    }

    /// Creates a transport with a client from `builder`. `proxies` chooses the source of the
    /// proxies.
    ///
    /// `connect_timeout` limits the time for connecting, including name lookup, proxy and TLS.
    ///
    /// Requests without a proxy may need a second client, so `builder` may be called twice. Both
    /// calls must return builders with the same settings.
    ///
    /// Redirects and retries are always off, because the contract of [`Transport`] forbids them.
    ///
    /// # Errors
    ///
    /// Returns an error if the settings contradict each other, or if TLS can't be set up.
    pub fn from_builder(
        builder: impl Fn() -> ClientBuilder + Send + Sync + 'static,
        proxies: ProxySource,
        connect_timeout: Duration,
    ) -> Result<Self, reqwest::Error> {
        let environment = match proxies {
            ProxySource::Environment => Some(environment()),
            ProxySource::Builder => None,
        };
        let client = build_with_proxies(builder(), environment.as_ref(), connect_timeout)?;
        Ok(Self::over(
            Ok(client),
            builder,
            environment,
            connect_timeout,
        ))
    }

    fn over(
        client: Built,
        builder: impl Fn() -> ClientBuilder + Send + Sync + 'static,
        environment: Option<Proxies<Proxy>>,
        connect_timeout: Duration,
    ) -> Self {
        let direct = OnceLock::new();
        if environment
            .as_ref()
            .is_some_and(|proxies| proxies.iter().next().is_none())
        {
            direct.get_or_init(|| client.clone());
        }
        Self {
            client,
            direct: Arc::new(direct),
            builder: Arc::new(builder),
            connect_timeout,
            environment: environment.map(Arc::new),
            user_agent: Arc::new(user_agent()),
            is_handed_in: false,
            first: OnceLock::new(),
        }
    }

    fn with_defaults(builder: impl Fn() -> ClientBuilder + Send + Sync + 'static) -> Self {
        let (environment, limit) = (environment(), Self::CONNECT_TIMEOUT);
        let client = build_with_proxies(builder(), Some(&environment), limit).map_err(Arc::new);
        Self::over(client, builder, Some(environment), limit)
    }

    fn client(&self, request: &Request) -> Result<&reqwest::Client, TransportError> {
        let is_direct = match &self.environment {
            Some(proxies) => proxies.choose(request)?.is_none(),
            None => request.bypasses_proxy(),
        };
        let built = if is_direct {
            self.direct.get_or_init(|| {
                let builder = (self.builder)().no_proxy();
                build(builder, self.connect_timeout).map_err(Arc::new)
            })
        } else {
            &self.client
        };
        built.as_ref().map_err(failure::client)
    }

    fn url(&self, request: &Request) -> Result<Url, TransportError> {
        let endpoint = request.endpoint();
        if !tls::AVAILABLE && endpoint.uri().scheme() == Some(&Scheme::HTTPS) {
            return Err(failure::no_tls());
        }
        if request.path() != "/" {
            return parse(&request.uri().to_string());
        }
        let mut url = match self.first.get() {
            Some((first, url)) if first == endpoint => url.clone(),
            _ => {
                let url = parse(&endpoint.to_string())?;
                // `set` fails if an endpoint is already stored. The stored endpoint stays.
                let _ = self.first.set((endpoint.clone(), url.clone()));
                url
            }
        };
        if !request.has_form() && !request.parameters().is_empty() {
            url.set_query(Some(request.parameters()));
        }
        Ok(url)
    }
}

fn parse(url: &str) -> Result<Url, TransportError> {
    Url::parse(url).map_err(|_| failure::endpoint())
}

/// Creates a transport with the defaults. If the operating system's TLS can't be set up, every call
/// fails.
impl Default for Reqwest {
    fn default() -> Self {
        Self::with_defaults(Self::client_builder)
    }
}

/// Returns a builder with all defaults except TLS.
fn defaults() -> ClientBuilder {
    reqwest::Client::builder()
        .user_agent(user_agent().own())
        .http1_only()
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
}

/// Applies the settings that the contract of [`Transport`] requires.
fn held(builder: ClientBuilder) -> ClientBuilder {
    builder
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .connector_layer(Watch)
}

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
    Proxies::new(variable, schemes, |scheme, url| {
        let proxy = if *scheme == Scheme::HTTPS {
            Proxy::https(url)
        } else {
            Proxy::http(url)
        };
        proxy.ok()
    })
}

/// Builds a client with the proxies of the environment, or with the proxies of `builder` if
/// `environment` is `None`.
fn build_with_proxies(
    builder: ClientBuilder,
    environment: Option<&Proxies<Proxy>>,
    connect_timeout: Duration,
) -> Result<reqwest::Client, reqwest::Error> {
    let builder = match environment {
        Some(proxies) => proxies.iter().fold(builder.no_proxy(), |builder, proxy| {
            builder.proxy(proxy.clone())
        }),
        // A builder with a proxy ignores the environment, even if the proxy matches no URL.
        None => builder.proxy(Proxy::custom(|_url| None::<Url>)),
    };
    build(builder, connect_timeout)
}

fn build(
    builder: ClientBuilder,
    connect_timeout: Duration,
) -> Result<reqwest::Client, reqwest::Error> {
    held(builder).connect_timeout(connect_timeout).build()
}

impl Transport for Reqwest {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let client = self.client(&request)?;
        let url = self.url(&request)?;
        let body_limit = request.body_limit();
        let limit = request.time_limit(self.connect_timeout);

        let mut outgoing = reqwest::Request::new(request.method().clone(), url);
        let headers = outgoing.headers_mut();
        headers.clone_from(request.headers());
        if let Some(text) = request.user_agent() {
            // If the request already has a `User-Agent`, that header stays.
            let entry = headers.entry(USER_AGENT);
            entry.or_insert_with(|| self.user_agent.followed_by(text));
        }
        if request.has_form() {
            headers.insert(CONTENT_TYPE, Request::CONTENT_TYPE);
        }
        let body = request.into_body();
        if !body.is_empty() {
            let body = Body::from(body);
            *outgoing.body_mut() = Some(if self.is_handed_in {
                // A body that can't be cloned is not sent again when the client follows a redirect.
                Body::wrap(body)
            } else {
                body
            });
        } else if *outgoing.method() != Method::GET {
            // reqwest omits the length of an empty body, but the contract requires it for this
            // method.
            let nothing = HeaderValue::from_static("0");
            outgoing.headers_mut().insert(CONTENT_LENGTH, nothing);
        }

        let sent_to = self.is_handed_in.then(|| outgoing.url().clone());
        let progress = Progress::new();
        let mut exchange = pin!(progress.follow(exchange(client, outgoing, sent_to, body_limit)));
        loop {
            let left = limit.left(progress.connected(), progress.elapsed())?;
            if let Ok(outcome) = tokio::time::timeout(left, exchange.as_mut()).await {
                return outcome;
            }
        }
    }

    async fn wait(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }

    /// Runs the work on a separate thread.
    ///
    /// tokio's threads for blocking work are limited in number, and the runtime waits for them at
    /// shutdown. Hanging work on these threads would block the shutdown.
    async fn run(&self, work: Work) {
        let remaining = work.remaining();
        let (done, end) = oneshot::channel::<()>();
        let work = move || {
            work.run();
            drop(done);
        };
        let Ok(thread) = thread::Builder::new().spawn(work) else {
            return;
        };
        // The channel closes when the work is done or has panicked.
        let is_over = match remaining {
            Some(remaining) => tokio::time::timeout(remaining, end).await.is_ok(),
            None => end.await.is_err(),
        };
        if is_over {
            if let Err(panic) = thread.join() {
                panic::resume_unwind(panic);
            }
        }
    }

    /// Spawns the task on the tokio runtime of the call.
    fn spawn(&self, task: Task) -> Result<(), Task> {
        let Ok(runtime) = Handle::try_current() else {
            return Err(task);
        };
        let transport = self.clone();
        runtime.spawn(async move { alicloud::transport::drive(&transport, task.detached()).await });
        Ok(())
    }
}

async fn exchange(
    client: &reqwest::Client,
    outgoing: reqwest::Request,
    sent_to: Option<Url>,
    body_limit: u64,
) -> Result<Response, TransportError> {
    let mut incoming = client.execute(outgoing).await.map_err(failure::exchange)?;
    if sent_to.is_some_and(|url| url != *incoming.url()) {
        return Err(failure::redirected());
    }
    if incoming.content_length() > Some(body_limit) {
        return Err(TransportError::body_too_large(body_limit));
    }
    let mut response = Response::default();
    let body = response.body_mut();
    let mut chunks = Vec::new();
    while let Some(chunk) = incoming.chunk().await.map_err(failure::exchange)? {
        let length = body.len() + chunks.len() + chunk.len();
        if length as u64 > body_limit {
            return Err(TransportError::body_too_large(body_limit));
        }
        // A body usually has a single chunk, which isn't copied.
        if length == chunk.len() {
            *body = chunk;
        } else {
            chunks.extend_from_slice(&mem::take(body));
            chunks.extend_from_slice(&chunk);
        }
    }
    if !chunks.is_empty() {
        *body = chunks.into();
    }
    *response.status_mut() = incoming.status();
    *response.headers_mut() = mem::take(incoming.headers_mut());
    Ok(response)
}

/// Omits the client, because its proxies may have passwords.
impl fmt::Debug for Reqwest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Reqwest");
        if !self.is_handed_in {
            shown.field("connect_timeout", &self.connect_timeout);
        }
        shown.finish_non_exhaustive()
    }
}
