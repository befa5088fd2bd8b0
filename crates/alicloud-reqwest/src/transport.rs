//! The transport over a [`reqwest::Client`].

use std::{
    fmt, mem, panic,
    sync::{Arc, OnceLock},
    thread,
    time::Duration,
};

use alicloud::{
    Endpoint, Request, Response, Task, Transport, TransportError, Work,
    http::{
        HeaderValue, Method,
        header::{CONTENT_LENGTH, CONTENT_TYPE},
        uri::Scheme,
    },
};
use reqwest::{ClientBuilder, Url, redirect, retry};
use tokio::{runtime::Handle, sync::oneshot};

use crate::{failure, tls};

/// An async [`Transport`] over a [`reqwest::Client`].
///
/// Cloning is cheap, and clones share their connections.
///
/// ```
/// use alicloud_reqwest::{Reqwest, reqwest::Proxy};
///
/// let proxy = Proxy::https("http://proxy.internal:3128")?;
/// let builder = move || Reqwest::client_builder().proxy(proxy.clone());
/// let transport = Reqwest::from_builder(builder, Reqwest::CONNECT_TIMEOUT)?;
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
    /// The endpoint that came first, and its URL: most transports see only one.
    first: OnceLock<(Endpoint, Url)>,
}

/// What kept a client from being built is said when it is needed.
type Built = Result<reqwest::Client, Arc<reqwest::Error>>;

impl Reqwest {
    /// How long connecting may take by default: 5 s.
    pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

    /// A builder with this crate's defaults, for clients that need a proxy of their own, a local
    /// address or whatever else reqwest can be told.
    ///
    /// Its TLS is set as a whole, so other root certificates take another
    /// `tls_backend_preconfigured`; `tls_certs_merge` does nothing.
    ///
    /// A builder that is given no proxy takes those of the environment; `no_proxy()` keeps them out.
    pub fn client_builder() -> ClientBuilder {
        tls::configure(reqwest::Client::builder())
            .http1_only()
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .no_deflate()
    }

    /// A transport over what `builder` builds, with `connect_timeout` for name, address, proxy and
    /// TLS together.
    ///
    /// `builder` is asked a second time when the first request [bypasses](Request::bypasses_proxy)
    /// proxies, for a client that differs in this alone: its own proxies are off, too.
    ///
    /// Redirects and retries are off, whatever `builder` says: [`Transport`]'s contract has no
    /// room for them.
    ///
    /// # Errors
    ///
    /// The settings contradict each other, or TLS can't be set up. Nothing was sent.
    pub fn from_builder(
        builder: impl Fn() -> ClientBuilder + Send + Sync + 'static,
        connect_timeout: Duration,
    ) -> Result<Self, reqwest::Error> {
        let client = build(builder(), connect_timeout)?;
        Ok(Self::over(Ok(client), builder, connect_timeout))
    }

    fn over(
        client: Built,
        builder: impl Fn() -> ClientBuilder + Send + Sync + 'static,
        connect_timeout: Duration,
    ) -> Self {
        Self {
            client,
            direct: Arc::default(),
            builder: Arc::new(builder),
            connect_timeout,
            first: OnceLock::new(),
        }
    }

    fn client(&self, request: &Request) -> &Built {
        if !request.bypasses_proxy() {
            return &self.client;
        }
        self.direct.get_or_init(|| {
            let builder = (self.builder)().no_proxy();
            build(builder, self.connect_timeout).map_err(Arc::new)
        })
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
        let client = build(Self::client_builder(), Self::CONNECT_TIMEOUT).map_err(Arc::new);
        Self::over(client, Self::client_builder, Self::CONNECT_TIMEOUT)
    }
}

fn build(
    builder: ClientBuilder,
    connect_timeout: Duration,
) -> Result<reqwest::Client, reqwest::Error> {
    builder
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .connect_timeout(connect_timeout)
        .build()
}

impl Transport for Reqwest {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let client = self.client(&request).as_ref().map_err(failure::client)?;
        let url = self.url(&request)?;
        let body_limit = request.body_limit();
        let mut time_limit = self.connect_timeout.saturating_add(request.timeout());
        if let Some(remaining) = request.remaining() {
            time_limit = time_limit.min(remaining);
        }

        let mut outgoing = reqwest::Request::new(request.method().clone(), url);
        outgoing.headers_mut().clone_from(request.headers());
        let mut form = String::new();
        if request.has_form() {
            let content_type = Request::CONTENT_TYPE;
            outgoing.headers_mut().insert(CONTENT_TYPE, content_type);
            form = request.into_parameters();
        }
        if !form.is_empty() {
            *outgoing.body_mut() = Some(form.into());
        } else if *outgoing.method() != Method::GET {
            // What could have a body says that it has none, which reqwest leaves out.
            let nothing = HeaderValue::from_static("0");
            outgoing.headers_mut().insert(CONTENT_LENGTH, nothing);
        }
        tokio::time::timeout(time_limit, exchange(client, outgoing, body_limit))
            .await
            .unwrap_or_else(|_elapsed| Err(failure::deadline(time_limit)))
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
        runtime.spawn(async move { alicloud::drive(&transport, task.detached()).await });
        Ok(())
    }
}

async fn exchange(
    client: &reqwest::Client,
    outgoing: reqwest::Request,
    body_limit: u64,
) -> Result<Response, TransportError> {
    let mut incoming = client.execute(outgoing).await.map_err(failure::exchange)?;
    if incoming.content_length() > Some(body_limit) {
        return Err(TransportError::body_too_large(body_limit));
    }
    let mut body = Vec::new();
    while let Some(chunk) = incoming.chunk().await.map_err(failure::exchange)? {
        if (body.len() + chunk.len()) as u64 > body_limit {
            return Err(TransportError::body_too_large(body_limit));
        }
        body.extend_from_slice(&chunk);
    }
    let mut response = Response::new(body.into());
    *response.status_mut() = incoming.status();
    *response.headers_mut() = mem::take(incoming.headers_mut());
    Ok(response)
}

/// Without the client, whose proxies may have passwords.
impl fmt::Debug for Reqwest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reqwest")
            .field("connect_timeout", &self.connect_timeout)
            .finish_non_exhaustive()
    }
}
