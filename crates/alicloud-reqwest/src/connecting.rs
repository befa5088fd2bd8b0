//! Detection of when a request's connection is established.
//!
//! reqwest doesn't report when a connection is established. But reqwest runs its connector in the
//! future of the request that needs a connection. A task-local value identifies the request. A
//! layer around the connector records when connecting begins and ends.
//!
//! A request that uses an idle connection runs no connector. If another connection becomes idle
//! while a request is connecting, the request uses the idle connection. The unfinished connection
//! then moves to a separate task, where the layer no longer finds the request.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use tokio::time::Instant;
use tower_layer::Layer;
use tower_service::Service;

tokio::task_local! {
    static REQUEST: Arc<Progress>;
}

/// The progress of one request.
#[derive(Debug)]
pub(crate) struct Progress {
    start: Instant,
    /// When the connection was established, or `None` while a connection is being made.
    connected: Mutex<Option<Instant>>,
}

impl Progress {
    /// Creates the progress of a request that is assumed to have a connection.
    pub(crate) fn new() -> Arc<Self> {
        let start = Instant::now();
        Arc::new(Self {
            start,
            connected: Mutex::new(Some(start)),
        })
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    /// Returns when the connection was established, counted from the start of the request.
    pub(crate) fn connected(&self) -> Option<Duration> {
        let connected = *self.lock();
        connected.map(|at| at.saturating_duration_since(self.start))
    }

    /// Wraps the future of a request, so that the connector finds this progress.
    pub(crate) fn follow<F: Future>(
        self: &Arc<Self>,
        request: F,
    ) -> impl Future<Output = F::Output> + use<F> {
        REQUEST.scope(Arc::clone(self), request)
    }

    fn is_current(&self) -> bool {
        REQUEST
            .try_with(|current| std::ptr::eq(&**current, self))
            .unwrap_or(false)
    }

    /// Locks the time. The time stays valid after a panic elsewhere, because each change is a
    /// single assignment.
    fn lock(&self) -> MutexGuard<'_, Option<Instant>> {
        self.connected
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// A layer that records when the connecting of a request begins and ends.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Watch;

impl<S> Layer<S> for Watch {
    type Service = Watched<S>;

    fn layer(&self, connector: S) -> Watched<S> {
        Watched(connector)
    }
}

/// A connector with the layer [`Watch`].
#[derive(Clone, Debug)]
pub(crate) struct Watched<S>(S);

impl<S, R> Service<R> for Watched<S>
where
    S: Service<R>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, destination: R) -> Self::Future {
        let mut connecting = Box::pin(self.0.call(destination));
        let mut request = REQUEST.try_with(Arc::clone).ok().map(Connecting::begin);
        Box::pin(poll_fn(move |context| {
            let outcome = connecting.as_mut().poll(context);
            // If another task polls this future, the request is no longer the current request of
            // the task, and is released.
            request.take_if(|request| outcome.is_ready() || !request.0.is_current());
            outcome
        }))
    }
}

/// A request whose connection is being made. Dropping this value records the end of connecting,
/// even after an error.
struct Connecting(Arc<Progress>);

impl Connecting {
    fn begin(request: Arc<Progress>) -> Self {
        *request.lock() = None;
        Self(request)
    }
}

impl Drop for Connecting {
    fn drop(&mut self) {
        *self.0.lock() = Some(Instant::now());
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use tokio::sync::oneshot;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// A connector that connects when the test sends a message.
    struct Connector(Option<oneshot::Receiver<()>>);

    impl Service<()> for Connector {
        type Response = ();
        type Error = Infallible;
        type Future = Pin<Box<dyn Future<Output = Result<(), Infallible>> + Send>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
            Poll::Ready(Ok(()))
        }

        fn call(&mut self, (): ()) -> Self::Future {
            let told = self.0.take();
            Box::pin(async move {
                let _ = told.unwrap().await;
                Ok(())
            })
        }
    }

    fn connector() -> (oneshot::Sender<()>, Watched<Connector>) {
        let (tell, told) = oneshot::channel();
        (tell, Watch.layer(Connector(Some(told))))
    }

    #[tokio::test(start_paused = true)]
    async fn treats_an_idle_connection_as_established_from_the_start() {
        let progress = Progress::new();
        progress.follow(tokio::time::sleep(SECOND)).await;
        assert_eq!(progress.connected(), Some(Duration::ZERO));
        assert_eq!(progress.elapsed(), SECOND);
    }

    #[tokio::test(start_paused = true)]
    async fn treats_a_new_connection_as_established_when_the_connector_ends() {
        let progress = Progress::new();
        let (tell, mut connector) = connector();
        progress
            .follow(async {
                let connecting = connector.call(());
                assert_eq!(progress.connected(), None);
                let told = async {
                    tokio::time::sleep(SECOND).await;
                    assert_eq!(progress.connected(), None);
                    tell.send(()).unwrap();
                };
                let (outcome, ()) = tokio::join!(connecting, told);
                outcome.unwrap();
            })
            .await;
        tokio::time::sleep(SECOND).await;
        assert_eq!(progress.connected(), Some(SECOND));
    }

    #[tokio::test(start_paused = true)]
    async fn stops_watching_a_connection_that_moves_to_another_task() {
        let progress = Progress::new();
        let (tell, mut connector) = connector();
        // The request begins connecting, but doesn't wait for the connection.
        let mut connecting = None;
        progress
            .follow(async {
                let begun = connecting.insert(connector.call(()));
                let pending = tokio::time::timeout(SECOND, begun).await;
                assert!(pending.is_err());
            })
            .await;
        let connecting = connecting.unwrap();
        assert_eq!(progress.connected(), None);

        // The second request checks that the layer distinguishes requests of the same client.
        let other = Progress::new();
        let task = tokio::spawn(async move { other.follow(connecting).await });
        tokio::task::yield_now().await;
        assert_eq!(progress.connected(), Some(SECOND));

        tokio::time::sleep(SECOND).await;
        tell.send(()).unwrap();
        task.await.unwrap().unwrap();
        assert_eq!(progress.connected(), Some(SECOND));
    }

    #[tokio::test]
    async fn connects_outside_of_a_request() {
        let (tell, mut connector) = connector();
        let connecting = connector.call(());
        tell.send(()).unwrap();
        connecting.await.unwrap();
    }
}
