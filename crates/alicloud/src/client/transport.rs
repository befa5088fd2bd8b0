//! The async transport, which sends requests and returns responses.

use std::{
    fmt,
    future::{Future, poll_fn},
    mem,
    pin::Pin,
    sync::Arc,
    task::Poll,
    time::Duration,
};

use http::Method;

use crate::{
    error::TransportError,
    machine::{Task, Work},
    request::{Request, Response},
};

/// Sends one request and returns its response asynchronously.
///
/// The contract, which also applies to [`blocking::Transport`](crate::blocking::Transport):
///
/// - The transport sends the request once and unchanged: no retries, no redirects and no added
///   parameters.
/// - The transport returns a response for every HTTP status, including 404 and 503.
/// - [`Request::time_limit`] limits the time for connecting, for the reply, and for both together.
///   A reply after the limit causes a timeout error.
/// - A request that [bypasses proxies](Request::bypasses_proxy) is sent without a proxy, even if
///   the environment or the caller's own HTTP client sets a proxy. All requests to a loopback
///   endpoint bypass proxies.
/// - A response body of more than [`Request::body_limit`] bytes causes an error. The transport
///   stops reading at the limit.
/// - An error tells whether the request may have reached the server. An error never contains the
///   URL.
///
/// A closure is also a transport, which is enough for tests and examples:
///
/// ```
/// use alicloud::{error::TransportError, Request, Response, Transport};
///
/// fn is_transport(_: impl Transport) {}
/// is_transport(|_request: Request| async { Ok::<_, TransportError>(Response::default()) });
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an async transport",
    label = "not an async transport",
    note = "use `alicloud_reqwest::Reqwest`, an `Arc` of a transport, `BoxTransport`, or a \
            closure; blocking transports work with `alicloud::blocking::Client`"
)]
pub trait Transport {
    /// Sends `request` and returns the response with its complete body.
    ///
    /// # Errors
    ///
    /// No complete response arrived. [`TransportError`] tells whether the request may have been
    /// sent.
    fn send(
        &self,
        request: Request,
    ) -> impl Future<Output = Result<Response, TransportError>> + Send;

    /// Waits for `duration`, for example before a retry.
    fn wait(&self, duration: Duration) -> impl Future<Output = ()> + Send;

    /// Runs `work`, which may block, and returns within [`Work::remaining`]. A transport with an
    /// async runtime runs `work` on a thread that may block. The default implementation blocks the
    /// current thread.
    fn run(&self, work: Work) -> impl Future<Output = ()> + Send {
        async { work.run_in_time() }
    }

    /// Starts `task` in the background, for example on the async runtime, and returns without
    /// waiting for the task.
    ///
    /// # Errors
    ///
    /// The transport can't run background tasks, so it returns `task`. The call then runs the task
    /// itself before it continues. The default implementation always returns `task`.
    fn spawn(&self, task: Task) -> Result<(), Task> {
        Err(task)
    }

    /// The HTTP method that is cheapest for this transport, if an operation supports both GET and
    /// POST. The [`Session`](crate::Session) or the signer can choose another method.
    fn preferred_method(&self) -> Method {
        Method::POST
    }
}

#[deny(
    clippy::missing_trait_methods,
    reason = "each method must be forwarded"
)]
impl<T: Transport + Send + Sync + ?Sized> Transport for Arc<T> {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        (**self).send(request).await
    }

    async fn wait(&self, duration: Duration) {
        (**self).wait(duration).await;
    }

    async fn run(&self, work: Work) {
        (**self).run(work).await;
    }

    fn spawn(&self, task: Task) -> Result<(), Task> {
        (**self).spawn(task)
    }

    fn preferred_method(&self) -> Method {
        (**self).preferred_method()
    }
}

/// An async [`Transport`] whose type is erased, so that a struct with a client needs no type
/// parameter.
///
/// Clones share the transport.
///
/// ```
/// use alicloud::{Client, Request, Response, error::TransportError, transport::BoxTransport};
///
/// #[derive(Clone)]
/// struct State {
///     client: Client<BoxTransport>,
/// }
///
/// # let session = alicloud::Session::new(alicloud::Anonymous);
/// let answers = |_: Request| async { Ok::<_, TransportError>(Response::default()) };
/// let state = State { client: Client::with_transport(session, BoxTransport::new(answers)) };
/// # let _ = state;
/// ```
#[derive(Clone)]
pub struct BoxTransport(Arc<dyn DynTransport>);

impl BoxTransport {
    /// Erases the type of `transport`.
    pub fn new(transport: impl Transport + Send + Sync + 'static) -> Self {
        Self(Arc::new(transport))
    }
}

impl fmt::Debug for BoxTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BoxTransport").finish_non_exhaustive()
    }
}

/// The variant of [`Transport`] that can be a trait object.
trait DynTransport: Send + Sync {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>>;
    fn wait(&self, duration: Duration) -> BoxFuture<'_, ()>;
    fn run(&self, work: Work) -> BoxFuture<'_, ()>;
    fn spawn(&self, task: Task) -> Result<(), Task>;
    fn preferred_method(&self) -> Method;
}

type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

impl<T: Transport + Send + Sync> DynTransport for T {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(Transport::send(self, request))
    }

    fn wait(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(Transport::wait(self, duration))
    }

    fn run(&self, work: Work) -> BoxFuture<'_, ()> {
        Box::pin(Transport::run(self, work))
    }

    fn spawn(&self, task: Task) -> Result<(), Task> {
        Transport::spawn(self, task)
    }

    fn preferred_method(&self) -> Method {
        Transport::preferred_method(self)
    }
}

#[deny(
    clippy::missing_trait_methods,
    reason = "each method must be forwarded"
)]
impl Transport for BoxTransport {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        self.0.send(request).await
    }

    async fn wait(&self, duration: Duration) {
        self.0.wait(duration).await;
    }

    async fn run(&self, work: Work) {
        self.0.run(work).await;
    }

    fn spawn(&self, task: Task) -> Result<(), Task> {
        self.0.spawn(task)
    }

    fn preferred_method(&self) -> Method {
        self.0.preferred_method()
    }
}

/// A closure has no timer, so `wait` only yields to other tasks once.
impl<F, R> Transport for F
where
    F: Fn(Request) -> R + Sync,
    R: Future<Output = Result<Response, TransportError>> + Send,
{
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        self(request).await
    }

    async fn wait(&self, _duration: Duration) {
        let mut is_over = false;
        poll_fn(|context| {
            if mem::replace(&mut is_over, true) {
                return Poll::Ready(());
            }
            context.waker().wake_by_ref();
            Poll::Pending
        })
        .await;
    }
}
