//! When the connection of a request stands.
//!
//! reqwest doesn't tell, but it runs its connector within the future of the request that needs a
//! connection. So a task-local value names that request, and a layer around the connector tells it
//! when connecting begins and ends. A request that takes an idle connection runs no connector. One
//! that is given another's connection while its own is being made leaves that to a task of its own,
//! where the layer no longer finds the request.

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

/// How far one request has come.
#[derive(Debug)]
pub(crate) struct Progress {
    start: Instant,
    /// `None` while a connection is being made.
    connected: Mutex<Option<Instant>>,
}

impl Progress {
    /// The progress of a request that is assumed to have a connection.
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

    /// When the connection stood, counted from the beginning.
    pub(crate) fn connected(&self) -> Option<Duration> {
        let connected = *self.lock();
        connected.map(|at| at.saturating_duration_since(self.start))
    }

    /// Runs a request, so that its connector finds it.
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

    /// Every change is one assignment, so a panic elsewhere leaves nothing half done.
    fn lock(&self) -> MutexGuard<'_, Option<Instant>> {
        self.connected
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells requests how far their connections have come.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Watch;

impl<S> Layer<S> for Watch {
    type Service = Watched<S>;

    fn layer(&self, connector: S) -> Watched<S> {
        Watched(connector)
    }
}

/// A connector that is watched.
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
            // Elsewhere if the connection goes to the background, because another one came first.
            request.take_if(|request| outcome.is_ready() || !request.0.is_current());
            outcome
        }))
    }
}

/// A request whose connection is being made. Connecting ends when it is dropped, so that it always ends.
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

    /// Connects when it is told to.
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
    async fn an_idle_connection_stands_from_the_beginning() {
        let progress = Progress::new();
        progress.follow(tokio::time::sleep(SECOND)).await;
        assert_eq!(progress.connected(), Some(Duration::ZERO));
        assert_eq!(progress.elapsed(), SECOND);
    }

    #[tokio::test(start_paused = true)]
    async fn a_new_connection_stands_when_the_connector_is_done() {
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
    async fn a_request_that_leaves_its_connection_to_a_task_has_another() {
        let progress = Progress::new();
        let (tell, mut connector) = connector();
        // Begun by the request, which doesn't wait for it.
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

        // Another request of the same client is no reason to take it for this one.
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
    async fn a_connector_outside_of_requests_just_connects() {
        let (tell, mut connector) = connector();
        let connecting = connector.call(());
        tell.send(()).unwrap();
        connecting.await.unwrap();
    }
}
