//! The async client.

use std::time::Duration;

use crate::{
    client::{
        Pages, ReplyMeta, Transport,
        dry_run::{self, DryRun},
        reply_meta::WithMeta,
    },
    error::Error,
    exchange::{CallOptions, Exchange, Session},
    machine::{Drive, Machine, Step},
    operation::{Operation, paging::PagedOperation},
    waiter::{Progress, WaitError, Waiter},
};

/// Drives `machine` over `transport` until the machine ends, and returns the machine's output.
///
/// ```
/// use alicloud::{transport::drive, Anonymous, Call, Error, Session, Transport, Value};
///
/// async fn regions(transport: &impl Transport, session: &Session) -> Result<Value, Error> {
///     let call = Call::new("Ecs", "2014-05-26", "DescribeRegions").reads();
///     drive(transport, session.exchange(call)).await
/// }
/// ```
pub fn drive<T, M>(transport: &T, machine: M) -> impl Future<Output = M::Output>
where
    T: Transport + ?Sized,
    M: Machine,
{
    // The future of an `async fn` would store the machine twice: as an argument and as a local
    // variable.
    let mut drive = Drive::new(machine);
    async move {
        loop {
            match drive.step() {
                Step::Send(request) => drive.receive(transport.send(request).await),
                Step::Wait(pause) => transport.wait(pause).await,
                Step::Run(work) => transport.run(work).await,
                Step::Spawn(task) => {
                    if let Err(task) = transport.spawn(task) {
                        drive.take_back(task);
                    }
                }
                Step::Done(output) => return output,
            }
        }
    }
}

/// Sends operations over an async [`Transport`].
///
/// A client only drives an [`Exchange`], which contains the logic of a call. All methods take
/// `&self`. A client can be shared in an [`Arc`](std::sync::Arc), or cloned if its transport is
/// cheap to clone.
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
    pub async fn send<O: Operation + ?Sized>(&self, operation: &O) -> Result<O::Output, Error> {
        self.drive(self.session.exchange(operation)).await
    }

    /// Sends `operation` with a timeout of `limit` for the whole call: fetching credentials, every
    /// attempt and the pauses between attempts. [`Session::call_timeout`] sets a timeout for all
    /// calls.
    ///
    /// # Errors
    ///
    /// The same errors as [`send`](Self::send). When the timeout is reached, the error is a timeout
    /// error or the error of an earlier attempt.
    pub async fn send_within<O: Operation + ?Sized>(
        &self,
        operation: &O,
        limit: Duration,
    ) -> Result<O::Output, Error> {
        self.drive(self.session.exchange(operation).within(limit))
            .await
    }

    /// Sends `operation`, and returns the operation's output with metadata of the reply.
    ///
    /// # Errors
    ///
    /// The same errors as [`send`](Self::send).
    pub async fn send_with_meta<O: Operation + ?Sized>(
        &self,
        operation: &O,
    ) -> Result<(O::Output, ReplyMeta), Error> {
        let exchange = self.session.exchange(WithMeta(operation));
        let mut exchange = exchange.prefer(self.transport.preferred_method());
        let (output, meta) = drive(&self.transport, &mut exchange).await?;
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
    pub async fn dry_run<O: Operation + ?Sized>(&self, operation: &O) -> Result<(), Error> {
        dry_run::outcome(self.send(&DryRun(operation)).await)
    }

    /// Polls until a resource reaches a state; see [`waiter`](crate::waiter).
    ///
    /// # Errors
    ///
    /// A poll failed, the state can't be reached any more, or the waiter's time limit was reached.
    pub async fn wait<O: Operation, V, F: Fn(O::Output) -> Progress<V>>(
        &self,
        waiter: &Waiter<O, F>,
    ) -> Result<V, WaitError> {
        let method = self.transport.preferred_method();
        drive(&self.transport, waiter.waiting(&self.session, method)).await
    }

    pub(super) fn drive<O: Operation>(
        &self,
        exchange: Exchange<O>,
    ) -> impl Future<Output = Result<O::Output, Error>> {
        let method = self.transport.preferred_method();
        drive(&self.transport, exchange.prefer(method))
    }

    /// Returns a stream of the pages of `operation`; see [`paging`](crate::paging).
    pub fn pages<'c, O>(&'c self, operation: O) -> Pages<'c, T, O>
    where
        T: Sync,
        O: PagedOperation<Output: Send> + Send + Sync + 'c,
    {
        Pages::new(self, operation)
    }
}
