//! Sending many operations concurrently with both clients.

mod in_flight;

use std::{
    fmt,
    future::poll_fn,
    num::NonZeroUsize,
    ops::ControlFlow,
    pin::Pin,
    sync::{Mutex, PoisonError, mpsc},
    task::{Context, Poll},
    thread,
};

use futures_core::Stream;

use self::in_flight::InFlight;
use crate::{
    client::{Client, Transport, blocking},
    error::Error,
    operation::Operation,
};

/// An operation and its result.
type Sent<O> = (O, Result<<O as Operation>::Output, Error>);

impl<T: Transport> Client<T> {
    /// Sends `operations` concurrently, and yields each operation with its result when the result
    /// arrives. A failed operation doesn't stop the other operations.
    ///
    /// Nothing is sent until the stream is polled. At most `concurrency` operations are in flight
    /// at the same time. An operation counts as in flight until its result is yielded. Dropping the
    /// stream cancels the operations in flight.
    ///
    /// ```
    /// use alicloud::{error::TransportError, Anonymous, Call, Client, Request, Response, Session};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let transport = |_request: Request| async {
    ///     let body = r#"{"RequestId":"1450F2D7","Stopped":true}"#;
    ///     Ok::<_, TransportError>(Response::new(body.into()))
    /// };
    /// let session = Session::new(Anonymous).endpoint("https://ecs.aliyuncs.com")?;
    /// let client = Client::with_transport(session, transport);
    /// let calls = ["i-1", "i-2", "i-3"]
    ///     .map(|id| Call::new("Ecs", "2014-05-26", "StopInstance").parameter("InstanceId", id));
    ///
    /// let count = async {
    ///     let mut results = client.send_all(calls, 2.try_into()?);
    ///     let mut stopped = 0;
    ///     while let Some((_call, result)) = results.next().await {
    ///         stopped += usize::from(result?["Stopped"] == true);
    ///     }
    ///     Ok::<_, Box<dyn std::error::Error>>(stopped)
    /// };
    /// # let mut count = std::pin::pin!(count);
    /// # let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    /// # let std::task::Poll::Ready(count) = count.as_mut().poll(&mut context) else { panic!() };
    /// # assert_eq!(count?, 3);
    /// # Ok(())
    /// # }
    /// ```
    pub fn send_all<I>(
        &self,
        operations: I,
        concurrency: NonZeroUsize,
    ) -> Results<impl Stream<Item = Sent<I::Item>>>
    where
        I: IntoIterator<Item: Operation>,
    {
        let sending = operations.into_iter().map(async move |operation| {
            let result = self.send(&operation).await;
            (operation, result)
        });
        Results(Box::pin(InFlight::new(sending, concurrency.get())))
    }
}

/// A stream of operations and their results, in the order of arrival. Use this type as a
/// [`Stream`], or call [`next`](Self::next) in a loop.
#[must_use = "nothing is sent until the stream is polled"]
pub struct Results<S>(Pin<Box<S>>);

impl<S: Stream> Results<S> {
    /// Returns the next operation and its result, or `None` after the last result. This method is
    /// cancel-safe.
    pub async fn next(&mut self) -> Option<S::Item> {
        poll_fn(|context| self.0.as_mut().poll_next(context)).await
    }
}

impl<S: Stream> Stream for Results<S> {
    type Item = S::Item;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<S::Item>> {
        self.0.as_mut().poll_next(context)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<S> fmt::Debug for Results<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Results").finish_non_exhaustive()
    }
}

impl<T: blocking::Transport + Sync> blocking::Client<T> {
    /// Sends `operations` concurrently on up to `concurrency` threads. Calls `arrived` on the
    /// current thread with each operation and its result, when the result arrives. A failed
    /// operation doesn't stop the other operations.
    ///
    /// The method returns when all results have arrived. If `arrived` returns `Break` or panics,
    /// each thread completes at most one more operation. After that, the method returns or the
    /// panic continues.
    ///
    /// A thread sends its next operation only after the current thread has taken its previous
    /// result. At most `concurrency` results therefore wait, even if `arrived` is slow.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use alicloud::{
    ///     blocking::Client, error::TransportError, Anonymous, Call, Request, Response, Session,
    /// };
    ///
    /// let transport = |_request: Request| {
    ///     let body = r#"{"RequestId":"1450F2D7","Stopped":true}"#;
    ///     Ok::<_, TransportError>(Response::new(body.into()))
    /// };
    /// let session = Session::new(Anonymous).endpoint("https://ecs.aliyuncs.com")?;
    /// let client = Client::with_transport(session, transport);
    /// let calls = ["i-1", "i-2", "i-3"]
    ///     .map(|id| Call::new("Ecs", "2014-05-26", "StopInstance").parameter("InstanceId", id));
    ///
    /// let mut stopped = 0;
    /// client.send_all(calls, 2.try_into()?, |_call, result| {
    ///     stopped += usize::from(result.is_ok_and(|reply| reply["Stopped"] == true));
    ///     ControlFlow::Continue(())
    /// });
    /// assert_eq!(stopped, 3);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn send_all<O: Operation<Output: Send> + Send>(
        &self,
        operations: impl IntoIterator<Item = O, IntoIter: Send>,
        concurrency: NonZeroUsize,
        mut arrived: impl FnMut(O, Result<O::Output, Error>) -> ControlFlow<()>,
    ) {
        let operations = operations.into_iter().fuse();
        let most = operations.size_hint().1.unwrap_or(usize::MAX);
        let operations = Mutex::new(operations);
        // If the iterator panics, the scope panics as well, so the iterator's state doesn't matter.
        let next = || {
            let mut operations = operations.lock().unwrap_or_else(PoisonError::into_inner);
            operations.next()
        };
        let work = |sender: mpsc::SyncSender<_>| {
            while let Some(operation) = next() {
                let result = self.send(&operation);
                // Sending fails if `arrived` returned `Break` or panicked, because the receiver was
                // then dropped.
                if sender.send((operation, result)).is_err() {
                    break;
                }
            }
        };
        thread::scope(|scope| {
            // The channel has no buffer, so each thread holds at most one result.
            let (sender, results) = mpsc::sync_channel(0);
            for _ in 0..concurrency.get().min(most) {
                let (sender, work) = (sender.clone(), &work);
                let thread = thread::Builder::new().spawn_scoped(scope, move || work(sender));
                // If the system can't start another thread, the threads that already run do the
                // work.
                if thread.is_err() {
                    break;
                }
            }
            drop(sender);
            for (operation, result) in results {
                if arrived(operation, result).is_break() {
                    return;
                }
            }
            // If no thread could be started, the current thread sends the operations.
            while let Some(operation) = next() {
                let result = self.send(&operation);
                if arrived(operation, result).is_break() {
                    return;
                }
            }
        });
    }
}
