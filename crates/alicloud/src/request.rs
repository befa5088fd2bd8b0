//! A request: written into a draft, and what goes over the wire.

mod draft;
mod time_limit;
mod user_agent;

use std::{fmt, mem, time::Duration};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Uri,
    header::CONTENT_TYPE,
    uri::{Parts, PathAndQuery},
};

pub(crate) use self::{draft::is_json, user_agent::appended};
pub use self::{
    draft::{Draft, Parameter},
    time_limit::TimeLimit,
    user_agent::{UserAgent, UserAgentError},
};
use crate::api::Endpoint;

/// What came back: any status, with the whole body.
pub type Response = http::Response<Bytes>;

/// One HTTP request, signed and ready to go out as it stands.
///
/// It is an [`http::Request`] in parts ([`into_http`](Self::into_http) puts them together), so that
/// a transport can keep what is the same for every call, such as the parsed URL of a POST.
#[derive(Clone)]
pub struct Request {
    pub(crate) method: Method,
    pub(crate) endpoint: Endpoint,
    pub(crate) path: PathAndQuery,
    pub(crate) parameters: String,
    pub(crate) content: Content,
    pub(crate) headers: HeaderMap,
    pub(crate) timeout: Duration,
    pub(crate) remaining: Option<Duration>,
    pub(crate) body_limit: u64,
    pub(crate) bypasses_proxy: bool,
    pub(crate) user_agent: Option<HeaderValue>,
}

impl Request {
    /// The media type of a form, which holds the parameters of a POST.
    pub const CONTENT_TYPE: HeaderValue =
        HeaderValue::from_static("application/x-www-form-urlencoded");

    /// A request to a server that is not an RPC API, such as the metadata service of an instance.
    ///
    /// It has no parameters and no body. The reply may take 10 s and have 64 KiB.
    ///
    /// ```
    /// use alicloud::{http::{uri::PathAndQuery, Method}, Endpoint, Request};
    ///
    /// let metadata = Endpoint::plain_http("http://100.100.100.200")?;
    /// let path = PathAndQuery::from_static("/latest/api/token");
    /// let request = Request::plain(Method::PUT, metadata, path).without_proxy();
    /// assert_eq!(request.uri(), "http://100.100.100.200/latest/api/token");
    /// # Ok::<(), alicloud::error::EndpointError>(())
    /// ```
    #[must_use]
    pub fn plain(method: Method, endpoint: Endpoint, path: PathAndQuery) -> Self {
        Self {
            bypasses_proxy: endpoint.is_loopback(),
            endpoint,
            path,
            content: match method {
                Method::POST => Content::Form,
                _ => Content::Nothing,
            },
            method,
            parameters: String::new(),
            headers: HeaderMap::new(),
            timeout: Duration::from_secs(10),
            remaining: None,
            body_limit: 64 * 1024,
            user_agent: None,
        }
    }

    /// Sets a header.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// Sets a body that is not a form, and its media type, for a request of any method. The parameters
    /// of an RPC API then travel in the query.
    ///
    /// ```
    /// use alicloud::{
    ///     http::{header::AUTHORIZATION, uri::PathAndQuery, HeaderValue, Method}, Endpoint,
    ///     Request,
    /// };
    ///
    /// let endpoint: Endpoint = "https://example.com".parse()?;
    /// let mut token = HeaderValue::from_static("Bearer some-token");
    /// token.set_sensitive(true);
    /// let request = Request::plain(Method::POST, endpoint, PathAndQuery::from_static("/session"))
    ///     .with_header(AUTHORIZATION, token)
    ///     .with_body(HeaderValue::from_static("application/json"), r#"{"minutes":15}"#);
    /// assert_eq!(request.into_http().into_body(), r#"{"minutes":15}"#);
    /// # Ok::<(), alicloud::error::EndpointError>(())
    /// ```
    #[must_use]
    pub fn with_body(self, content_type: HeaderValue, body: impl Into<Bytes>) -> Self {
        let mut request = self.with_header(CONTENT_TYPE, content_type);
        request.content = Content::Body(body.into());
        request
    }

    /// Sets what a transport's `User-Agent` says about the application, unless that is set already.
    #[must_use]
    pub fn or_user_agent(mut self, text: Option<&HeaderValue>) -> Self {
        if self.user_agent.is_none() {
            self.user_agent = text.cloned();
        }
        self
    }

    /// Sets how long the reply may take once the connection stands.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Limits how long everything may take, connecting included, to `remaining` unless the limit is
    /// shorter already.
    #[must_use]
    pub fn with_remaining(mut self, remaining: Duration) -> Self {
        let shorter = self.remaining.map_or(remaining, |old| old.min(remaining));
        self.remaining = Some(shorter);
        self
    }

    /// Keeps proxies out, those of a client of one's own included.
    #[must_use]
    pub fn without_proxy(mut self) -> Self {
        self.bypasses_proxy = true;
        self
    }

    /// The method: for most calls of an RPC API, GET or POST.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// Where the request goes.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// The path, and maybe a query, before the parameters are added: `/` for an RPC API.
    #[must_use]
    pub fn path(&self) -> &PathAndQuery {
        &self.path
    }

    /// The signed parameters, percent-encoded and joined by `&`. They are the body if the request
    /// [has a form](Self::has_form), and else the query.
    #[must_use]
    pub fn parameters(&self) -> &str {
        &self.parameters
    }

    /// The body that [`with_body`](Self::with_body) set. `None` if the request has no body, or a
    /// [form](Self::has_form).
    #[must_use]
    pub fn body(&self) -> Option<&Bytes> {
        match &self.content {
            Content::Body(body) => Some(body),
            Content::Nothing | Content::Form => None,
        }
    }

    /// The bytes that travel as the body, without a copy: the form, or what
    /// [`with_body`](Self::with_body) set. They are empty if the request has no body.
    #[must_use]
    pub fn into_body(self) -> Bytes {
        match self.content {
            Content::Nothing => Bytes::new(),
            Content::Form => self.parameters.into(),
            Content::Body(body) => body,
        }
    }

    /// Whether the parameters travel as the body, a form. Otherwise they are the query.
    #[must_use]
    pub fn has_form(&self) -> bool {
        matches!(self.content, Content::Form)
    }

    /// The whole URL. Its query may hold the signature, so it must not be logged.
    #[must_use]
    pub fn uri(&self) -> Uri {
        let endpoint = self.endpoint.uri();
        let path = if self.has_form() || self.parameters.is_empty() {
            self.path.clone()
        } else {
            with_query(&self.path, &self.parameters)
        };
        if path == "/" {
            return endpoint.clone();
        }
        let mut parts: Parts = endpoint.clone().into_parts();
        parts.path_and_query = Some(path);
        #[expect(clippy::expect_used, reason = "an endpoint has scheme and authority")]
        Uri::from_parts(parts).expect("an endpoint with a path")
    }

    /// All headers but the `Content-Type` of a form.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// What a `User-Agent` says about the application, after the transport's own
    /// [`UserAgent`]: what [`Session::user_agent`](crate::Session::user_agent) was given.
    #[must_use]
    pub fn user_agent(&self) -> Option<&HeaderValue> {
        self.user_agent.as_ref()
    }

    /// How long connecting, the reply and both together may take, for a transport that itself takes
    /// no longer than `connecting` to connect.
    #[must_use]
    pub fn time_limit(&self, connecting: Duration) -> TimeLimit {
        TimeLimit::new(connecting, self.timeout, self.remaining)
    }

    /// How many bytes the response's body may have.
    #[must_use]
    pub fn body_limit(&self) -> u64 {
        self.body_limit
    }

    /// Whether no proxy may see it: it goes to a loopback endpoint, or
    /// [`without_proxy`](Self::without_proxy) was called.
    #[must_use]
    pub fn bypasses_proxy(&self) -> bool {
        self.bypasses_proxy
    }

    /// The parts put together.
    #[must_use]
    pub fn into_http(mut self) -> http::Request<Bytes> {
        let mut request = http::Request::new(Bytes::new());
        *request.uri_mut() = self.uri();
        *request.method_mut() = self.method.clone();
        *request.headers_mut() = mem::take(&mut self.headers);
        if self.has_form() {
            let headers = request.headers_mut();
            headers.insert(CONTENT_TYPE, Self::CONTENT_TYPE);
        }
        *request.body_mut() = self.into_body();
        request
    }
}

/// What the body of a request is.
#[derive(Clone)]
pub(crate) enum Content {
    /// There is no body.
    Nothing,
    /// The parameters.
    Form,
    /// Something else.
    Body(Bytes),
}

fn with_query(path: &PathAndQuery, parameters: &str) -> PathAndQuery {
    let separator = if path.query().is_some() { '&' } else { '?' };
    let target = Bytes::from(format!("{path}{separator}{parameters}"));
    #[expect(
        clippy::expect_used,
        reason = "percent-encoded ASCII is a valid query, and its length is held under 8 KiB where \
                  requests are made"
    )]
    PathAndQuery::from_maybe_shared(target).expect("an encoded query")
}

/// Without the parameters, which hold the signature, and without headers and body, which may hold
/// secrets.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("endpoint", &self.endpoint)
            .field("timeout", &self.timeout)
            .field("remaining", &self.remaining)
            .field("body_limit", &self.body_limit)
            .finish_non_exhaustive()
    }
}
