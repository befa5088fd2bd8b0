//! The blocking client and its transport: for programs without an async runtime.
//!
//! ```
//! use alicloud::{
//!     blocking::Client, error::TransportError, Anonymous, Call, Request, Response, Session,
//! };
//!
//! let transport = |_request: Request| {
//!     let body = r#"{"RequestId":"1450F2D7","Regions":{"Region":[]}}"#;
//!     Ok::<_, TransportError>(Response::new(body.into()))
//! };
//! let session = Session::new(Anonymous).endpoint("https://ecs.aliyuncs.com")?;
//! let client = Client::with_transport(session, transport);
//! let reply = client.send(&Call::new("Ecs", "2014-05-26", "DescribeRegions").reads())?;
//! assert_eq!(reply["RequestId"], "1450F2D7");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod pages;

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::Duration,
};

use http::Method;

pub use self::pages::{Items, Pages};
use crate::{
    client::{
        ReplyMeta,
        dry_run::{self, DryRun},
        reply_meta::WithMeta,
    },
    error::{Error, TransportError},
    exchange::{CallOptions, Exchange, Session},
    machine::{Drive, Machine, Step, Task, Work},
    operation::{Operation, paging::PagedOperation},
    request::{Request, Response},
    waiter::{Progress, WaitError, Waiter},
};

/// Carries one request out and one response back, blocking the thread.
///
/// The contract is that of the async [`Transport`](crate::Transport). A closure is a transport.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a blocking transport",
    label = "not a blocking transport",
    note = "take `alicloud_ureq::Client`, an `Arc` of a transport, `BoxTransport`, or a closure; an \
            async transport is for `alicloud::Client`"
)]
pub trait Transport {
    /// Sends `request` and returns the response with its whole body.
    ///
    /// # Errors
    ///
    /// No response came: see [`TransportError`], which says whether the request may have been sent.
    fn send(&self, request: Request) -> Result<Response, TransportError>;

    /// Waits before the next attempt.
    fn wait(&self, duration: Duration) {
        thread::sleep(duration);
    }

    /// Does work that may block, and is back no later than [`Work::remaining`] says.
    fn run(&self, work: Work) {
        work.run_in_time();
    }

    /// Takes `task` to its end apart from the call that starts it, for example on a thread, without
    /// waiting for it.
    ///
    /// # Errors
    ///
    /// A transport that can't do that returns the task, as this default does. Then the call does the
    /// task before it goes on.
    fn spawn(&self, task: Task) -> Result<(), Task> {
        Err(task)
    }

    /// The method this transport sends cheapest, for operations that are offered by both. The
    /// [`Session`] may fix another.
    fn preferred_method(&self) -> Method {
        Method::POST
    }
}

#[deny(
    clippy::missing_trait_methods,
    reason = "each method has to be forwarded"
)]
impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: Request) -> Result<Response, TransportError> {
        (**self).send(request)
    }

    fn wait(&self, duration: Duration) {
        (**self).wait(duration);
    }

    fn run(&self, work: Work) {
        (**self).run(work);
    }

    fn spawn(&self, task: Task) -> Result<(), Task> {
        (**self).spawn(task)
    }

    fn preferred_method(&self) -> Method {
        (**self).preferred_method()
    }
}

/// A blocking [`Transport`] of any type, so that what holds a client needs no type parameter.
///
/// Clones share the transport.
#[derive(Clone)]
pub struct BoxTransport(Arc<dyn Transport + Send + Sync>);

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

#[deny(
    clippy::missing_trait_methods,
    reason = "each method has to be forwarded"
)]
impl Transport for BoxTransport {
    fn send(&self, request: Request) -> Result<Response, TransportError> {
        self.0.send(request)
    }

    fn wait(&self, duration: Duration) {
        self.0.wait(duration);
    }

    fn run(&self, work: Work) {
        self.0.run(work);
    }

    fn spawn(&self, task: Task) -> Result<(), Task> {
        self.0.spawn(task)
    }

    fn preferred_method(&self) -> Method {
        self.0.preferred_method()
    }
}

impl<F: Fn(Request) -> Result<Response, TransportError>> Transport for F {
    fn send(&self, request: Request) -> Result<Response, TransportError> {
        self(request)
    }
}

/// Takes `machine` to its end over `transport`, and returns its output. It blocks the thread.
///
/// ```
/// use alicloud::{Anonymous, Call, Error, Session, Value, blocking::{Transport, drive}};
///
/// fn regions(transport: &impl Transport, session: &Session) -> Result<Value, Error> {
///     let call = Call::new("Ecs", "2014-05-26", "DescribeRegions").reads();
///     drive(transport, session.exchange(call))
/// }
/// ```
pub fn drive<T, M>(transport: &T, machine: M) -> M::Output
where
    T: Transport + ?Sized,
    M: Machine,
{
    let mut drive = Drive::new(machine);
    loop {
        match drive.step() {
            Step::Send(request) => drive.receive(transport.send(request)),
            Step::Wait(pause) => transport.wait(pause),
            Step::Run(work) => transport.run(work),
            Step::Spawn(task) => {
                if let Err(task) = transport.spawn(task) {
                    drive.take_back(task);
                }
            }
            Step::Done(output) => return output,
        }
    }
}

impl Task {
    /// Takes the task to its end over `transport`, on a thread of its own.
    ///
    /// # Errors
    ///
    /// The system has no more threads. The task has not begun.
    pub fn spawn_thread<T>(self, transport: T) -> Result<(), Self>
    where
        T: Transport + Send + 'static,
    {
        // A thread that can't be started would take the task with it.
        let slot = Arc::new(Mutex::new(Some(self)));
        let take = |slot: &Mutex<Option<Self>>| {
            let mut task = slot.lock().unwrap_or_else(PoisonError::into_inner);
            task.take()
        };
        let threads = Arc::clone(&slot);
        let run = move || {
            if let Some(task) = take(&threads) {
                drive(&transport, task.detached());
            }
        };
        match thread::Builder::new()
            .name("alicloud-task".to_owned())
            .spawn(run)
        {
            Ok(_) => Ok(()),
            Err(_) => take(&slot).map_or(Ok(()), Err),
        }
    }
}

/// Sends operations over a blocking [`Transport`].
///
/// It holds no logic: everything that happens between an operation and its outcome is in
/// [`Exchange`].
#[derive(Clone, Debug)]
pub struct Client<T> {
    session: Session,
    transport: T,
}

impl<T: Transport + Default> Client<T> {
    /// A client over the transport's defaults.
    #[must_use]
    pub fn new(session: Session) -> Self {
        Self::with_transport(session, T::default())
    }
}

impl<T: Transport> Client<T> {
    /// A client over `transport`.
    #[must_use]
    pub fn with_transport(session: Session, transport: T) -> Self {
        Self { session, transport }
    }

    /// The session.
    #[must_use]
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The transport.
    #[must_use]
    pub fn transport(&self) -> &T {
        &self.transport
    }

    /// A client for calls about the region with the id `region_id`, whatever region their operations
    /// name. It shares everything with this one.
    #[must_use]
    pub fn in_region(&self, region_id: impl Into<String>) -> Self
    where
        T: Clone,
    {
        self.with_options(CallOptions::new().region(region_id))
    }

    /// A client for calls with `options`, beside those that this one has. It shares everything with
    /// this one.
    #[must_use]
    pub fn with_options(&self, options: CallOptions) -> Self
    where
        T: Clone,
    {
        Self {
            session: self.session.with_options(options),
            transport: self.transport.clone(),
        }
    }

    /// Sends `operation` and returns what its reply says.
    ///
    /// # Errors
    ///
    /// See [`Error`]: [`Error::may_have_been_sent`] tells whether the server may have acted.
    pub fn send<O: Operation + ?Sized>(&self, operation: &O) -> Result<O::Output, Error> {
        self.drive(self.session.exchange(operation))
    }

    /// Sends `operation`, and takes no longer than `limit` for it: fetching credentials, every
    /// attempt and the pauses between them. [`Session::call_timeout`] limits all calls.
    ///
    /// # Errors
    ///
    /// As of [`send`](Self::send). When the time is over, it is a timeout, or the error of the last
    /// attempt if there is no time for another.
    pub fn send_within<O: Operation + ?Sized>(
        &self,
        operation: &O,
        limit: Duration,
    ) -> Result<O::Output, Error> {
        self.drive(self.session.exchange(operation).within(limit))
    }

    /// Sends `operation`, and returns what came with its reply as well.
    ///
    /// # Errors
    ///
    /// As of [`send`](Self::send).
    pub fn send_with_meta<O: Operation + ?Sized>(
        &self,
        operation: &O,
    ) -> Result<(O::Output, ReplyMeta), Error> {
        let exchange = self.session.exchange(WithMeta(operation));
        let mut exchange = exchange.prefer(self.transport.preferred_method());
        let (output, meta) = drive(&self.transport, &mut exchange)?;
        Ok((output, meta.complete(&exchange)))
    }

    /// Has the server check `operation`, permissions included, without carrying it out. The operation
    /// needs a parameter `DryRun`, which this sets; a [`Call`](crate::Call) has to set it to `true`
    /// itself.
    ///
    /// # Errors
    ///
    /// As of [`send`](Self::send), if the check fails. An operation without the parameter is refused
    /// before it is sent. If the server ignores the parameter and answers as usual, the operation may have
    /// been carried out: that is [`Error::Decode`].
    pub fn dry_run<O: Operation + ?Sized>(&self, operation: &O) -> Result<(), Error> {
        dry_run::outcome(self.send(&DryRun(operation)))
    }

    /// Asks until a state is reached; see [`waiter`](crate::waiter).
    ///
    /// # Errors
    ///
    /// A question failed, the state can't be reached any more, or the time is over.
    pub fn wait<O: Operation, V, F: Fn(O::Output) -> Progress<V>>(
        &self,
        waiter: &Waiter<O, F>,
    ) -> Result<V, WaitError> {
        let method = self.transport.preferred_method();
        drive(&self.transport, waiter.waiting(&self.session, method))
    }

    fn drive<O: Operation>(&self, exchange: Exchange<O>) -> Result<O::Output, Error> {
        let method = self.transport.preferred_method();
        drive(&self.transport, exchange.prefer(method))
    }

    /// Sends `operation` page by page; see [`paging`](crate::paging).
    pub fn pages<O: PagedOperation>(&self, operation: O) -> Pages<'_, T, O> {
        Pages::new(self, operation)
    }
}
