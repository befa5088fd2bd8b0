//! The transport over a [`reqwest::Client`].

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

/// An async [`Transport`] over a [`reqwest::Client`].
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
#[derive(Clone)]
pub struct Reqwest {
    client: Built,
    /// The same without proxies, made when it is needed.
    direct: Arc<OnceLock<Built>>,
    builder: Arc<dyn Fn() -> ClientBuilder + Send + Sync>,
    connect_timeout: Duration,
    /// What the environment says about proxies, if it decides.
    environment: Option<Arc<Proxies<Proxy>>>,
    user_agent: Arc<UserAgent>,
    /// Whether the client was built elsewhere, so that it may follow redirects.
    is_handed_in: bool,
    /// The endpoint that came first, and its URL: most transports see only one.
    first: OnceLock<(Endpoint, Url)>,
}

/// What kept a client from being built is said when it is needed.
type Built = Result<reqwest::Client, Arc<reqwest::Error>>;

/// Who names the proxies of a transport over a builder of the caller's own.
///
/// [`Reqwest::from_builder`] asks, because a [`ClientBuilder`] doesn't tell whether it was given a
/// proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProxySource {
    /// The environment, by the rules of [`Proxies`]. Proxies that the builder names are not used.
    Environment,
    /// The builder. Where it names no proxy, there is none, whatever the environment says.
    Builder,
}

impl Reqwest {
    /// How long connecting may take by default: 5 s.
    pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

    /// A builder with this crate's defaults, for clients that need a proxy of their own, a local
    /// address or whatever else reqwest can be told.
    ///
    /// Its TLS is set as a whole, so `tls_certs_merge` does nothing. A client with other root
    /// certificates takes another `tls_backend_preconfigured`.
    ///
    /// Its `User-Agent` names this crate. If the builder sets another, that one is sent, except by
    /// sessions that [add](alicloud::Session::user_agent) a text to this crate's.
    pub fn client_builder() -> ClientBuilder {
        held(tls::configure(defaults())).connect_timeout(Self::CONNECT_TIMEOUT)
    }

    /// A transport with the defaults that also trusts the root certificates in `pem`, such as those of
    /// a company's proxy or of a server in a test.
    ///
    /// `pem` has one or more PEM certificates. Other sections, such as keys, are passed over. The
    /// default root certificates stay trusted.
    ///
    /// # Errors
    ///
    /// `pem` has no certificate, or one that is broken. The error names the certificate and the fault.
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

    /// A transport over a client that the caller has built.
    ///
    /// reqwest fixes most settings for a client as a whole, so these promises of [`Transport`] depend
    /// on `client`. One that [`client_builder`](Self::client_builder) has made, and that changes none of
    /// this, keeps all of them.
    ///
    /// | promise | over any other client |
    /// |---|---|
    /// | redirects | a client that follows one fails with an error. The body goes to nobody else, but the headers have gone there, which may hold a security token, and so has the signed URL of a GET, as `Referer`. Build the client with [`redirect::Policy::none()`] |
    /// | connect timeout | the client's own; the time for the reply includes connecting, and a timeout while connecting counts as sent |
    /// | proxies | the client's own, by reqwest's rules. A request that [bypasses](Request::bypasses_proxy) proxies goes out over a second client with this crate's defaults and no proxy |
    /// | retries | the client's own; reqwest's default repeats only what a server has surely not seen |
    /// | compression | a client with one of reqwest's features asks for it and decompresses, and [`Request::body_limit`] counts the decompressed bytes |
    /// | `User-Agent` | the client's own, or none; sessions that [add](alicloud::Session::user_agent) a text send this crate's |
    /// | TLS, cookies, default headers, a timeout of all requests | the client's own |
    ///
    /// [`from_builder`](Self::from_builder) holds every promise, so prefer it to a client that nothing
    /// else uses.
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

    /// A transport over what `builder` builds, through the proxies that `proxies` names, with
    /// `connect_timeout` for name, address, proxy and TLS together.
    ///
    /// `builder` is called again when the first request goes out directly although there are
    /// proxies. It has to make a client that is the same in everything else.
    ///
    /// Redirects and retries are off, whatever `builder` says: [`Transport`]'s contract has no
    /// room for them.
    ///
    /// # Errors
    ///
    /// The settings contradict each other, or TLS can't be set up. Nothing was sent.
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
                // Filled before, if not by this endpoint then by another.
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

/// The defaults. If the operating system's TLS can't be set up, every call says so.
impl Default for Reqwest {
    fn default() -> Self {
        Self::with_defaults(Self::client_builder)
    }
}

/// A builder with everything but TLS.
fn defaults() -> ClientBuilder {
    reqwest::Client::builder()
        .user_agent(user_agent().own())
        .http1_only()
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
}

/// Sets what the contract of [`Transport`] leaves no choice about.
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

/// Builds a client that goes through the proxies of the environment, if that decides, and else
/// through those that `builder` has.
fn build_with_proxies(
    builder: ClientBuilder,
    environment: Option<&Proxies<Proxy>>,
    connect_timeout: Duration,
) -> Result<reqwest::Client, reqwest::Error> {
    let builder = match environment {
        Some(proxies) => proxies.iter().fold(builder.no_proxy(), |builder, proxy| {
            builder.proxy(proxy.clone())
        }),
        // A builder that has a proxy, even one for nothing, leaves the environment alone.
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
            // What the request says itself stays.
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
                // A body that can't be cloned goes nowhere else when the client follows redirects.
                Body::wrap(body)
            } else {
                body
            });
        } else if *outgoing.method() != Method::GET {
            // What could have a body says that it has none, which reqwest leaves out.
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

    /// On a thread of its own. The runtime's threads for blocking work are limited in number, and the
    /// runtime waits for them when it ends, which work that hangs must not prevent.
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

    /// As a task of the runtime that the call is on.
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
        // A body in one piece, as most are, isn't copied.
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

/// Without the client, whose proxies may have passwords.
impl fmt::Debug for Reqwest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Reqwest");
        if !self.is_handed_in {
            shown.field("connect_timeout", &self.connect_timeout);
        }
        shown.finish_non_exhaustive()
    }
}
