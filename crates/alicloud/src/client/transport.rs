//! The async transport: one request out, one response back.

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

/// Carries one request out and one response back, asynchronously.
///
/// The contract, the same for [`blocking::Transport`](crate::blocking::Transport):
///
/// - The request goes out once, as it stands: no retries, no redirects, nothing added that the
///   server would take for a parameter.
/// - Every status comes back as a response, 404 and 503 included.
/// - Connecting, the reply and both together take no longer than [`Request::time_limit`] says. A reply
///   that comes later is a timeout.
/// - A request that [bypasses proxies](Request::bypasses_proxy), as all to a loopback endpoint do,
///   goes through none, whether the environment names it or a client of the caller's own.
/// - A body of more than [`Request::body_limit`] bytes is an error, found while reading.
/// - An error says whether the request may have reached the server, and never holds the URL.
///
/// A closure is a transport, which is all that tests and examples need:
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
    note = "take `alicloud_reqwest::Client`, an `Arc` of a transport, `BoxTransport`, or a closure; a \
            blocking transport is for `alicloud::blocking::Client`"
)]
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

    /// Does work that may block, and is back no later than [`Work::remaining`] says. A transport that
    /// knows a runtime does it where blocking harms nobody; by default it is done on the spot.
    fn run(&self, work: Work) -> impl Future<Output = ()> + Send {
        async { work.run_in_time() }
    }

    /// Takes `task` to its end apart from the call that starts it, for example on the runtime,
    /// without waiting for it.
    ///
    /// # Errors
    ///
    /// A transport that can't do that returns the task, as this default does. Then the call does the
    /// task before it goes on.
    fn spawn(&self, task: Task) -> Result<(), Task> {
        Err(task)
    }

    /// The method this transport sends cheapest, for operations that are offered by both. The
    /// [`Session`](crate::Session) may fix another.
    fn preferred_method(&self) -> Method {
        Method::POST
    }
}

#[deny(
    clippy::missing_trait_methods,
    reason = "each method has to be forwarded"
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

/// An async [`Transport`] of any type, so that what holds a client needs no type parameter.
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
    /// Hides the type of `transport`.
    pub fn new(transport: impl Transport + Send + Sync + 'static) -> Self {
        Self(Arc::new(transport))
    }
}

impl fmt::Debug for BoxTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BoxTransport").finish_non_exhaustive()
    }
}

/// A [`Transport`] that can be a trait object.
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
    reason = "each method has to be forwarded"
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

/// A closure knows no timer, so its waits only let other tasks go first.
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
