//! Requests, from the unsigned draft to the signed HTTP request.

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

/// A response with any status and its whole body.
pub type Response = http::Response<Bytes>;

/// A complete HTTP request, including any signature, that a transport sends unchanged.
///
/// The parts of the HTTP request are separate, so that a transport can reuse a part that is the
/// same for every call, such as the parsed URL of a POST. [`into_http`](Self::into_http) creates an
/// [`http::Request`] from the parts.
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
    /// The media type of a form. A POST usually sends its parameters as a form.
    pub const CONTENT_TYPE: HeaderValue =
        HeaderValue::from_static("application/x-www-form-urlencoded");

    /// Creates a request to a server that is not an RPC API, such as an instance's metadata
    /// service.
    ///
    /// The request has no parameters. A POST has an empty form as its body, and a request with
    /// another method has no body. The time limit for the reply is 10 s, and the size limit is 64
    /// KiB.
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

    /// Sets a body that is not a form, and its media type. The parameters of an RPC API are then
    /// sent in the query.
    ///
    /// Requests with any method, including GET, can have a body.
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

    /// Sets the application's part of the `User-Agent`, unless this part is already set.
    #[must_use]
    pub fn or_user_agent(mut self, text: Option<&HeaderValue>) -> Self {
        if self.user_agent.is_none() {
            self.user_agent = text.cloned();
        }
        self
    }

    /// Sets how long the reply may take once the connection is established.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Limits the total time of the request, including connecting, to `remaining`. A shorter limit
    /// that is already set stays.
    #[must_use]
    pub fn with_remaining(mut self, remaining: Duration) -> Self {
        let shorter = self.remaining.map_or(remaining, |old| old.min(remaining));
        self.remaining = Some(shorter);
        self
    }

    /// Makes the transport send the request without a proxy, even if the HTTP client has its own
    /// proxy settings.
    #[must_use]
    pub fn without_proxy(mut self) -> Self {
        self.bypasses_proxy = true;
        self
    }

    /// Returns the method, which is GET or POST for most calls of an RPC API.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// Returns the endpoint that the request is sent to.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Returns the path, and possibly a query, without the parameters. The path of an RPC API is
    /// `/`.
    #[must_use]
    pub fn path(&self) -> &PathAndQuery {
        &self.path
    }

    /// Returns the parameters, percent-encoded and joined by `&`.
    ///
    /// If the request [has a form](Self::has_form), the parameters are the body. Otherwise the
    /// parameters are the query.
    #[must_use]
    pub fn parameters(&self) -> &str {
        &self.parameters
    }

    /// Returns the body, or `None` if the request has no body or if its body is a
    /// [form](Self::has_form).
    #[must_use]
    pub fn body(&self) -> Option<&Bytes> {
        match &self.content {
            Content::Body(body) => Some(body),
            Content::Nothing | Content::Form => None,
        }
    }

    /// Returns the bytes to send as the body, without a copy.
    ///
    /// The bytes are the [form](Self::has_form) or the [body](Self::body). The result is empty if
    /// the request has no body.
    #[must_use]
    pub fn into_body(self) -> Bytes {
        match self.content {
            Content::Nothing => Bytes::new(),
            Content::Form => self.parameters.into(),
            Content::Body(body) => body,
        }
    }

    /// Returns whether the parameters are sent as a form in the body instead of in the query.
    #[must_use]
    pub fn has_form(&self) -> bool {
        matches!(self.content, Content::Form)
    }

    /// Returns the whole URL. The URL must not be logged, because its query may contain the
    /// signature.
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
        Uri::from_parts(parts).expect("an endpoint with a path is a valid URI")
    }

    /// Returns the headers. For a form, `Content-Type` may be missing, and its value is then
    /// [`CONTENT_TYPE`](Self::CONTENT_TYPE).
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the application's part of the `User-Agent`, which
    /// [`Session::user_agent`](crate::Session::user_agent) sets. The transport appends this part to
    /// its own [`UserAgent`].
    #[must_use]
    pub fn user_agent(&self) -> Option<&HeaderValue> {
        self.user_agent.as_ref()
    }

    /// Returns the time limits for connecting, for the reply and for both together.
    ///
    /// `connecting` is the transport's own limit for connecting.
    #[must_use]
    pub fn time_limit(&self, connecting: Duration) -> TimeLimit {
        TimeLimit::new(connecting, self.timeout, self.remaining)
    }

    /// Returns the maximum number of bytes in the body of the response.
    #[must_use]
    pub fn body_limit(&self) -> u64 {
        self.body_limit
    }

    /// Returns whether the request must be sent without a proxy.
    ///
    /// The result is `true` for a loopback endpoint and after
    /// [`without_proxy`](Self::without_proxy).
    #[must_use]
    pub fn bypasses_proxy(&self) -> bool {
        self.bypasses_proxy
    }

    /// Combines the method, the URL, the headers and the body into an [`http::Request`].
    ///
    /// The result has no limits and no [application's part](Self::user_agent) of the `User-Agent`.
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

/// The kind of body that a request has.
#[derive(Clone)]
pub(crate) enum Content {
    /// There is no body.
    Nothing,
    /// The parameters, as a form.
    Form,
    /// A body that is not a form.
    Body(Bytes),
}

fn with_query(path: &PathAndQuery, parameters: &str) -> PathAndQuery {
    let separator = if path.query().is_some() { '&' } else { '?' };
    let target = Bytes::from(format!("{path}{separator}{parameters}"));
    #[expect(
        clippy::expect_used,
        reason = "percent-encoded ASCII is a valid query, and signing limits its length to 8 KiB"
    )]
    PathAndQuery::from_maybe_shared(target).expect("an encoded query is valid")
}

/// Omits the parameters, the headers and the body, because they may contain the signature and
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
