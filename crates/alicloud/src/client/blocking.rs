//! The blocking client and its transport, for programs without an async runtime.
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

/// Sends one request and returns its response. The current thread blocks until the response
/// arrives.
///
/// The contract is the same as for the async [`Transport`](crate::Transport). A closure is also a
/// transport.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a blocking transport",
    label = "not a blocking transport",
    note = "use `alicloud_ureq::Ureq`, an `Arc` of a transport, `BoxTransport`, or a closure; \
            async transports work with `alicloud::Client`"
)]
pub trait Transport {
    /// Sends `request` and returns the response with its complete body.
    ///
    /// # Errors
    ///
    /// No complete response arrived. [`TransportError`] tells whether the request may have been
    /// sent.
    fn send(&self, request: Request) -> Result<Response, TransportError>;

    /// Waits for `duration`, for example before a retry.
    fn wait(&self, duration: Duration) {
        thread::sleep(duration);
    }

    /// Runs `work`, which may block, and returns within [`Work::remaining`].
    fn run(&self, work: Work) {
        work.run_in_time();
    }

    /// Starts `task` in the background, for example on a thread, and returns without waiting for
    /// the task.
    ///
    /// # Errors
    ///
    /// The transport can't run background tasks, so it returns `task`. The call then runs the task
    /// itself before it continues. The default implementation always returns `task`.
    fn spawn(&self, task: Task) -> Result<(), Task> {
        Err(task)
    }

    /// The HTTP method that is cheapest for this transport, if an operation supports both GET and
    /// POST. The [`Session`] or the signer can choose another method.
    fn preferred_method(&self) -> Method {
        Method::POST
    }
}

#[deny(
    clippy::missing_trait_methods,
    reason = "each method must be forwarded"
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

/// A blocking [`Transport`] whose type is erased, so that a struct with a client needs no type
/// parameter.
///
/// Clones share the transport.
#[derive(Clone)]
pub struct BoxTransport(Arc<dyn Transport + Send + Sync>);

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

#[deny(
    clippy::missing_trait_methods,
    reason = "each method must be forwarded"
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

/// Drives `machine` over `transport` until the machine ends, and returns the machine's output. The
/// function blocks the current thread.
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
    /// Runs the task over `transport` on a new thread.
    ///
    /// # Errors
    ///
    /// The system can't start a thread. The returned task has not started.
    pub fn spawn_thread<T>(self, transport: T) -> Result<(), Self>
    where
        T: Transport + Send + 'static,
    {
        // If the thread can't be started, its closure is dropped. The slot keeps the task, so that
        // the caller gets the task back.
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
/// A client only drives an [`Exchange`], which contains the logic of a call.
#[derive(Clone, Debug)]
pub struct Client<T> {
    session: Session,
    transport: T,
}

impl<T: Transport + Default> Client<T> {
    /// Creates a client with the transport `T::default()`.
    #[must_use]
    pub fn new(session: Session) -> Self {
        Self::with_transport(session, T::default())
    }
}

impl<T: Transport> Client<T> {
    /// Creates a client that sends over `transport`.
    #[must_use]
    pub fn with_transport(session: Session, transport: T) -> Self {
        Self { session, transport }
    }

    /// The session of the client.
    #[must_use]
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The transport of the client.
    #[must_use]
    pub fn transport(&self) -> &T {
        &self.transport
    }

    /// Returns a client whose calls go to the region `region_id`, even if an operation names
    /// another region. The new client shares retry budgets, rate limits and the clock correction
    /// with this client.
    #[must_use]
    pub fn in_region(&self, region_id: impl Into<String>) -> Self
    where
        T: Clone,
    {
        self.with_options(CallOptions::new().region(region_id))
    }

    /// Returns a client whose calls use `options` in addition to this client's options. An option
    /// or a header in `options` replaces this client's value. Parameters in `options` are sent in
    /// addition to this client's parameters.
    ///
    /// The new client shares rate limits and the clock correction with this client. The two clients
    /// also share retry budgets, unless `options` sets another retry policy.
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

    /// Sends `operation` and returns the operation's output.
    ///
    /// # Errors
    ///
    /// See [`Error`]. [`Error::may_have_been_sent`] tells whether the server may have acted.
    pub fn send<O: Operation + ?Sized>(&self, operation: &O) -> Result<O::Output, Error> {
        self.drive(self.session.exchange(operation))
    }

    /// Sends `operation` with a timeout of `limit` for the whole call: fetching credentials, every
    /// attempt and the pauses between attempts. [`Session::call_timeout`] sets a timeout for all
    /// calls.
    ///
    /// # Errors
    ///
    /// The same errors as [`send`](Self::send). When the timeout is reached, the error is a timeout
    /// error or the error of an earlier attempt.
    pub fn send_within<O: Operation + ?Sized>(
        &self,
        operation: &O,
        limit: Duration,
    ) -> Result<O::Output, Error> {
        self.drive(self.session.exchange(operation).within(limit))
    }

    /// Sends `operation`, and returns the operation's output with metadata of the reply.
    ///
    /// # Errors
    ///
    /// The same errors as [`send`](Self::send).
    pub fn send_with_meta<O: Operation + ?Sized>(
        &self,
        operation: &O,
    ) -> Result<(O::Output, ReplyMeta), Error> {
        let exchange = self.session.exchange(WithMeta(operation));
        let mut exchange = exchange.prefer(self.transport.preferred_method());
        let (output, meta) = drive(&self.transport, &mut exchange)?;
        Ok((output, meta.complete(&exchange)))
    }

    /// Asks the server to check `operation`, including permissions, without carrying it out. The
    /// operation must have a parameter `DryRun`, which this method sets to true. A
    /// [`Call`](crate::Call) must set `DryRun` to `true` itself.
    ///
    /// # Errors
    ///
    /// The check failed, or [`send`](Self::send) failed for another reason. An operation without
    /// the parameter `DryRun` fails before it is sent.
    ///
    /// [`Error::Decode`] means that the server ignored `DryRun`, so the operation may have been
    /// carried out.
    pub fn dry_run<O: Operation + ?Sized>(&self, operation: &O) -> Result<(), Error> {
        dry_run::outcome(self.send(&DryRun(operation)))
    }

    /// Polls until a resource reaches a state; see [`waiter`](crate::waiter).
    ///
    /// # Errors
    ///
    /// A poll failed, the state can't be reached any more, or the waiter's time limit was reached.
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

    /// Returns an iterator over the pages of `operation`; see [`paging`](crate::paging).
    pub fn pages<O: PagedOperation>(&self, operation: O) -> Pages<'_, T, O> {
        Pages::new(self, operation)
    }
}
