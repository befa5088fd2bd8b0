//! What all calls of a client have in common.

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

/// Region, format, signer and policy: everything a call needs besides the operation and a
/// transport. Cloning is cheap. One session serves every product and every region.
///
/// Where a call goes follows from its product and its region: the one that the call was given
/// ([`in_region`](Self::in_region)), else the [operation's](crate::Operation::region), else the
/// session's ([`region`](Self::region)). [`endpoint`](Self::endpoint) fixes one host for everything.
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
    /// How many bytes a reply may have unless [`body_limit`](Self::body_limit) says otherwise:
    /// 8 MiB.
    pub const DEFAULT_BODY_LIMIT: u64 = 8 * 1024 * 1024;

    /// How long a reply may take unless the operation or [`timeout`](Self::timeout) says
    /// otherwise: 10 s, as in the vendor's SDKs.
    pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(10);

    /// A session whose calls are signed by `signer`.
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

    /// Sets the region of calls whose operation names none, by its id, such as `cn-hangzhou`. It is
    /// also sent as such a call's `RegionId`, if the operation has that parameter.
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

    /// The same session for calls about the region with the id `region_id`, whatever region their
    /// operations name. Both share retry budgets, rate limits and the clock correction.
    ///
    /// An empty id stands for calls about no region, which go to the product's central host.
    #[must_use]
    pub fn in_region(&self, region_id: impl Into<String>) -> Self {
        self.with_options(CallOptions::new().region(region_id))
    }

    /// The same session for calls with `options`, beside those that it has. Both share retry budgets, rate
    /// limits and the clock correction.
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

    /// The options of calls.
    pub(super) fn options(&self) -> Option<&CallOptions> {
        self.options.as_deref()
    }

    /// What the calls of this session are limited to.
    pub(super) fn time_limit(&self) -> Option<Duration> {
        let given = self.options().and_then(|options| options.time_limit);
        given.or(self.settings.call_timeout)
    }

    /// The policy that decides about repeats.
    pub(super) fn retry_policy(&self) -> &dyn RetryPolicy {
        let given = self.options().and_then(|options| options.retry.as_deref());
        given.unwrap_or(&*self.settings.retry)
    }

    /// The region that calls were given.
    pub(super) fn given_region(&self) -> Option<&str> {
        let given = self.options()?.region.as_deref();
        given.filter(|region| !region.is_empty())
    }

    /// The region that a call of `operation` is about.
    pub(super) fn region_of<'a>(&'a self, operation: &'a impl Operation) -> Option<&'a str> {
        let given = self.options().and_then(|options| options.region.as_deref());
        let own = || operation.region().filter(|region| !region.is_empty());
        given
            .or_else(own)
            .or(self.settings.region.as_deref())
            .filter(|region| !region.is_empty())
    }

    /// Where a call of `operation` goes.
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

    /// Sets from where the hosts are to be reached; from everywhere by default.
    #[must_use]
    pub fn network(self, network: Network) -> Self {
        self.with(|settings| {
            settings.network = network;
            settings.destinations = Arc::default();
        })
    }

    /// Sends all calls to `endpoint`, a URL such as `http://127.0.0.1:8080`, whatever their product
    /// and region. This is for emulators and gateways.
    ///
    /// # Errors
    ///
    /// The endpoint is refused; see [`Endpoint`].
    pub fn endpoint<E>(self, endpoint: E) -> Result<Self, EndpointError>
    where
        E: TryInto<Endpoint>,
        EndpointError: From<E::Error>,
    {
        let endpoint = endpoint.try_into()?;
        Ok(self.with(|settings| settings.endpoint = Some(endpoint)))
    }

    /// Asks for replies in `format`; JSON by default.
    #[must_use]
    pub fn format(self, format: Format) -> Self {
        self.with(|settings| settings.format = format)
    }

    /// Fixes the method instead of leaving it to the preference of signer and transport. Most
    /// operations are offered by GET and POST; a call of an operation that isn't offered by the fixed
    /// method is refused.
    #[must_use]
    pub fn method(self, method: Method) -> Self {
        self.with(|settings| settings.method = Some(method))
    }

    /// Sets how long the reply to one attempt may take, for all operations: writing the request and
    /// reading the whole response. The time counts from when the connection stands; connecting has
    /// a limit of the transport's own. Unless the timeout is set, an operation has
    /// [its own limit](crate::Api::read_timeout), or else [`DEFAULT_TIMEOUT`](Self::DEFAULT_TIMEOUT).
    #[must_use]
    pub fn timeout(self, timeout: Duration) -> Self {
        self.with(|settings| settings.timeout = Some(timeout))
    }

    /// Limits how long a call may take as a whole: fetching credentials, connecting, every attempt
    /// and the pauses between them. There is no such limit by default, and every part has its own.
    ///
    /// A client's `send_within` limits one call.
    #[must_use]
    pub fn call_timeout(self, timeout: Duration) -> Self {
        self.with(|settings| settings.call_timeout = Some(timeout))
    }

    /// Sets how many bytes a reply may have.
    #[must_use]
    pub fn body_limit(self, bytes: u64) -> Self {
        self.with(|settings| settings.body_limit = bytes)
    }

    /// Appends what an application says about itself to the header `User-Agent`, which begins with
    /// the names and versions of these crates. Blanks and line breaks around the text are dropped.
    ///
    /// A program that honours the variable `ALIBABA_CLOUD_USER_AGENT`, as the vendor's SDKs do,
    /// appends its value last:
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
    /// The text has a character that is not printable ASCII, such as a line break in its middle.
    pub fn user_agent(self, text: &str) -> Result<Self, UserAgentError> {
        let whole = appended(self.settings.user_agent.as_ref(), text)?;
        Ok(self.with(|settings| settings.user_agent = whole))
    }

    /// Sets when a failed attempt is repeated; [`Retry::default`] decides unless told otherwise,
    /// and [`NoRetry`](crate::retry::NoRetry) repeats nothing.
    ///
    /// The policy also decides about [corrections](RetryPolicy::corrects): repeats after the server
    /// refused this machine's clock or credentials that others can replace. The session keeps what it
    /// learnt about the clock whether the call is repeated or not.
    #[must_use]
    pub fn retry(self, policy: impl RetryPolicy + 'static) -> Self {
        self.with(|settings| settings.retry = Arc::new(policy))
    }

    /// Sets whether calls of operations that a [parameter makes idempotent](Api::idempotent_by) get a
    /// value for it, unless they set it; by default they do. The value is a
    /// [nonce](crate::sign::Nonce), and the same for all attempts of a call and for all its pages, so
    /// the server carries the call out once.
    ///
    /// Without a value, such a call is repeated only if it was never sent, like any other that writes.
    #[must_use]
    pub fn idempotency_tokens(self, are_filled_in: bool) -> Self {
        self.with(|settings| settings.fills_in_tokens = are_filled_in)
    }

    /// The token for a call of `api`, if it takes one. A call that only reads needs none.
    pub(crate) fn new_token(&self, api: &Api) -> Option<Arc<str>> {
        let given = self.options().and_then(|options| options.fills_in_tokens);
        let fills_in = given.unwrap_or(self.settings.fills_in_tokens);
        (api.token_parameter().is_some() && !api.is_read() && fills_in)
            .then(|| (self.settings.stamps)().nonce().into())
    }

    /// Holds calls back that come more often than `limits` allow.
    #[must_use]
    pub fn rate_limits(self, limits: RateLimits) -> Self {
        self.with(|settings| settings.rate_limits = Some(limits))
    }

    /// Sets what replaces texts of a server's answer before an error keeps them or an event shows
    /// them: code, message, request id and the other texts of an error document, or the body of an
    /// answer that is not the API's. `redact` returns what replaces a text, or `None` if the text
    /// can stay. Results of calls that succeed are left as they are.
    ///
    /// It is for calls that send a secret which the server may repeat in its message:
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

    /// Sets where time and nonces come from: by default the system clock, and 64 random bits
    /// followed by a counter.
    #[must_use]
    pub fn stamps(self, source: impl Fn() -> Stamp + Send + Sync + 'static) -> Self {
        self.with(|settings| settings.stamps = Arc::new(source))
    }

    /// Sets the clock that limits and pauses go by; by default the system's monotonic one.
    #[must_use]
    pub fn clock(self, clock: impl Fn() -> Instant + Send + Sync + 'static) -> Self {
        self.with(|settings| settings.clock = Arc::new(clock))
    }
}

impl Settings {
    /// Reserves a time for the next call of `api`, and says how long it has to wait; `None` if that is
    /// not within `remaining`.
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
