//! The settings that all calls of a client share.

use std::{
    fmt,
    sync::Arc,
    time::{Duration, Instant},
};

use http::{HeaderValue, Method};

use crate::{
    api::{Api, Endpoint, Format, Network, Stamp, SystemStamps},
    error::{EndpointError, Redact},
    exchange::{CallOptions, clock_skew::ClockSkew, destination::Destinations},
    operation::Operation,
    request::{UserAgentError, appended},
    retry::{RateLimits, Reservation, Retry, RetryPolicy},
    sign::Sign,
};

/// The settings of calls, such as signer, region, format, timeouts and retry policy.
///
/// One session serves all products and all regions. Cloning a session is cheap.
///
/// The endpoint of a call depends on its product and its region. The region of a call is the first
/// of these regions that is set:
///
/// 1. the region of [`in_region`](Self::in_region) or [`CallOptions::region`];
/// 2. the region of the [operation](crate::Operation::region);
/// 3. the region of the [session](Self::region).
///
/// [`endpoint`](Self::endpoint) overrides the endpoint of all calls.
///
/// ```
/// use std::time::Duration;
/// use alicloud::{Anonymous, Format, Session};
///
/// let session = Session::new(Anonymous)
///     .region("cn-hangzhou")
///     .format(Format::Xml)
///     .timeout(Duration::from_secs(5));
/// # let _ = session;
/// ```
#[derive(Clone)]
pub struct Session {
    settings: Arc<Settings>,
    options: Option<Arc<CallOptions>>,
}

#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) endpoint: Option<Endpoint>,
    pub(crate) region: Option<Arc<str>>,
    pub(crate) network: Network,
    pub(super) destinations: Arc<Destinations>,
    pub(crate) format: Format,
    pub(crate) method: Option<Method>,
    pub(crate) signer: Arc<dyn Sign>,
    pub(crate) stamps: Arc<dyn Fn() -> Stamp + Send + Sync>,
    pub(crate) clock: Arc<dyn Fn() -> Instant + Send + Sync>,
    pub(crate) skew: Arc<ClockSkew>,
    pub(crate) retry: Arc<dyn RetryPolicy>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) call_timeout: Option<Duration>,
    pub(crate) body_limit: u64,
    pub(crate) user_agent: Option<HeaderValue>,
    pub(crate) rate_limits: Option<RateLimits>,
    pub(crate) redact: Option<Arc<Redact>>,
    pub(crate) fills_in_tokens: bool,
}

impl Session {
    /// The default of [`body_limit`](Self::body_limit): 8 MiB.
    pub const DEFAULT_BODY_LIMIT: u64 = 8 * 1024 * 1024;

    /// The default timeout of an attempt: 10 s, as in the vendor's SDKs. The operation or
    /// [`timeout`](Self::timeout) may set another timeout.
    pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(10);

    /// Creates a session whose calls are signed by `signer`.
    #[must_use]
    pub fn new(signer: impl Sign + 'static) -> Self {
        let stamps = SystemStamps::new();
        let settings = Settings {
            endpoint: None,
            region: None,
            network: Network::default(),
            destinations: Arc::default(),
            format: Format::default(),
            method: None,
            signer: Arc::new(signer),
            stamps: Arc::new(move || stamps.next()),
            clock: Arc::new(Instant::now),
            skew: Arc::default(),
            retry: Arc::new(Retry::default()),
            timeout: None,
            call_timeout: None,
            body_limit: Self::DEFAULT_BODY_LIMIT,
            user_agent: None,
            rate_limits: None,
            redact: None,
            fills_in_tokens: true,
        };
        Self {
            settings: Arc::new(settings),
            options: None,
        }
    }

    fn with(mut self, set: impl FnOnce(&mut Settings)) -> Self {
        set(Arc::make_mut(&mut self.settings));
        self
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Sets the default region by its id, such as `cn-hangzhou`. The default applies to calls whose
    /// operation has no region.
    ///
    /// Calls with the default region also send its id as the region parameter, usually `RegionId`,
    /// if the operation has a region parameter. A [`Call`](crate::Call) does not send the id.
    ///
    /// ```
    /// use alicloud::{
    ///     machine::{Machine as _, Step}, model::Endpoints, Anonymous, Call, Product, Session,
    /// };
    ///
    /// static ECS: Product = Product::new("Ecs", "2014-05-26")
    ///     .endpoints(Endpoints::new(&[]).form("ecs.{region}.aliyuncs.com"));
    ///
    /// let session = Session::new(Anonymous).region("cn-qingdao");
    /// let call = Call::new("Ecs", "2014-05-26", "DescribeRegions").product(&ECS);
    /// let host = |session: &Session| match session.exchange(&call).step() {
    ///     Step::Send(request) => request.endpoint().host().to_owned(),
    ///     _ => unreachable!(),
    /// };
    /// assert_eq!(host(&session), "ecs.cn-qingdao.aliyuncs.com");
    /// assert_eq!(host(&session.in_region("us-west-1")), "ecs.us-west-1.aliyuncs.com");
    /// ```
    #[must_use]
    pub fn region(self, region_id: impl Into<String>) -> Self {
        let region_id: String = region_id.into();
        self.with(|settings| settings.region = Some(region_id.into()))
    }

    /// Returns a session for calls in the region `region_id`, which overrides the regions of
    /// operations. The new session shares retry budgets, rate limits and the clock correction with
    /// this session.
    ///
    /// With an empty id, the calls have no region and go to the central host of the operation or
    /// the product. Without a fixed [`endpoint`](Self::endpoint), the calls fail if no central host
    /// exists, or if the network is [`Network::Vpc`].
    #[must_use]
    pub fn in_region(&self, region_id: impl Into<String>) -> Self {
        self.with_options(CallOptions::new().region(region_id))
    }

    /// Returns a session with `options` in addition to this session's options. An option or a
    /// header in `options` replaces this session's value. Parameters in `options` are sent in
    /// addition to this session's parameters.
    ///
    /// The new session shares rate limits and the clock correction with this session. The two
    /// sessions also share retry budgets, unless `options` sets another retry policy.
    #[must_use]
    pub fn with_options(&self, options: CallOptions) -> Self {
        let options = match &self.options {
            Some(before) => before.and(options),
            None => options,
        };
        Self {
            settings: Arc::clone(&self.settings),
            options: Some(Arc::new(options)),
        }
    }

    /// The options of the session's calls.
    pub(super) fn options(&self) -> Option<&CallOptions> {
        self.options.as_deref()
    }

    /// The time limit of each call.
    pub(super) fn time_limit(&self) -> Option<Duration> {
        let given = self.options().and_then(|options| options.time_limit);
        given.or(self.settings.call_timeout)
    }

    /// The retry policy of the calls.
    pub(super) fn retry_policy(&self) -> &dyn RetryPolicy {
        let given = self.options().and_then(|options| options.retry.as_deref());
        given.unwrap_or(&*self.settings.retry)
    }

    /// The region from the options, if that region is not empty.
    pub(super) fn given_region(&self) -> Option<&str> {
        let given = self.options()?.region.as_deref();
        given.filter(|region| !region.is_empty())
    }

    /// The region of a call of `operation`.
    pub(super) fn region_of<'a>(&'a self, operation: &'a impl Operation) -> Option<&'a str> {
        let given = self.options().and_then(|options| options.region.as_deref());
        let own = || operation.region().filter(|region| !region.is_empty());
        given
            .or_else(own)
            .or(self.settings.region.as_deref())
            .filter(|region| !region.is_empty())
    }

    /// The endpoint of a call of `operation`.
    pub(super) fn destination(
        &self,
        operation: &impl Operation,
    ) -> Result<Endpoint, EndpointError> {
        if let Some(fixed) = &self.settings.endpoint {
            return Ok(fixed.clone());
        }
        let Settings {
            destinations,
            network,
            ..
        } = &*self.settings;
        destinations.find(operation.api(), *network, self.region_of(operation))
    }

    /// Sets the network from which the endpoints are reached. The default is
    /// [`Network::Public`].
    #[must_use]
    pub fn network(self, network: Network) -> Self {
        self.with(|settings| {
            settings.network = network;
            settings.destinations = Arc::default();
        })
    }

    /// Sends all calls to `endpoint`, a URL such as `http://127.0.0.1:8080`. The endpoint applies
    /// to all products and regions. Use a fixed endpoint for emulators and gateways.
    ///
    /// # Errors
    ///
    /// Returns an error if the endpoint is invalid; see [`Endpoint`].
    pub fn endpoint<E>(self, endpoint: E) -> Result<Self, EndpointError>
    where
        E: TryInto<Endpoint>,
        EndpointError: From<E::Error>,
    {
        let endpoint = endpoint.try_into()?;
        Ok(self.with(|settings| settings.endpoint = Some(endpoint)))
    }

    /// Requests replies in `format`. The default is JSON.
    #[must_use]
    pub fn format(self, format: Format) -> Self {
        self.with(|settings| settings.format = format)
    }

    /// Sets the HTTP method of all calls. By default, the signer or the transport chooses among the
    /// methods that the operation supports.
    ///
    /// Most operations support GET and POST. If an operation doesn't support the method, its calls
    /// fail before they are sent.
    #[must_use]
    pub fn method(self, method: Method) -> Self {
        self.with(|settings| settings.method = Some(method))
    }

    /// Sets the timeout of each attempt, for all operations. The timeout covers writing the request
    /// and reading the whole response.
    ///
    /// The timeout starts when the connection is established. The transport has a separate timeout
    /// for connecting. The default timeout is the operation's
    /// [`read_timeout`](crate::Api::read_timeout), or else
    /// [`DEFAULT_TIMEOUT`](Self::DEFAULT_TIMEOUT).
    #[must_use]
    pub fn timeout(self, timeout: Duration) -> Self {
        self.with(|settings| settings.timeout = Some(timeout))
    }

    /// Sets the time limit of a whole call. The time limit covers fetching credentials, connecting,
    /// all attempts and the pauses between attempts. By default, a whole call has no time limit.
    ///
    /// A client's `send_within` sets the time limit of one call.
    #[must_use]
    pub fn call_timeout(self, timeout: Duration) -> Self {
        self.with(|settings| settings.call_timeout = Some(timeout))
    }

    /// Sets the maximum size of a response body in bytes.
    #[must_use]
    pub fn body_limit(self, bytes: u64) -> Self {
        self.with(|settings| settings.body_limit = bytes)
    }

    /// Appends `text` about the application to the header `User-Agent`. The header begins with the
    /// version of `alicloud`, the platform, and the name and version of the transport. Whitespace
    /// around `text` is removed.
    ///
    /// The vendor's SDKs honour the variable `ALIBABA_CLOUD_USER_AGENT`. An application that
    /// honours this variable appends its value last:
    ///
    /// ```
    /// use alicloud::{Anonymous, Session};
    ///
    /// let session = Session::new(Anonymous)
    ///     .user_agent("my-app/1.0")?
    ///     .user_agent(&std::env::var("ALIBABA_CLOUD_USER_AGENT").unwrap_or_default())?;
    /// # let _ = session;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error if the text contains a character that is not printable ASCII, such as an
    /// inner line break.
    pub fn user_agent(self, text: &str) -> Result<Self, UserAgentError> {
        let whole = appended(self.settings.user_agent.as_ref(), text)?;
        Ok(self.with(|settings| settings.user_agent = whole))
    }

    /// Sets the retry policy. The default policy is [`Retry::default`].
    /// [`NoRetry`](crate::retry::NoRetry) turns off all retries.
    ///
    /// After some errors, the session corrects the timestamps of its requests, or the signer
    /// replaces refused credentials. The policy [decides](RetryPolicy::corrects) whether the call
    /// is then retried. Later calls use the correction even if the call is not retried.
    #[must_use]
    pub fn retry(self, policy: impl RetryPolicy + 'static) -> Self {
        self.with(|settings| settings.retry = Arc::new(policy))
    }

    /// Sets whether calls get a generated idempotency token. The default is `true`.
    ///
    /// The setting applies to operations that write and have an [idempotency token
    /// parameter](Api::idempotent_by). A token that the call sets itself is kept. The generated
    /// token is a [nonce](crate::sign::Nonce). All attempts of a call use the same token, so the
    /// server carries out the call once. All pages of a paged call use the same token, too.
    ///
    /// Without a token, the default policy retries a writing call only if the call was not sent, or
    /// after a [correction](RetryPolicy::corrects).
    #[must_use]
    pub fn idempotency_tokens(self, are_filled_in: bool) -> Self {
        self.with(|settings| settings.fills_in_tokens = are_filled_in)
    }

    /// Returns a new idempotency token, if calls of `api` take a token. A call that only reads
    /// needs no token.
    pub(crate) fn new_token(&self, api: &Api) -> Option<Arc<str>> {
        let given = self.options().and_then(|options| options.fills_in_tokens);
        let fills_in = given.unwrap_or(self.settings.fills_in_tokens);
        (api.token_parameter().is_some() && !api.is_read() && fills_in)
            .then(|| (self.settings.stamps)().nonce().into())
    }

    /// Sets rate limits. A call that exceeds the limits waits before it is sent, or fails if its
    /// time limit is too short for the wait.
    #[must_use]
    pub fn rate_limits(self, limits: RateLimits) -> Self {
        self.with(|settings| settings.rate_limits = Some(limits))
    }

    /// Sets a function that redacts texts of responses before these texts appear in errors or trace
    /// events.
    ///
    /// The texts include the code, message and request id of an error document, and the body of an
    /// unexpected response. `redact` returns the replacement of a text, or `None` to keep the text.
    /// Outputs of successful calls are not redacted.
    ///
    /// Use redaction for calls that send a secret, because the server may repeat the secret in its
    /// message:
    ///
    /// ```
    /// use alicloud::{
    ///     http::StatusCode, machine::{Machine as _, Step}, Anonymous, Call, Response, Session,
    /// };
    ///
    /// let session = Session::new(Anonymous)
    ///     .endpoint("https://sts.aliyuncs.com")?
    ///     .redact(|text| text.contains("eyJhbGci").then(|| text.replace("eyJhbGci", "***")));
    /// let call = Call::new("Sts", "2015-04-01", "AssumeRoleWithOIDC");
    /// let mut exchange = session.exchange(&call);
    /// # let Step::Send(_) = exchange.step() else { unreachable!() };
    /// # let body = r#"{"Code":"Invalid.OIDCToken","Message":"eyJhbGci is not a token."}"#;
    /// # let mut response = Response::new(body.into());
    /// # *response.status_mut() = StatusCode::BAD_REQUEST;
    /// # exchange.receive(Ok(response));
    /// # let Step::Done(outcome) = exchange.step() else { unreachable!() };
    /// // ... the server answers: eyJhbGci is not a token.
    /// let error = outcome.unwrap_err();
    /// assert_eq!(error.api().unwrap().message(), "*** is not a token.");
    /// # Ok::<(), alicloud::error::EndpointError>(())
    /// ```
    #[must_use]
    pub fn redact(self, redact: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Self {
        self.with(|settings| settings.redact = Some(Arc::new(redact)))
    }

    /// Sets the source of timestamps and nonces for signatures. By default, times come from the
    /// system clock, and a nonce consists of 64 random bits and a counter.
    #[must_use]
    pub fn stamps(self, source: impl Fn() -> Stamp + Send + Sync + 'static) -> Self {
        self.with(|settings| settings.stamps = Arc::new(source))
    }

    /// Sets the clock for time limits, pauses and rate limits. The default clock is the system's
    /// monotonic clock.
    #[must_use]
    pub fn clock(self, clock: impl Fn() -> Instant + Send + Sync + 'static) -> Self {
        self.with(|settings| settings.clock = Arc::new(clock))
    }
}

impl Settings {
    /// Reserves a time for the next call of `api`, and returns the reservation and the wait until
    /// that time. Returns `None` if the wait is not shorter than `remaining`.
    pub(crate) fn reserve(
        &self,
        api: &Api,
        endpoint: &Endpoint,
        now: Instant,
        remaining: Option<Duration>,
    ) -> Option<(Reservation, Duration)> {
        match &self.rate_limits {
            Some(limits) => limits.reserve(api, endpoint, now, remaining),
            None => Some((Reservation::default(), Duration::ZERO)),
        }
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("endpoint", &self.settings.endpoint)
            .field("region", &self.settings.region)
            .field("options", &self.options)
            .field("network", &self.settings.network)
            .field("format", &self.settings.format)
            .field("method", &self.settings.method)
            .field("signer", &self.settings.signer)
            .field("timeout", &self.settings.timeout)
            .field("call_timeout", &self.settings.call_timeout)
            .field("body_limit", &self.settings.body_limit)
            .finish_non_exhaustive()
    }
}
