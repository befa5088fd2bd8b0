//! What all calls of a client have in common.

use std::{fmt, sync::Arc, time::Duration};

use http::Method;

use crate::{
    Endpoint, EndpointError, Exchange, Format, NoRetry, Operation, RetryPolicy, Sign, Stamp,
    stamp::SystemStamps,
};

/// Endpoint, format, signer and policy: everything a call needs besides the operation and a
/// transport. Cloning is cheap.
///
/// ```
/// use std::time::Duration;
/// use alicloud::{Anonymous, Format, Session};
///
/// let session = Session::new("https://ecs.aliyuncs.com", Anonymous::default())?
///     .format(Format::Xml)
///     .timeout(Duration::from_secs(5));
/// # let _ = session;
/// # Ok::<(), alicloud::EndpointError>(())
/// ```
#[derive(Clone)]
pub struct Session {
    pub(crate) endpoint: Endpoint,
    pub(crate) format: Format,
    pub(crate) method: Option<Method>,
    pub(crate) signer: Arc<dyn Sign>,
    pub(crate) stamps: Arc<dyn Fn() -> Stamp + Send + Sync>,
    pub(crate) retry: Arc<dyn RetryPolicy>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) body_limit: u64,
}

impl Session {
    /// How many bytes a reply may have unless [`body_limit`](Self::body_limit) says otherwise:
    /// 8 MiB.
    pub const DEFAULT_BODY_LIMIT: u64 = 8 * 1024 * 1024;

    /// How long a reply may take unless the operation or [`timeout`](Self::timeout) says
    /// otherwise: 10 s, as in the vendor's SDKs.
    pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(10);

    /// A session at `endpoint`, a URL such as `https://ecs.aliyuncs.com`, signed by `signer`.
    ///
    /// # Errors
    ///
    /// The endpoint is refused; see [`Endpoint`].
    pub fn new<E>(endpoint: E, signer: impl Sign + 'static) -> Result<Self, EndpointError>
    where
        E: TryInto<Endpoint>,
        EndpointError: From<E::Error>,
    {
        let stamps = SystemStamps::new();
        Ok(Self {
            endpoint: endpoint.try_into()?,
            format: Format::default(),
            method: None,
            signer: Arc::new(signer),
            stamps: Arc::new(move || stamps.next()),
            retry: Arc::new(NoRetry),
            timeout: None,
            body_limit: Self::DEFAULT_BODY_LIMIT,
        })
    }

    /// Asks for replies in `format`; JSON by default.
    #[must_use]
    pub fn format(mut self, format: Format) -> Self {
        self.format = format;
        self
    }

    /// Fixes the method, GET or POST, instead of leaving it to the transport's preference. A call
    /// of an operation that isn't offered by it is refused.
    #[must_use]
    pub fn method(mut self, method: Method) -> Self {
        self.method = Some(method);
        self
    }

    /// Sets how long a reply may take once the connection stands, for all operations. Unless it is
    /// set, an operation has [its own limit](crate::Api::read_timeout), or else
    /// [`DEFAULT_TIMEOUT`](Self::DEFAULT_TIMEOUT).
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets how many bytes a reply may have.
    #[must_use]
    pub fn body_limit(mut self, bytes: u64) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Sets when a failed attempt is repeated; never, by default.
    #[must_use]
    pub fn retry(mut self, policy: impl RetryPolicy + 'static) -> Self {
        self.retry = Arc::new(policy);
        self
    }

    /// Sets where time and nonces come from: by default the system clock, and 64 random bits
    /// followed by a counter.
    #[must_use]
    pub fn stamps(mut self, source: impl Fn() -> Stamp + Send + Sync + 'static) -> Self {
        self.stamps = Arc::new(source);
        self
    }

    /// Where calls go.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Starts a call of `operation`, to be driven by hand. Clients do this by themselves.
    #[must_use]
    pub fn exchange<'a, O: Operation + ?Sized>(&'a self, operation: &'a O) -> Exchange<'a, O> {
        Exchange::new(self, operation)
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("endpoint", &self.endpoint)
            .field("format", &self.format)
            .field("method", &self.method)
            .field("signer", &self.signer)
            .field("timeout", &self.timeout)
            .field("body_limit", &self.body_limit)
            .finish_non_exhaustive()
    }
}
