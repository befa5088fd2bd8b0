//! What goes over the wire, and the async trait that carries it.

use std::{fmt, future::Future, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Uri, header::CONTENT_TYPE};

use crate::{Endpoint, TransportError};

/// Carries one request out and one response back, asynchronously.
///
/// The contract, the same for [`blocking::Transport`](crate::blocking::Transport):
///
/// - The request goes out once, as it stands: no retries, no redirects, nothing added that the
///   server would take for a parameter.
/// - Every status comes back as a response, 404 and 503 included.
/// - Connecting has a limit of the transport's own. A call has that and [`Request::timeout`]
///   together, and an answer that comes later is a timeout.
/// - To a [loopback](crate::Endpoint::is_loopback) endpoint goes no proxy of the environment, unless
///   a client of the caller's own says otherwise.
/// - A body of more than [`Request::body_limit`] bytes is an error, found while reading.
/// - An error says whether the request may have reached the server, and never holds the URL.
///
/// A closure is a transport, which is all that tests and examples need:
///
/// ```
/// use alicloud::{Request, Response, Transport, TransportError};
///
/// fn is_transport(_: impl Transport) {}
/// is_transport(|_request: Request| async { Ok::<_, TransportError>(Response::default()) });
/// ```
pub trait Transport {
    /// Sends `request` and returns the response with its whole body.
    ///
    /// # Errors
    ///
    /// No response came: see [`TransportError`], which says whether the request may have been sent.
    fn send(
        &self,
        request: Request,
    ) -> impl Future<Output = Result<Response, TransportError>> + Send;

    /// Waits before the next attempt.
    fn wait(&self, duration: Duration) -> impl Future<Output = ()> + Send;

    /// The method this transport sends cheapest, for operations that are offered by both. The
    /// [`Session`](crate::Session) may fix another.
    fn preferred_method(&self) -> Method {
        Method::POST
    }
}

impl<T: Transport + Send + Sync + ?Sized> Transport for Arc<T> {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        (**self).send(request).await
    }

    async fn wait(&self, duration: Duration) {
        (**self).wait(duration).await;
    }

    fn preferred_method(&self) -> Method {
        (**self).preferred_method()
    }
}

/// A closure knows no timer, so its waits end at once.
impl<F, R> Transport for F
where
    F: Fn(Request) -> R + Sync,
    R: Future<Output = Result<Response, TransportError>> + Send,
{
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        self(request).await
    }

    async fn wait(&self, _duration: Duration) {}
}

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
    pub(crate) parameters: String,
    pub(crate) headers: HeaderMap,
    pub(crate) timeout: Duration,
    pub(crate) body_limit: u64,
}

impl Request {
    /// The media type of a POST's body.
    pub const CONTENT_TYPE: HeaderValue =
        HeaderValue::from_static("application/x-www-form-urlencoded");

    /// The method: GET or POST.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// Where the request goes.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// The signed parameters, percent-encoded and joined by `&`: the query of a GET, the form of a
    /// POST.
    #[must_use]
    pub fn parameters(&self) -> &str {
        &self.parameters
    }

    /// The parameters without a copy.
    #[must_use]
    pub fn into_parameters(self) -> String {
        self.parameters
    }

    /// The whole URL. That of a GET holds the signature, so it belongs in no log.
    #[must_use]
    pub fn uri(&self) -> Uri {
        let endpoint = self.endpoint.uri();
        if self.method != Method::GET {
            return endpoint.clone();
        }
        let mut parts = endpoint.clone().into_parts();
        let target = Bytes::from(format!("/?{}", self.parameters));
        #[expect(
            clippy::expect_used,
            reason = "percent-encoded ASCII is a valid query, its length is held under 8 KiB where \
                      requests are made, and the endpoint has scheme and authority"
        )]
        {
            parts.path_and_query =
                Some(http::uri::PathAndQuery::from_maybe_shared(target).expect("an encoded query"));
            Uri::from_parts(parts).expect("an endpoint with a query")
        }
    }

    /// Headers beyond `Content-Type`.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// How long everything may take once the connection stands.
    #[must_use]
    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    /// How many bytes the response's body may have.
    #[must_use]
    pub fn body_limit(&self) -> u64 {
        self.body_limit
    }

    /// The parts put together. The body of a GET is empty.
    #[must_use]
    pub fn into_http(self) -> http::Request<Bytes> {
        let mut request = http::Request::new(Bytes::new());
        *request.uri_mut() = self.uri();
        *request.headers_mut() = self.headers;
        if self.method != Method::GET {
            request
                .headers_mut()
                .insert(CONTENT_TYPE, Self::CONTENT_TYPE);
            *request.body_mut() = Bytes::from(self.parameters);
        }
        *request.method_mut() = self.method;
        request
    }
}

/// Without the parameters, which hold the signature.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("endpoint", &self.endpoint)
            .field("timeout", &self.timeout)
            .field("body_limit", &self.body_limit)
            .finish_non_exhaustive()
    }
}
